"""One database transaction with its keys and clock, shared by the repositories."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from bot import metrics
from bot.domain.errors import SealBrokenError, StaleWriteError
from store.clock_steps import ClockSteps
from store.register import Register
from store.sealing.box import CASE_KEY, PERIOD, Box, Place, key_number
from store.sealing.keyring import case_box, key_place, new_case_key
from store.tables import cases

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from sqlalchemy import Connection, Executable

    from store.databases.kinds import Exclude
    from store.journal import Journal
    from store.sealing.keyring import Held, Keyring, Period
    from store.statements import Rows, Statements

BUCKETS = 64
"""How many of those who open something for a person at the same time can be told apart, and not more than that."""
_CLAIMING = BUCKETS
_ROSTER = BUCKETS + 1
LONGEST_CODE = 8
"""Letters: what has a longer name, such as a sealed request, is no case, and nothing need be looked up for it."""
_KEY_OF = select(cases.c.wrapped_key).where(cases.c.code == bindparam("code"))
_KEYS_OF = select(cases.c.code, cases.c.wrapped_key).where(cases.c.code.in_(bindparam("codes", expanding=True)))


@dataclass(frozen=True)
class StoreContext:
    """What all transactions of one store share. ``unreadable``: rows that did not open, since the start."""

    keyring: Keyring
    statements: Statements
    real_now: Callable[[], float]
    exclude: Exclude
    register: Register = field(default_factory=Register)
    unreadable: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    clock: ClockSteps = field(default_factory=ClockSteps)
    journal: Journal | None = None


class Transaction:
    """One transaction. Statements are made once, in the modules; a scope only fills them."""

    def __init__(self, connection: Connection, around: StoreContext, *, writes: bool = True) -> None:
        """KeysAwayError if something is to be saved and the keys could be lost."""
        if not connection.in_transaction():  # statements go past SQLAlchemy, which would begin one
            raise RuntimeError
        self.connection = connection
        self.keyring = around.keyring
        self.inserts = around.statements.inserts
        self.real_now = around.real_now
        self.journal = around.journal
        self.clock = around.clock
        self.register = around.register
        self.held: Held = around.keyring.secured() if writes else around.keyring.refresh()
        self._around = around
        self._wrapped: dict[str, bytes | None] = {}
        self._boxes: dict[str, Box] = {}
        self._alone: set[int] = set()

    def execute(self, statement: Executable, **values: object) -> Rows:
        """Run one statement."""
        return self._around.statements.run(self.connection, statement, values)

    def execute_each(self, statement: Executable, rows: Sequence[Mapping[str, object]]) -> None:
        """Run one statement for each of these rows, in one round trip."""
        self._around.statements.run_each(self.connection, statement, rows)

    @property
    def period(self) -> Period:
        """Today's key; what is written now is found and opened by it."""
        period = self.keyring.period(self.real_now())
        if period.day not in self.held.periods:
            self.held = self.keyring.refresh()
        return period

    def indexes(self, purpose: str, text: str) -> list[bytes]:
        """What may stand for a person or an id in rows of any period that lives."""
        return [period.index(purpose, text) for period in self.held.periods.values()]

    def alone_for(self, person: str) -> None:
        """Nobody else opens anything for this person until the transaction ends; then look again, as of now.

        A unique column can't see to that where two days meet: the same person has an index under either.
        """
        bucket = self.keyring.index("alone", person)[0] % BUCKETS
        if bucket not in self._alone:
            self._around.exclude(self.connection, bucket, shared=False)
            self._alone.add(bucket)
        self.held = self.keyring.refresh()

    def alone_claiming(self) -> None:
        """Nobody else claims messages until the transaction ends."""
        self._around.exclude(self.connection, _CLAIMING, shared=False)

    def with_this_roster(self) -> None:
        """Nobody changes the roster until the transaction ends; others may rely on it at the same time."""
        self._around.exclude(self.connection, _ROSTER, shared=True)

    def alone_with_roster(self) -> None:
        """Before the roster is changed: nobody relies on it any more, and nobody else changes it."""
        self._around.exclude(self.connection, _ROSTER, shared=False)

    def unreadable(self, table: str, row: object) -> None:
        """Count a row that does not open; it is passed over."""
        known = (table, str(row))  # text, since keys are of several types
        if known not in self._around.unreadable:
            metrics.unreadable(table)
            self._around.unreadable.add(known)

    @property
    def known_unreadable(self) -> set[tuple[str, str]]:
        """Tables and keys of the rows that did not open."""
        return self._around.unreadable

    def know_key(self, code: str, wrapped: bytes | None) -> None:
        """This is the wrapped key of a case; None once it is purged."""
        self._wrapped[code] = wrapped
        self._boxes.pop(code, None)

    def learn_keys(self, codes: Iterable[str]) -> None:
        """Fetch the wrapped keys of many cases at once."""
        if wanted := sorted({code for code in codes if len(code) <= LONGEST_CODE and code not in self._wrapped}):
            self._wrapped |= dict.fromkeys(wanted)
            for row in self.execute(_KEYS_OF, codes=wanted):
                self._wrapped[row.code] = row.wrapped_key

    def new_key(self, code: str) -> None:
        """A fresh data key for a case; what follows of the case is sealed with it."""
        self.know_key(code, self.wrap(new_case_key(), code))

    def wrap(self, key: bytes, code: str) -> bytes:
        """A case's data key, wrapped for its row under today's key."""
        return self.period.box.close(key, key_place(code))

    def wrapped_today(self, code: str) -> bytes:
        """The case's data key, wrapped under today's key."""
        wrapped = self._wrapped_key(code)
        if wrapped is None:  # purged meanwhile
            raise StaleWriteError
        if key_number(wrapped) != PERIOD | self.period.day:
            wrapped = self.wrap(self._unwrap(wrapped, code), code)
            self.know_key(code, wrapped)
        return wrapped

    def case_box(self, code: str) -> Box | None:
        """The data key of a case that is kept; None for anything else that has a name."""
        if code not in self._boxes:
            wrapped = self._wrapped_key(code)
            if wrapped is None:
                return None
            self._boxes[code] = case_box(self._unwrap(wrapped, code))
        return self._boxes[code]

    def seal(self, plain: bytes, place: Place, code: str | None = None) -> bytes:
        """Seal with the case's own key, so that it dies with it; with today's if there is no such case."""
        box = self.case_box(code) if code else None
        return (box or self.period.box).seal(plain, place)

    def open(self, sealed: bytes, place: Place, code: str | None = None) -> bytes:
        """Open what ``seal`` made; SealBrokenError if the key or the place is another."""
        box = self.case_box(code) if code and key_number(sealed) == CASE_KEY else None
        return (box or self._box(sealed)).open(sealed, place)

    def _wrapped_key(self, code: str) -> bytes | None:
        if len(code) > LONGEST_CODE:
            return None
        if code not in self._wrapped:
            self._wrapped[code] = self.execute(_KEY_OF, code=code).scalar()
        return self._wrapped[code]

    def _unwrap(self, wrapped: bytes, code: str) -> bytes:
        return self._box(wrapped).disclose(wrapped, key_place(code))

    def _box(self, sealed: bytes) -> Box:
        """A row may have been sealed with a key that another process made after this transaction began."""
        try:
            return self.held.box(sealed)
        except SealBrokenError:
            self.held = self.keyring.refresh()
        return self.held.box(sealed)


def period_of(sealed: bytes) -> int | None:
    """The day whose key a value needs; None if a case's own key or the programme's opens it."""
    with suppress(SealBrokenError):
        number = key_number(sealed)
        return number & ~PERIOD if number & PERIOD else None
    return None


def row_of(*facts: str | int | None) -> str:
    """Names a row for a Place by everything in it that must not be changed behind our back."""
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
