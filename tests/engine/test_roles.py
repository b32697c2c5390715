"""What notifiers, coordinators and directors enter and read: lists, phoned-in requests, roster, reveals, complaints."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.conversation.events.asking import Suggestion
from bot.conversation.events.incidents import IncidentListed, RequestEntered
from bot.domain.case import Category, Origin, Reach, Reveal, RevealReason, Step
from bot.domain.people import PersonId, Role
from bot.domain.typed.phone import read_phone
from bot.ui import Action, Chart, FieldErrors, Link, Submitted, Table
from tests.engine.test_views import mentioned, parts, tells
from tests.engine.world import CARL, CLEO, DAN, DORA, LEO, OLGA, RITA, SAM, START, SUE, clinic, officer, peer

IDRIS, CALLER = PersonId("web:idris"), PersonId("phone:+16175550100")
LIST = (RITA, OLGA, SAM)


def notified(*peers):
    return clinic(*(peers or (peer(SAM), peer(SUE)))).joins(officer(IDRIS, Role.NOTIFIER))


def sends(world, person, name, draft=(), **values):
    form = Submitted(Action(name, draft=draft), tuple((key, tuple(many)) for key, many in values.items()))
    return world.sends(person, form)


def lists(world, people=LIST, person=IDRIS):
    draft = (("people", people), ("category", ("mass_event",)), ("key", ("list",)))
    return sends(world, person, "incident_send", draft=draft)


@pytest.mark.parametrize("people", [(), (RITA,), (RITA, RITA), (RITA, IDRIS), tuple(f"web:p{n}" for n in range(21))])
def test_a_list_has_two_to_twenty_other_people(people):
    assert isinstance(sends(notified(), IDRIS, "incident_check", people=people), FieldErrors)


def test_all_names_are_confirmed_first():
    reply = sends(notified(), IDRIS, "incident_check", people=LIST, category=("mass_event",))
    assert mentioned(reply) == set(LIST)


def test_everybody_on_the_list_becomes_a_case_and_nobody_of_it_supports_another():
    world = notified()
    lists(world)
    assert world.cases == {}
    world.passes(minutes=10)
    assert {one.recipient for one in world.cases.values()} == set(LIST)
    for case in world.cases.values():
        assert (case.origin, case.category) == (Origin.INCIDENT_LIST, Category.MASS_EVENT)
        assert case.not_these == frozenset({*LIST, IDRIS}) - {case.recipient}
        assert [one.supporter for one in case.offers] == [SUE]


def test_one_undo_takes_back_all_of_it():
    world = notified()
    reply = lists(world)
    undo = next(one for one in parts(reply) if isinstance(one, Action) and one.name == "undo")
    world.passes(minutes=9)
    world.sends(IDRIS, Submitted(undo, ()))
    world.passes(hours=1)
    assert (world.cases, world.agenda) == ({}, [])


def test_a_notifier_reads_the_same_whatever_is_known():
    known = notified()
    known.asks(RITA)
    assert lists(known) == lists(notified())


@pytest.mark.parametrize("person", [CARL, SAM, CLEO, DORA])
def test_only_a_notifier_lists_people(person):
    world = notified()
    lists(world, person=person)
    world.happens(IncidentListed(by=person, people=LIST, made_at=START, key="forged"))
    world.passes(minutes=30)
    assert world.cases == {}


def test_who_opted_out_is_not_reached_by_a_list():
    world = notified()
    sends(world, RITA, "opt_out")
    lists(world)
    world.passes(minutes=10)
    assert {one.recipient for one in world.cases.values()} == {OLGA, SAM}


def test_who_erases_their_data_leaves_the_sealed_list():
    world = notified()
    lists(world)
    sends(world, RITA, "erase_send", draft=(("key", ("e",)),))
    world.passes(minutes=10)
    assert {one.recipient for one in world.cases.values()} == {OLGA, SAM}


@pytest.mark.parametrize(("count", "told"), [(4, []), (5, ["group_session"])])
def test_from_five_people_on_the_coordinator_may_think_of_a_group(count, told):
    world = notified(peer(LEO))
    lists(world, tuple(PersonId(f"web:p{number}") for number in range(count)))
    world.passes(minutes=10)
    assert [one for one in world.kinds(CLEO) if one == "group_session"] == told


def enters(world, person=CLEO, who=CALLER, asked="other"):
    draft = (("person", (who,)), ("asked", (asked,)), ("key", ("call",)))
    return sends(world, person, "phoned_send", draft=draft)


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({}, "phone"),
        ({"phone": "555"}, "phone"),
        ({"phone": "+1 617 555 0100", "colleague": RITA}, "phone"),
        ({"colleague": CLEO}, "colleague"),
    ],
)
def test_who_called_is_a_person_or_a_number_and_not_oneself(given, wrong):
    reply = sends(clinic(), CLEO, "phoned_check", **{key: (one,) for key, one in given.items()})
    assert isinstance(reply, FieldErrors)
    assert [name for name, _ in reply.errors] == [wrong]


@pytest.mark.parametrize("written", ["+1 617 555 0100", "(617) 555-0100", "617.555.0100"])
def test_a_number_is_confirmed_as_one_to_call(written):
    reply = sends(clinic(), CLEO, "phoned_check", phone=(written,))
    assert [one.url for one in parts(reply) if isinstance(one, Link)] == ["tel:+16175550100"]


@pytest.mark.parametrize("text", ["", "911911", "call me", "+1 617 555 0100 ext 5", "٦١٧٥٥٥٠١٠٠"])
def test_what_can_not_be_dialled_is_no_number(text):
    assert read_phone(text, "US") is None


def test_somebody_known_only_by_a_number_is_supported_like_anybody():
    world = clinic(peer(SAM))
    enters(world)
    world.passes(minutes=10)
    assert (world.case.recipient, world.case.origin) == (CALLER, Origin.COORDINATOR)
    world.presses(SAM, "take")
    card = world.presses(SAM, "open")
    assert "tel:+16175550100" in [one.url for one in parts(card) if isinstance(one, Link)]
    assert mentioned(card) == set()


@pytest.mark.parametrize(("asked", "origin"), [("self", Origin.SELF), ("other", Origin.COORDINATOR)])
def test_the_opener_stays_true_to_who_asked(asked, origin):
    world = clinic()
    enters(world, asked=asked)
    world.passes(minutes=10)
    case = world.case
    assert (case.origin, case.wishes.reach, case.wishes.phone) == (origin, Reach.PHONE, "+16175550100")
    assert CLEO in case.not_these


@pytest.mark.parametrize("person", [CARL, SAM, DORA])
def test_only_who_runs_the_programme_enters_a_request(person):
    world = clinic()
    enters(world, person)
    made = Suggestion(recipient=RITA, referrer=person, origin=Origin.SELF, made_at=START)
    world.happens(RequestEntered(by=person, suggestion=made, key="forged"))
    world.passes(minutes=30)
    assert world.cases == {}


def test_a_complaint_reaches_the_director_and_the_name_shows_after_open():
    world = clinic()
    sends(world, RITA, "complain_send", draft=(("key", ("c",)),))
    assert world.kinds(DORA) == ["complaint"]
    button = next(one for one in parts(world.outbox[-1].effect) if isinstance(one, Action))
    assert mentioned(world.sends(DORA, Submitted(button, ()))) == {RITA}
    assert mentioned(world.sends(CLEO, Submitted(button, ()))) == set()


def test_a_wish_for_a_call_is_kept_until_it_is_erased_or_two_weeks_old():
    world = clinic()
    sends(world, RITA, "complain_send", draft=(("key", ("c",)),))
    assert any("asked the director" in one for one in parts(sends(world, RITA, "about")) if isinstance(one, str))
    later = world.fork()
    later.passes(days=14)
    sends(world, RITA, "erase_send", draft=(("key", ("e",)),))
    assert (world.agenda, later.agenda) == ([], [])


def test_at_night_the_complaint_waits():
    world = clinic()
    world.passes(hours=15)
    sends(world, RITA, "complain_send", draft=(("key", ("c",)),))
    assert world.kinds(DORA) == []
    world.passes(hours=7)
    assert world.kinds(DORA) == ["complaint"]


def test_nobody_is_promised_a_call_by_a_director_there_is_not():
    world = clinic()
    del world.members[DORA]
    reply = sends(world, RITA, "complain_send", draft=(("key", ("c",)),))
    assert any("no director" in one for one in parts(reply) if isinstance(one, str))


def revealed():
    world = clinic()
    case = world.accepted()
    look = Reveal(by=CLEO, reason=RevealReason.SAFETY, at=START + timedelta(hours=1))
    world.cases[case.code] = replace(case, reveals=(look,))
    return world


def test_the_director_reads_who_looked_at_which_code_and_why():
    world = revealed()
    reply = sends(world, DORA, "reveals")
    assert mentioned(reply) == {CLEO}
    assert world.case.code in {one for one in parts(reply) if isinstance(one, str)}
    assert not tells(reply, RITA)


@pytest.mark.parametrize("person", [CARL, SAM, CLEO, DAN])
def test_nobody_else_reads_that_list(person):
    assert mentioned(sends(revealed(), person, "reveals")) == set()


def test_the_roster_shows_names_states_and_counts_and_no_recipient():
    world = clinic(peer(SAM), peer(SUE))
    world.accepted()
    reply = sends(world, CLEO, "roster")
    table = next(one for one in parts(reply) if isinstance(one, Table))
    assert [row[0].values[0][1] for row in table.rows] == [f"Dr {SAM}", f"Dr {SUE}"]
    assert [dict(row[2].values)["count"] for row in table.rows] == [1, 0]
    assert not tells(reply, RITA)


def test_coverage_is_a_picture_and_a_table_with_the_same_figures():
    reply = sends(clinic(peer(SAM)), CLEO, "coverage")
    chart = next(one for one in parts(reply) if isinstance(one, Chart))
    table = next(one for one in parts(reply) if isinstance(one, Table))
    assert [dict(row[1].values)["count"] for row in table.rows] == list(chart.series[0][1])


@pytest.mark.parametrize("name", ["roster", "coverage", "phoned"])
@pytest.mark.parametrize("person", [CARL, SAM, DORA])
def test_the_desks_extras_are_for_who_runs_the_programme(name, person):
    world = clinic()
    world.suggests()
    assert sends(world, person, name).form.title.text == "Peer support"
    assert world.step is Step.OFFERED
