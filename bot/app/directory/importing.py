"""The hospital's directory as an administrator's command changes it: staged in small units of work, swapped in one."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.app.administration.database import open_offline
from bot.app.administration.roster_changes import clock_of
from bot.conversation.audit_trail import day_of
from bot.domain.audit import OPERATOR, Kind, Record
from bot.domain.errors import ConfigurationError
from store.repositories.directory import CHUNK

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.domain.people import Listed
    from bot.settings import Settings
    from store.store import SqlStore


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What a file would make of the directory, in numbers of people."""

    added: int
    changed: int
    unchanged: int
    gone: int


def compare(settings: Settings, people: Sequence[Listed]) -> Difference:
    """Hold a file against what is kept; on SQLite the programme must not be running (ConfigurationError)."""
    store = open_offline(settings)
    try:
        return _difference(store, people)
    finally:
        store.close()


def take_over(settings: Settings, people: Sequence[Listed]) -> Difference:
    """Put this list in the place of the one that is kept: all of it, or nothing (ConfigurationError)."""
    store = open_offline(settings)
    try:
        difference = _difference(store, people)
        _swap(store, people)
        return difference
    finally:
        _clean(store)


def clear(settings: Settings) -> int:
    """Forget the whole directory; returns how many people it had."""
    store = open_offline(settings)
    try:
        count = sum(len(page) for page in _pages(store))
        store.run_now(lambda work: work.directory.close())
        _prune(store, everything=True)
        return count
    finally:
        _clean(store)


def everybody(settings: Settings) -> Iterator[Listed]:
    """Everybody whom the directory has, page by page; on record, because it is a list of names that leaves."""
    exported = Record(kind=Kind.EXPORT, role=OPERATOR, on=day_of(clock_of(settings).now(), settings.policy))
    store = open_offline(settings)
    try:
        store.run_now(lambda work: work.audit.append(exported))
        for page in _pages(store):
            yield from page
    finally:
        store.close()


def _difference(store: SqlStore, people: Sequence[Listed]) -> Difference:
    wanted = {one.person: one for one in people}
    changed = unchanged = gone = 0
    for page in _pages(store):
        for kept in page:
            given = wanted.get(kept.person)
            gone += given is None
            unchanged += given == kept
            changed += given is not None and given != kept
    return Difference(added=len(wanted) - changed - unchanged, changed=changed, unchanged=unchanged, gone=gone)


def _pages(store: SqlStore) -> Iterator[Sequence[Listed]]:
    """A list of generations never changes in place, so that pages read one after the other belong together."""
    after: int | None = -1
    while after is not None:
        begin = after
        page, after = store.read_now(lambda work, begin=begin: work.directory.page(begin))
        yield page


def _swap(store: SqlStore, people: Sequence[Listed]) -> None:
    _prune(store, everything=True)  # what an import left behind that was killed
    generation = store.read_now(lambda work: work.directory.begin())
    for begin in range(0, len(people), CHUNK):
        chunk = people[begin : begin + CHUNK]
        store.run_now(lambda work, chunk=chunk: work.directory.stage(generation, chunk))
    if not store.run_now(lambda work: work.directory.swap(generation, len(people))):
        raise ConfigurationError("Another import has come in between, so this one has changed nothing. Run it again.")
    _prune(store)


def _prune(store: SqlStore, *, everything: bool = False) -> None:
    while store.run_now(lambda work: work.directory.prune(everything=everything)):
        pass


def _clean(store: SqlStore) -> None:
    """What was deleted leaves the files, too."""
    try:
        asyncio.run(store.scrub())
    finally:
        store.close()
