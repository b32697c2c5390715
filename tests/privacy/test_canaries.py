"""Stories and failures with canaries in every name, id, text, token and key: none of them is in what comes out (T7)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot import log
from bot.ports import Unknown
from store.sealing import SealedTokens
from tests.cast import HOSPITAL, START, Clinic, settings_for
from tests.playground import PlaygroundDriver
from tests.privacy.spill import Spill, all_forms, server_log
from tests.stories.test_database_down import database_down

TEXT = "Zoë’s canary 7c41 / “quoted”"
PHONE = "+16175550199"
OTHERS = [
    one.name for one in HOSPITAL.people.values() if not one.roles and one.slug not in {"noor-haddad", "tomasz-wilk"}
]
PASSWORD = "canary-password-7c41"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def issued(monkeypatch):
    """Every token that a button got."""
    tokens: list[str] = []
    seal = SealedTokens.seal

    def watched(self, *args):
        tokens.append(seal(self, *args))
        return tokens[-1]

    monkeypatch.setattr(SealedTokens, "seal", watched)
    return tokens


@pytest.fixture
async def clinic(tmp_path, database_url, no_power_cut):
    clinic = Clinic(settings_for(tmp_path, database_url), PlaygroundDriver())
    log.set_up("json")
    await clinic.starts(at=START)
    yield clinic
    await clinic.stops()


def canaries(clinic: Clinic, issued: list[str], delivered: list[str]) -> dict[str, str]:
    """Names and ids of everybody, what was typed, keys, buttons and deliveries; each long enough to be nothing else."""
    keys = [path.read_text().strip() for path in clinic.settings.key_dir.glob("*.key")]
    people = {f"the name {one.slug}": one.name for one in HOSPITAL.people.values()}
    ids = {f"the id of {one.slug}": one.slug for one in HOSPITAL.people.values()}
    tokens = {f"button {number}": token for number, token in enumerate((*issued[:200], *delivered))}
    return {**people, **ids, **tokens, "a text": TEXT, "a number": PHONE, "a key": keys[0]}


async def a_whole_story(clinic: Clinic) -> None:
    ana, noor, tomasz = (clinic.person(who) for who in ("ana-duarte", "noor-haddad", "tomasz-wilk"))
    await noor.suggests("Tomasz Wilk")
    await clinic.passes(minutes=10)
    await ana.presses("Take it")
    await ana.presses("We were in touch")
    ana.closes()
    await tomasz.opens()
    await tomasz.presses("I'd like support")
    tomasz.closes()
    await clinic.passes(days=22)


async def bad_input(clinic: Clinic, spill: Spill) -> None:
    """Garbage, forged and foreign buttons, strangers; the answers' headers are part of what comes out."""
    client: Any = clinic.driver._client  # pyright: ignore[reportAttributeAccessIssue]
    there = "/api/people/ana-duarte/press"
    bodies = [
        TEXT.encode(),
        b'{"token": "' + TEXT.encode(),
        b'{"token": 5}',
        b'{"token": "forged"}',
        b"\xff\xfe",
        b"[" * 9999,
    ]
    for body in bodies:
        async with client.post(there, data=body, headers={"Content-Type": "application/json"}) as response:
            spill.add("headers", str(response.headers))
    for path in (
        f"/api/people/{TEXT}",
        f"/page/{TEXT}",
        "/api/people/ana-duarte/press?token=" + TEXT,
        "/metrics",
        "/readyz",
    ):
        async with client.get(path) as response:
            spill.add("headers", str(response.headers))
            if path in {"/metrics", "/readyz"}:
                spill.add(path, await response.text())


