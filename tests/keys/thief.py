"""What somebody can make of a stolen copy of the tables with the keys they found: the attacks, with full knowledge.

The thief has the source, so knows every place and every purpose, and has a list of everybody who may be in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.domain.errors import PeerSupportError
from store.repositories import agenda, cases, people
from store.repositories.outbox import repository
from store.sealing import Keyring, Place
from store.sealing.box import CASE_KEY, FORMAT, Box, key_number
from store.sealing.folder import KeyFolder
from store.sealing.keyring import case_box, key_place
from store.tables import metadata

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from store.statements import Row
    from store.store import SqlStore

PURPOSES = (
    *("cases recipient", "cases supporter", "offer_index", "people", "outbox", "inbox", "opt_outs", "roster"),
    *("addresses", "alone", "backup", "limits", "loads", "conversations", "holds"),
)
LASTING = {"roster", "roster_head", "addresses", "opt_outs", "key_checks"}
"""What the programme keeps about people who take part in running it, or asked not to be part of it."""

Copy = dict[str, list["Row"]]


def copy_of(store: SqlStore) -> Copy:
    """A backup: every row of every table."""
    return store.read_now(
        lambda unit: {t.name: list(unit.cases.scope.execute(select(t)).all()) for t in metadata.sorted_tables}
    )


def recognised(copy: Copy, folder: KeyFolder, known: Iterable[str]) -> set[str]:
    """The dictionary attack: whose index, under any live key and purpose, stands anywhere outside the opt-outs."""
    held = Keyring(KeyFolder(folder.path))._held
    indexers = [*(key.indexes for key in held.programme.values()), *held.periods.values()]
    stored = {
        value for table in copy.keys() - LASTING for row in copy[table] for value in row if isinstance(value, bytes)
    }
    return {who for who in known for key in indexers for one in PURPOSES if key.index(one, who) in stored}


def opened(copy: Copy, folder: KeyFolder) -> set[tuple[str, object]]:
    """Every value about a case or a recipient that any live key opens, directly or through a case's key."""
    held = Keyring(KeyFolder(folder.path))._held
    live = [*(key.box for key in held.programme.values()), *(key.box for key in held.periods.values())]
    boxes = list(live)
    found: set[tuple[str, object]] = set()
    for row in copy["cases"]:
        for box in live:
            if (key := _tried(box, row.wrapped_key, key_place(row.code), padded=False)) is not None:
                found.add(("cases.wrapped_key", row.code))
                boxes.append(case_box(key))
    for name, key, sealed, place in _sealed(copy):
        if any(_tried(box, sealed, place) is not None for box in boxes):
            found.add((name, key))
    return found


def _sealed(copy: Copy) -> Iterator[tuple[str, object, bytes, Place]]:
    for row in copy["cases"]:
        yield "cases.body", row.code, row.body, cases._body_of(row.code, row.version)
    for row in copy["people"]:
        yield "people.body", row.person_index, row.body, people._body_of(row.person_index, row.version)
    for row in copy["agenda"]:
        yield "agenda.event", row.id, row.event, agenda._event_of(row.subject, row.name, row.due)
    for row in copy["outbox"]:
        if row.body is not None:
            yield "outbox.body", row.id, row.body, repository._body_of(row)
        if row.reference is not None:
            yield "outbox.reference", row.id, row.reference, repository._reference_of(row.token)


def _tried(box: Box, sealed: bytes, place: Place, *, padded: bool = True) -> bytes | None:
    try:
        return box.open(sealed, place) if padded else box.disclose(sealed, place)
    except PeerSupportError:
        return None


def is_field(value: object) -> bool:
    """Whether these bytes look like a sealed field."""
    try:
        return isinstance(value, bytes) and key_number(value, FORMAT) >= CASE_KEY
    except PeerSupportError:
        return False
