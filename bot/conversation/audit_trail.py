"""Audit trail: the entry for a deed, and which answers show somebody else and so leave an entry."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, is_dataclass
from typing import TYPE_CHECKING, Any, cast

from bot.domain.audit import Kind, Record
from bot.domain.hours import day_in
from bot.domain.people import Role, phone_of
from bot.ui import Link, Mention, Show

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from bot.conversation.facts import Facts, Sight
    from bot.domain.case import Case, CaseCode
    from bot.domain.people import PersonId
    from bot.domain.policy import Policy
    from bot.ui import Reply, Submitted

LOOKED = "looked"
"""The counter that makes repeated looks of one person at one case, within one hour, one entry."""
_ANSWERS_FOR_IT = (Role.COORDINATOR, Role.DEPUTY, Role.DIRECTOR)
_CALLERS = {"backup_answer": (Role.BACKUP, "backup"), "complaint_open": (Role.DIRECTOR, "complaint")}
_RECORDED_ITSELF = frozenset({"reveal_send"})


def day_of(now: datetime, policy: Policy) -> date:
    """The programme's own day: all that an entry says about when."""
    return day_in(now, policy.timezone)


def audit_entry(kind: Kind, by: PersonId, facts: Facts, *, case: CaseCode | None = None, reason: str = "") -> Record:
    """What somebody who answers for the programme did, as the first of their roles."""
    role = next((one for one in _ANSWERS_FOR_IT if facts.actor and facts.actor.has(one)), Role.COORDINATOR)
    return Record(kind=kind, role=role, on=day_of(facts.now, facts.policy), by=by, case=case, reason=reason)


@dataclass(frozen=True, kw_only=True)
class Look:
    """One look to be recorded; within the same hour the same ``mark`` is the same look."""

    record: Record
    mark: str = field(repr=False)


def access(sight: Sight, form: Submitted, reply: Reply | None) -> Look | None:
    """The entry without which this answer may not be given: it names, or lets reach, somebody else.

    Whatever the button was: what counts is whether the person of its case, or the one who called, is in the form.
    """
    name, case = form.action.name, sight.case if sight.has("case") else None
    caller = sight.caller if sight.has("caller") else None
    about = case.recipient if case else caller
    if about is None or about == sight.person or name in _RECORDED_ITSELF or not _shows(reply, about, case):
        return None
    role, reason = _CALLERS.get(name) or _as(sight, case)
    code = case.code if case else None
    on = day_of(sight.now, sight.policy)
    record = Record(kind=Kind.ACCESS, role=role, on=on, by=sight.person, case=code, reason=reason)
    return Look(record=record, mark=f"{sight.person}/{code or about}/{reason}")


def _as(sight: Sight, case: Case | None) -> tuple[str, str]:
    if case is not None and case.supporter == sight.person:
        return Role.SUPPORTER, "card"
    return next((one for one in _ANSWERS_FOR_IT if sight.holds(one)), Role.SUPPORTER), "opened_again"


def _shows(reply: Reply | None, about: PersonId, case: Case | None) -> bool:
    if not isinstance(reply, Show):
        return False
    numbers = {_digits(one) for one in (phone_of(about), case.wishes.phone if case else "") if one}
    return any(
        (isinstance(one, Mention) and one.person == about) or (isinstance(one, Link) and _digits(one.url) in numbers)
        for one in _parts(reply.form)
    )


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())


def _parts(thing: Any) -> Iterator[object]:  # noqa: ANN401 - whatever a form holds
    """Everything inside a form, to any depth."""
    yield thing
    if isinstance(thing, tuple):
        inner = cast("tuple[Any, ...]", thing)
    else:
        inner = tuple(getattr(thing, one.name) for one in fields(thing)) if is_dataclass(thing) else ()
    for one in inner:
        yield from _parts(one)


def window_of(now: datetime) -> str:
    """The hour, by the clock: what a repeated look, or a limit, is counted in."""
    return now.isoformat(timespec="hours")[:13]
