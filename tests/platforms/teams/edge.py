"""The edge of a whole programme without a socket before it: as many requests as a proof wants, in a second."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from multidict import CIMultiDict, CIMultiDictProxy

from adapters.teams.app import PATH

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from aiohttp import web

    from bot.app import Programme

JSON = ("Content-Type", "application/json; charset=utf-8")


class Content:
    """A body that has arrived as a whole."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    async def iter_chunked(self, size: int) -> AsyncIterator[bytes]:
        """Piece by piece."""
        for start in range(0, len(self._body), size):
            yield self._body[start : start + size]


class Edge:
    """Answers requests with a status; whatever escapes the programme's handler escapes here too."""

    def __init__(self, programme: Programme) -> None:
        self._site: web.Application = programme.site
        [self._handle] = [
            one.handler for one in self._site.router.routes() if one.resource and one.resource.canonical == PATH
        ]

    async def status(self, headers: Iterable[tuple[str, str]], body: bytes) -> int:
        """What a request with these headers is answered."""
        request: Any = SimpleNamespace(headers=CIMultiDictProxy(CIMultiDict(headers)), content=Content(body))
        response = await self._handle(request)
        assert response.status < 500, response.status
        return response.status


def bearer(token: str) -> tuple[str, str]:
    return "Authorization", f"Bearer {token}"
