"""Connection limits: silent connections are cut, and descriptors are kept back for health, platforms and the database.

A server that accepts until no descriptor is left answers nobody, and can't even send or save any more.
"""

from __future__ import annotations

import asyncio
import logging
import resource
from typing import TYPE_CHECKING, Any, cast

from aiohttp import web

from bot import log
from bot.scheduling.supervised import Supervised

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

FIRST_REQUEST = 10.0
"""Seconds within which a connection has to bring the head of its first request."""
KEPT_BACK = 300
"""Descriptors that no connection gets: for the database, the platforms, the log, and one round of accepting."""
MOST = 4_096
"""Connections at a time, however many descriptors there are."""
_BACKLOG = 128
_TICK = 1.0


class Connection(web.RequestHandler):
    """One connection, which knows whether it ever brought a request, and since when it is idle or at work."""

    def __init__(self, server: web.Server, limits: Connections) -> None:
        super().__init__(server, loop=asyncio.get_running_loop(), access_log=cast("Any", None))  # none is kept
        self._limits = limits
        self.since = asyncio.get_running_loop().time()
        self.requests = 0
        self.has_spoken = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It counts from now on."""
        self._limits.open.add(self)
        super().connection_made(transport)

    def connection_lost(self, exc: BaseException | None) -> None:
        """Its descriptor is free."""
        self._limits.open.discard(self)
        super().connection_lost(exc)


class Connections:
    """Of one listening address. Fills programme.Surface; the site's requests pass through ``middleware``."""

    def __init__(self, most: int | None = None) -> None:
        self.open: set[Connection] = set()
        self._most = most or room_for_connections()
        self._server: asyncio.Server | None = None
        self._task = Supervised("connections", self._watch)

    async def listen(self, runner: web.AppRunner, host: str, port: int) -> int:
        """Accept from now on; returns the port. OSError if the address can't be used."""
        server = runner.server
        if server is None:
            raise RuntimeError
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: self._accepted(server), host, port, backlog=_BACKLOG)
        await self._task.start()
        return int(self._server.sockets[0].getsockname()[1])

    async def start(self) -> None:
        """It listens already."""

    async def stop(self) -> None:
        """Accept nobody any more; whoever is being answered is answered."""
        if self._server is not None:
            self._server.close()
        await self._task.stop()

    @web.middleware
    async def middleware(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """Know which connections are at work: those are cut last."""
        connection = request.protocol
        if not isinstance(connection, Connection):
            return await handler(request)
        connection.has_spoken = True
        connection.requests += 1
        connection.since = asyncio.get_running_loop().time()
        try:
            return await handler(request)
        finally:
            connection.requests -= 1
            connection.since = asyncio.get_running_loop().time()

    def _accepted(self, server: web.Server) -> Connection:
        """If there are too many, whoever was idle for the longest goes; if none is, whoever works for the longest."""
        if len(self.open) >= self._most:
            longest = min(self.open, key=lambda one: (one.requests, one.since))
            self._cut(longest, "connections_full")
        return Connection(server, self)

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(_TICK)
            before = asyncio.get_running_loop().time() - FIRST_REQUEST
            for one in [one for one in self.open if not one.has_spoken and one.since < before]:
                self._cut(one, "connection_silent")

    def _cut(self, connection: Connection, why: str) -> None:
        self.open.discard(connection)
        connection.force_close()
        log.record(why, level=logging.WARNING)


def room_for_connections() -> int:
    """How many connections there may be; the soft limit of descriptors is raised to the hard one first."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < hard:
        wanted = min(hard, MOST + KEPT_BACK) if hard != resource.RLIM_INFINITY else MOST + KEPT_BACK
        if wanted > soft:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            soft = wanted
    return max(16, min(MOST, soft - KEPT_BACK))
