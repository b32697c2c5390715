"""Invented people and cases that the examples of the gallery are made from."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.conversation.example_lines import POLICY
from bot.domain.case import (
    Case,
    CaseCode,
    Category,
    CheckIn,
    CheckInState,
    Move,
    NextStep,
    Offer,
    OfferState,
    Origin,
    Reach,
    Step,
    Urgency,
    Wishes,
)
from bot.domain.hours import Leave
from bot.domain.people import Member, PersonId, Role, Supporter, Traits
from bot.domain.typed.hours import parse_hours

NOW = datetime(2026, 8, 3, 14, 0, tzinfo=UTC)
"""A Monday, 10:00 at the hospital."""
ZONE = "America/New_York"
NOOR, TOMASZ = PersonId("web:noor-haddad"), PersonId("web:tomasz-wilk")
ANA, GRACE, DELE = PersonId("web:ana-duarte"), PersonId("web:grace-okonjo"), PersonId("web:dele-adebanjo")
MARION = PersonId("web:marion-castellan")
SIGNED = replace(
    POLICY,
    limits_of_confidence="What you say stays between you. Exceptions: danger to you or others, and what the law asks.",
    limits_signed_by="Counsel",
    limits_signed_on="2026-06-01",
    phone="617 555 0100",
)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SURGEON = Traits(profession="physician", level="attending", specialty="general_surgery", cluster="surgical")


def _supporter(person: PersonId, name: str, hours: str, *, leave: tuple[Leave, ...] = ()) -> Member:
    settings = Supporter(traits=SURGEON, hours=parse_hours(hours), leave=leave, trained_on=date(2026, 4, 1))
    return Member(person=person, name=name, roles=frozenset({Role.SUPPORTER}), timezone=ZONE, supporter=settings)


ANA_DUARTE = _supporter(ANA, "Ana Duarte", "Mon-Fri 07:00-19:00")
GRACE_OKONJO = _supporter(GRACE, "Grace Okonjo", "Mon-Fri 08:00-18:00; Sat 09:00-13:00")
_AUGUST = Leave(date(2026, 8, 10), date(2026, 8, 21))
DELE_ADEBANJO = _supporter(DELE, "Dele Adebanjo", "Mon-Thu 13:00-21:00", leave=(_AUGUST,))
MARION_CASTELLAN = Member(person=MARION, name="Marion Castellan", roles=frozenset({Role.COORDINATOR}), timezone=ZONE)
_SEARCHED = Case(
    code=CaseCode("K7F3"),
    recipient=TOMASZ,
    referrer=NOOR,
    category=Category.ADVERSE_EVENT,
    opened_at=NOW - 20 * HOUR,
    match_by=NOW + 4 * HOUR,
    turn=2,
)
OFFERED = replace(
    _SEARCHED,
    step=Step.OFFERED,
    offers=(Offer(number=1, supporter=ANA, asked_at=NOW, state=OfferState.DELIVERED, answer_by=NOW + 4 * HOUR),),
    next_step=NextStep(move=Move.DEADLINE_MISSED, due=NOW + 4 * HOUR),
)
NEEDS_COORDINATOR = replace(
    _SEARCHED,
    code=CaseCode("R4WD"),
    step=Step.NEEDS_COORDINATOR,
    next_step=NextStep(move=Move.COORDINATOR_OVERDUE, due=NOW + 4 * HOUR),
)
ACCEPTED = replace(
    _SEARCHED,
    step=Step.ACCEPTED,
    supporter=ANA,
    accepted_at=NOW - HOUR,
    first_accepted_at=NOW - HOUR,
    next_step=NextStep(move=Move.ATTEMPT_DUE, due=NOW + 47 * HOUR),
)
ASKED_THEMSELVES = replace(
    ACCEPTED,
    origin=Origin.SELF,
    referrer=TOMASZ,
    urgency=Urgency.URGENT,
    wishes=Wishes(reach=Reach.PHONE, phone="555 0142"),
)
STALLED = replace(
    ACCEPTED, code=CaseCode("M2QX"), next_step=NextStep(move=Move.ATTEMPT_DUE, due=NOW + 2 * DAY, times=2)
)
OUTREACH = replace(
    ACCEPTED, step=Step.OUTREACH, attempts=(NOW - HOUR,), next_step=NextStep(move=Move.ATTEMPT_DUE, due=NOW + 3 * DAY)
)
CONNECTED = replace(
    OUTREACH, step=Step.CONNECTED, contacted_at=NOW, next_step=NextStep(move=Move.PLAN_DUE, due=NOW + 21 * DAY)
)
_CHECKED_IN = CheckIn(number=1, due=NOW, state=CheckInState.DONE, settled_at=NOW)
FOLLOW_UP = replace(
    CONNECTED,
    code=CaseCode("D9TH"),
    step=Step.FOLLOW_UP,
    check_ins=(_CHECKED_IN, CheckIn(number=2, due=NOW + 23 * DAY)),
    next_step=NextStep(move=Move.CHECK_IN_DUE, due=NOW + 23 * DAY),
)
CLOSED = replace(FOLLOW_UP, step=Step.CLOSED, next_step=NextStep(move=Move.PURGE, due=NOW + 14 * DAY))
