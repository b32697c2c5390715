"""Socket Mode: tickets, hello, envelopes and their acknowledgements, and every way in which a socket goes bad."""

from __future__ import annotations

import asyncio
import json
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aiohttp import WSMsgType, web

from tests.platforms.slack.fake.wire import Reply
from tests.platforms.slack.fake.workspace import SlackError

if TYPE_CHECKING:
    from tests.platforms.slack.fake.workspace import Json, Rules

MOST = 10
"""Connections that one app may have."""
ONCE_MORE = 0.2
"""Seconds until an envelope whose acknowledgement was lost comes again."""


@dataclass(eq=False)
class Line:
    """One open socket. ``silent``: it looks open, but nothing comes any more, not even a pong."""

    socket: web.WebSocketResponse
    silent: bool = False


@dataclass
class Sockets:
    """All open sockets of the app; each envelope goes to one of them."""

    lines: list[Line] = field(default_factory=list)
    opened: int = 0
    redelivered: int = 0
    lose_acks: int = 0
    _tickets: set[str] = field(default_factory=set)
    _waiting: dict[str, asyncio.Future[Json]] = field(default_factory=dict)
    _turn: int = 0

    def ticket(self, token: str, rules: Rules) -> str:
        """A single-use ticket; raises what apps.connections.open answers without the right token."""
        if token == rules.bot_token:
            raise SlackError("not_allowed_token_type")
        if token != rules.app_token:
            raise SlackError("invalid_auth")
        if "connections:write" not in rules.app_scopes:
            raise SlackError("missing_scope", needed="connections:write", provided=",".join(rules.app_scopes))
        ticket = secrets.token_urlsafe(16)
        self._tickets.add(ticket)
        return ticket

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """Hold one socket until either side closes it."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=404)
        self._tickets.discard(ticket)
        if len(self.lines) >= MOST:
            return web.Response(status=429)
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        line = Line(socket)
        self.lines.append(line)
        self.opened += 1
        await self._hello(line)
        try:
            await self._listen(line)
        finally:
            self.lines.remove(line)
        return socket

    async def _hello(self, line: Line) -> None:
        await line.socket.send_json(
            {
                "type": "hello",
                "num_connections": len(self.lines),
                "connection_info": {"app_id": "A0PEER"},
                "debug_info": {"host": "applink-1", "build_number": 1, "approximate_connection_time": 18060},
            }
        )

    async def _listen(self, line: Line) -> None:
        async for message in line.socket:
            if line.silent:
                continue
            if message.type is WSMsgType.PING:
                await line.socket.pong(message.data)
            elif message.type is WSMsgType.TEXT:
                self._acknowledged(json.loads(message.data))

    def _acknowledged(self, ack: Json) -> None:
        if self.lose_acks > 0:
            self.lose_acks -= 1
            return
        waiting = self._waiting.pop(ack.get("envelope_id", ""), None)
        if waiting and not waiting.done():
            waiting.set_result(ack.get("payload") or {})

    async def deliver(self, envelope: Json, patience: float) -> Reply:
        """Send an envelope over one of the lines; once more over the next if no acknowledgement arrived."""
        if not self.lines:
            return Reply(0, why="connection_failed")
        name = secrets.token_hex(16)
        waiting = self._waiting[name] = asyncio.get_running_loop().create_future()
        await self._send({**envelope, "envelope_id": name})
        hopeful = min(ONCE_MORE, patience) if self.lose_acks else patience
        done, _ = await asyncio.wait([waiting], timeout=hopeful)
        if not done and hopeful < patience:
            self.redelivered += 1
            await self._send({**envelope, "envelope_id": name})
            done, _ = await asyncio.wait([waiting], timeout=patience - hopeful)
        if done:
            return Reply(200, json.dumps(waiting.result()))
        self._waiting.pop(name, None)
        return Reply(0, why="timeout")

    async def _send(self, envelope: Json) -> None:
        """To the lines in turn; a silent one swallows it."""
        if not self.lines:
            return
        self._turn += 1
        line = self.lines[self._turn % len(self.lines)]
        if not line.silent:
            await line.socket.send_json(envelope)

    async def trouble(self, kind: str) -> None:
        """What happens to every open line: warning, refresh_requested, link_disabled, silent or cut."""
        for line in list(self.lines):
            if kind == "silent":
                line.silent = True
            elif kind == "cut":
                await self._cut(line)
            else:
                await line.socket.send_json({"type": "disconnect", "reason": kind, "debug_info": {"host": "applink-1"}})

    async def _cut(self, line: Line) -> None:
        transport = line.socket._req.transport if line.socket._req else None
        if transport is not None:
            transport.abort()

    async def close(self) -> None:
        for line in list(self.lines):
            await line.socket.close()
