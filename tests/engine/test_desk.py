"""The desk: nothing is cut without a word, every case opens, and a supporter's entry can be changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.conversation.effects import Tell
from bot.domain.audit import Kind
from bot.domain.case import CaseCode, Move, NextStep, OfferState, Step
from bot.domain.hours import Leave, day_in
from bot.domain.people import PersonId, Role, Supporter
from bot.language import speak
from bot.ui import Action, Form, Show, Submitted, Table, Words
from tests.engine.roster import TRAINED, peer
from tests.engine.test_views import mentioned, parts
from tests.engine.world import CLEO, LEO, OLGA, RITA, SAM, START, SUE, World, clinic

if TYPE_CHECKING:
    from collections.abc import Iterator


def pressed(world: World, name: str, *, draft: Any = (), **values: Any) -> Form:
    """What Cleo reads after this button or form."""
    of_a_case = name == "assign" or (name == "desk_case" and not values)
    sent = tuple((key, one if isinstance(one, tuple) else (one,)) for key, one in values.items())
    reply = world.sends(CLEO, Submitted(Action(name, world.case.code if of_a_case else None, 0, draft), sent))
    assert isinstance(reply, Show), reply
    return reply.form


def read(form: Any) -> str:
    return " ".join(speak(one, "en", "America/New_York") for one in parts(form) if isinstance(one, Words))


def crowded(count: int) -> World:
    """So many cases, of as many people, that nobody takes."""
    world = clinic()
    world.adjusts(SAM, cap_open=0)
    case = world.suggests()
    for number in range(count - 1):
        other = replace(case, code=CaseCode(f"X{number:03}"), recipient=PersonId(f"web:r{number}"))
        world.cases[other.code] = other
    return world


def pages(world: World, first: str, following: str = "Further in the list") -> Iterator[Form]:
    """Every page of a list, by its own button."""
    form = pressed(world, first)
    yield form
    while more := [one for one in parts(form) if getattr(one, "label", None) and one.label.text == following]:
        form = pressed(world, first, draft=more[0].action.draft)
        yield form


@pytest.mark.parametrize("count", [1, 6, 16, 20, 21, 45])
def test_every_open_case_is_on_some_page_with_its_age_and_next_step(count):
    world = crowded(count)
    world.passes(hours=26)
    every = [*pages(world, "desk")]
    rows = [row for form in every for one in form.blocks if isinstance(one, Table) for row in one.rows]
    assert {speak(row[0], "en", "UTC") for row in rows} == set(world.cases)
    assert {speak(row[2], "en", "UTC") for row in rows} == {"26 hours"}
    assert all(", by " in speak(row[4], "en", "America/New_York") for row in rows)
    assert ("more case" in read(every[0])) is (count > 6)


@pytest.mark.parametrize("step", ["needs", "offered", "accepted", "connected"])
def test_any_case_opens_without_a_look_at_the_recipient(step):
    world = clinic(peer(SAM))
    world.adjusts(SAM, cap_open=0 if step == "needs" else 2)
    world.suggests()
    for deed in {"accepted": ("take",), "connected": ("take", "contact")}.get(step, ()):
        world.presses(SAM, deed)
    form = pressed(world, "desk_case")
    assert {one.action.name for one in parts(form) if hasattr(one, "action")} >= {"close", "reveal", "desk"}
    assert ("assign" in read_actions(form)) is (step != "connected")
    assert mentioned(form) <= {SAM}
    assert RITA not in read(form)
    assert world.records == []


def read_actions(form: Form) -> set[str]:
    return {one.action.name for one in parts(form) if hasattr(one, "action")}


def test_a_case_is_found_by_its_code_and_by_its_supporter():
    world = crowded(30)
    taken = replace(world.case, code=CaseCode("TAKE"), step=Step.ACCEPTED, supporter=SAM, accepted_at=START)
    world.cases[taken.code] = replace(taken, next_step=NextStep(move=Move.ATTEMPT_DUE, due=START + timedelta(days=2)))
    world.joins(replace(world.members[SAM], name="Dr Sámuel Gómez"))
    for find in ("take", "GOMEZ", "samuel gom"):
        [table] = [one for one in pressed(world, "desk_case", find=find).blocks if isinstance(one, Table)]
        assert [speak(row[0], "en", "UTC") for row in table.rows] == ["TAKE"], find
    assert "No case fits." in read(pressed(world, "desk_case", find="nobody"))


def test_a_volunteer_is_never_late():
    """The case waits."""
    world = clinic(peer(SAM))
    world.accepted()
    world.passes(days=5)
    said = read(pressed(world, "desk"))
    assert "The first word to the recipient waits." in said
    assert "late" not in said.lower().replace("related", "")
    assert "Dr web:sam" in said


def big(count: int) -> World:
    members = [peer(PersonId(f"web:p{number}")) for number in range(count)]
    return clinic(*(replace(one, name=f"Peer {number:03}") for number, one in enumerate(members)))


def test_everybody_on_a_roster_of_602_is_on_some_page_and_found_by_name():
    world = big(602)
    rows = [row for form in pages(world, "roster") for one in form.blocks if isinstance(one, Table) for row in one.rows]
    assert {speak(row[0], "en", "UTC") for row in rows} == {f"Peer {number:03}" for number in range(602)}
    [table] = [one for one in pressed(world, "entry_open", find="peer 417").blocks if isinstance(one, Table)]
    assert [speak(row[0], "en", "UTC") for row in table.rows] == ["Peer 417"]


def test_of_602_who_may_be_asked_anybody_can_be_chosen():
    world = big(602)
    world.suggests()
    form = pressed(world, "assign")
    assert "And 501 more may be asked." in read(form)
    [found] = pressed(world, "assign", find="peer 417").fields
    assert [one.value for one in found.choices] == ["web:p417"]  # pyright: ignore[reportAttributeAccessIssue]
    assert "called so" in read(pressed(world, "assign", find="zoe"))


SHOWN = (("who", (SAM,)), ("leave", ("2026-06-20/2026-06-27", "2026-12-20/2027-01-05")))
SUMMER, WINTER = Leave(date(2026, 6, 20), date(2026, 6, 27)), Leave(date(2026, 12, 20), date(2027, 1, 5))


def edited(world: World, **values: Any) -> Any:
    given = {"cap": "2", "hours": "", "trained": TRAINED.isoformat(), **values}
    sent = tuple((key, one if isinstance(one, tuple) else (one,)) for key, one in given.items())
    return world.sends(CLEO, Submitted(Action("entry_send", draft=SHOWN), sent))


def test_the_coordinator_changes_training_hours_leave_load_and_pause():
    world = clinic(peer(SAM, supporter=Supporter(trained_on=TRAINED, leave=(SUMMER, WINTER))))
    reply = edited(
        world,
        cap="1",
        trained="2026-05-30",
        hours="Mon-Fri 08:00-12:00",
        quiet_from="20:00",
        quiet_to="06:00",
        leave=("2026-12-20/2027-01-05",),
        away_from="2026-09-01",
        away_to="2026-09-02",
        pause="2026-07-01",
    )
    assert "Saved." in read(reply)
    now = world.supporter(SAM)
    assert (now.cap_open, now.trained_on) == (1, date(2026, 5, 30))
    assert now.leave == (Leave(date(2026, 9, 1), date(2026, 9, 2)), WINTER)
    assert now.rest_until is not None
    assert day_in(now.rest_until, "America/New_York") == date(2026, 7, 1)
    assert "rests until" in read(pressed(world, "roster"))


def test_a_form_with_a_mistake_changes_nothing():
    world = clinic(peer(SAM))
    assert edited(world, cap="9").errors[0][0] == "cap"
    assert edited(world, trained="soon").errors[0][0] == "trained"
    assert edited(world, trained="2026-06-02").errors[0][0] == "trained"
    assert edited(world, pause="31").errors[0][0] == "pause"
    assert edited(world, hours="whenever").errors[0][0] == "hours"
    assert world.supporter(SAM) == peer(SAM).supporter


def test_a_question_passes_on_when_the_training_has_lapsed_by_the_new_date():
    world = clinic(peer(SAM), peer(SUE))
    world.suggests()
    [asked] = [one.supporter for one in world.case.offers]
    other = SUE if asked == SAM else SAM
    world.sends(
        CLEO,
        Submitted(Action("entry_send", draft=(("who", (asked,)),)), (("cap", ("2",)), ("trained", ("2020-01-01",)))),
    )
    assert [one.state for one in world.case.offers] == [OfferState.GONE, OfferState.DELIVERED]
    assert world.case.offers[-1].supporter == other


def test_who_is_taken_off_hands_on_their_cases_and_keeps_their_other_role():
    both = replace(peer(SAM), roles=frozenset({Role.SUPPORTER, Role.NOTIFIER}))
    world = clinic(both, peer(SUE))
    world.adjusts(SUE, cap_open=0)
    world.accepted(SAM)
    form = pressed(world, "entry_off", draft=SHOWN)
    assert world.members[SAM].has(Role.SUPPORTER)
    assert form.submit is not None
    world.sends(CLEO, Submitted(form.submit.action, ()))
    assert world.members[SAM].roles == {Role.NOTIFIER}
    assert world.case.supporter is None
    assert [(one.kind, one.role, one.reason) for one in world.records] == [
        (Kind.ROLE, Role.COORDINATOR, "supporter_taken")
    ]


@pytest.mark.parametrize("person", [SAM, OLGA, LEO])
def test_nobody_else_reads_or_changes_an_entry(person):
    world = clinic(peer(SAM), peer(LEO))
    for name in ("entry_open", "entry_send", "entry_off", "entry_off_send"):
        form = Submitted(Action(name, draft=SHOWN), (("supporter", (SAM,)), ("cap", ("1",))))
        assert "Dr web:sam" not in read(world.sends(person, form)), name
    assert world.members[SAM] == peer(SAM)


def test_ask_again_reaches_who_let_it_lapse_and_nobody_who_passed():
    world = clinic(peer(SAM), peer(SUE))
    world.suggests()
    first = world.case.offers[0].supporter
    second = SUE if first == SAM else SAM
    world.passes(hours=5)
    world.presses(second, "pass")
    world.passes(until=START + timedelta(hours=25))
    assert world.step is Step.NEEDS_COORDINATOR
    before = len(world.case.offers)
    reply = world.presses(CLEO, "search_again")
    assert "The search goes on." in read(reply)
    assert [one.supporter for one in world.case.offers[before:]] == [first]
    tells = [one.effect for one in world.outbox if isinstance(one.effect, Tell) and one.effect.to == second]
    assert len([one for one in tells if one.receipt]) == 1


def test_who_is_being_asked_is_not_asked_again():
    world = clinic(peer(SAM))
    world.suggests()
    assert "Somebody is being asked already." in read(world.presses(CLEO, "search_again"))
    assert len(world.case.offers) == 1


def test_who_is_no_supporter_has_no_entry_to_open():
    assert "not on the roster" in read(pressed(clinic(peer(SAM)), "entry_open", supporter=OLGA))
