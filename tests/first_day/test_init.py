"""`peersupport init` in the terminal: twelve questions, each mistake at its question, everything written or nothing."""

from __future__ import annotations

import tomllib
from datetime import date
from typing import TYPE_CHECKING

import pytest

from bot import settings
from bot.app.administration.database import look
from bot.domain.errors import ConfigurationError
from tests.first_day.answering import LIMITS, SECRET, USERS, Site, site_in
from tests.platforms.slack.process import ControlRoom

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


@pytest.fixture
async def site(slack_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Site]:
    control = ControlRoom(slack_address)
    await control.reset(USERS, tiers=False)
    yield site_in(tmp_path, control.api_url, monkeypatch)
    await control.close()


def written(site: Site) -> dict[str, object]:
    return tomllib.loads((site.folder / "policy.toml").read_text(encoding="utf-8"))


def people(site: Site) -> dict[str, set[str]]:
    return {one.name: {role.value for role in one.roles} for one in look(settings.load(site.folder / ".env"))}


async def test_twelve_answers_make_a_programme(site: Site):
    said = await site.asks(site.answers())
    assert "12 of 12" in said
    assert written(site) == {
        "country": "US",
        "region": "MA",
        "name": "Peers for Peers",
        "phone": "617 555 0100",
        "timezone": "America/New_York",
        "limits_of_confidence": LIMITS,
        "limits_signed_by": "Jo Counsel",
        "limits_signed_on": "2026-08-03",
        "holidays": {"country": "US", "region": "MA"},
        "crisis_lines": [
            {
                "purpose": "support",
                "name": "Employee assistance",
                "number": "617 555 0123",
                "checked_on": date(2026, 11, 20),
            }
        ],
    }
    configured = settings.load(site.folder / ".env", serves=True)
    assert not configured.policy.is_trial
    assert configured.backup_dir == site.folder / "backups"
    assert people(site) == {
        "Marion Castellan": {"coordinator"},
        "Ben Achterberg": {"deputy"},
        "Theodora Lang": {"director"},
        "Ana Duarte": {"supporter"},
        "Fatou Diarra": {"supporter"},
    }


MISTAKES = {
    "a country without lines": ("place", ("XX", ""), ("US", "MA"), "No number is guessed"),
    "a region that is none": ("place", ("US", ""), ("MA",), "Please write one of these: AK, AL"),
    "a name that is too long": ("name", ("x" * 70,), ("Peers",), "must be a text of 1 to 60 characters"),
    "a number with an extension": ("phone", ("617 555 0100 x4",), ("617 555 0100",), "An extension can't be kept"),
    "a token of another kind": (
        "platform",
        ("1", "xoxp-user", SECRET, ""),
        ("xoxb-bot",),
        "it must be the “Bot User OAuth Token”",
    ),
    "a preset that is none": ("preset", ("mayo",), ("2",), "must be one of brigham"),
    "a text with a gap": (
        "limits",
        ("All stays between us, but [LIST, LAW].", "Jo", "2026-08-03"),
        ("limits.txt",),
        "The text still has gaps: [LIST, LAW]",
    ),
    "a signature to come": ("limits", ("limits.txt", "Jo", "2999-01-01"), ("2026-08-03",), "still to come"),
    "nobody of that name": ("coordinator", ("Marian",), ("Marion",), "Nobody is called Marian there. Like it: Marion"),
    "several of that name": ("supporters", ("Ana; Fatou", ""), ("Ana Duarte; Fatou", "2026-05-01"), "Several people"),
    "somebody whose account is gone": ("deputy", ("Gone Person",), ("Ben",), "Nobody is called Gone Person there"),
    "an address of another platform": (
        "deputy",
        ("teams:2f0e6c1a-2b3c-4d5e-8f90-a1b2c3d4e5f6/2f0e6c1a-2b3c-4d5e-8f90-a1b2c3d4e5f6 Ben",),
        ("Ben",),
        "Your programme is not on Teams",
    ),
    "the same person twice": ("deputy", ("Marion",), ("Ben",), "Please name somebody else"),
    "one supporter": ("supporters", ("Fatou", "2026-05-01"), ("Fatou; Ana Duarte",), "Two at least"),
    "nobody trained": ("supporters", ("Fatou; Ana Duarte", ""), ("2026-05-01",), "Please write the day like this"),
    "a number that dials another": (
        "line",
        ("EAP", "1-800-APPELLE", ""),
        ("617 555 0123",),
        "APPELLE",
    ),
    "a backup beside its keys": ("folders", ("/etc/k", "/etc/k/b"), (), "apart from the keys"),
    "a path that depends on where it is run": ("folders", ("keys", "/etc/b"), (), "beginning with /"),
}


