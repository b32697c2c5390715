"""Whatever can stand for longer than a moment carries the lines of its reader's site, on every platform."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from adapters.slack import forms as slack_forms
from adapters.slack import render as slack
from adapters.teams import forms as teams_forms
from adapters.web import forms as web_forms
from adapters.web import render as web
from adapters.web.reader import Reader as WebReader
from bot.conversation import gallery_examples
from bot.domain.lines import Purpose
from bot.language import speak
from bot.settings import read_policy
from bot.settings.lines import pack_names
from bot.ui import FieldErrors, Form, Home, Notice, Toast, say
from tests.platforms.slack.shown import reader as slack_reader
from tests.platforms.teams.shown import in_teams
from tests.platforms.teams.shown import reader as teams_reader
from tests.platforms.web.stage import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.domain.lines import HelpLines

SHOWN = {**gallery_examples.FORMS, **gallery_examples.HOMES}
PLACES = [("US", "en"), ("FR", "fr"), ("CA-QC", "fr-CA"), ("GB-ENG", "en")]


def lines_of(pack: str) -> HelpLines:
    country, _, region = pack.partition("-")
    return read_policy(f'country = "{country}"\nregion = "{region}"', "policy.toml").lines


def numbers(lines: HelpLines) -> list[str]:
    """What dials the first crisis line and the emergency number."""
    return [lines.of(purpose)[0].ways[0].link for purpose in (Purpose.CRISIS, Purpose.EMERGENCY)]


def has_its_own(item: Form | Home) -> bool:
    """The examples are of a hospital in New York; what a view says by itself follows its reader's policy."""
    return any(isinstance(one, Notice) and one.tone == "crisis" for one in item.blocks)


def on_slack(item: Form | Home, lines: HelpLines, locale: str) -> str:
    eyes = slack_reader(locale, lines=lines)
    return json.dumps(slack_forms.view(item, eyes) if isinstance(item, Form) else slack.home(item, eyes))


def on_teams(item: Form | Home, lines: HelpLines, locale: str) -> str:
    eyes = teams_reader(locale, lines=lines)
    dialog = (
        teams_forms.form(in_teams(item), eyes) if isinstance(item, Form) else teams_forms.home(in_teams(item), eyes)
    )
    return json.dumps(dialog.card)


def on_the_web(item: Form | Home, lines: HelpLines, locale: str) -> str:
    playground = Stage().playground
    someone: Any = next(iter(playground.hospital.people.values()))
    eyes = WebReader(
        clinician=someone, hospital=playground.hospital, speak=speak, tokens=playground.tokens, lines=lines
    )
    return str(web_forms.form(item, eyes) if isinstance(item, Form) else web.home(item, eyes))


@pytest.mark.parametrize("draw", [on_slack, on_teams, on_the_web])
@pytest.mark.parametrize(("pack", "locale"), PLACES)
def test_every_form_and_home_carries_the_lines_of_its_readers_site(draw: Any, pack: str, locale: str):
    lines = lines_of(pack)
    without = {name: item for name, item in SHOWN.items() if pack == "US" or not has_its_own(item)}
    missing = [name for name, item in without.items() for one in numbers(lines) if one not in draw(item, lines, locale)]
    assert len(without) > len(SHOWN) / 2
    assert not missing


def own_views(lines: HelpLines) -> Iterator[str]:
    """What the adapters show without the bot: something takes longer, broke, or is only a sentence."""
    eyes = slack_reader(lines=lines)
    yield json.dumps(slack_forms.loading(eyes))
    yield json.dumps(slack_forms.sorry(eyes))
    yield json.dumps(slack_forms.screen(Toast(say("Saved.")), eyes))
    yield json.dumps(slack_forms.screen(FieldErrors((("phone", say("Saved.")),)), eyes))
    yield json.dumps(teams_forms.sorry(teams_reader(lines=lines)).card)
    yield json.dumps(teams_forms.small(teams_reader(lines=lines), say("Saved.")).card)


@pytest.mark.parametrize("pack", pack_names())
def test_what_an_adapter_shows_by_itself_carries_them_too(pack: str):
    lines = lines_of(pack)
    for text in own_views(lines):
        assert all(link in text for link in numbers(lines))
