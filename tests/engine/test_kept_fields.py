"""Every stored field that is about somebody has a line on “What is kept about me”: a new one without a line fails."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.conversation.privacy_export import WITHHELD, export_data
from bot.conversation.views import privacy
from bot.domain.case import (
    Case,
    CaseCode,
    Category,
    CheckIn,
    Closing,
    Hold,
    HoldReason,
    InTouch,
    Move,
    NextStep,
    Offer,
    Origin,
    Reach,
    Reveal,
    RevealReason,
    Step,
    Urgency,
    Wishes,
)
from bot.domain.hours import Leave
from bot.domain.people import Drives, Member, Person, PersonId, Role, Shift, Supporter, Traits
from bot.domain.policy import Plan, Quiet
from bot.domain.typed.hours import parse_hours
from bot.language import speak
from bot.ui import Action, Form, Mention, Words
from tests.engine.test_views import parts
from tests.engine.world import CLEO, OLGA, RITA, SAM, START, clinic

if TYPE_CHECKING:
    from collections.abc import Callable

LATER = START + timedelta(days=3)
CASE = Case(
    code=CaseCode("K7F3"),
    recipient=RITA,
    origin=Origin.SELF,
    step=Step.CLOSED,
    opened_at=START,
    closed_at=START,
    closing=Closing.COMPLETED,
    next_step=NextStep(move=Move.PURGE, due=START),
)
OPEN = replace(CASE, step=Step.CONNECTED, closed_at=None, closing=None)
HOLD = Hold(reason=HoldReason.COURT, asked_by=CLEO, asked_at=START, confirmed_by=SAM, confirmed_at=START)
SUPPORTER = Supporter(traits=Traits(), hours=())
MEMBER = Member(person=RITA, name="Rita", roles=frozenset({Role.SUPPORTER}), timezone="UTC", supporter=SUPPORTER)

CHANGES: dict[type, dict[str, Any]] = {
    Case: {
        "code": CaseCode("D9TH"),
        "step": (OPEN, Step.OUTREACH),
        "origin": (replace(CASE, first_attempt_at=START), Origin.COLLEAGUE),
        "urgency": Urgency.URGENT,
        "category": Category.LITIGATION,
        "own_category": (replace(CASE, category=Category.LITIGATION), True),
        "referrer": (replace(CASE, named=True), OLGA),
        "named": (replace(CASE, referrer=OLGA), True),
        "wishes": Wishes(reach=Reach.PHONE),
        "opened_at": LATER,
        "match_by": LATER,
        "offers": (Offer(number=1, supporter=SAM, asked_at=START),),
        "first_accepted_at": LATER,
        "accepted_at": LATER,
        "attempts": (START,),
        "first_attempt_at": LATER,
        "contacted_at": LATER,
        "check_ins": (CheckIn(number=1, due=LATER),),
        "plan": Plan.LONG,
        "ask_first": True,
        "in_touch": InTouch(due=LATER),
        "reveals": (Reveal(by=CLEO, reason=RevealReason.CALLED, at=START),),
        "closed_at": LATER,
        "closing": Closing.DECLINED,
        "next_step": NextStep(move=Move.PURGE, due=LATER),
        "feedback_given": True,
        "hold": HOLD,
    },
    Wishes: {
        "reach": Reach.IN_PERSON,
        "phone": "+1 617 555 0100",
        "language": "pt",
        "gender": "woman",
        "nudge": True,
    },
    Hold: {
        "reason": HoldReason.AUTHORITY,
        "asked_at": (replace(HOLD, confirmed_by=None, confirmed_at=None), LATER),
        "confirmed_by": None,
        "confirmed_at": LATER,
        "lift_by": OLGA,
        "overdue": True,
    },
    Person: {"opted_out": True, "rests_until": LATER, "avoid": frozenset({OLGA})},
    Member: {
        "roles": frozenset({Role.DIRECTOR}),
        "timezone": "Europe/Paris",
        "locale": "fr",
        "active": False,
        "supporter": None,
    },
    Supporter: {
        "traits": Traits(specialty="surgery"),
        "hours": parse_hours("Mon 08:00-10:00"),
        "leave": (Leave(date(2026, 7, 1), date(2026, 7, 2)),),
        "cap_open": 1,
        "avoid": frozenset({OLGA}),
        "trained_on": date(2026, 1, 1),
        "reviews_events": True,
        "accepted_on": (date(2026, 1, 1),),
        "rest_until": LATER,
        "last_offer_at": LATER,
        "informal_support": 4,
        "quiet": Quiet(starts=time(9), ends=time(17)),
        "shifts": (Shift(rota="nights", starts=LATER, ends=LATER + timedelta(hours=8), drives=Drives.HOURS),),
    },
    Traits: {
        **dict.fromkeys(("profession", "level", "specialty", "cluster", "department", "site", "gender"), "something"),
        "languages": frozenset({"pt"}),
    },
}
"""For each field something else than usual, sometimes with the record in which it means something."""

UNSAID = {
    Case: {
        "recipient": "the reader",
        "turn": "counts presses",
        "version": "counts writes",
        "not_these": "one list, also of others: a line for everybody says so",
        "chosen": "somebody else: whom the coordinator asks",
        "pause_known": "whether somebody else was told",
        "absent": "somebody else: when their supporter was away",
        "away": "somebody else: their supporter; their request says that they are away",
        "told": "others: who was told that it needs somebody",
        "confidence": "the programme's own text, the same for everybody; it is shown on their request",
        "supporter": "somebody else, whom they know from the talk; that there is one is said",
        "paused_from": "where it goes on after the pause, which is said",
    },
    Wishes: {},
    Hold: {"asked_by": "somebody else"},
    Person: {"person": "the reader", "version": "counts writes"},
    Member: {"person": "the reader", "name": "their own name", "version": "counts writes"},
    Supporter: {},
    Traits: {"words": "how a code is written, which is shown in its place"},
}
"""What has no line of its own, and why."""

NESTED: dict[type, tuple[Any, Callable[[Any], Any]]] = {
    Case: (CASE, lambda one: one),
    Wishes: (Wishes(), lambda one: replace(CASE, wishes=one)),
    Hold: (HOLD, lambda one: replace(CASE, hold=one)),
    Person: (Person(person=RITA), lambda one: one),
    Member: (MEMBER, lambda one: one),
    Supporter: (SUPPORTER, lambda one: replace(MEMBER, supporter=one)),
    Traits: (Traits(), lambda one: replace(MEMBER, supporter=replace(SUPPORTER, traits=one))),
}


def sight(record):
    bare = clinic().sight(RITA, Action("about")).also(kept=(), member=None, person_record=Person(person=RITA))
    match record:
        case Case():
            return bare.also(kept=(record,))
        case Member():
            return bare.also(member=record)
        case _:
            return bare.also(person_record=record)


def page(record):
    """All that is read, and who is mentioned."""
    form = privacy.about(sight(record))
    assert isinstance(form, Form)
    said = [speak(one, "en", "UTC") for one in parts(form) if isinstance(one, Words)]
    return said, [one.person for one in parts(form) if isinstance(one, Mention)]


FIELDS = [(kind, one) for kind, changes in CHANGES.items() for one in changes]


@pytest.mark.parametrize("kind", NESTED)
def test_every_field_has_a_line_or_a_reason(kind):
    names = {one.name for one in fields(kind)}
    assert names == {*CHANGES[kind], *UNSAID[kind]}
    assert not CHANGES[kind].keys() & UNSAID[kind].keys()


@pytest.mark.parametrize(("kind", "name"), FIELDS, ids=lambda one: getattr(one, "__name__", one))
def test_the_page_says_it(kind, name):
    """A field that changes changes what is read."""
    usual, within = NESTED[kind]
    value = CHANGES[kind][name]
    if isinstance(value, tuple) and value and isinstance(value[0], kind):
        usual, value = value
    assert page(within(usual)) != page(within(replace(usual, **{name: value})))


@pytest.mark.parametrize(("kind", "name"), FIELDS, ids=lambda one: getattr(one, "__name__", one))
def test_the_export_has_it_unless_it_is_about_somebody_else(kind, name):
    usual, within = NESTED[kind]
    value = CHANGES[kind][name]
    if isinstance(value, tuple) and value and isinstance(value[0], kind):
        usual, value = value
    before, after = (json.dumps(export_data(sight(within(one)))) for one in (usual, replace(usual, **{name: value})))
    assert (before != after) is (name not in WITHHELD.get(kind, frozenset()))


def test_no_export_names_anybody_else():
    """Whoever looked, asked for a hold, supports, suggested or was excluded."""
    full = replace(
        CASE,
        referrer=PersonId("web:one"),
        supporter=PersonId("web:two"),
        not_these=frozenset({PersonId("web:three")}),
        hold=replace(
            HOLD, asked_by=PersonId("web:four"), confirmed_by=PersonId("web:five"), lift_by=PersonId("web:six")
        ),
        reveals=(Reveal(by=PersonId("web:seven"), reason=RevealReason.CALLED, at=START),),
    )
    assert "web:" not in json.dumps(export_data(sight(full)))


def test_the_page_holds_whatever_is_kept():
    """Many full cases beside a full entry: what does not fit is named, and the copy to take along has all of it."""
    whole = {name: value for name, value in CHANGES[Case].items() if not isinstance(value, tuple) or name == "reveals"}
    cases = tuple(replace(OPEN, **whole | {"code": CaseCode(f"K7F{n}")}) for n in range(2, 10))
    full = sight(MEMBER).also(kept=cases)
    assert "There is more than fits here." in " ".join(
        speak(one, "en", "UTC") for one in parts(privacy.about(full)) if isinstance(one, Words)
    )
    assert len(export_data(full)["cases"]) == len(cases)
