"""HTTP requests to Microsoft: no redirects, bounded bodies, nothing raised."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

import aiohttp

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapters.teams.markup import Json

LARGEST = 1024 * 1024
"""Bytes of an answer that are read."""
_PIECE = 64 * 1024


@dataclass(frozen=True)
class Got:
    """An answer: its status, its body if that is a JSON object, and its headers in small letters."""

    status: int
    body: Json = field(repr=False)
    headers: Mapping[str, str] = field(repr=False, default_factory=dict[str, str])

    @property
    def is_page(self) -> bool:
        """Whether it is a web page: then a proxy or a front door answered, and not the service."""
        return "html" in self.headers.get("content-type", "")


class Web:
    """A session with its connections, made when there is an event loop; and one that passes by every proxy."""

    def __init__(self) -> None:
        self._sessions: dict[bool, aiohttp.ClientSession] = {}

    async def get(self, url: str, *, seconds: float) -> Got | None:
        """Fetch it; None without a whole answer in time."""
        return await self._ask("GET", url, {}, seconds=seconds)

    async def post_form(self, url: str, fields: Mapping[str, str], *, seconds: float) -> Got | None:
        """Send a form; None without a whole answer in time."""
        return await self._ask("POST", url, {"data": dict(fields)}, seconds=seconds)

    async def send(self, method: str, url: str, body: Json | None, *, token: str, seconds: float) -> Got | None:
        """Send JSON with our token; None without a whole answer in time: then it may have been done."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return await self._ask(method, url, {"json": body, "headers": headers}, seconds=seconds)

    async def ask_host(self, url: str, headers: Mapping[str, str], *, seconds: float) -> Got | None:
        """Ask the host that we run on, past any proxy; None without a whole answer in time."""
        return await self._ask("GET", url, {"headers": dict(headers)}, seconds=seconds, outside=False)

    async def close(self) -> None:
        """Let the connections go."""
        for session in self._sessions.values():
            await session.close()
        self._sessions.clear()

    def _session(self, *, outside: bool) -> aiohttp.ClientSession:
        if outside not in self._sessions:
            self._sessions[outside] = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar(), trust_env=outside)
        return self._sessions[outside]

    async def _ask(
        self, method: str, url: str, what: Mapping[str, object], *, seconds: float, outside: bool = True
    ) -> Got | None:
        session = self._session(outside=outside)
        try:
            async with (
                asyncio.timeout(seconds),
                session.request(method, url, allow_redirects=False, **what) as response,  # pyright: ignore[reportArgumentType]
            ):
                headers = {name.lower(): value for name, value in response.headers.items()}
                return Got(response.status, await _object(response), headers)
        except (TimeoutError, OSError, aiohttp.ClientError, ValueError):
            return None


async def _object(response: aiohttp.ClientResponse) -> Json:
    raw = bytearray()
    async for piece in response.content.iter_chunked(_PIECE):
        raw += piece
        if len(raw) > LARGEST:
            return {}
    try:
        found = json.loads(bytes(raw))
    except (ValueError, RecursionError):
        return {}
    return cast("Json", found) if isinstance(found, dict) else {}
