"""What one cell says: a name, a code, hours, a zone, a date or yes and no, as other programs write them."""

from __future__ import annotations

import re
from datetime import date, timedelta
from difflib import get_close_matches
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple, cast

from babel import Locale

from bot.domain.errors import BadHoursError
from bot.domain.hours import has_place, known_zones, suggestion
from bot.domain.people import Role
from bot.domain.policy import Quiet
from bot.domain.typed.cleaning import clean_text
from bot.domain.typed.hours import parse_hours
from bot.language import languages
from bot.roster_file.csv_reading import shorten

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.domain.hours import Window

CLEARED = "-"
"""A cell that empties what may be empty; an empty cell leaves it as it is."""
_MOST_NAME, _MOST_CODE, _MOST_CASES = 100, 80, 99
_REMEMBERED = 4096  # cells: a long file says the same few words again and again
_YES = ("yes", "y", "true", "t", "1", "1.0", "x", "on", "oui", "o", "vrai", "v")
_NO = ("no", "n", "false", "f", "0", "0.0", "off", "non", "faux")
_APOSTROPHES = re.compile("['\u2018\u2019\u02bc\u00b4`]")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]\d{1,2}:\d{2}.*)?")
_NUMBERS = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?: \d{1,2}:\d{2}.*)?")
_WORDS = re.compile(r"(?:(\d{1,2})\W+)?([a-zéû]{3,9})\.?(?:\W+(\d{1,2}))?\W+(\d{4})", re.IGNORECASE)
_SERIAL, _FIRST_SERIAL = re.compile(r"[2-7]\d{4}(?:\.0+)?"), date(1899, 12, 30)  # a day as Excel counts it
_MOST_MONTHS = 12


class WrongCellError(ValueError):
    """What may not stand in a cell; the argument says what may."""


def words_of(cell: str) -> list[str]:
    """Several codes in one cell, separated by ``;``, ``,`` or space."""
    return [word for word in re.split(r"[;,\s]+", cell.lower()) if word]


def name_of(cell: str) -> str:
    """Somebody's name."""
    if cell != CLEARED and cell.isprintable() and 0 < len(cell) <= _MOST_NAME:
        return cell
    raise WrongCellError(f"a name of at most {_MOST_NAME} characters on one line")


def roles_of(cell: str) -> frozenset[Role]:
    """One or several roles."""
    known = [role.value for role in Role]
    for word in words_of(cell):
        if word not in known:
            near = get_close_matches(word, known, 1)
            hint = f"; did you mean {near[0]} for {shorten(word)}?" if near else ""
            raise WrongCellError(f"one or several of {', '.join(known)}{hint}")
    return frozenset(map(Role, words_of(cell)))


class Spelled(NamedTuple):
    """A code, and the words that it was written with where they say more."""

    code: str
    words: str = ""


@lru_cache(_REMEMBERED)
def code_of(cell: str) -> Spelled:
    """``OB/GYN`` as ``ob_gyn``, ``Women's Health`` as ``womens_health``: what is only compared needs no alphabet."""
    plain = _APOSTROPHES.sub("", clean_text(cell).lower())
    code = re.sub(r"[\W_]+", "_", plain).strip("_")
    if code and len(code) <= _MOST_CODE:
        return Spelled(code, "" if cell.lower().replace("_", " ") == code.replace("_", " ") else cell)
    raise WrongCellError(f"words such as General Surgery or OB/GYN, at most {_MOST_CODE} characters")


@cache
def _language_names() -> dict[str, str]:
    """Every language's code, in two or three letters, by the code itself and by its name in English and French."""
    names: dict[str, str] = {}
    for spoken in ("fr", "en"):
        for code, name in cast("Mapping[str, str]", Locale(spoken).languages).items():
            if re.fullmatch(r"[a-z]{2,3}", code):
                names[name.lower()] = code
                names[code] = code
    return names


@lru_cache(_REMEMBERED)
def languages_of(cell: str) -> frozenset[str]:
    """``en fr``, ``fr-CA``, ``English; français``."""
    found: set[str] = set()
    for part in filter(None, (one.strip() for one in re.split(r"[;,/|]", cell))):
        whole = _language(part)
        found |= {whole} if whole else {_one_language(word) for word in part.split()}
    return frozenset(found)


