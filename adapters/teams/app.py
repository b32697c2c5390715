"""The edge to Teams: one address for everything, our gate in front, and the SDK behind it to tell activities apart.

Commit, then answer: the answer to an invoke is made when the work is done, and nothing runs in it afterwards.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from aiohttp import web

from adapters.edge import UnreadableError, body, result_of
from adapters.teams import parse
from adapters.teams.connector.sdk import Response, TurnAdapter
from adapters.teams.gate import LARGEST, Caller, RefusedError
from adapters.teams.interactions import bare_apology
from bot import log

if TYPE_CHECKING:
    from collections.abc import Mapping

    from multidict import CIMultiDictProxy

    from adapters.teams.interactions import Door
    from adapters.teams.markup import Json
    from adapters.teams.parse import Body, Heard

PATH = "/api/messages"


class AnyGate(Protocol):
    """Who may come in."""

    async def check(self, headers: CIMultiDictProxy[str]) -> Caller:
        """Who calls; RefusedError for anybody else."""
        ...

    def admit(self, caller: Caller, posted: Mapping[str, object], tenant: str) -> None:
        """Whether what they say agrees with who they are; RefusedError if not."""
        ...


class Edge:
    """Everything of Teams enters here; nothing that comes can make it fail."""

    def __init__(self, gate: AnyGate, door: Door) -> None:
        self._gate, self._door = gate, door
        self._turns = TurnAdapter(parse.NAMES)

    async def take(self, headers: CIMultiDictProxy[str], request: web.Request) -> Response:
        """Answer one request; RefusedError, UnreadableError or GarbageError for what is none of ours."""
        caller = await self._gate.check(headers)
        posted = parse.body(await body(request, LARGEST))
        self._gate.admit(caller, posted, parse.tenant_in(posted))
        heard = parse.hear(posted)
        return Response() if isinstance(heard, parse.Ignored) else await self._answer(posted, caller, heard)

    async def _answer(self, posted: Body, caller: Caller, heard: Heard) -> Response:
        async def answer() -> Json | None:
            found = await result_of(self._door.answer(heard))
            if not isinstance(found, Exception):
                return found
            log.failed("teams_not_answered", found)
            shown = await result_of(self._door.fail(heard))
            return bare_apology(heard) if isinstance(shown, Exception) else shown

        return await self._turns.process(posted, caller.service_url, answer)


def add_route(site: web.Application, edge: Edge) -> None:
    """The address for Teams."""

    async def receive(request: web.Request) -> web.Response:
        """Everything that does not belong here gets the same answer."""
        try:
            response = await edge.take(request.headers, request)
        except (RefusedError, UnreadableError):
            return web.Response(status=web.HTTPUnauthorized.status_code)
        except parse.GarbageError:
            return web.Response(status=web.HTTPBadRequest.status_code)
        if response.body is None:
            return web.Response(status=response.status)
        return web.json_response(response.body, status=response.status)

    site.router.add_post(PATH, receive)


def build(edge: Edge) -> web.Application:
    """An application with nothing else."""
    site = web.Application(client_max_size=LARGEST)
    add_route(site, edge)
    return site
