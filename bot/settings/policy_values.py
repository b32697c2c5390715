"""One value of the policy file: from what TOML gives to what the policy holds, or why it may not stand there."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from typing import TYPE_CHECKING, cast

from phonenumbers import SUPPORTED_REGIONS

from bot.domain.errors import BadAddressError
from bot.domain.hours import has_place, suggestion
from bot.domain.lines import Call
from bot.domain.people import Address
from bot.settings.duration import read_duration
from bot.settings.policy_rules import KEYS
from bot.settings.presets import PRESETS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.settings.policy_rules import Key

_MOST_CHECK_INS = 24


class WrongValueError(Exception):
    """A value that may not stand there; the argument says what may."""


def rule_of(key: str) -> Key:
    """The rule of a key; one line of a list follows the rule of all of them."""
    return KEYS[re.sub(r"\[\d+\]", "", key)]


def read_days(raw: object, key: str) -> tuple[int, ...]:
    """The days of a check-in plan, rising."""
    rule = rule_of(key)
    days = cast("list[object]", raw) if isinstance(raw, list) else [None]
    whole = tuple(day for day in days if type(day) is int and rule.least <= day <= rule.most)
    if len(whole) < len(days) or len(days) > _MOST_CHECK_INS or list(whole) != sorted(set(whole)):
        raise WrongValueError(f"at most {_MOST_CHECK_INS} rising days in brackets, each {rule.allowed}")
    return whole


def read_addresses(raw: object, key: str) -> tuple[str, ...]:
    """Addresses of people, each once."""
    rule = rule_of(key)
    texts = cast("list[object]", raw) if isinstance(raw, list) else [None]
    addresses = tuple(text for text in texts if isinstance(text, str) and _is_address(text))
    if len(set(addresses)) < len(texts) or len(texts) > rule.most:
        raise WrongValueError(f"at most {rule.most} addresses in brackets, such as web:ana, each once")
    return addresses


def read_codes(raw: object, key: str) -> tuple[str, ...]:
    """Codes of the roster, each once; ``rest`` is the report's own."""
    rule = rule_of(key)
    texts = cast("list[object]", raw) if isinstance(raw, list) else [None]
    codes = tuple(text for text in texts if isinstance(text, str) and re.fullmatch(r"[a-z][a-z0-9_]{1,39}", text))
    if len(set(codes) - {"rest", "unknown"}) < len(texts) or len(texts) > rule.most:
        raise WrongValueError(f"at most {rule.most} codes in brackets, such as surgery, each once")
    return codes


def _is_address(text: str) -> bool:
    try:
        Address.parse(text)
    except BadAddressError:
        return False
    return True


def _read_bool(raw: object, _key: str) -> bool:
    if isinstance(raw, bool):
        return raw
    raise WrongValueError("true or false")


def _read_int(raw: object, key: str) -> int:
    rule = rule_of(key)
    if type(raw) is int and rule.least <= raw <= rule.most:
        return raw
    raise WrongValueError(f"a whole number {rule.allowed}")


def _read_duration(raw: object, key: str) -> timedelta:
    rule = rule_of(key)
    length = read_duration(raw) if isinstance(raw, str) else None
    if length is not None and rule.least <= length.total_seconds() <= rule.most:
        return length
    raise WrongValueError(f'a length of time {rule.allowed}, such as "4h" or "1d12h"')


def _read_clock(raw: object, _key: str) -> time:
    if isinstance(raw, str) and re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", raw):
        return time.fromisoformat(raw)
    if isinstance(raw, time):
        return raw.replace(second=0, microsecond=0)
    raise WrongValueError('a time of day from "00:00" to "23:59"')


def _read_text(raw: object, key: str) -> str:
    if key in _SPECIAL_TEXTS:
        return _SPECIAL_TEXTS[key](raw)
    rule = rule_of(key)
    if isinstance(raw, str) and rule.least <= len(raw.strip()) <= rule.most:
        return raw.strip()
    raise WrongValueError(f"a text of {rule.least} to {rule.most} characters")


def _read_zone(raw: object) -> str:
    name = raw if isinstance(raw, str) else ""
    if has_place(name):
        return name
    raise WrongValueError(f'an IANA time zone, such as "{suggestion(name)}": a place where people live')


def _read_date(raw: object) -> str:
    """A day as text; nothing means not yet."""
    if raw == "":
        return ""
    try:
        day = raw if isinstance(raw, date) else date.fromisoformat(cast("str", raw))
    except (TypeError, ValueError) as error:
        raise WrongValueError("a date such as 2026-08-03") from error
    return date(day.year, day.month, day.day).isoformat()  # of a date and time, as a spreadsheet writes it, the date


def country_code(text: str) -> str:
    """A country as two capital letters; UK is how people write GB."""
    code = text.strip().upper()
    return "GB" if code == "UK" else code


def read_country(raw: object) -> str:
    """A country that has telephone numbers, as two letters; nothing means none."""
    code = country_code(raw) if isinstance(raw, str) else "?"
    if code and code not in SUPPORTED_REGIONS:
        raise WrongValueError('a country of two letters, such as "CA"; its part, such as "QC", is the region')
    return code


def read_region(raw: object) -> str:
    """A part of a country as in ISO 3166-2, without the country; nothing means none."""
    code = raw.strip().upper() if isinstance(raw, str) else "?"
    if not re.fullmatch(r"[A-Z0-9]{0,3}", code):
        raise WrongValueError('a part of the country of one to three letters, such as "QC" or "ENG"')
    return code


def read_call(raw: object) -> Call:
    """What came of a call: its day, or "wrong" and the day."""
    text = raw.isoformat() if isinstance(raw, date) else raw if isinstance(raw, str) else ""
    try:
        return Call(date.fromisoformat(text.removeprefix("wrong ")), works=not text.startswith("wrong "))
    except ValueError as error:
        raise WrongValueError(
            'days such as 2026-08-03, or "wrong 2026-08-03" for a line that did not answer'
        ) from error


def _read_preset(raw: object) -> str:
    if isinstance(raw, str) and raw in {"", *PRESETS}:
        return raw
    raise WrongValueError(f"one of {', '.join(PRESETS)}, or empty")


_SPECIAL_TEXTS: Mapping[str, Callable[[object], str]] = {
    "preset": _read_preset,
    "timezone": _read_zone,
    "country": read_country,
    "region": read_region,
    "phone_region": read_country,
    "limits_signed_on": _read_date,
    "crisis_reviewed_on": _read_date,
}
READERS: Mapping[object, Callable[[object, str], object]] = {
    bool: _read_bool,
    int: _read_int,
    str: _read_text,
    time: _read_clock,
    timedelta: _read_duration,
}
"""How a value of each type is read; each takes what TOML gave and its dotted key."""
