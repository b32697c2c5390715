"""Everything a decision may ask for; durable, written in the same transaction as the decision itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from bot.domain.audit import Record

if TYPE_CHECKING:
    from datetime import datetime

    from bot.conversation.events.every import Event
    from bot.domain.case import Case, CaseCode, Step
    from bot.domain.people import Member, Person, PersonId
    from bot.ui import Message, Reply


@dataclass(frozen=True, kw_only=True)
class Tell:
    """Send a message. ``name`` lets a later Replace or Withdraw find it; ``receipt`` reports its fate to the engine."""

    to: PersonId = field(repr=False)
    message: Message
    case: CaseCode | None = None
    name: str = ""
    receipt: int | None = None  # the offer whose clock runs from delivery


@dataclass(frozen=True, kw_only=True)
class Replace:
    """Put this in the place of an earlier message of that name; nothing happens if there is none."""

    to: PersonId = field(repr=False)
    message: Message
    case: CaseCode
    name: str


@dataclass(frozen=True, kw_only=True)
class Withdraw:
    """Delete an earlier message of that name, or all of the case's when ``name`` is empty."""

    to: PersonId = field(repr=False)
    case: CaseCode
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Remind:
    """Put an event on the agenda; another one of this subject and name is replaced.

    ``subject`` is a case's code, a person's suggestion key or ``programme``; a suggestion's recipient stays inside.
    """

    subject: str
    name: str
    event: Event
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Cancel:
    """Take an event off the agenda, or all of a subject's when ``name`` is empty."""

    subject: str
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Count:
    """Add one to a counter of a quarter, such as ``2026-Q3``; nothing says who or what was counted."""

    name: str
    quarter: str


@dataclass(frozen=True, kw_only=True)
class Tally:
    """Count once more what somebody did, under a key, in a window that is forgotten when it ends (``until``)."""

    name: str
    subject: PersonId = field(repr=False)
    window: str
    until: datetime


@dataclass(frozen=True, kw_only=True)
class MergePeople:
    """Everything that is kept about ``old`` is ``new``'s from now on, and ``old`` is one more address of theirs."""

    old: PersonId = field(repr=False)
    new: PersonId = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class UnlinkAddress:
    """This address is nobody else's any more; what is kept stays with whom it was linked to."""

    address: PersonId = field(repr=False)


Effect: TypeAlias = Tell | Replace | Withdraw | Remind | Cancel | Count | Tally | MergePeople | UnlinkAddress | Record
Aggregate: TypeAlias = "Case | Member | Person"


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What a decider answers: aggregates to save, effects to write with them, and what the person reads at once.

    A case at step PURGED is deleted; one still at SUGGESTED was never stored and isn't now. ``arrived``: the step that
    the case has come to with it; None if it stays where it was.
    """

    changed: tuple[Aggregate, ...] = ()
    effects: tuple[Effect, ...] = ()
    reply: Reply | None = None
    arrived: Step | None = None
