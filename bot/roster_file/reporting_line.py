"""The reporting line: who reports to whom, by what an HR file says, with everything in it that can't be true.

Ids bind, names do not. Where a file names two managers both count, until somebody mends it: somebody who may be a
person's lead is not asked to support them. An unknown line is unknown, never empty.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.roster_file.csv_reading import Problem, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_MIDDLE = re.compile(r"\s+\w\.?(?=\s)|\s+\w\.?$")
_NONE = {"-", "none", "n/a", "null"}


@dataclass(frozen=True, kw_only=True)
class Named:
    """One line of a file. ``key``: the id that binds; ``manager``: an id, an address, a mail or a name."""

    line: int
    key: str
    name: str = field(default="", repr=False)
    mails: tuple[str, ...] = field(default=(), repr=False)
    manager: str = field(default="", repr=False)
    manager_id: str = field(default="", repr=False)
    left: bool = False
    said: bool = False  # the file says that there is a manager, whom nobody can know


@dataclass(frozen=True)
class Lines:
    """Managers by key, all that were named. ``known``: keys whose line is complete as far as the files go."""

    managers: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, "tuple[str, ...]"])
    known: frozenset[str] = frozenset()
    notes: tuple[Problem, ...] = ()
    cycles: tuple[tuple[str, ...], ...] = ()


def folded_name(name: str) -> str:
    """``Holm, Ida  K`` and ``Ida K. Holm`` as ``ida holm``."""
    last, comma, first = name.partition(",")
    whole = f"{first} {last}" if comma else name
    plain = _MIDDLE.sub("", " ".join(whole.casefold().split()))
    return " ".join(plain.replace(".", " ").split())


class _People:
    """Everybody of the files, by all that a manager may be called."""

    def __init__(self, people: Sequence[Named]) -> None:
        self.keys = {one.key.casefold(): one.key for one in people}
        self.mails = {mail.casefold(): one.key for one in people for mail in one.mails}
        self.names: dict[str, dict[str, list[int]]] = {}
        for one in people:
            self.names.setdefault(folded_name(one.name), {}).setdefault(one.key, []).append(one.line)

    def by_id(self, text: str) -> str:
        """The key of an id, as spreadsheets may have made a number of it; empty for none."""
        return self.keys.get(text.casefold()) or self.keys.get(re.sub(r"\.0+$", "", text).casefold()) or ""

    def by_name(self, text: str) -> list[str]:
        """Everybody who is called so; a person on two platforms is two of one name."""
        return list(self.names.get(folded_name(text), {}))

    def meant(self, text: str) -> list[str]:
        """Whom a text means that may be an id, an address, a mail or a name; several of them between ``;``."""
        several = [self.meant(one.strip()) for one in text.split(";")] if ";" in text else []
        if several and all(len(one) == 1 for one in several):
            return [one[0] for one in several]
        found = self.by_id(text) or self.mails.get(text.casefold())
        return [found] if found else self.by_name(text)


def resolve(people: Sequence[Named]) -> Lines:
    """Who reports to whom; every doubt is a note with its line."""
    known = _People(people)
    strangers = [one for one in people if one.manager_id and not known.by_id(one.manager_id)]
    asked = [one for one in people if one.manager_id]
    by_names = bool(asked) and len(strangers) == len(asked)
    notes = [Problem(0, "", "no manager id is the id of anybody in the file: managers are taken by name")] * by_names
    managers: dict[str, dict[str, None]] = {}
    open_lines: dict[str, int] = {}
    for one in people:
        found, said = _managers(one, known, by_names=by_names)
        notes += said
        managers.setdefault(one.key, {}).update(dict.fromkeys(found))
        if not found:
            open_lines.setdefault(one.key, one.line)
    whole = {key: tuple(sorted(found)) for key, found in managers.items() if found}
    top, tops = _top(people, whole, by_names=by_names)
    notes += tops
    cycles = _cycles(whole)
    notes += _said_of(people, whole, cycles)
    unknown = {key for key in managers if key not in whole and key != top}
    return Lines(whole, frozenset(managers) - unknown, tuple(sorted(notes, key=lambda one: one.line)), cycles)


def _managers(one: Named, known: _People, *, by_names: bool) -> tuple[list[str], list[Problem]]:
    """Whom one line names, and what is to be said of that."""
    by_id = known.by_id(one.manager_id) if one.manager_id and not by_names else ""
    by_name = known.meant(one.manager) if one.manager and one.manager.casefold() not in _NONE else []
    if by_id:
        other = [key for key in by_name if len(by_name) == 1 and key != by_id]
        said = f"the manager's name says {shorten(one.manager)}, the id {shorten(one.manager_id)}: both count"
        return [by_id, *other], [Problem(one.line, "manager", said)] if other else []
    if one.manager_id and not by_names:
        return [], [Problem(one.line, "manager", _no_such_id(one.manager_id, known))]
    if len(by_name) == 1 or (by_name and ";" in one.manager):
        return by_name, []
    if by_name:
        lines = sorted(line for where in known.names[folded_name(one.manager)].values() for line in where)
        said = f"{len(by_name)} people are called {shorten(one.manager)} (lines {', '.join(map(str, lines))}): unknown"
        return [], [Problem(one.line, "manager", said)]
    if one.manager:
        return [], [Problem(one.line, "manager", f"{shorten(one.manager)} is nobody of this file")]
    said = [Problem(one.line, "manager", "the file names a manager whom it doesn't have: unknown")] if one.said else []
    return [], said


def _no_such_id(text: str, known: _People) -> str:
    near = known.by_id(text.lstrip("0"))
    hint = f"; did you mean {near}?" if near else ""
    return f"{shorten(text)} is nobody's id in this file: unknown{hint}"


def _top(
    people: Sequence[Named], managers: Mapping[str, tuple[str, ...]], *, by_names: bool
) -> tuple[str, list[Problem]]:
    """The one who has no manager and people who report to them; of others without a manager the line is unknown."""
    bare = {one.key: one for one in reversed(people) if one.key not in managers}
    leads = {key for above in managers.values() for key in above}
    tops = [key for key in bare if key in leads and (by_names or not bare[key].manager_id)]
    top = tops[0] if len(tops) == 1 else ""
    silent = [one for key, one in bare.items() if key != top and not (one.manager or one.manager_id or one.said)]
    which = f" besides line {bare[top].line}" if top else ""
    said = f"no manager{which}: unknown, unless this is the top"
    return top, [Problem(one.line, "manager", said) for one in silent if managers]


def _cycles(managers: Mapping[str, tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """Groups of people who are above and below each other."""
    above = {key: frozenset(chain(managers, key)) for key in managers}
    groups = {
        tuple(sorted({key, *(one for one in found if key in above.get(one, ()))}))
        for key, found in above.items()
        if key in managers[key] or any(key in above.get(one, ()) for one in found)
    }
    return tuple(sorted(groups))


def chain(managers: Mapping[str, tuple[str, ...]], key: str) -> list[str]:
    """Everybody above, the nearest first; a circle is walked once, and does not come back to its beginning."""
    found: dict[str, None] = {}
    level = list(managers.get(key, ()))
    while level:
        fresh = [one for one in level if one not in found and one != key]
        found |= dict.fromkeys(fresh)
        level = [above for one in fresh for above in managers.get(one, ())]
    return list(found)


def below(managers: Mapping[str, tuple[str, ...]], key: str) -> list[str]:
    """Everybody beneath, in order."""
    return sorted(one for one in managers if one != key and key in chain(managers, one))


def _said_of(
    people: Sequence[Named], managers: Mapping[str, tuple[str, ...]], cycles: Iterable[tuple[str, ...]]
) -> Iterator[Problem]:
    lines: dict[str, list[int]] = {}
    for one in people:
        lines.setdefault(one.key, []).append(one.line)
    for ring in cycles:
        where = sorted(line for key in ring for line in lines[key])
        if len(ring) == 1:
            yield Problem(where[0], "manager", f"{ring[0]} is their own manager")
        else:
            numbers = ", ".join(map(str, where))
            yield Problem(where[0], "manager", f"lines {numbers}: they manage each other, so they are all in line")
    for key, count in Counter(one.key for one in people).items():
        if count > 1 and len(managers.get(key, ())) > 1:
            numbers = ", ".join(map(str, lines[key]))
            yield Problem(
                lines[key][-1], "manager", f"lines {numbers} name different managers of one person: both count"
            )
    gone = {one.key for one in people if one.left}
    for one in people:
        if any(key in gone for key in managers.get(one.key, ())):
            yield Problem(one.line, "manager", "the manager has left: the line goes on through them")
