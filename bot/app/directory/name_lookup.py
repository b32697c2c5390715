"""Looks up names: in the roster, then the hospital's directory, then the person's own platform.

What a platform says is kept in memory only, for a day, and never logged. Whoever the programme knows itself is asked of
nobody: a platform may keep a record of whom it was asked about.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from typing import TYPE_CHECKING, Protocol

from bot.domain.errors import NotSavedError
from bot.domain.people import phone_of
from bot.ports import Contact
from bot.scheduling.background_tasks import Tasks

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.domain.people import PersonId
    from store.store import SqlStore
    from store.unit_of_work import SqlUnitOfWork

SECONDS = 0.8
"""All told: a form has to open within two seconds."""
DAY, MINUTE = 86_400.0, 60.0
"""How long a name is remembered, and that nobody knows one."""
_STORED = 0.3  # seconds of all for what the programme knows itself
_MOST = 20_000  # people remembered in one process
_AT_ONCE = 20  # people asked for one form
_LONGEST = 100  # characters


class Source(Protocol):
    """A platform, as far as it knows its people."""

    @property
    def place(self) -> str:
        """What people call it."""
        ...

    async def name(self, person: PersonId) -> str:
        """Ask it; empty for whatever is no name. Never raises for what the platform or the network does."""
        ...

    def chat(self, person: PersonId) -> str:
        """A link that opens a chat with them there; empty if there is none."""
        ...


class Remembered:
    """What platforms said lately, in memory only: bounded, and let go in time."""

    def __init__(self) -> None:
        self._known: OrderedDict[PersonId, tuple[float, str]] = OrderedDict()

    def put(self, person: PersonId, name: str) -> None:
        """Their name from now on; an empty one says that it is not to be had."""
        now = time.monotonic()
        self._known[person] = (now + (DAY if name else MINUTE), name)
        self._known.move_to_end(person)
        while self._known and (len(self._known) > _MOST or self._first_until() <= now):
            self._known.popitem(last=False)

    def get(self, person: PersonId) -> str | None:
        """None if they have to be asked for."""
        until, name = self._known.get(person, (0.0, ""))
        return name if time.monotonic() < until else None

    def _first_until(self) -> float:
        return next(iter(self._known.values()))[0]


class Chain:
    """Fills ports.Contacts. Made before the store is opened; until then the platforms alone are asked."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self.store: SqlStore | None = None
        self.sources: dict[str, Source] = {}
        self._seconds, self._tasks, self._remembered = seconds, Tasks(), Remembered()
        self._asking: dict[PersonId, asyncio.Task[None]] = {}

    def heard(self, person: PersonId, name: str) -> None:
        """Their own platform said their name by the way."""
        if name := _plain(name):
            self._remembered.put(person, name)

    async def of(self, people: Iterable[PersonId]) -> Mapping[PersonId, Contact]:
        """What can be known of each before the time is over."""
        wanted = [one for one in dict.fromkeys(people) if not phone_of(one)]
        if not wanted:
            return {}
        ends = time.monotonic() + self._seconds
        names = dict(await self._stored_names(wanted))
        await self._ask([one for one in wanted if one not in names], ends)
        return {one: self._contact(one, names.get(one) or self._remembered.get(one) or "") for one in wanted}

    async def stop(self) -> None:
        """Finish what goes on beside the answers."""
        await self._tasks.stop()

    async def _stored_names(self, people: Sequence[PersonId]) -> Mapping[PersonId, str]:
        """What the programme knows itself; nothing if the database is away or slow."""
        if self.store is None:
            return {}
        reading = asyncio.ensure_future(_softly(self.store, people))
        done, _ = await asyncio.wait([reading], timeout=_STORED)
        return reading.result() if done else {}

    async def _ask(self, people: Sequence[PersonId], ends: float) -> None:
        """All at once; whoever takes longer goes on, and is remembered for the next time."""
        unknown = [one for one in people if self._remembered.get(one) is None and self._source(one)]
        asking = [self._begin_lookup(one) for one in unknown[:_AT_ONCE]]
        if asking:
            await asyncio.wait(asking, timeout=max(ends - time.monotonic(), 0.0))

    def _begin_lookup(self, person: PersonId) -> asyncio.Task[None]:
        """Once for however many wait."""
        if person not in self._asking:
            task = self._tasks.start(self._fetch(person))
            self._asking[person] = task
            task.add_done_callback(lambda _: self._asking.pop(person, None))
        return self._asking[person]

    async def _fetch(self, person: PersonId) -> None:
        source = self._source(person)
        self._remembered.put(person, _plain(await source.name(person)) if source else "")

    def _contact(self, person: PersonId, name: str) -> Contact:
        source = self._source(person)
        return Contact(name, source.place, source.chat(person)) if source else Contact(name)

    def _source(self, person: PersonId) -> Source | None:
        return self.sources.get(person.partition(":")[0])


async def _softly(store: SqlStore, people: Sequence[PersonId]) -> Mapping[PersonId, str]:
    try:
        return await store.read(lambda work: _known(work, people))
    except NotSavedError:
        return {}


def _known(work: SqlUnitOfWork, people: Sequence[PersonId]) -> Mapping[PersonId, str]:
    """The roster's name goes before the directory's."""
    listed = {person: one.name for person, one in work.directory.each(people).items()}
    members = {one: work.roster.get(one) for one in people}
    found = listed | {person: member.name for person, member in members.items() if member is not None}
    return {person: name for person, name in found.items() if name}


def _plain(name: str) -> str:
    """One line without signs that can't be seen, such as those that turn the direction of what follows."""
    return "".join(sign for sign in " ".join(name.split()) if sign.isprintable())[:_LONGEST].strip()
