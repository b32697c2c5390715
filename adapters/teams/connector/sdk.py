"""The only module that knows the Bot Framework SDK, which is archived: swapping it means writing this file anew.

Its contact points, held by a test: (1) authenticate – our gate's finding becomes the SDK's identity; (2) parse – the
activity; (3) the invoke's body – our answer as its response; (4) the connector and (5) the token – none: both are our
own requests, because the SDK's block, never retry what may be retried, and fetch a new token for every turn.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, cast

from botbuilder.core import ActivityHandler, BotAdapter, InvokeResponse, TurnContext
from botbuilder.schema import Activity, ActivityTypes
from botframework.connector.auth import AuthenticationConstants, ClaimsIdentity

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from adapters.teams.markup import Json

    Answer = Callable[[], Awaitable[Json | None]]

CONTACT_POINTS = ("authenticate", "parse", "invoke body", "connector", "token")


@dataclass(frozen=True)
class Response:
    """What goes back over HTTP."""

    status: int = HTTPStatus.OK
    body: Json | None = field(default=None, repr=False)


class TurnAdapter(BotAdapter):
    """Runs one activity at a time through the SDK's pipeline; nothing is sent through it.

    Its own ``process`` would serialize an answer twice, and so answer 500 to every invoke.
    """

    def __init__(self, names: frozenset[str]) -> None:
        """``names`` are the invokes that are answered."""
        cast("Any", super()).__init__()
        self._names = names

    async def process(self, posted: Json, service_url: str | None, answer: Answer) -> Response:
        """Let the SDK tell what kind of activity it is, and answer it."""
        context = TurnContext(self, _activity(posted))
        context.turn_state[BotAdapter.BOT_IDENTITY_KEY] = _identity(service_url)
        bot = _Bot(self._names, answer)
        await cast("Any", self).run_pipeline(context, bot.on_turn)
        found: Any = context.turn_state.get(BotAdapter._INVOKE_RESPONSE_KEY)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        if found is None:
            return Response(HTTPStatus.OK if posted.get("type") != ActivityTypes.invoke else HTTPStatus.BAD_REQUEST)
        return Response(int(found.status), found.body)

    async def send_activities(self, context: TurnContext, activities: list[Activity]) -> list[Any]:
        """Only the answer to an invoke ever comes this way."""
        for one in cast("list[Any]", activities):
            if one.type == ActivityTypes.invoke_response:
                context.turn_state[BotAdapter._INVOKE_RESPONSE_KEY] = one.value  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        return []

    async def update_activity(self, context: TurnContext, activity: Activity) -> None:
        """Messages are edited by our own calls."""
        raise NotImplementedError

    async def delete_activity(self, context: TurnContext, reference: Any) -> None:  # noqa: ANN401 - the SDK's own
        """Messages are deleted by our own calls."""
        raise NotImplementedError


class _Bot(ActivityHandler):
    """The SDK tells activities apart; whatever this bot does not know is refused, not answered with 501."""

    def __init__(self, names: frozenset[str], answer: Answer) -> None:
        self._names, self._answer = names, answer

    async def on_message_activity(self, turn_context: TurnContext) -> None:  # noqa: ARG002 - our parser has read it
        await self._answer()

    async def on_conversation_update_activity(self, turn_context: TurnContext) -> None:  # noqa: ARG002 - as above
        await self._answer()

    async def on_installation_update(self, turn_context: TurnContext) -> None:  # noqa: ARG002 - as above
        await self._answer()

    async def on_invoke_activity(self, turn_context: TurnContext) -> InvokeResponse:
        if cast("Any", turn_context.activity).name not in self._names:
            return InvokeResponse(status=HTTPStatus.BAD_REQUEST)
        return InvokeResponse(status=HTTPStatus.OK, body=await self._answer())


def _activity(posted: Json) -> Activity:
    """The SDK's own view of an activity: only the texts that it looks at, so that odd parts elsewhere do no harm."""
    names = ("type", "name", "id", "channelId", "serviceUrl")
    seen = {name: posted[name] for name in names if isinstance(posted.get(name), str)}
    found: Any = cast("Any", Activity).deserialize(seen)
    return found


def _identity(service_url: str | None) -> ClaimsIdentity:
    claims = {AuthenticationConstants.SERVICE_URL_CLAIM: service_url} if service_url else {}
    return ClaimsIdentity(claims, is_authenticated=service_url is not None)
