"""Socket Mode: a WebSocket that we open, for sites that Slack can't reach; the same payloads as over HTTP.

Our own client, because a silent socket has to be noticed and told, and no task may be forgotten: Slack's pings are
watched, a connection that is about to end is replaced before it does, and what was handled is answered only then.
"""

from __future__ import annotations

import asyncio
import json
import time
from typing import TYPE_CHECKING, TypeAlias, cast

import aiohttp
from slack_sdk.proxy_env_variable_loader import load_http_proxy_from_env

from adapters.slack.workspace.send_outcomes import text
from adapters.slack.workspace.web_api import QUIET, Said
from bot import log
from bot.scheduling.supervised import Supervised

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from adapters.slack.workspace.web_api import Calls
    from bot.scheduling.background_tasks import Tasks

Envelope: TypeAlias = "dict[str, object]"
Take: TypeAlias = "Callable[[Envelope], Awaitable[Envelope | None]]"

SILENT = 30.0
"""Seconds without any sign of life, ours asked for or Slack's own, after which a connection counts as dead."""
_PING = 10.0  # seconds between our own pings
_FIRST, _LONGEST = 0.5, 30.0  # seconds between two attempts to connect
_LARGEST = 1024 * 1024
_OLD = 60.0  # seconds that a replaced connection is still read
_PARTING = 2.0  # seconds in which what was taken is still answered


class SocketMode:
    """Keeps one connection open, with ``calls`` of its own.

    ``take`` handles an envelope and returns what to answer, or None to say nothing.
    """

    def __init__(self, calls: Calls, take: Take, tasks: Tasks) -> None:
        self._calls, self._take, self._tasks = calls, take, tasks
        self._session: aiohttp.ClientSession | None = None
        self._keeper = Supervised("socket", self._keep)
        self._alive_at = 0.0
        self._open: aiohttp.ClientWebSocketResponse | None = None
        self._handling: set[asyncio.Task[None]] = set()

    @property
    def trouble(self) -> str:
        """What to tell whoever watches over the programme; empty while the connection lives."""
        if self._open is None or self._open.closed:
            return "no connection to Slack"
        return "" if time.monotonic() - self._alive_at < SILENT else "the connection to Slack is silent"

    async def start(self) -> None:
        """Connect, and stay connected; returns at once."""
        self._session = aiohttp.ClientSession()
        await self._keeper.start()

    async def stop(self) -> None:
        """Close the connection, once what is in flight was answered."""
        await self._keeper.stop()
        if self._handling:
            await asyncio.wait(self._handling, timeout=_PARTING)
        if self._open is not None:
            await self._open.close()
        if self._session is not None:
            await self._session.close()
        await self._calls.close()

    async def _keep(self) -> None:
        """Connect again whenever a connection ends or is about to."""
        failures = 0
        while True:
            socket = await self._connect()
            if socket is None:
                failures += 1
                await asyncio.sleep(min(_LONGEST, _FIRST * 2 ** min(failures, 10)))
                continue
            failures = 0
            self._open, self._alive_at = socket, time.monotonic()
            ending = asyncio.Event()
            reading = self._tasks.start(self._read_envelopes(socket, ending))
            await self._watch(socket, ending, reading)
            self._tasks.start(_retire(reading))
            log.record("slack_reconnecting")

    async def _connect(self) -> aiohttp.ClientWebSocketResponse | None:
        answer = await self._calls.call("apps.connections.open")
        url = text(answer.data, "url") if isinstance(answer, Said) else ""
        if not url.startswith(("wss://", "ws://")) or self._session is None:
            log.record("slack_socket_refused", outcome=getattr(answer, "error", "lost"))
            return None
        try:
            async with asyncio.timeout(SILENT):
                proxy = load_http_proxy_from_env(QUIET)
                return await self._session.ws_connect(url, autoping=False, max_msg_size=_LARGEST, proxy=proxy)
        except (TimeoutError, OSError, aiohttp.ClientError) as error:
            log.failed("slack_socket_failed", error)
            return None

    async def _watch(
        self, socket: aiohttp.ClientWebSocketResponse, ending: asyncio.Event, reading: asyncio.Task[None]
    ) -> None:
        """Return when a new connection is needed; an old one that still lives is read to its end."""
        warned = self._tasks.start(_until(ending))
        while not reading.done() and not ending.is_set():
            await asyncio.wait([reading, warned], timeout=_PING, return_when=asyncio.FIRST_COMPLETED)
            if time.monotonic() - self._alive_at >= SILENT:
                log.record("slack_socket_silent")
                reading.cancel()
                break
            await _ping(socket)
        ending.set()

    async def _read_envelopes(self, socket: aiohttp.ClientWebSocketResponse, ending: asyncio.Event) -> None:
        """Everything that comes until the connection closes; each envelope is handled beside the others."""
        try:
            async for message in socket:
                self._alive_at = time.monotonic()
                if message.type is aiohttp.WSMsgType.PING:
                    await socket.pong(cast("bytes", message.data))
                elif message.type is aiohttp.WSMsgType.TEXT:
                    self._on_envelope(socket, _envelope(str(message.data)), ending)
        except (OSError, aiohttp.ClientError) as error:
            log.failed("slack_socket_failed", error)
        finally:
            ending.set()
            await socket.close()

    def _on_envelope(self, socket: aiohttp.ClientWebSocketResponse, envelope: Envelope, ending: asyncio.Event) -> None:
        if envelope.get("type") == "disconnect":
            ending.set()
        elif text(envelope, "envelope_id"):
            handling = self._tasks.start(self._handle(socket, envelope))
            self._handling.add(handling)
            handling.add_done_callback(self._handling.discard)

    async def _handle(self, socket: aiohttp.ClientWebSocketResponse, envelope: Envelope) -> None:
        """Handle it, then answer; one that can't be answered any more is delivered again, and known by then."""
        answer = await self._take(envelope)
        if answer is None or socket.closed:
            return
        try:
            await socket.send_str(json.dumps({"envelope_id": text(envelope, "envelope_id"), **answer}))
        except (OSError, aiohttp.ClientError) as error:
            log.failed("slack_answer_lost", error)


async def _retire(reading: asyncio.Task[None]) -> None:
    """Slack closes what it has replaced; if it doesn't, we do."""
    await asyncio.wait([reading], timeout=_OLD)
    reading.cancel()


async def _until(event: asyncio.Event) -> None:
    await event.wait()


async def _ping(socket: aiohttp.ClientWebSocketResponse) -> None:
    try:
        await socket.ping()
    except (OSError, aiohttp.ClientError) as error:
        log.failed("slack_socket_failed", error)


def _envelope(message: str) -> Envelope:
    try:
        found = json.loads(message)
    except (ValueError, RecursionError):
        return {}
    return cast("Envelope", found) if isinstance(found, dict) else {}