@pytest.mark.parametrize("case", MISTAKES, ids=str)
async def test_a_mistake_is_told_at_its_question_and_can_be_mended_there(case: str, site: Site):
    """What was right in it is not asked again; the next question comes once all of it is right. Nothing is written."""
    question, wrong, right, told = MISTAKES[case]
    typed = site.answers(**{"folders": (), question: (*wrong, *right)})
    said = await site.asks(typed)
    assert told in said
    assert "12 of 12" in said
    assert not (site.folder / "policy.toml").exists()


async def test_what_is_secret_is_never_shown(site: Site):
    said = await site.asks(site.answers())
    again = await site.asks("\n" * 60)
    assert "xoxb-bot" in (site.folder / ".env").read_text(encoding="utf-8")
    for secret in ("xoxb-bot", SECRET):
        assert secret not in said + again
    assert (site.folder / ".env").stat().st_mode & 0o777 == 0o600
    assert "[kept]" in again


async def test_a_second_run_changes_what_is_answered_and_loses_nothing(site: Site):
    """Comments, other settings, other variables and roles stay; whoever is named gets a role besides."""
    await site.asks(site.answers())
    policy, env = site.folder / "policy.toml", site.folder / ".env"
    policy.write_text(f"# ours\n{policy.read_text('utf-8')}\n[clocks]\nundo = '5m' # longer\n", encoding="utf-8")
    env.write_text(f"{env.read_text('utf-8')}PEERSUPPORT_LOG=json # ours\n", encoding="utf-8")
    before = policy.read_text("utf-8"), env.read_text("utf-8")
    await site.asks("\n" * 60)
    assert (policy.read_text("utf-8"), env.read_text("utf-8")) == before
    key = (site.folder / "keys" / "0001.key").read_bytes()
    typed = ["", "", "Peers at Night", "", "", "", "", "", "", "", "", "", "Fatou", *[""] * 20]
    await site.asks("\n".join(typed))
    assert policy.read_text("utf-8") == before[0].replace("Peers for Peers", "Peers at Night")
    assert people(site)["Fatou Diarra"] == {"supporter", "coordinator"}
    assert people(site)["Marion Castellan"] == {"coordinator"}
    assert (site.folder / "keys" / "0001.key").read_bytes() == key


async def test_what_refuses_at_the_end_leaves_both_files_as_they_were(site: Site):
    """A folder of keys where none can be made."""
    (site.folder / "file").write_text("", encoding="utf-8")
    typed = site.answers(folders=(str(site.folder / "file" / "keys"), str(site.folder / "backups")))
    with pytest.raises(ConfigurationError, match="can't be created"):
        await site.asks(typed)
    assert not (site.folder / "policy.toml").exists()
    assert not (site.folder / ".env").exists()


async def test_without_a_text_it_is_a_trial(site: Site):
    said = await site.asks(site.answers(limits=("", "", "")))
    assert "This is a trial" in said
    assert settings.load(site.folder / ".env").policy.is_trial


async def test_a_preset_says_what_to_import(site: Site):
    said = await site.asks(site.answers(preset=("stanford",)))
    assert written(site)["preset"] == "stanford"
    assert "peersupport directory import FILE" in said
    assert not settings.load(site.folder / ".env").policy.own_department


async def test_in_french_and_for_quebec(site: Site, monkeypatch: pytest.MonkeyPatch):
    """The limits are asked for in both languages; people read French first."""
    monkeypatch.setenv("LANG", "fr_CA.UTF-8")
    said = await site.asks(
        site.answers(
            place=("ca", "qc"), phone=("514 555 0199",), limits=("limits.txt", "Le texte.", "Jo", "2026-08-03")
        )
    )
    policy = settings.load(site.folder / ".env", serves=True).policy
    assert (policy.timezone, policy.holidays.region) == ("America/Toronto", "QC")
    assert dict(policy.confidence.texts) == {"en": LIMITS, "fr": "Le texte."}
    assert "Où se trouve votre hôpital" in said
    assert {one.locale for one in look(settings.load(site.folder / ".env"))} == {"fr"}
