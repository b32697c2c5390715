"""The limits of confidence: in the reader's language, as they stood when a case began, and never with a gap in them."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from bot.check import policy_findings
from bot.conversation.example_cases import SIGNED
from bot.conversation.views import asking, home, supporting
from bot.conversation.views.explaining import guide
from bot.domain.case import Origin
from bot.language import speak
from bot.settings import draw_policy, read_policy
from bot.ui import Words
from tests.engine.test_views import parts
from tests.engine.world import CARL, RITA, SAM, START, clinic

EXAMPLE = Path(__file__).parents[2] / "docs" / "how-to" / "write-the-limits-of-confidence.md"
FRENCH = {"fr": "Ancien un.\nAncien deux."}
OLD = replace(SIGNED, limits_of_confidence="Old one.\nOld two.", limits_of_confidence_in=FRENCH)
NEW = replace(OLD, limits_of_confidence="New.", limits_of_confidence_in={"fr": "Nouveau."})
TRIAL = "Trial installation"


def said(shown: object, locale: str = "en") -> str:
    return " ".join(speak(one, locale, "UTC") for one in parts(shown) if isinstance(one, Words))


def test_they_are_read_in_ones_own_language_line_by_line():
    form = asking.entry(OLD)
    assert "Old one. Old two." in said(form)
    assert "Ancien un. Ancien deux." in said(form, "fr-CA")
    assert "Old one." in said(form, "de")


def test_a_language_with_fewer_lines_loses_none_and_invents_none():
    policy = replace(OLD, limits_of_confidence_in={"fr": "Une seule."})
    assert said(asking.entry(policy), "fr").count("Old") == 0
    assert "Old two." in said(asking.entry(policy))


@pytest.mark.parametrize("text", ["Here that means: [LIST, LAW].", "Ask [NAME", "[CONFIRM] Nothing goes out."])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_text_that_still_has_a_placeholder_keeps_the_trial_banner(text: str, language: str):
    french = replace(OLD, limits_of_confidence_in={"fr": text})
    policy = french if language == "fr" else replace(OLD, limits_of_confidence=text)
    world = clinic()
    world.policy = policy
    for form in (asking.entry(policy), guide.guide(policy, 0), home.home(world.sight(RITA))):
        assert TRIAL in said(form)
    [found] = [one for one in policy_findings(policy, START.date()) if "still has" in one.what]
    assert not found.fine


def test_a_case_keeps_the_text_with_which_it_began():
    """Also after the programme has another: that is what its people were told."""
    world = clinic()
    world.policy = OLD
    world.asks()
    [case] = world.cases.values()
    world.policy = NEW
    sight = world.sight(SAM)
    accepted = replace(case, supporter=SAM, step=supporting.Step.ACCEPTED, origin=Origin.SELF)
    for shown in (supporting.case_card(sight, accepted), home.own_card(sight, accepted)):
        assert "Old one. Old two." in said(shown)
        assert "New." not in said(shown)
    assert "New." in said(asking.entry(NEW))


def test_a_case_that_began_in_a_trial_keeps_none():
    world = clinic()
    world.suggests(CARL, RITA)
    world.passes(minutes=10)
    assert [one.confidence for one in world.cases.values()] == [None]


def test_the_policy_file_takes_every_language_and_check_names_one_that_lacks():
    assert read_policy(draw_policy(OLD), "x").confidence == OLD.confidence
    only = replace(OLD, limits_of_confidence_in={})
    assert [one.what for one in policy_findings(only, START.date()) if "not in fr" in one.what]


def test_the_example_for_counsel_can_be_pasted_and_is_no_promise_yet():
    [toml] = re.findall(r"```toml\n(.*?)```", EXAMPLE.read_text(encoding="utf-8"), re.DOTALL)
    text = read_policy(toml, "x").confidence
    assert dict(text.texts).keys() == {"en", "fr"}
    assert len(dict(text.texts)["en"].splitlines()) == len(dict(text.texts)["fr"].splitlines())
    assert not text.is_signed
