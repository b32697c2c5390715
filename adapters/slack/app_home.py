"""Publishes App Home: when somebody opens it, and after a change for whoever opened it lately.

Nobody's home is published who never opened it: Slack keeps the last one, and it would say that they are concerned.
Whom another process saw open theirs isn't known here, and isn't kept anywhere (docs/operations.md, *Known*).
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Protocol

from bot.ui import Home

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.domain.people import Address, PersonId
    from bot.ports import Outcome, Platform
    from bot.scheduling.background_tasks import Tasks
    from bot.ui import Block

_MOST = 5_000  # people whose home is kept true by one process


class Service(Protocol):
    """The bot, as a home needs it."""

    async def home(self, address: Address) -> Home:
        """What somebody's home shows now."""
        ...


class Homes:
    """Whose home is open, as far as this process has seen."""

    def __init__(self, service: Service, platform: Platform, tasks: Tasks) -> None:
        self._service, self._platform, self._tasks = service, platform, tasks
        self._looking: OrderedDict[str, Address] = OrderedDict()
        self._stale: dict[str, Address] = {}
        self._working = False

    @property
    def open(self) -> bool:
        """Whether anybody's is."""
        return bool(self._looking)

    async def look(self, address: Address, *, above: tuple[Block, ...] = ()) -> Outcome:
        """Somebody opened their home: show it as it is now, and keep it so; ``above``: what stands on top once."""
        self._looking[str(address)] = address
        self._looking.move_to_end(str(address))
        if len(self._looking) > _MOST:
            self._looking.popitem(last=False)
        return await self._publish(address, above)

    def changed(self, people: Iterable[PersonId]) -> None:
        """Something these people's homes show may have changed; returns at once."""
        self._stale |= {one: self._looking[one] for one in people if one in self._looking}
        if self._stale and not self._working:
            self._working = True
            self._tasks.start(self._catch_up())

    async def _catch_up(self) -> None:
        """One at a time, each as it is by then; changes in between are taken together."""
        try:
            while self._stale:
                _, address = self._stale.popitem()
                await self._publish(address)
        finally:
            self._working = False

    async def _publish(self, address: Address, above: tuple[Block, ...] = ()) -> Outcome:
        home = await self._service.home(address)
        return await self._platform.publish_home(address, Home((*above, *home.blocks)) if above else home)
