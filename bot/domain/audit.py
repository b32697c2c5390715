"""Who looked at whose case, by role and pseudonym: what an entry says, and the law of the chain that holds them.

The law: an entry's MAC covers the MAC before it, its own number and all of its columns; one sealed head says where the
chain ends and where the part that is kept begins. So whoever can write the database, but lacks the keys, can't change,
remove, insert or reorder an entry without being found. Cutting off the end together with an older copy of the head is
found by the head that was printed in a weekly overview.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, cast

from bot.domain.people import Role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date

    from bot.domain.case import CaseCode
    from bot.domain.people import Member, PersonId
    from bot.domain.policy import Policy

    Sign = Callable[[str, str], bytes]
    """A purpose and a text to a MAC under a key of that purpose."""

CHAIN, HEAD = "audit chain", "audit head"
"""What the two keys are for."""
OPERATOR, SYSTEM = "operator", "system"
"""Who acts without a role: the administrator at the command line, and the programme itself."""
_SHORT = 12  # hexadecimal digits of a printed head


class Kind(StrEnum):
    """What was done."""

    ACCESS = "access"  # a form that names somebody else was shown
    REVEAL = "reveal"
    ROLE = "role"
    POLICY = "policy"
    HOLD = "hold"
    DISCLOSURE = "disclosure"
    EXPORT = "export"  # of the roster, or of linked addresses
    RELEASE = "release"  # of a report
    LINK = "link"  # two addresses became one person's, or were parted


@dataclass(frozen=True, kw_only=True)
class Record:
    """One entry to be: ``by`` and ``case`` become pseudonyms, ``reason`` is a code, ``on`` the programme's own day."""

    kind: Kind
    role: str
    on: date
    by: PersonId | None = field(default=None, repr=False)
    case: CaseCode | None = None
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry as it is kept; ``actor`` and ``case_mark`` are empty where there was none."""

    sequence: int
    day: date
    kind: str
    role: str
    reason: str
    actor: bytes
    case_mark: bytes
    mac: bytes


@dataclass(frozen=True, kw_only=True)
class Head:
    """Where the chain ends, and the last entry that was let go (0: none)."""

    sequence: int = 0
    mac: bytes = b""
    anchor: int = 0
    anchor_mac: bytes = b""
    seal: bytes = b""

    @property
    def short(self) -> str:
        """As it is printed in the weekly overview, such as ``412-9f86d081884c``."""
        return f"{self.sequence}-{self.mac.hex()[:_SHORT]}"


def mac_of(entry: Entry, before: bytes, sign: Sign) -> bytes:
    """What the entry's MAC has to be, after the one before it."""
    columns = [entry.sequence, entry.day.isoformat(), entry.kind, entry.role, entry.reason]
    return sign(CHAIN, json.dumps([before.hex(), *columns, entry.actor.hex(), entry.case_mark.hex()]))


def seal_of(head: Head, sign: Sign) -> bytes:
    """What the head's seal has to be."""
    return sign(HEAD, json.dumps([head.sequence, head.mac.hex(), head.anchor, head.anchor_mac.hex()]))


def verify(entries: Sequence[Entry], head: Head | None, sign: Sign, *, printed: str = "") -> list[str]:
    """What is wrong with the chain, in words for an administrator; nothing if it is whole.

    ``printed`` is the head of a weekly overview.
    """
    if head is None:
        return ["The head is missing." if entries else "There is no entry at all, not even of the first start."]
    if head.seal != seal_of(head, sign):
        return ["The head was changed, or written by another installation."]
    return [*_find_breaks(entries, head, sign), *_cut(entries, head, printed)][:1]


def _find_breaks(entries: Sequence[Entry], head: Head, sign: Sign) -> Iterator[str]:
    numbers = [head.anchor, *(one.sequence for one in entries)]
    for before, after in pairwise(numbers):
        if after != before + 1:
            yield f"Entries are missing or out of order after number {before}."
            return
    before = head.anchor_mac
    for one in entries:
        if one.mac != mac_of(one, before, sign):
            yield f"Entry {one.sequence} was changed, or an entry before it."
            return
        before = one.mac
    if (numbers[-1], before) != (head.sequence, head.mac):
        yield f"The end was cut off: number {numbers[-1]} is the last, number {head.sequence} was written."


def _cut(entries: Sequence[Entry], head: Head, printed: str) -> Iterator[str]:
    if not printed:
        return
    number, _, mac = printed.strip().partition("-")
    if not number.isdecimal() or len(mac) != _SHORT:
        yield "The head to compare with must look like 412-9f86d081884c, as the weekly overview prints it."
        return
    known = {head.anchor: head.anchor_mac} | {one.sequence: one.mac for one in entries}
    if int(number) < head.anchor:
        yield "That overview is older than what is kept."
    elif int(number) not in known or known[int(number)].hex()[:_SHORT] != mac:
        yield f"The chain is not the one of that overview: number {number} is missing or another."


def unbroken(entries: Iterable[Entry], head: Head, sign: Sign) -> Iterator[Entry]:
    """The entries from the anchor on, as far as they follow each other as they should."""
    number, before = head.anchor, head.anchor_mac
    for one in entries:
        if one.sequence != number + 1 or one.mac != mac_of(one, before, sign):
            return
        yield one
        number, before = one.sequence, one.mac


def policy_text(policy: Policy) -> str:
    """Every setting as text, the same for equal policies: what a policy's fingerprint is made from."""
    return json.dumps(asdict(policy), sort_keys=True, default=_as_text)


def _as_text(value: object) -> str:
    return repr(sorted(cast("frozenset[str]", value)) if isinstance(value, frozenset) else value)


def role_changes(before: Sequence[Member], after: Sequence[Member], on: date) -> tuple[Record, ...]:
    """One record for each role that somebody was given or that was taken from them, by whoever imports a roster."""
    had, has = _roles(before), _roles(after)
    given = ((person, role, "given") for person, role in sorted(has - had))
    taken = ((person, role, "taken") for person, role in sorted(had - has))
    return tuple(
        Record(kind=Kind.ROLE, role=OPERATOR, on=on, by=person, reason=f"{role}_{what}")
        for person, role, what in (*given, *taken)
    )


def _roles(members: Sequence[Member]) -> set[tuple[PersonId, Role]]:
    return {(one.person, role) for one in members for role in Role if one.has(role)}
