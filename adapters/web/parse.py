"""Turns what the page posts into gestures, strictly: whatever it would not send itself is refused."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypeAlias, cast

from adapters.typed import LONGEST, clean_text
from bot.domain.errors import PeerSupportError
from bot.domain.people import PersonId

if TYPE_CHECKING:
    from collections.abc import Callable

    from adapters.web.invented_hospital import Hospital

Body: TypeAlias = "dict[str, object]"
Values: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]

_TOKEN = re.compile(r"[A-Za-z0-9_=.\-]{1,16384}")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,59}")
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_FIELDS, _ANSWERS, _LETTERS = 40, 200, 200
_STEPS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "next": None}


class GarbageError(PeerSupportError):
    """The request is not one that the page makes."""


def body(raw: bytes) -> Body:
    """A JSON object; raises GarbageError for anything else."""
    try:
        found = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise GarbageError from error
    if not isinstance(found, dict):
        raise GarbageError
    return cast("Body", found)


def nothing(posted: Body) -> None:
    """The body of a gesture that says all by itself: an empty object."""
    _only(posted)


def token(posted: Body) -> str:
    """The token of a pressed button."""
    _only(posted, "token")
    return _text(posted["token"], _TOKEN)


def form(posted: Body, hospital: Hospital) -> tuple[str, Values]:
    """The token of a form and what its fields hold; empty answers are left out."""
    _only(posted, "fields", "token")
    fields = [_field(item, hospital) for item in _list(posted["fields"], _FIELDS)]
    if len({name for name, _ in fields}) < len(fields):
        raise GarbageError
    return _text(posted["token"], _TOKEN), tuple(fields)


def step(posted: Body) -> timedelta | None:
    """How far the clock moves; None is to the next thing due."""
    _only(posted, "step")
    name = posted["step"]
    if not isinstance(name, str) or name not in _STEPS:
        raise GarbageError
    return _STEPS[name]


def _field(item: object, hospital: Hospital) -> tuple[str, tuple[str, ...]]:
    if not isinstance(item, dict):
        raise GarbageError
    posted = cast("Body", item)
    _only(posted, "name", "type", "values")
    kind = posted["type"]
    if not isinstance(kind, str) or kind not in _KINDS:
        raise GarbageError
    longest, fits = _KINDS[kind]
    given = [value for value in _list(posted["values"], longest) if value != ""]
    for value in given:
        if not isinstance(value, str) or not fits(value, hospital):
            raise GarbageError
    held = cast("list[str]", given)
    if kind == "text":
        held = [text for text in map(clean_text, held) if text]
    return _text(posted["name"], _NAME), tuple(held)


def _is_typed(value: str, _hospital: Hospital) -> bool:
    return len(value) <= LONGEST


def _is_code(value: str, _hospital: Hospital) -> bool:
    return len(value) <= _LETTERS and value.isprintable()


def _person(value: str, hospital: Hospital) -> bool:
    return hospital.find(PersonId(value)) is not None


def _day(value: str, _hospital: Hospital) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _time(value: str, _hospital: Hospital) -> bool:
    return _CLOCK.fullmatch(value) is not None


_KINDS: dict[str, tuple[int, Callable[[str, Hospital], bool]]] = {
    "one": (1, _is_code),
    "many": (_ANSWERS, _is_code),
    "person": (1, _person),
    "people": (_ANSWERS, _person),
    "day": (1, _day),
    "time": (1, _time),
    "text": (1, _is_typed),
}
"""For each type of field: how many answers at most, and what an answer must be."""


def _only(posted: Body, *names: str) -> None:
    if set(posted) != set(names):
        raise GarbageError


def _list(found: object, longest: int) -> list[object]:
    if not isinstance(found, list):
        raise GarbageError
    items = cast("list[object]", found)
    if len(items) > longest:
        raise GarbageError
    return items


def _text(found: object, shape: re.Pattern[str]) -> str:
    if not isinstance(found, str) or not shape.fullmatch(found):
        raise GarbageError
    return found
