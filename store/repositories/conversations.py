"""Conversation references: where direct messages go, sealed with the programme's key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, select

from store.sealing import Place
from store.tables import conversations

if TYPE_CHECKING:
    from store.statements import Row
    from store.transaction import Transaction

_OF = select(conversations.c.body).where(conversations.c.address_index == bindparam("address"))
_FORGET = delete(conversations).where(conversations.c.address_index == bindparam("address"))


class SqlConversations:
    """By address; what the text says is the platform's business."""

    def __init__(self, scope: Transaction) -> None:
        self._scope = scope

    def of(self, address: str) -> str | None:
        """What was kept last."""
        index = self._index(address)
        sealed = self._scope.execute(_OF, address=index).scalar()
        return None if sealed is None else self._scope.open(sealed, _body_of(index)).decode()

    def keep(self, address: str, text: str) -> None:
        """From now on this, instead of what was kept before."""
        self._keep(self._index(address), text)

    def reseal(self, row: Row) -> None:
        """Seal a row under the newest of the programme's keys; for a row that is locked."""
        index = row.address_index
        self._keep(index, self._scope.open(row.body, _body_of(index)).decode())

    def _keep(self, index: bytes, text: str) -> None:
        statement = self._scope.inserts.or_replace(conversations, "address_index")
        sealed = self._scope.keyring.current.seal(text.encode(), _body_of(index))
        self._scope.execute(statement, address_index=index, body=sealed)

    def forget(self, address: str) -> None:
        """Nothing is kept of this address."""
        self._scope.execute(_FORGET, address=self._index(address))

    def _index(self, address: str) -> bytes:
        return self._scope.keyring.index("conversations", address)


def _body_of(index: bytes) -> Place:
    return Place("conversations", "body", index.hex())