def _language(text: str) -> str:
    """The language's code, whatever country stands behind it; empty for what is none."""
    plain, names = re.sub(r"\s*\(.*\)$", "", text.lower()), _language_names()
    code = re.fullmatch(r"([a-z]{2,3})[-_]\w+", plain)
    return names.get(plain) or (names.get(code[1], "") if code else "")


def _one_language(word: str) -> str:
    found = _language(word)
    if found:
        return found
    raise WrongCellError(f"language codes such as en or fr, or names of languages; {shorten(word)} is none")


def hours_of(cell: str) -> tuple[Window, ...]:
    """Weekly hours."""
    try:
        return parse_hours(cell)
    except BadHoursError:
        raise WrongCellError("hours such as Mon-Fri 08:00-18:00 or Fri 22:00-06:00, several separated by ;") from None


def quiet_of(cell: str) -> Quiet:
    """``21:00-07:00``: the hours in which somebody is left alone."""
    try:
        first, *more = parse_hours(f"Mon {cell}")
    except BadHoursError:
        raise WrongCellError("quiet hours such as 21:00-07:00") from None
    return Quiet(starts=first.starts, ends=(more[0].ends if more else first.ends).replace(microsecond=0))


@cache
def _zones_by_small_letters() -> dict[str, str]:
    return {name.lower(): name for name in known_zones()}


def zone_of(cell: str) -> str:
    """An IANA zone in which people live."""
    name = _zones_by_small_letters().get(cell.lower().replace(" ", "_"), "")
    if has_place(name):
        return name
    raise WrongCellError(f"an IANA time zone such as {suggestion(cell)}: a place where people live")


def day_of(cell: str) -> date:
    """A date as ISO 8601, as spreadsheets write it, or in words; raises WrongCellError where it could be two days."""
    try:
        cell = clean_text(cell)
        found = _by_year(cell) or _by_numbers(cell) or _by_words(cell)
    except ValueError as error:
        if isinstance(error, WrongCellError):
            raise
        found = None
    if found is None:
        raise WrongCellError("a date such as 2026-01-31")
    return found


def _by_year(cell: str) -> date | None:
    if _SERIAL.fullmatch(cell):
        return _FIRST_SERIAL + timedelta(days=int(float(cell)))
    found = _ISO.fullmatch(cell)
    return date(int(found[1]), int(found[2]), int(found[3])) if found else None


def _by_numbers(cell: str) -> date | None:
    """Dots mean that the day comes first; with slashes a number beyond twelve tells which is the day."""
    found = _NUMBERS.fullmatch(cell)
    if not found:
        return None
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    if found[2] == "." or first > _MOST_MONTHS or first == second:
        return date(year, second, first)
    if second > _MOST_MONTHS:
        return date(year, first, second)
    raise WrongCellError(f"a date such as 2026-01-31; {shorten(cell)} may be the day or the month first")


def _by_words(cell: str) -> date | None:
    found = _WORDS.fullmatch(cell)
    month = _months().get(found[2].lower()[:4]) or _months().get(found[2].lower()[:3]) if found else None
    day = (found[1] or found[3]) if found else None
    return date(int(found[4]), month, int(day)) if found and month and day else None


@cache
def _months() -> dict[str, int]:
    """Their first letters, in English and French: four where three could be two months."""
    names: dict[str, int] = {}
    for spoken in ("en", "fr"):
        for number, name in cast("Mapping[int, str]", Locale(spoken).months["format"]["wide"]).items():
            names[name.lower()[:4]] = number
            names.setdefault(name.lower()[:3], number)
    return names


def cap_of(cell: str) -> int:
    """How many cases at once."""
    plain = re.sub(r"\.0+$", "", cell)
    if plain.isascii() and plain.isdigit() and 1 <= int(plain) <= _MOST_CASES:
        return int(plain)
    raise WrongCellError(f"a whole number from 1 to {_MOST_CASES}")


def locale_of(cell: str) -> str:
    """The language in which the bot writes, with a country or without."""
    spoken = "|".join(languages())
    if found := re.fullmatch(rf"({spoken})(?:[-_]([a-z]{{2}}))?", cell.lower()):
        return f"{found[1]}-{found[2].upper()}" if found[2] else found[1]
    if (named := _language(cell)) in languages():
        return named
    raise WrongCellError(f"one of {', '.join(languages())}, if need be with a country as in fr-CA")


def yes_of(cell: str) -> bool:
    """Yes or no, in English or French."""
    if cell.lower() in (*_YES, *_NO):
        return cell.lower() in _YES
    raise WrongCellError("yes or no")
