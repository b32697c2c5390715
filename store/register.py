"""Register: the opened roster in memory, valid for exactly one mark of the table.

A mark is random, never a number: what a transaction that was rolled back had published must not come again. What was
opened is kept by the nonce of its seal, never by its version, which begins anew when a roster is replaced.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from store.sealing.keyring import Remembered

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.domain.people import Member, PersonId, Role

_LOADS = 50_000


@dataclass(frozen=True)
class Entry:
    """One row of the roster, opened; ``nonce`` is its seal's."""

    nonce: bytes
    member: Member


@dataclass(frozen=True)
class Snapshot:
    """The roster under one mark: its entries by their index, in the order of the indexes."""

    mark: bytes
    entries: Mapping[bytes, Entry]
    _by_roles: dict[frozenset[Role], Sequence[Member]] = field(
        default_factory=dict[frozenset["Role"], "Sequence[Member]"]
    )

    @property
    def members(self) -> Sequence[Member]:
        """Every entry, also of those who have left; without what cases change."""
        return [one.member for one in self.entries.values()]

    @property
    def persons(self) -> Sequence[PersonId]:
        """Everybody on the roster, active or not."""
        return [one.member.person for one in self.entries.values()]

    def with_role(self, roles: frozenset[Role]) -> Sequence[Member]:
        """Active entries that hold one of these roles."""
        if roles not in self._by_roles:
            self._by_roles[roles] = [one.member for one in self.entries.values() if one.member.has(*roles)]
        return self._by_roles[roles]


class Register:
    """What one process remembers of the roster; threads exchange a snapshot whole."""

    def __init__(self) -> None:
        self.snapshot: Snapshot | None = None
        self.loads = Remembered(_LOADS)

    def forget(self) -> None:
        """Open everything again: what was changed behind our back shows."""
        self.snapshot = None
        self.loads.clear()
