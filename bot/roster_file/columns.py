"""Every column of the roster file: what may stand in it, where it belongs on a roster entry, and how it is written."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING, Any, cast
from zoneinfo import available_timezones

from babel import Locale

from bot.domain.errors import BadHoursError
from bot.domain.hours import parse_hours, write_hours
from bot.domain.people import Role, Supporter, Traits
from bot.language import languages
from bot.roster_file.sheet import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from bot.domain.people import Member

CLEARED = "-"
"""A cell that empties what may be empty; an empty cell leaves it as it is."""
_MOST_NAME, _MOST_CODE, _MOST_CASES = 100, 40, 99
_REMEMBERED = 4096  # cells: a long file says the same few words again and again
_YES, _NO = ("yes", "true", "1", "x", "oui"), ("no", "false", "0", "non")


class WrongCellError(ValueError):
    """What may not stand in a cell; the argument says what may."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column. ``empty`` is what ``-`` puts there, or None where something has to be.

    ``belongs``: the dataclass whose field of this name it fills; ``field`` where that has another name.
    """

    name: str
    read: Callable[[str], object]
    write: Callable[[Any], str] = str
    belongs: type[Member | Supporter | Traits] | None = None
    field: str = ""
    empty: object = None

    @property
    def of_supporters(self) -> bool:
        """Whether only a supporter has it."""
        return self.belongs in {Supporter, Traits}

    def value(self, cell: str) -> object:
        """What a cell that is not empty says; raises WrongCellError."""
        return self.empty if cell == CLEARED and self.empty is not None else self.read(cell)

    def cell(self, value: object) -> str:
        """How the file writes a value."""
        return self.write(value)

    def shown(self, member: Member) -> str:
        """What the file says about this entry; empty for what only supporters have."""
        if self.of_supporters and Role.SUPPORTER not in member.roles:
            return ""
        return self.write(getattr(self._owner(member), self.field or self.name))

    def put(self, member: Member, value: object) -> Member:
        """The entry with this value."""
        changed: Any = replace(self._owner(member), **{self.field or self.name: value})
        if not self.of_supporters:
            return changed
        supporter = member.supporter or Supporter()
        whole = replace(supporter, traits=changed) if self.belongs is Traits else changed
        return replace(member, supporter=whole)

    def _owner(self, member: Member) -> Any:  # noqa: ANN401 - whichever dataclass it belongs to
        if not self.of_supporters:
            return member
        supporter = member.supporter or Supporter()
        return supporter.traits if self.belongs is Traits else supporter


def words_of(cell: str) -> list[str]:
    """Several codes in one cell, separated by ``;``, ``,`` or space."""
    return [word for word in re.split(r"[;,\s]+", cell.lower()) if word]


def _name(cell: str) -> str:
    if cell != CLEARED and cell.isprintable() and len(cell) <= _MOST_NAME:
        return cell
    raise WrongCellError(f"a name of at most {_MOST_NAME} characters on one line")


def _roles(cell: str) -> frozenset[Role]:
    known = [role.value for role in Role]
    for word in words_of(cell):
        if word not in known:
            near = get_close_matches(word, known, 1)
            hint = f"; did you mean {near[0]} for {shown(word)}?" if near else ""
            raise WrongCellError(f"one or several of {', '.join(known)}{hint}")
    return frozenset(map(Role, words_of(cell)))


@lru_cache(_REMEMBERED)
def _code(cell: str) -> str:
    """``General Surgery`` as ``general_surgery``."""
    code = re.sub(r"[\s_-]+", "_", unicodedata.normalize("NFKC", cell).lower()).strip("_")
    if re.fullmatch(r"\w+", code) and len(code) <= _MOST_CODE:
        return code
    raise WrongCellError(f"a word or two such as general_surgery: letters and digits, at most {_MOST_CODE}")


@cache
def _language_names() -> dict[str, str]:
    """Every language's code, in two or three letters, with its English name."""
    names = cast("Mapping[str, str]", Locale("en").languages)
    return {code: name for code, name in names.items() if re.fullmatch(r"[a-z]{2,3}", code)}


@lru_cache(_REMEMBERED)
def _languages(cell: str) -> frozenset[str]:
    names = _language_names()
    for word in words_of(cell):
        if word not in names:
            near = [code for code, name in names.items() if name.lower() == word]
            hint = f"; {word} is {near[0]}" if near else ""
            raise WrongCellError(f"language codes such as en or fr, separated by spaces{hint}")
    return frozenset(words_of(cell))


def _hours(cell: str) -> object:
    try:
        return parse_hours(re.sub(r"\s*[–—-]\s*", "-", cell))
    except BadHoursError:
        raise WrongCellError("hours such as Mon-Fri 08:00-18:00, several separated by ;") from None


@cache
def _zones() -> frozenset[str]:
    """Looked up on the disk, which takes as long as a thousand lines."""
    return frozenset(available_timezones())


def _zone(cell: str) -> str:
    if cell in _zones():
        return cell
    near = get_close_matches(cell, _zones(), 1, 0.5) or ["America/New_York"]
    raise WrongCellError(f"an IANA time zone such as {near[0]}")


def _day(cell: str) -> date:
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", cell):
            return date.fromisoformat(cell)
    except ValueError:
        pass
    raise WrongCellError("a date such as 2026-01-31")


def _cap(cell: str) -> int:
    if cell.isascii() and cell.isdigit() and 1 <= int(cell) <= _MOST_CASES:
        return int(cell)
    raise WrongCellError(f"a whole number from 1 to {_MOST_CASES}")


def _locale(cell: str) -> str:
    spoken = "|".join(languages())
    if re.fullmatch(rf"({spoken})([-_][A-Z]{{2}})?", cell):
        return cell.replace("_", "-")
    raise WrongCellError(f"one of {', '.join(languages())}, if need be with a country as in fr-CA")


def _yes(cell: str) -> bool:
    if cell.lower() in (*_YES, *_NO):
        return cell.lower() in _YES
    raise WrongCellError("yes or no")


def _together(words: Iterable[str], separator: str) -> str:
    return separator.join(sorted(words))


def _hours_written(hours: Any) -> str:  # noqa: ANN401 - the field's own type
    return write_hours(tuple(sorted(hours, key=lambda one: (one.weekday, one.starts, one.ends))))


_TRAIT = partial(Column, read=_code, belongs=Traits, empty="")
_OWN = partial(Column, belongs=Supporter)
_LATER: tuple[Column, ...] = (
    _TRAIT(name="profession"),
    _TRAIT(name="level"),
    _TRAIT(name="specialty"),
    _TRAIT(name="department"),
    _TRAIT(name="site"),
    _TRAIT(name="languages", read=_languages, write=partial(_together, separator=" "), empty=frozenset[str]()),
    _OWN(name="hours", read=_hours, write=_hours_written, empty=()),
    Column(name="timezone", read=_zone),
    _OWN(name="trained_on", read=_day, write=lambda day: day.isoformat() if day else ""),
    _OWN(name="cap_open", read=_cap),
    _TRAIT(name="cluster"),
    _TRAIT(name="gender"),
    Column(name="locale", read=_locale),
    _OWN(name="reviews_events", read=_yes, write=lambda holds: "yes" if holds else "no", empty=False),
)
COLUMNS: tuple[Column, ...] = (
    Column(name="name", read=_name),
    Column(name="role", read=_roles, write=partial(_together, separator=";"), field="roles"),
    *_LATER,
)
"""All but the address, in the order in which they are written."""
NAMES = ("address", *(column.name for column in COLUMNS))
BY_NAME = {column.name: column for column in COLUMNS}
