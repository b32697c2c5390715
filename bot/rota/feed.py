"""Fetches a rota: conditional, limited in size and time, without redirects, and only from named inner hosts."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from bot.rota.reader import MOST_BYTES

if TYPE_CHECKING:
    from pathlib import Path

SECONDS = 10.0
_AGENT = "peersupport-rota/1 (+calendar reader)"
_ACCEPT = "text/calendar, text/csv;q=0.9, text/plain;q=0.8"
_OK, _NOT_MODIFIED = 200, 304


class FeedError(Exception):
    """The rota could not be fetched. The argument says why, and never the address."""


@dataclass(frozen=True)
class Fetched:
    """What came. ``data`` is None where nothing changed since the last time."""

    data: bytes | None = field(repr=False)
    etag: str = ""
    modified: str = ""


class _Outside(AbstractResolver):
    """Looks hosts up, and refuses addresses inside the network unless the host was named."""

    def __init__(self, inner_host: str) -> None:
        self._inner = inner_host.lower()

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_INET,  # noqa: ARG002 - aiohttp's signature
    ) -> list[ResolveResult]:
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, port, family=socket.AF_UNSPEC, type=socket.SOCK_STREAM)
        results: list[ResolveResult] = []
        for kind, _, proto, _, place in found:
            text = str(place[0])
            if host.lower() != self._inner and not ipaddress.ip_address(text.partition("%")[0]).is_global:
                raise FeedError("the host lies inside a network; name it as inner_host if that is meant")
            results.append(
                ResolveResult(
                    hostname=host, host=text, port=port, family=kind, proto=proto, flags=socket.AI_NUMERICHOST
                )
            )
        return results

    async def close(self) -> None:
        """Nothing is kept."""


async def fetch(address: str, before: Fetched | None = None, *, inner_host: str = "") -> Fetched:
    """The feed's bytes; raises FeedError for all that is no good answer."""
    url = URL(address)
    _refuse_inner(url, inner_host)
    headers = {"User-Agent": _AGENT, "Accept": _ACCEPT}
    if before and before.etag:
        headers["If-None-Match"] = before.etag
    if before and before.modified:
        headers["If-Modified-Since"] = before.modified
    connector = aiohttp.TCPConnector(resolver=_Outside(inner_host), limit=1, force_close=True)
    timeout = aiohttp.ClientTimeout(total=SECONDS)
    try:
        async with (
            aiohttp.ClientSession(connector=connector, timeout=timeout, cookie_jar=aiohttp.DummyCookieJar()) as session,
            session.get(url, headers=headers, allow_redirects=False) as answer,
        ):
            return await _read_answer(answer, before)
    except TimeoutError:
        raise FeedError(f"no whole answer within {SECONDS:g} seconds") from None
    except aiohttp.ClientError as error:
        raise FeedError(f"no connection: {type(error).__name__}") from None
    except OSError as error:
        raise FeedError(f"no connection: {type(error).__name__}") from None


def _refuse_inner(url: URL, inner_host: str) -> None:
    """An address that is a number is not looked up, so it is judged here."""
    host = (url.host or "").lower()
    if url.scheme != "https" and host != inner_host.lower():
        raise FeedError("the address must begin with https://")
    try:
        number = ipaddress.ip_address(host)
    except ValueError:
        return
    if not number.is_global and host != inner_host.lower():
        raise FeedError("the host lies inside a network; name it as inner_host if that is meant")


async def _read_answer(answer: aiohttp.ClientResponse, before: Fetched | None) -> Fetched:
    if answer.status == _NOT_MODIFIED and before is not None:
        return Fetched(None, before.etag, before.modified)
    if answer.status != _OK:
        moved = ": redirects are not followed, so set the new address" if 300 <= answer.status < 400 else ""  # noqa: PLR2004
        raise FeedError(f"it answered {answer.status}{moved}")
    parts, size = list[bytes](), 0
    async for part in answer.content.iter_chunked(65_536):
        size += len(part)
        if size > MOST_BYTES:
            raise FeedError(f"more than {MOST_BYTES // 1_000_000} MB")
        parts.append(part)
    return Fetched(b"".join(parts), answer.headers.get("ETag", ""), answer.headers.get("Last-Modified", ""))


def read_file(file: Path) -> bytes:
    """A calendar on this computer; raises FeedError."""
    try:
        if file.stat().st_size > MOST_BYTES:
            raise FeedError(f"more than {MOST_BYTES // 1_000_000} MB")
        return file.read_bytes()
    except OSError as error:
        raise FeedError(f"the file can't be read: {error.strerror}") from None
