"""Platform pauses: why and until when nothing is sent to a platform, shared by all processes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, delete, or_, select

from store.tables import holds

if TYPE_CHECKING:
    from store.transaction import Transaction

_HERE = holds.c.place_index == bindparam("place")
LONGEST = 3_600.0
"""Seconds: no platform asks for a longer pause, so one that lasts longer was written before the clock was set back."""
_STILL = or_(holds.c.until.is_(None), and_(holds.c.until > bindparam("now"), holds.c.until <= bindparam("far")))
_OF = select(holds.c.name, holds.c.until).where(_HERE, _STILL)
_LIFT = delete(holds).where(_HERE, holds.c.name == bindparam("called"))


class SqlHolds:
    """Pauses of a place such as ``slack``; a place is stored by its blind index."""

    def __init__(self, scope: Transaction) -> None:
        self._scope = scope

    def put(self, place: str, name: str, seconds: float) -> None:
        """Hold for so many seconds."""
        statement = self._scope.inserts.or_replace(holds, "place_index", "name")
        until = self._scope.real_now() + min(seconds, LONGEST)
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
        rows = self._scope.execute(_OF, place=self._index(place), now=now, far=now + LONGEST).all()
        return {row.name: None if row.until is None else row.until - now for row in rows}

    def _index(self, place: str) -> bytes:
        return self._scope.keyring.index("holds", place)
