"""Since when a platform refuses to bring messages to people with a role; sealed with the programme's key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - the codec reads annotations
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, select

from bot.ports import Unwritable
from store.codec import Codec
from store.sealing import Place
from store.tables import unreachable

if TYPE_CHECKING:
    from store.statements import Row
    from store.transaction import Transaction

_ALL = select(unreachable.c.address_index, unreachable.c.body)
_OF = _ALL.where(unreachable.c.address_index == bindparam("address"))
_LIFT = delete(unreachable).where(unreachable.c.address_index == bindparam("address"))


@dataclass(frozen=True)
class _Kept:
    """What is sealed in a row."""

    address: str
    since: datetime
    until: datetime
    word: str
    sure: bool


_KEPT: Codec[_Kept] = Codec(_Kept)


class SqlUnreachable:
    """Fills ports.Unreachables."""

    def __init__(self, scope: Transaction) -> None:
        self._scope = scope

    def all(self) -> dict[str, Unwritable]:
        kept = map(self._open_row, self._scope.execute(_ALL).all())
        return {one.address: _found(one) for one in kept}

    def of(self, address: str) -> Unwritable | None:
        row = self._scope.execute(_OF, address=self._index(address)).first()
        return None if row is None else _found(self._open_row(row))

    def mark(self, address: str, found: Unwritable) -> None:
        self._keep(self._index(address), _KEPT.encode(_Kept(address, found.since, found.until, found.word, found.sure)))

    def lift(self, address: str) -> bool:
        return self._scope.execute(_LIFT, address=self._index(address)).rowcount == 1

    def reseal(self, row: Row) -> None:
        """Seal a row under the newest of the programme's keys; for a row that is locked."""
        self._keep(row.address_index, _KEPT.encode(self._open_row(row)))

    def _open_row(self, row: Row) -> _Kept:
        return _KEPT.decode(self._scope.open(row.body, _body_of(row.address_index)))

    def _keep(self, index: bytes, body: bytes) -> None:
        statement = self._scope.inserts.or_replace(unreachable, "address_index")
        sealed = self._scope.keyring.current.seal(body, _body_of(index))
        self._scope.execute(statement, address_index=index, body=sealed)

    def _index(self, address: str) -> bytes:
        return self._scope.keyring.index("unreachable", address)


def _body_of(index: bytes) -> Place:
    return Place("unreachable", "body", index.hex())


def _found(kept: _Kept) -> Unwritable:
    return Unwritable(kept.since, kept.until, kept.word, kept.sure)
