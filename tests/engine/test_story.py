"""The timeline says what happened: a step only when a case came to it, and each event by its own sentence."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, cast, get_args

import pytest
from hypothesis import given

from bot.conversation import timeline
from bot.conversation.effects import Decision
from bot.conversation.engine import decide
from bot.conversation.events.every import Event
from bot.conversation.events.supporting import InTouchConfirmed
from bot.domain.case import Case, CaseCode, Step
from bot.ui import Words
from tests.engine.test_totality import stands
from tests.engine.walks import ANY_EVENT, RITA, programmes
from tests.proof import SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.timeout(SECONDS)

TOUR = Path("adapters/web/page/visit/tour.js")


class Heard:
    """An event that the engine may get one day: it changes something about a case, and leaves it where it stands."""


def steps_told(lines: list[timeline.Line]) -> Iterator[str]:
    arrivals = {words.text for words in timeline._ARRIVED.values()}
    for line in lines:
        inner = dict(line.what.values).get("what")
        if isinstance(inner, Words) and inner.text in arrivals:
            yield inner.text


@pytest.mark.parametrize("step", Step)
def test_an_event_that_changes_no_step_tells_of_none(step):
    decision = Decision(changed=(Case(code=CaseCode("K7F3"), recipient=RITA, step=step),))
    assert timeline.timeline_lines(cast("Event", Heard()), decision) == []
    assert not list(steps_told(timeline.timeline_lines(InTouchConfirmed(by=RITA, turn=0), decision)))


@given(programmes(), ANY_EVENT)
def test_a_step_is_told_exactly_when_the_case_came_to_it(world, event):
    before = stands(world)
    decision = decide(before, event, world.facts(before, event))
    after = next((one for one in decision.changed if isinstance(one, Case)), before)
    assert decision.arrived == (after.step if after.step is not before.step else None)
    expected = [timeline._ARRIVED[after.step].text] if decision.arrived in timeline._ARRIVED else []
    assert list(steps_told(timeline.timeline_lines(event, decision))) == expected


def every(union: object) -> Iterator[type]:
    for one in get_args(union):
        yield from every(one) if get_args(one) else [one]


def test_every_sentence_and_mark_belongs_to_an_event():
    """Kept by class and not by name: what is renamed is still told."""
    assert {*timeline._SAID, *timeline._MARKED_EVENTS} <= {*every(Event)}


def test_the_tour_waits_for_marks_and_for_nothing_else():
    waited = set(re.findall(r'(?:has\(|mark === )"(\w+)"', TOUR.read_text(encoding="utf-8")))
    assert waited <= {*timeline.Mark}
    assert waited >= {"suggested", "taken", "closed"}
