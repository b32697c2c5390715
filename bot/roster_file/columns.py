"""Every column of the roster file: what may stand in it, where it belongs on a roster entry, and how it is written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from bot.domain.people import Member, Role, Supporter, Traits
from bot.domain.typed.hours import write_hours
from bot.roster_file import cells
from bot.roster_file.cells import CLEARED, Spelled, WrongCellError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bot.domain.policy import Quiet

__all__ = ["BY_NAME", "CLEARED", "COLUMNS", "NAMES", "Column", "WrongCellError"]


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

    def shown(self, member: Member) -> str:
        """What the file says about this entry; empty for what only supporters have."""
        if self.of_supporters and Role.SUPPORTER not in member.roles:
            return ""
        return self.of(self._owner(member))

    def of(self, owner: Any) -> str:  # noqa: ANN401 - whichever dataclass it belongs to
        """What the file says of this dataclass: a code by the words that it came with."""
        value = getattr(owner, self.field or self.name)
        return owner.written(self.name) if isinstance(owner, Traits) and isinstance(value, str) else self.write(value)

    def into(self, owner: Any, value: object) -> Any:  # noqa: ANN401 - the same
        """The dataclass with this value, and with the words of a code."""
        if not isinstance(owner, Traits) or not isinstance(value, Spelled | str):
            return replace(owner, **{self.field or self.name: value})
        spelled = value if isinstance(value, Spelled) else Spelled(value)
        words = {**dict(owner.words), self.name: spelled.words}
        kept = tuple(sorted((name, text) for name, text in words.items() if text))
        return replace(owner, **{self.name: spelled.code, "words": kept})

    def put(self, member: Member, value: object) -> Member:
        """The entry with this value."""
        changed: Any = self.into(self._owner(member), value)
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


def _together(words: Iterable[str], separator: str) -> str:
    return separator.join(sorted(words))


def _quiet_written(quiet: Quiet | None) -> str:
    return f"{quiet.starts:%H:%M}-{quiet.ends:%H:%M}" if quiet else ""


def _hours_written(hours: Any) -> str:  # noqa: ANN401 - the field's own type
    return write_hours(tuple(sorted(hours, key=lambda one: (one.weekday, one.starts, one.ends))))


_TRAIT = partial(Column, read=cells.code_of, belongs=Traits, empty="")
_OWN = partial(Column, belongs=Supporter)
_LATER: tuple[Column, ...] = (
    _TRAIT(name="profession"),
    _TRAIT(name="level"),
    _TRAIT(name="specialty"),
    _TRAIT(name="department"),
    _TRAIT(name="site"),
    _TRAIT(name="languages", read=cells.languages_of, write=partial(_together, separator=" "), empty=frozenset[str]()),
    _OWN(name="hours", read=cells.hours_of, write=_hours_written, empty=()),
    Column(name="timezone", read=cells.zone_of),
    _OWN(name="trained_on", read=cells.day_of, write=lambda day: day.isoformat() if day else ""),
    _OWN(name="cap_open", read=cells.cap_of),
    _TRAIT(name="cluster"),
    _TRAIT(name="gender"),
    Column(name="locale", read=cells.locale_of),
    _OWN(name="quiet", read=cells.quiet_of, write=_quiet_written),
    _OWN(name="reviews_events", read=cells.yes_of, write=lambda holds: "yes" if holds else "no", empty=False),
)
COLUMNS: tuple[Column, ...] = (
    Column(name="name", read=cells.name_of),
    Column(name="role", read=cells.roles_of, write=partial(_together, separator=";"), field="roles"),
    *_LATER,
)
"""All but the address, in the order in which they are written."""
NAMES = ("address", *(column.name for column in COLUMNS))
BY_NAME = {column.name: column for column in COLUMNS}
