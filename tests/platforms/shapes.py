"""A small language for what a platform accepts: a check yields what is wrong, each with a pointer to where."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Check: TypeAlias = Callable[[Any, str], Iterator[str]]


def complain(words: str, at: str) -> str:
    """A complaint, as Slack words it."""
    return f"[ERROR] {words} [json-pointer:{at or '/'}]"


def string(most: int, least: int = 1) -> Check:
    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield complain("must provide a string", at)
        elif len(value) > most:
            yield complain(f"must be less than {most + 1} characters", at)
        elif len(value) < least:
            yield complain(f"must be more than {least - 1} characters", at)

    return check


def matching(pattern: str) -> Check:
    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            yield complain(f"failed to match pattern {pattern}", at)

    return check


def day(value: Any, at: str) -> Iterator[str]:
    try:
        date.fromisoformat(value)
    except (TypeError, ValueError):
        yield complain("must be a date of the form YYYY-MM-DD", at)


def truth(value: Any, at: str) -> Iterator[str]:
    if not isinstance(value, bool):
        yield complain("must be a boolean", at)


def number(value: Any, at: str) -> Iterator[str]:
    if isinstance(value, bool) or not isinstance(value, int | float):
        yield complain("must be a number", at)


def whole(least: int, most: int) -> Check:
    def check(value: Any, at: str) -> Iterator[str]:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            yield complain(f"must be a whole number from {least} to {most}", at)

    return check


def one_of(*values: str) -> Check:
    def check(value: Any, at: str) -> Iterator[str]:
        if value not in values:
            yield complain(f"must be a valid enum value: {', '.join(values)}", at)

    return check


def listed(each: Check, *, most: int, least: int = 1) -> Check:
    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield complain("must be an array", at)
            return
        if len(value) > most:
            yield complain(f"no more than {most} items allowed", at)
        if len(value) < least:
            yield complain(f"no fewer than {least} items allowed", at)
        for number_, item in enumerate(value):
            yield from each(item, f"{at}/{number_}")

    return check


def shaped(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    """An object with exactly these fields; an unknown one is refused."""
    known = {**(optional or {}), **required}

    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield complain("must provide an object", at)
            return
        for name in required:
            if name not in value:
                yield complain(f"missing required field: {name}", at)
        for name, inner in value.items():
            if name in known:
                yield from known[name](inner, f"{at}/{name}")
            else:
                yield complain(f"invalid additional property: {name}", at)

    return check


def typed(kinds: Mapping[str, Check]) -> Check:
    """An object whose ``type`` decides its shape."""

    def check(value: Any, at: str) -> Iterator[str]:
        kind = str(value.get("type")) if isinstance(value, dict) else ""
        if kind in kinds:
            yield from kinds[kind](value, at)
        else:
            yield complain(f"unsupported type: {kind}", f"{at}/type")

    return check


def of_type(
    kind: str, required: Mapping[str, Check] | None = None, optional: Mapping[str, Check] | None = None
) -> Check:
    return shaped({"type": one_of(kind), **(required or {})}, optional)