async def failures(clinic: Clinic, monkeypatch, delivered: list[str]) -> None:
    """A handler, an agenda entry, deliveries and the database itself fail, with canaries in what they say."""
    platform = clinic.programme.core.pump._sweep.__self__.platforms["web"]  # pyright: ignore[reportFunctionMemberAccess]
    noor, service = clinic.person("noor-haddad"), clinic.programme.service

    async def lost(_to, _message, *, token):
        delivered.append(token)
        raise OSError(TEXT, noor.name)

    async def unclear(_to, _message, *, token):
        delivered.append(token)
        return Unknown()

    async def crashes(*_args):
        raise RuntimeError(TEXT, noor.name, PHONE)

    for way, colleague in ((lost, OTHERS[0]), (unclear, OTHERS[1])):
        with monkeypatch.context() as patch:
            patch.setattr(platform, "send", way)
            await noor.suggests(colleague)
            await clinic.passes(minutes=11)
    for name in ("run_due", "handle"):
        with monkeypatch.context() as patch:
            patch.setattr(type(service), name, crashes)
            await noor.opens()
            await clinic.passes(hours=1)
    with database_down(clinic):
        await noor.opens()
        await noor.presses("I'd like support")
        await clinic.settles()


@pytest.mark.proof("T7", unit="stories")
@pytest.mark.slow
async def test_nothing_of_anybody_comes_out(clinic, database_url, tmp_path, issued, monkeypatch, capfd):
    spill, delivered = Spill(), list[str]()
    start = server_log().stat().st_size if server_log().exists() else 0
    await a_whole_story(clinic)
    await bad_input(clinic, spill)
    await failures(clinic, monkeypatch, delivered)
    said = capfd.readouterr()
    spill.add("stdout", said.out)
    spill.add("stderr", said.err)
    spill.add_files(tmp_path)
    if "postgres" in database_url:
        spill.add_server_log(start)
    assert '"action": "web_not_answered"' in said.err, "the failures did not come to the log"
    assert len(issued) > 20
    assert delivered, "no delivery failed"
    assert spill.found(canaries(clinic, issued, delivered)) == []


COMMANDS = [
    ["check"],
    ["migrate"],
    ["backup", "x.backup"],
    ["restore", "x.backup"],
    ["roster", "export", "no/where.csv"],
    ["run"],
]


@pytest.mark.proof("T7", unit="commands")
@pytest.mark.slow
@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_no_command_says_a_password_or_a_key(arguments, tmp_path):
    """With a server that is not there, keys that others can read, and a port that is taken."""
    folder = tmp_path / "keys"
    folder.mkdir(mode=0o700)
    (folder / "0001.key").write_text("c7" * 32)
    (folder / "0001.key").chmod(0o644 if arguments == ["check"] else 0o600)
    url = f"postgresql://someone:{PASSWORD}@127.0.0.1:1/nothing"
    environment = {**os.environ, "PEERSUPPORT_DATABASE_URL": url, "PEERSUPPORT_KEY_DIR": str(folder)}
    run = [sys.executable, "-m", "bot", *arguments]
    done = subprocess.run(run, cwd=ROOT, env=environment, capture_output=True, timeout=60, check=False)
    spill = Spill({"the command's output": done.stdout + done.stderr})
    assert done.returncode != 0
    assert b"Traceback" not in done.stderr
    assert spill.found({"the password": PASSWORD, "a key": "c7" * 32, "a name": "someone"}) == []


def test_a_command_that_fails_as_nobody_foresaw_says_no_value():
    """Typer would print the whole error, and with it whatever was in the file that is imported."""
    fails = f"def fails():\n    raise RuntimeError({TEXT!r})\n"
    call = "bot.settings.draw_policy = fails\nsys.argv = ['peersupport', 'policy', '--all']\nbot.__main__.main()"
    run = [sys.executable, "-c", f"import sys, bot.settings, bot.__main__\n{fails}{call}"]
    done = subprocess.run(run, cwd=ROOT, capture_output=True, timeout=60, check=False)
    assert done.returncode == 1
    assert b"process_died" in done.stderr
    assert Spill({"the command's output": done.stdout + done.stderr}).found({"a text": TEXT}) == []


@pytest.mark.proof("T7", unit="controls")
def test_a_canary_is_found_in_each_form():
    for form in all_forms(TEXT):
        assert Spill({"here": b"before " + form + b" after"}).found({"it": TEXT}) == ["it in here"]
