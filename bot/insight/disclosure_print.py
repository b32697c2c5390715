"""Disclosure print: everything that the keys open and that names one person, and nothing else.

Nothing is chosen by hand: every stored record is searched to any depth, so that a new field is in it by itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import TYPE_CHECKING, Any, cast

from bot.domain.people import Person

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.conversation.effects import Remind
    from bot.domain.case import Case
    from bot.domain.people import Listed, Member, PersonId

_BOOKKEEPING = frozenset({"version", "turn"})


@dataclass(frozen=True, kw_only=True)
class Holdings:
    """Everything that is stored and opens.

    ``audited``: how many entries of the audit have the person's pseudonym; ``linked``: their other addresses.
    """

    cases: Sequence[Case]
    members: Sequence[Member]
    sealed: Sequence[Remind]
    record: Person
    listed: Listed | None = None
    audited: int = 0
    linked: tuple[PersonId, ...] = field(default=(), repr=False)


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One record that names the person: what it is, and its fields, named as in the code, with their values."""

    what: str
    told: tuple[tuple[str, str], ...] = field(repr=False)

    @property
    def labels(self) -> tuple[str, ...]:
        """The names of the fields alone."""
        return tuple(name for name, _ in self.told)


def findings(person: PersonId, held: Holdings) -> Iterator[Finding]:
    """Every record that names this person, the person's own first."""
    for case in held.cases:
        yield from _case(person, case)
    for entry in held.sealed:
        if contains(entry.event, person):
            yield Finding(what=f"waiting: {_words_of_name(type(entry.event).__name__)}", told=_fields(entry.event))
    for member in held.members:
        yield from _member(person, member)
    yield from _theirs(person, held)


def _theirs(person: PersonId, held: Holdings) -> Iterator[Finding]:
    """What is about this person alone."""
    if held.record != Person(person=person, version=held.record.version):
        yield Finding(what="their own record", told=_fields(held.record))
    if held.listed is not None:
        yield Finding(what="the hospital's directory, which is not about support", told=_fields(held.listed))
    if held.linked:
        yield Finding(what="linked addresses", told=tuple(("address", one) for one in (person, *held.linked)))
    if held.audited:
        yield Finding(what="audit", told=(("entries by their pseudonym", str(held.audited)),))


def _case(person: PersonId, case: Case) -> Iterator[Finding]:
    """A recipient's case with all its fields; anybody else's part in it with the recipient's address."""
    if case.recipient == person:
        yield Finding(what=f"case {case.code}, as recipient", told=_fields(case))
        return
    parts = tuple(name for name in _names(case) if contains(getattr(case, name), person))
    if parts:
        told = (("recipient", case.recipient), *((name, person) for name in parts))
        yield Finding(what=f"case {case.code}, of somebody else", told=told)


def _member(person: PersonId, member: Member) -> Iterator[Finding]:
    if member.person == person:
        yield Finding(what="roster", told=_fields(member))
    elif contains(member, person):
        yield Finding(what="roster, of somebody else", told=(("person", member.person), ("avoid", person)))


def contains(value: Any, person: PersonId) -> bool:  # noqa: ANN401 - whatever a record holds
    """Whether this person is named anywhere inside."""
    if is_dataclass(value):
        return any(contains(getattr(value, one.name), person) for one in fields(value))
    if isinstance(value, tuple | frozenset | list):
        return any(contains(one, person) for one in cast("tuple[Any, ...]", value))
    return isinstance(value, str) and value == person


def _names(record: Any) -> tuple[str, ...]:  # noqa: ANN401 - any record
    return tuple(one.name for one in fields(record) if one.name not in _BOOKKEEPING)


def _fields(record: Any) -> tuple[tuple[str, str], ...]:  # noqa: ANN401 - any record
    """Every field that says something."""
    said = ((name, _print_value(getattr(record, name))) for name in _names(record))
    return tuple((name, text) for name, text in said if text)


def _print_value(value: Any) -> str:  # noqa: ANN401 - whatever a record holds
    """Values as an administrator reads them; nothing for what is empty."""
    if value is None or value is False:
        return ""
    if value is True:
        return "yes"
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    if isinstance(value, date | time | timedelta):
        return str(value)
    if is_dataclass(value):
        return ", ".join(f"{name} {text}" for name, text in _fields(value))
    if isinstance(value, tuple | frozenset):
        parts = [_print_value(one) for one in cast("tuple[Any, ...]", value)]
        return "; ".join(sorted(parts) if isinstance(value, frozenset) else parts)
    return str(value)


def _words_of_name(name: str) -> str:
    return "".join(f" {sign.lower()}" if sign.isupper() else sign for sign in name).strip()
