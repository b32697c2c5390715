"""How a frozen dataclass becomes JSON text and comes back: strict about what is wrong, tolerant of what is newer.

Written values say everything, so that a changed default never changes an old row. Read values may lack a field that
has a default (written by the previous release) or hold one that is unknown (written by the next). Members of a
union carry the name of their class; the names of enum members, classes and fields are therefore part of the format.
"""

from __future__ import annotations

import dataclasses
import json
import sys
import types
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from functools import cache, cached_property, partial
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from bot import ui
from bot.conversation.events.every import Event
from bot.domain import case, hours, people, policy
from bot.domain.errors import PeerSupportError, SealBrokenError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

T = TypeVar("T")
FORMAT = 1
_TAG, _HELD = "is", "of"
STORED_AS: Mapping[str, str] = {
    "AfreshDue": "CheckBackDue",
    "BackupOverdue": "BackupPageOpen",
    "CodeLapsed": "CodeIssued",
    "DisclosureLapsed": "DisclosureRequested",
    "PlaceDue": "PlaceHeld",
    "SessionBegan": "SessionScheduled",
}
"""What the release before called a member of a union that it stored, and what it is called now; the new is written."""


class UnreadableError(SealBrokenError):
    """A stored value is not one that this release can read."""


class Codec(Generic[T]):
    """Both directions for one type: a dataclass, or a union of dataclasses."""

    def __init__(self, kind: Any) -> None:  # noqa: ANN401 - a union is not a type
        self._kind = kind

    @cached_property
    def _plan(self) -> _Plan:
        return _plan(self._kind)

    def encode(self, value: T) -> bytes:
        """UTF-8 JSON, the same bytes for equal values."""
        plain = [FORMAT, self._plan.encode(value)]
        return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()

    def decode(self, data: bytes) -> T:
        """The value; UnreadableError for anything that is not one."""
        try:
            version, plain = json.loads(str(data, "utf-8"))
        except (ValueError, TypeError) as error:
            raise UnreadableError from error
        if version != FORMAT:
            raise UnreadableError
        return self._plan.decode(plain)


@dataclasses.dataclass(frozen=True)
class _Plan:
    """How values of one type are written and read."""

    encode: Callable[[Any], Any]
    decode: Callable[[Any], Any]
    bare: frozenset[type] = frozenset()
    """The types of JSON values that are read as they stand."""


class _Field(NamedTuple):
    name: str
    stored_as: str
    """What the release before called it."""
    plan: _Plan
    default: Any
    """``_ABSENT`` for a field without one."""


_ABSENT: Any = object()


@cache
def _plan(kind: Any) -> _Plan:  # noqa: ANN401
    if isinstance(kind, type) and kind in _SCALARS:
        return _SCALARS[kind]
    if hasattr(kind, "__supertype__"):  # a NewType
        return _plan(cast("Any", kind).__supertype__)
    if dataclasses.is_dataclass(kind):
        return _dataclass_plan(cast("type[Any]", kind))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _enum_plan(kind)
    return _compound_plan(kind)


def _enum_plan(kind: type[Enum]) -> _Plan:
    """Members by value, looked up in a table: calling the class costs four times as much."""
    members = {member.value: member for member in kind}

    def decode(data: Any) -> Any:  # noqa: ANN401
        if type(data) is str and data in members:
            return members[data]
        raise UnreadableError

    return _Plan(lambda value: value.value, decode)


def _compound_plan(kind: Any) -> _Plan:  # noqa: ANN401
    origin, inner = get_origin(kind), get_args(kind)
    if origin is tuple and len(inner) == 2 and inner[1] is Ellipsis:  # noqa: PLR2004
        return _tuple_plan(_plan(inner[0]))
    if origin is tuple:
        return _record_plan(tuple(_plan(each) for each in inner))
    if origin is frozenset:
        return _set_plan(_plan(inner[0]))
    if origin in {Union, types.UnionType}:
        return _union_plan(inner)
    message = f"the codec has no rule for {kind}"
    raise TypeError(message)


def _dataclass_plan(kind: type[Any]) -> _Plan:
    """One pass over the fields each way; compiled at first use, because ``Words`` can hold ``Words``."""

    @cache
    def fields() -> tuple[_Field, ...]:
        return _fields(kind)

    made: Callable[[dict[str, Any]], Any] = (
        partial(_check_instance, kind) if hasattr(kind, "__post_init__") else _fill_instance(kind)
    )

    def encode(value: Any) -> dict[str, Any]:  # noqa: ANN401
        return {name: plan.encode(getattr(value, name)) for name, _, plan, _ in fields()}

    def decode(data: Any) -> Any:  # noqa: ANN401
        held = _is(dict, data)
        values: dict[str, Any] = {}
        for name, stored_as, plan, default in fields():
            one = held.get(name, held.get(stored_as, _ABSENT))
            if type(one) in plan.bare:
                values[name] = one
            elif one is not _ABSENT:
                values[name] = plan.decode(one)
            elif default is _ABSENT:
                raise UnreadableError
            else:
                values[name] = default
        return made(values)

    return _Plan(encode, decode)


def _fill_instance(kind: type[T]) -> Callable[[dict[str, Any]], T]:
    """Makes an instance without ``__init__``, whose frozen assignments cost a fifth of reading a case."""
    new: Callable[[type[T]], T] = object.__new__

    def made(values: dict[str, Any]) -> T:
        one = new(kind)
        one.__dict__.update(values)
        return one

    return made


