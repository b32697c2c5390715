"""The rotas of the policy, ``[[rota]]``, and their addresses, which come from the environment or a secret file."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, cast

from bot.domain.errors import BadAddressError
from bot.domain.hours import known_zones, suggestion
from bot.domain.people import Address, Drives
from bot.domain.policy import Rota
from bot.settings.duration import read_duration
from bot.settings.policy_values import WrongValueError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from bot.settings.variables import Variables

PREFIX = "PEERSUPPORT_ROTA_"
_MOST, _MOST_PEOPLE = 20, 5000
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,29}")
_LEAST, _LONGEST = timedelta(minutes=5), timedelta(hours=24)
KEYS = {
    "name": "What it is called: small letters, digits and dashes. Its address comes from PEERSUPPORT_ROTA_NAME.",
    "drives": "hours (when people work), on_call, leave, or busy.",
    "file": "A calendar on this computer, if it has no address.",
    "timezone": "The zone of times without one; else what the calendar says, else the programme's.",
    "person": "Whose own feed it is, such as slack:T0123ABCD/U0456EFGH; empty for a rota of many.",
    "pattern": "Where SUMMARY has more than a name: a regular expression with a group who, such as ' - (?P<who>.+)$'.",
    "people": 'What the calendar calls somebody, and their address: { "jane.doe@example.org" = "slack:T0123ABCD/U1" }.',
    "tasks": 'Words of SUMMARY and what they mean: { "Vacation" = "leave", "Backup Call" = "nothing" }.',
    "tentative_is_busy": "Whether a tentative entry counts as busy.",
    "inner_host": "The host, if it lies inside your own network; others there are never asked.",
    "every": "How often it is asked, from 5m to 1d.",
}


def read_rotas(raw: object) -> tuple[Rota, ...]:
    """All tables; raises WrongValueError with the first key that is wrong in one of them."""
    rows = cast("list[object]", raw) if isinstance(raw, list) else [None]
    if len(rows) > _MOST or not all(isinstance(row, dict) for row in rows):
        raise WrongValueError(f"at most {_MOST} tables that begin with [[rota]]")
    found = tuple(_rota(cast("dict[str, object]", row)) for row in rows)
    if len({one.name for one in found}) < len(found):
        raise WrongValueError("tables whose names differ")
    return found


def _rota(row: dict[str, object]) -> Rota:
    for key in row:
        if key not in KEYS:
            raise WrongValueError(f"a table with {', '.join(KEYS)}; {key} is not one of them")
    name = row.get("name")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise WrongValueError("a table whose name has small letters, digits and dashes, such as night-nurses")
    rota = Rota(name=name)
    for key, value in row.items():
        if key != "name":
            rota = replace(rota, **{key: _READERS[key](f"rota {name}: {key}", value)})
    return rota


def _text(key: str, value: object) -> str:
    if isinstance(value, str) and len(value) <= 500:  # noqa: PLR2004 - characters
        return value.strip()
    raise WrongValueError(f"for {key} a text")


def _drives(key: str, value: object) -> Drives:
    if value in set(Drives):
        return Drives(cast("str", value))
    raise WrongValueError(f"for {key} one of {', '.join(Drives)}")


def _zone(key: str, value: object) -> str:
    name = _text(key, value)
    if not name or name in known_zones():
        return name
    raise WrongValueError(f"for {key} an IANA time zone such as {suggestion(name)}")


def _person(key: str, value: object) -> str:
    text = _text(key, value)
    try:
        return str(Address.parse(text)) if text or "." in key else ""
    except BadAddressError:
        raise WrongValueError(f"for {key} an address such as slack:T0123ABCD/U0456EFGH") from None


def _pattern(key: str, value: object) -> str:
    text = _text(key, value)
    try:
        groups = re.compile(text).groupindex
    except re.error as error:
        raise WrongValueError(f"for {key} a regular expression: {error}") from None
    if text and "who" not in groups:
        raise WrongValueError(f"for {key} a regular expression with a group (?P<who>…)")
    return text


def _people(key: str, value: object) -> tuple[tuple[str, str], ...]:
    table = _table(key, value)
    return tuple((name, _person(f"{key}.{name}", address)) for name, address in table.items())


def _tasks(key: str, value: object) -> tuple[tuple[str, Drives], ...]:
    return tuple((name, _drives(f"{key}.{name}", task)) for name, task in _table(key, value).items())


def _table(key: str, value: object) -> dict[str, object]:
    if isinstance(value, dict) and len(cast("dict[str, object]", value)) <= _MOST_PEOPLE:
        return cast("dict[str, object]", value)
    raise WrongValueError(f"for {key} a table")


def _bool(key: str, value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise WrongValueError(f"for {key} true or false")


def _every(key: str, value: object) -> timedelta:
    found = read_duration(value) if isinstance(value, str) else None
    if found is None or not _LEAST <= found <= _LONGEST:
        raise WrongValueError(f"for {key} a length of time from 5m to 1d")
    return found


_READERS: dict[str, Callable[[str, object], object]] = {
    "drives": _drives,
    "file": _text,
    "timezone": _zone,
    "person": _person,
    "pattern": _pattern,
    "people": _people,
    "tasks": _tasks,
    "tentative_is_busy": _bool,
    "inner_host": _text,
    "every": _every,
}


def read_addresses(rotas: Sequence[Rota], variables: Variables, problems: list[str]) -> dict[str, str]:
    """The address of each rota by its name; what is missing or unsafe is a problem that never quotes the address."""
    known = {name for one in rotas for name in (one.variable, f"{one.variable}_FILE")}
    problems += [
        f"{name} belongs to no [[rota]] of the policy." for name in variables.beginning(PREFIX) if name not in known
    ]
    found: dict[str, str] = {}
    for one in rotas:
        address = variables.values.get(one.variable, "") or _from_file(one, variables, problems)
        problems += _wrong(one, address)
        if address:
            found[one.name] = re.sub(r"^webcal://", "https://", address.strip())
    return found


def _from_file(rota: Rota, variables: Variables, problems: list[str]) -> str:
    name = f"{rota.variable}_FILE"
    path = variables.values.get(name)
    if not path:
        return ""
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        problems.append(f"{name} names a file that can't be read.")
        return ""


def _wrong(rota: Rota, address: str) -> Iterator[str]:
    if not address and not rota.file:
        yield f"The rota {rota.name} has neither a file nor an address: set {rota.variable}, or {rota.variable}_FILE."
    if address and rota.file:
        yield f"The rota {rota.name} has a file and an address; only one of them can hold."
    safe = address.startswith(("https://", "webcal://")) or (rota.inner_host and address.startswith("http://"))
    if address and not safe:
        yield f"The address of the rota {rota.name} must begin with https:// or webcal://."
