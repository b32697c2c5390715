"""Suggestions are limited so that nobody is pestered: by one person out loud, of one person without a word."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.conversation.flows.asking import TARGETED
from bot.domain.case import Closing, Origin, Step, Urgency
from bot.domain.people import PersonId
from bot.ui import Action, Show, Submitted
from tests.engine.test_privacy import said
from tests.engine.test_views import parts
from tests.engine.world import CARL, OLGA, RITA, SAM, clinic


def sends(world, by=CARL, colleague=RITA, key="k"):
    draft = (("colleague", (colleague,)), ("category", ("unsaid",)), ("not_these", ()), ("key", (key,)))
    return world.sends(by, Submitted(Action("suggest_send", draft=draft), ()))


def many(world, count, by=CARL):
    return [sends(world, by, PersonId(f"web:colleague{number}"), key=f"k{number}") for number in range(count)]


def waiting(world):
    return [one for one in world.agenda if one.name == "matures"]


def test_five_an_hour_then_a_kind_word_and_nothing_is_sent():
    world = clinic()
    *fine, sixth = many(world, 6)
    assert {one.form.title.text for one in fine} == {"Thank you"}
    assert "Nothing was sent." in said(sixth)
    assert "Call 988" in said(sixth)
    assert len(waiting(world)) == 5


def test_what_was_chosen_is_in_the_button_and_is_sent_when_the_hour_is_over():
    world = clinic()
    sixth = many(world, 6)[-1]
    again = next(one for one in parts(sixth) if isinstance(one, Action) and one.name == "suggest_send")
    assert dict(again.draft)["colleague"] == ("web:colleague5",)
    world.passes(hours=1)
    assert world.sends(CARL, Submitted(again, ())).form.title.text == "Thank you"


def test_twenty_a_day():
    world = clinic()
    for _ in range(4):
        assert all("Nothing was sent." not in said(one) for one in many(world, 5))
        world.passes(hours=1)
    assert "Nothing was sent." in said(sends(world))
    world.passes(days=1)
    assert "Nothing was sent." not in said(sends(world))


def test_the_limit_is_each_persons_own():
    world = clinic()
    many(world, 6)
    assert "Nothing was sent." not in said(sends(world, OLGA))


def test_asking_for_oneself_is_never_limited():
    world = clinic()
    many(world, 6)
    for _ in range(30):
        assert isinstance(world.presses(CARL, "ask"), Show)
    assert world.case.recipient == CARL


@pytest.mark.parametrize("name", ["ask", "ask_too"])
def test_nor_is_it_counted(name):
    world = clinic()
    world.presses(CARL, name)
    assert not world.tallies


def test_after_three_suggestions_in_a_week_another_has_no_further_effect():
    """The recipient ended it; a fourth colleague opens nothing, and reads what everybody reads."""
    world = clinic()
    for number in range(3):
        world.suggests(PersonId(f"web:one{number}"))
        world.presses(RITA, "withdraw")
    assert world.case.closing is Closing.WITHDRAWN
    before = dict(world.cases)
    world.suggests(OLGA)
    assert world.cases == before
    world.passes(days=7)
    world.suggests(OLGA)
    assert world.case.is_open


def test_one_who_hammers_reaches_the_same_limit():
    world = clinic()
    for _ in range(3):
        world.suggests()
        world.presses(RITA, "withdraw")
    world.suggests()
    assert not [one for one in world.cases.values() if one.is_open]


def test_the_supporter_is_not_nudged_again_and_again():
    world = clinic()
    world.accepted()
    world.presses(SAM, "contact")
    for number in range(6):
        world.suggests(PersonId(f"web:one{number}"))
        world.passes(hours=3)
    assert world.kinds(SAM).count("afresh") == 2


def test_urgency_still_counts():
    """Somebody may have seen what the three others had not."""
    world = clinic()
    world.policy = _with_urgent(world.policy)
    for number in range(3):
        world.suggests(PersonId(f"web:one{number}"))
    world.suggests(OLGA, urgency=Urgency.URGENT)
    assert world.case.urgency is Urgency.URGENT


def _with_urgent(policy):
    return replace(policy, urgent=replace(policy.urgent, enabled=True, on_call=(SAM,)))


@pytest.mark.parametrize("prepare", ["nothing", "opt_out", "rests", "known"])
def test_each_suggestion_of_anybody_counts_the_same(prepare):
    world = clinic()
    if prepare == "opt_out":
        world.presses(RITA, "opt_out")
    if prepare == "known":
        world.asks()
    if prepare == "rests":
        world.asks()
        world.presses(SAM, "take")
        world.presses(SAM, "decline")
    world.suggests()
    assert [count for (name, *_), count in world.tallies.items() if name == TARGETED] == [1]


def test_a_request_of_ones_own_works_whatever_others_did():
    world = clinic()
    for number in range(5):
        world.suggests(PersonId(f"web:one{number}"))
        world.presses(RITA, "withdraw")
    world.asks()
    assert (world.case.origin, world.step) == (Origin.SELF, Step.OFFERED)
    assert world.case.opened_at is not None
    assert world.now - world.case.opened_at < timedelta(minutes=1)