def _check_instance(kind: type[T], values: dict[str, Any]) -> T:
    """Makes an instance whose class checks its own values."""
    return _make_checked(kind, **values)


@cache
def _fields(kind: Any) -> tuple[_Field, ...]:  # noqa: ANN401
    hints = get_type_hints(kind, globalns={**_names(), **vars(sys.modules[kind.__module__])})
    return tuple(
        _Field(field.name, field.metadata.get("stored_as", field.name), _plan(hints[field.name]), _default(field))
        for field in dataclasses.fields(kind)
    )


def _default(field: dataclasses.Field[Any]) -> Any:  # noqa: ANN401
    """What a field holds that the previous release did not write; every one is immutable, so it can be shared."""
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    return _ABSENT if field.default is dataclasses.MISSING else field.default


@cache
def _names() -> dict[str, Any]:
    """What annotations may name: the contract's modules import each other for the type checker only."""
    every: dict[str, Any] = {"date": date, "datetime": datetime, "time": time, "timedelta": timedelta}
    for module in (ui, *sorted({kind.__module__ for kind in get_args(Event)}), policy, hours, case, people):
        every |= vars(sys.modules[module] if isinstance(module, str) else module)
    return every


def _tuple_plan(item: _Plan) -> _Plan:
    return _Plan(
        lambda value: [item.encode(each) for each in value],
        lambda data: tuple([item.decode(each) for each in _is(list, data)]) if data != [] else (),
    )


def _record_plan(items: tuple[_Plan, ...]) -> _Plan:
    def decode(data: Any) -> tuple[Any, ...]:  # noqa: ANN401
        if len(_is(list, data)) != len(items):
            raise UnreadableError
        return tuple(plan.decode(each) for plan, each in zip(items, data, strict=True))

    return _Plan(lambda value: [plan.encode(each) for plan, each in zip(items, value, strict=True)], decode)


def _set_plan(item: _Plan) -> _Plan:
    return _Plan(
        lambda value: sorted((item.encode(each) for each in value), key=str),
        lambda data: frozenset([item.decode(each) for each in _is(list, data)]),
    )


def _union_plan(members: tuple[Any, ...]) -> _Plan:
    kinds = [member for member in members if member is not type(None)]
    if len(kinds) < len(members):
        return _optional(_plan(kinds[0]) if len(kinds) == 1 else _choice_plan(kinds))
    return _choice_plan(kinds)


def _optional(plan: _Plan) -> _Plan:
    return _Plan(
        lambda value: None if value is None else plan.encode(value),
        lambda data: None if data is None else plan.decode(data),
        plan.bare | {type(None)},
    )


def _choice_plan(kinds: list[Any]) -> _Plan:
    """Strings and numbers stand for themselves, everything else carries its name."""
    bare = {kind: _plan(kind) for kind in kinds if kind in {str, int}}
    tagged = {kind: (kind.__name__, _plan(kind)) for kind in kinds if kind not in bare}
    by_name = dict(tagged.values())
    by_name |= {old: by_name[new] for old, new in STORED_AS.items() if new in by_name}

    def encode(value: Any) -> Any:  # noqa: ANN401
        if type(value) in tagged:
            name, plan = tagged[type(value)]
            return {_TAG: name, _HELD: plan.encode(value)}
        return next(plan.encode(value) for kind, plan in bare.items() if isinstance(value, kind))

    def decode(data: Any) -> Any:  # noqa: ANN401
        if type(data) in bare:
            return data
        plan = by_name.get(_is(dict, data).get(_TAG))
        if plan is None or _HELD not in data:
            raise UnreadableError
        return plan.decode(data[_HELD])

    return _Plan(encode, decode)


def _is(kind: type, data: Any) -> Any:  # noqa: ANN401
    if type(data) is not kind:
        raise UnreadableError
    return data


_REFUSALS = (TypeError, ValueError, OverflowError, PeerSupportError)
"""What a class or a parser raises for a value that it does not take."""


def _make_checked(kind: Callable[..., T], *values: Any, **named: Any) -> T:  # noqa: ANN401
    try:
        return kind(*values, **named)
    except _REFUSALS as error:
        raise UnreadableError from error


def _reading(make: Callable[[Any], Any], written_as: type) -> Callable[[Any], Any]:
    def decode(data: Any) -> Any:  # noqa: ANN401
        if type(data) is not written_as:
            raise UnreadableError
        try:
            return make(data)
        except _REFUSALS as error:
            raise UnreadableError from error

    return decode


def _plain(kind: type) -> _Plan:
    return _Plan(lambda value: value, lambda data: _is(kind, data), frozenset({kind}))


def _moment_written(value: datetime) -> str:
    if value.tzinfo is None:
        raise ValueError("a moment without a zone can't be kept")
    return value.astimezone(UTC).isoformat()


def _moment_read(text: str) -> datetime:
    value = datetime.fromisoformat(text)
    if value.tzinfo is UTC:  # as it was written; the rest is for rows that other hands made
        return value
    if value.tzinfo is None:
        raise UnreadableError
    return value.astimezone(UTC)


_MICROSECOND = timedelta(microseconds=1)
_SCALARS: dict[type, _Plan] = {
    str: _plain(str),
    int: _plain(int),
    bool: _plain(bool),
    datetime: _Plan(_moment_written, _reading(_moment_read, str)),
    date: _Plan(date.isoformat, _reading(date.fromisoformat, str)),
    time: _Plan(time.isoformat, _reading(time.fromisoformat, str)),
    timedelta: _Plan(lambda value: value // _MICROSECOND, _reading(lambda count: count * _MICROSECOND, int)),
}
