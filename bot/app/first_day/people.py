"""People as somebody names them: an address and a name, a part of a name, or a whole roster file."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING

from bot.roster_file.columns import WrongCellError
from bot.roster_file.entries import Entry, address_of, take_entries
from bot.ui import literal, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from bot.domain.people import Address, Role
    from bot.ui import Words

_MOST_NAMED = 5


class UnknownPersonError(Exception):
    """Somebody who can't be told from the name; the argument says why, in words for whoever typed it."""

    def __init__(self, why: Words) -> None:
        """``why``: a sentence."""
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Named:
    """One person: where the bot writes to them, and how they are called."""

    address: Address = field(repr=False)
    name: str = field(repr=False)

    def __str__(self) -> str:
        """As it may be typed again."""
        return f"{self.address} {self.name}"


@dataclass(frozen=True)
class Colleagues:
    """Whom a name may mean: everybody of the workspace, listed when a name is typed first."""

    list_all: Callable[[], Sequence[tuple[str, str]]]
    platforms: frozenset[str]

    def find(self, text: str) -> Named:
        """The one person who is meant. UnknownPersonError if nobody is, or several may be."""
        first, _, rest = text.strip().partition(" ")
        if ":" in first:
            return self._by_address(first, rest.strip())
        known = self.list_all()
        if not known:
            raise UnknownPersonError(_BY_ADDRESS)
        wanted = _plain(text)
        exact = [one for one in known if _plain(one[1]) == wanted]
        found = exact or [one for one in known if wanted and wanted in _plain(one[1])]
        if len(found) == 1:
            return Named(address_of(found[0][0]), found[0][1])
        if found:
            several = "; ".join(f"{name} ({address})" for address, name in found[:_MOST_NAMED])
            raise UnknownPersonError(say("Several people are called so: {several}", several=several))
        near = get_close_matches(text, [name for _, name in known], _MOST_NAMED, 0.4)
        raise UnknownPersonError(
            say("Nobody is called {name} there. Like it: {near}", name=text, near="; ".join(near) or "–")
        )

    def _by_address(self, cell: str, name: str) -> Named:
        try:
            address = address_of(cell, pretended=False)
        except WrongCellError as wrong:
            raise UnknownPersonError(say("An address is written {shape}", shape=str(wrong))) from wrong
        if address.platform not in self.platforms:
            raise UnknownPersonError(say("Your programme is not on {platform}.", platform=address.platform.title()))
        if not name:
            raise UnknownPersonError(say("Please write the name behind the address."))
        return Named(address, name)


_BY_ADDRESS = say(
    "Please write the address and the name: slack:TEAM/USER Ana Duarte, or teams:TENANT-ID/OBJECT-ID Ana Duarte."
)


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w ]", " ", text.casefold()).split())


def is_roster_file(text: str) -> bool:
    """Whether this is a roster file rather than a list of people: its first line names the columns."""
    head = text.lstrip("\ufeff").partition("\n")[0].lower()
    return "address" in head and "role" in head


def read_roster_file(text: str, today: date) -> Sequence[Entry]:
    """Everybody in the file. UnknownPersonError with every mistake, one a line."""
    taken = take_entries(text.encode(), today, pretended=False)
    if taken.problems:
        raise UnknownPersonError(literal("\n".join(map(str, taken.problems))))
    return taken.entries


def entry_of(person: Named, roles: Iterable[Role], given: Mapping[str, object]) -> Entry:
    """The same person as a line of a roster file would have it."""
    held = frozenset(roles)
    return Entry(line=0, address=person.address, roles=held, given={"name": person.name, "role": held, **given})
