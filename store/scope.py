"""What every repository works with in one transaction: the connection, the keys, the real clock."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import bindparam, select

from bot.domain.errors import SealBrokenError
from store.sealing import CASE_KEY, Box, Keyring, Place, key_number
from store.tables import cases

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlalchemy import Connection, CursorResult, Executable, Row

    from store.inserts import Inserts

AnyRow: TypeAlias = "Row[*tuple[Any, ...]]"
AnyResult: TypeAlias = "CursorResult[*tuple[Any, ...]]"

_KEY_OF = select(cases.c.wrapped_key).where(cases.c.code == bindparam("code"))
_KEYS_OF = select(cases.c.code, cases.c.wrapped_key).where(cases.c.code.in_(bindparam("codes", expanding=True)))


@dataclass
class Scope:
    """One transaction. Statements are made once, in the modules; a scope only fills them."""

    connection: Connection
    keyring: Keyring
    inserts: Inserts
    real_now: Callable[[], float]
    _boxes: dict[str, Box | None] = field(default_factory=dict[str, Box | None])

    def execute(self, statement: Executable, **values: object) -> AnyResult:
        """Run one statement."""
        return self.connection.execute(statement, values)  # pyright: ignore[reportReturnType] - never a stream

    def remember_key(self, code: str, box: Box | None) -> None:
        """Seal what follows of this case with this key."""
        self._boxes[code] = box

    def learn_keys(self, codes: Iterable[str]) -> None:
        """Fetch the data keys of many cases at once."""
        if wanted := sorted({code for code in codes if code not in self._boxes}):
            self._boxes |= dict.fromkeys(wanted)
            for row in self.execute(_KEYS_OF, codes=wanted):
                with suppress(SealBrokenError):  # one damaged case must not keep the others from being worked on
                    self._boxes[row.code] = self.keyring.unwrap(row.wrapped_key, row.code)

    def case_box(self, code: str) -> Box | None:
        """The data key of a case that is kept; None for anything else that has a name."""
        if code not in self._boxes:
            wrapped = self.execute(_KEY_OF, code=code).scalar()
            self._boxes[code] = None if wrapped is None else self.keyring.unwrap(wrapped, code)
        return self._boxes[code]

    def seal(self, plain: bytes, place: Place, code: str | None = None) -> bytes:
        """Seal with the case's own key, so that it dies with it; with the programme's if there is no such case."""
        box = self.case_box(code) if code else None
        return (box or self.keyring.current).seal(plain, place)

    def open(self, sealed: bytes, place: Place, code: str | None = None) -> bytes:
        """Open what ``seal`` made; SealBrokenError if the key or the place is another."""
        box = self.case_box(code) if code and key_number(sealed) == CASE_KEY else None
        return (box or self.keyring.box(sealed)).open(sealed, place)
