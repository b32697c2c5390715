"""Published reports by period and audience; a second one never replaces the first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select, update

from bot.domain.errors import SealBrokenError, StaleWriteError
from bot.domain.release import Release
from store.codec import Codec
from store.sealing import Place
from store.tables import releases

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.statements import Row
    from store.transaction import Transaction

_RELEASE: Codec[Release] = Codec(Release)
_ALL = select(releases).order_by(releases.c.name)
_RESEAL = update(releases).where(releases.c.name == bindparam("of"))


class SqlReleases:
    """Fills ports.Releases."""

    def __init__(self, scope: Transaction) -> None:
        self._scope = scope

    def all(self, *, strict: bool = False) -> Sequence[Release]:
        found: list[Release] = []
        for row in self._scope.execute(_ALL):
            try:
                found.append(self._open_row(row))
            except SealBrokenError:
                if strict:
                    raise
                self._scope.unreadable("releases", row.name)
        return found

    def append(self, release: Release) -> None:
        name = f"{release.period}/{release.audience}"
        statement = self._scope.inserts.unless_there(releases)
        sealed = self._scope.keyring.current.seal(_RELEASE.encode(release), _body_of(name))
        if not self._scope.execute(statement, name=name, body=sealed).rowcount:
            raise StaleWriteError

    def reseal(self, row: Row) -> None:
        """Seal a row under the newest of the programme's keys; for a row that is locked."""
        plain = self._scope.open(row.body, _body_of(row.name))
        self._scope.execute(_RESEAL, of=row.name, body=self._scope.keyring.current.seal(plain, _body_of(row.name)))

    def _open_row(self, row: Row) -> Release:
        release = _RELEASE.decode(self._scope.open(row.body, _body_of(row.name)))
        if row.name != f"{release.period}/{release.audience}":
            raise SealBrokenError
        return release


def _body_of(name: str) -> Place:
    return Place("releases", "body", name)
