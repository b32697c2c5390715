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
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from bot import ui
from bot.conversation import events
from bot.domain import case, hours, people, policy
from bot.domain.errors import PeerSupportError, SealBrokenError

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
FORMAT = 1
_TAG, _HELD = "is", "of"


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
            version, plain = json.loads(data)
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


class _Field(NamedTuple):
    name: str
    plan: _Plan
    required: bool


@cache
def _plan(kind: Any) -> _Plan:  # noqa: ANN401
    if isinstance(kind, type) and kind in _SCALARS:
        return _SCALARS[kind]
    if hasattr(kind, "__supertype__"):  # a NewType
        return _plan(cast("Any", kind).__supertype__)
    if dataclasses.is_dataclass(kind):
        return _dataclass_plan(cast("type", kind))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _Plan(lambda value: value.value, _reading(kind, str))
    return _compound_plan(kind)


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


def _dataclass_plan(kind: type) -> _Plan:
    """The fields are looked up late, because ``Words`` can hold ``Words``."""

    def encode(value: Any) -> dict[str, Any]:  # noqa: ANN401
        return {name: plan.encode(getattr(value, name)) for name, plan, _ in _fields(kind)}

    def decode(data: Any) -> Any:  # noqa: ANN401
        values: dict[str, Any] = {}
        for name, plan, required in _fields(kind):
            if name in _is(dict, data):
                values[name] = plan.decode(data[name])
            elif required:
                raise UnreadableError
        return _made(kind, **values)

    return _Plan(encode, decode)


@cache
def _fields(kind: Any) -> tuple[_Field, ...]:  # noqa: ANN401
    hints = get_type_hints(kind, globalns={**_names(), **vars(sys.modules[kind.__module__])})
    return tuple(
        _Field(
            field.name,
            _plan(hints[field.name]),
            field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING,
        )
        for field in dataclasses.fields(kind)
    )


@cache
def _names() -> dict[str, Any]:
    """What annotations may name: the contract's modules import each other for the type checker only."""
    every: dict[str, Any] = {"date": date, "datetime": datetime, "time": time, "timedelta": timedelta}
    for module in (ui, events, policy, hours, case, people):
        every |= vars(module)
    return every


def _tuple_plan(item: _Plan) -> _Plan:
    return _Plan(
        lambda value: [item.encode(each) for each in value],
        lambda data: tuple(item.decode(each) for each in _is(list, data)),
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
        lambda data: frozenset(item.decode(each) for each in _is(list, data)),
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
    )


def _choice_plan(kinds: list[Any]) -> _Plan:
    """Strings and numbers stand for themselves, everything else carries its name."""
    bare = {kind: _plan(kind) for kind in kinds if kind in {str, int}}
    tagged = {kind: (kind.__name__, _plan(kind)) for kind in kinds if kind not in bare}
    by_name = dict(tagged.values())

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


def _made(kind: Callable[..., T], *values: Any, **named: Any) -> T:  # noqa: ANN401
    try:
        return kind(*values, **named)
    except (TypeError, ValueError, OverflowError, PeerSupportError) as error:
        raise UnreadableError from error


def _reading(make: Callable[[Any], Any], written_as: type) -> Callable[[Any], Any]:
    return lambda data: _made(make, _is(written_as, data))


def _plain(kind: type) -> _Plan:
    return _Plan(lambda value: value, lambda data: _is(kind, data))


def _moment_written(value: datetime) -> str:
    if value.tzinfo is None:
        raise ValueError("a moment without a zone can't be kept")
    return value.astimezone(UTC).isoformat()


def _moment_read(text: str) -> datetime:
    value = datetime.fromisoformat(text)
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
