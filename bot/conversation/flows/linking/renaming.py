"""Renames a person in whatever a record holds, when two addresses become one person's."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.domain.people import Member, PersonId, Supporter

T = TypeVar("T")


def rename_people(record: T, names: Mapping[str, PersonId]) -> T:
    """The same record with everybody under the name given for them; the very same object if nothing changes."""
    return cast("T", _rename_value(record, names))


def _rename_value(value: Any, names: Mapping[str, PersonId]) -> Any:  # noqa: ANN401 - whatever a record holds
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        return names.get(value, value)
    if isinstance(value, tuple):
        before = cast("tuple[Any, ...]", value)
        after = tuple(_rename_value(one, names) for one in before)
        return before if _same(before, after) else after
    if isinstance(value, frozenset):
        people = cast("frozenset[Any]", value)
        return frozenset(_rename_value(one, names) for one in people)
    if is_dataclass(value) and not isinstance(value, type):
        told = {one.name: getattr(value, one.name) for one in fields(value)}
        changed = {name: new for name, old in told.items() if (new := _rename_value(old, names)) != old}
        return replace(value, **changed) if changed else value
    return value


def _same(before: tuple[Any, ...], after: tuple[Any, ...]) -> bool:
    return all(old is new for old, new in zip(before, after, strict=True))


def strings_in(value: Any) -> Iterator[str]:  # noqa: ANN401 - whatever a record holds
    """Every text of a record, to any depth: among them everybody whom it names; in no particular order."""
    waiting: list[object] = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            if not isinstance(one, Enum):
                yield one
        elif isinstance(one, tuple | frozenset):
            waiting.extend(cast("tuple[Any, ...]", one))
        else:
            waiting.extend(getattr(one, name) for name in _names(type(one)))


@cache
def _names(kind: type) -> tuple[str, ...]:
    """Of a record's fields; what is no record has none."""
    return tuple(one.name for one in fields(kind)) if is_dataclass(kind) else ()


def joined_members(kept: Member | None, other: Member) -> Member:
    """One entry with the roles of both; where they differ the kept one's settings win. Who has left brings no role."""
    if kept is None:
        return other
    roles = [one.roles for one in (kept, other) if one.active] or [kept.roles]
    supporter = _joined_supporters(kept.supporter, other.supporter)
    return replace(kept, roles=frozenset[Any]().union(*roles), active=kept.active or other.active, supporter=supporter)


def _joined_supporters(kept: Supporter | None, other: Supporter | None) -> Supporter | None:
    """What protects somebody counts from both: whom they avoid, their rest, what they took on."""
    if kept is None or other is None:
        return kept or other
    rests = [one.rest_until for one in (kept, other) if one.rest_until is not None]
    offers = [one.last_offer_at for one in (kept, other) if one.last_offer_at is not None]
    trained = [one.trained_on for one in (kept, other) if one.trained_on is not None]
    return replace(
        kept,
        avoid=kept.avoid | other.avoid,
        reviews_events=kept.reviews_events or other.reviews_events,
        accepted_on=tuple(sorted((*kept.accepted_on, *other.accepted_on))),
        rest_until=max(rests, default=None),
        last_offer_at=max(offers, default=None),
        trained_on=max(trained, default=None),
        informal_support=kept.informal_support + other.informal_support,
    )
