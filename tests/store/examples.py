"""Cases, people and messages that the store's tests keep."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.conversation.effects import Remind
from bot.conversation.events.matching import MatchWanted
from bot.domain.case import Case, CaseCode, Offer, OfferState, Step
from bot.domain.people import Member, PersonId, Role, Supporter, Traits
from bot.ui import Action, Button, Buttons, Message, say

if TYPE_CHECKING:
    from bot.conversation.events.every import Event
    from store.unit_of_work import SqlUnitOfWork

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
ANA, BEN, CLEO = PersonId("web:ana"), PersonId("web:ben"), PersonId("web:cleo")
CODE = CaseCode("K7F3")
NUDGE = Message(
    notification=say("You have a message"),
    blocks=(Buttons((Button(say("Details"), Action("details", CODE, 1)),)),),
)
OTHER = Message(notification=say("Something has changed"), blocks=())


def a_case(code: str = CODE, *, recipient: str = ANA, **fields: Any) -> Case:
    given: dict[str, Any] = {"step": Step.MATCHING, "opened_at": NOW, **fields}
    return Case(code=CaseCode(code), recipient=PersonId(recipient), **given)


def an_offer(supporter: str = BEN, *, state: OfferState = OfferState.DELIVERED) -> Offer:
    return Offer(number=1, supporter=PersonId(supporter), asked_at=NOW, state=state)


def a_member(person: str = BEN, *roles: Role, **fields: Any) -> Member:
    traits = Traits(specialty="surgery", gender="x", languages=frozenset({"en", "fr"}))
    supporter = Supporter(traits=traits, avoid=frozenset({CLEO}))
    given: dict[str, Any] = {"name": "Ben Blake", "supporter": supporter, **fields}
    return Member(
        person=PersonId(person),
        roles=frozenset(roles or {Role.SUPPORTER}),
        timezone="America/New_York",
        **given,
    )


def a_reminder(name: str = "match", *, subject: str = CODE, minutes: float = 0, event: Event | None = None) -> Remind:
    return Remind(subject=subject, name=name, event=event or MatchWanted(), at=NOW + timedelta(minutes=minutes))


def save(case: Case) -> Any:
    return lambda unit: unit.cases.save(case)


def move_on(unit: SqlUnitOfWork, code: CaseCode = CODE, **fields: Any) -> None:
    """Read, decide, write."""
    case = unit.cases.lock(code)
    assert case is not None
    unit.cases.save(replace(case, turn=case.turn + 1, **fields))


def tell(to: str = BEN, *, case: CaseCode | None = CODE, name: str = "nudge", message: Message = NUDGE) -> Any:
    return lambda unit: unit.outbox.tell(PersonId(to), message, case=case, name=name, receipt=None)


def claim(limit: int = 10, lease_seconds: float = 60) -> Any:
    return lambda unit: unit.outbox.claim(limit=limit, lease_seconds=lease_seconds)


def sent(parcel: Any, reference: str = "here") -> Any:
    return lambda unit: unit.outbox.sent(parcel, reference)
