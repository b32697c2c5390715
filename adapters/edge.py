"""What every platform's edge does alike: read a body without waiting for ever, and hear whatever comes of an answer."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

from aiohttp import web

from bot.domain.errors import PeerSupportError

if TYPE_CHECKING:
    from collections.abc import Coroutine

T = TypeVar("T")
_SLOWEST = 5.0  # seconds for a body to arrive
_PIECE = 64 * 1024  # bytes that are read at once


class UnreadableError(PeerSupportError):
    """The body is larger than it may be, dawdles or breaks off."""


async def body(request: web.Request, largest: int) -> bytes:
    """All of it, if it is not more than so many bytes; UnreadableError."""
    try:
        async with asyncio.timeout(_SLOWEST):
            return await _at_most(largest, request)
    except (TimeoutError, OSError, web.HTTPException, ValueError) as error:
        raise UnreadableError from error


async def result_of(work: Coroutine[object, object, T]) -> T | Exception:
    """What came of it, also an error: a person always gets an answer, unless the process stops."""
    try:
        return await work
    except Exception as error:  # noqa: BLE001 - the platforms' edge (docs/rules/delivery.md)
        return error


async def _at_most(largest: int, request: web.Request) -> bytes:
    raw = bytearray()
    async for piece in request.content.iter_chunked(_PIECE):
        raw += piece
        if len(raw) > largest:
            raise UnreadableError
    return bytes(raw)
