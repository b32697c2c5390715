"""Why nothing is sent to a platform for now, and until when, by the real clock: shared by all processes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, or_, select

from store.tables import holds

if TYPE_CHECKING:
    from store.scope import Scope

_HERE = holds.c.place_index == bindparam("place")
_STILL = or_(holds.c.until.is_(None), holds.c.until > bindparam("now"))
_OF = select(holds.c.name, holds.c.until).where(_HERE, _STILL)
_LIFT = delete(holds).where(_HERE, holds.c.name == bindparam("called"))


class SqlHolds:
    """Pauses of a place such as ``slack``; a place is stored by its blind index."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def put(self, place: str, name: str, seconds: float) -> None:
        """Hold for so many seconds."""
        statement = self._scope.inserts.or_replace(holds, "place_index", "name")
        until = self._scope.real_now() + seconds
        self._scope.execute(statement, place_index=self._index(place), name=name, until=until)

    def stop(self, place: str, name: str) -> bool:
        """Hold until it is lifted; whether nobody else had stopped it yet."""
        statement = self._scope.inserts.unless_there(holds)
        return self._scope.execute(statement, place_index=self._index(place), name=name, until=None).rowcount == 1

    def lift(self, place: str, name: str) -> None:
        """It is over."""
        self._scope.execute(_LIFT, place=self._index(place), called=name)

    def of(self, place: str) -> dict[str, float | None]:
        """What holds here now, with the seconds left; None until it is lifted."""
        now = self._scope.real_now()
        rows = self._scope.execute(_OF, place=self._index(place), now=now).all()
        return {row.name: None if row.until is None else row.until - now for row in rows}

    def _index(self, place: str) -> bytes:
        return self._scope.keyring.index("holds", place)
