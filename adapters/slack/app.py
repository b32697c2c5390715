"""The edge to Slack: one address for everything over HTTP, the same over Socket Mode, and Bolt to tell it apart.

Commit, then answer: a listener runs to its end before Slack hears anything, and nothing runs in it afterwards.
"""

from __future__ import annotations

import json
import logging
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from aiohttp import web
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from adapters.edge import UnreadableError, body, result_of
from adapters.slack import parse
from adapters.slack.gate import LARGEST, RefusedError, content_type
from adapters.slack.manifest import COMMAND, PATH, SHORTCUT
from bot import log

if TYPE_CHECKING:
    from adapters.slack.gate import Gate
    from adapters.slack.interactions import Door
    from adapters.slack.parse import Body, Heard
    from adapters.slack.workspace.context import Workspace

_ANY = re.compile("")
_UNUSED = "-"  # Bolt wants one, and never calls anything with it
_QUIET = logging.getLogger("peersupport.slack_bolt")
_QUIET.setLevel(logging.CRITICAL)  # Bolt's lines repeat bodies and texts; what fails is logged here


@dataclass(frozen=True)
class Answered:
    """What Slack is told: an answer to show, nothing more, or (``again``) that it failed and may come once more.

    ``shown``: JSON, as Bolt wrote it.
    """

    shown: str = field(default="", repr=False)
    again: bool = False


class Edge:
    """Everything of Slack enters here, checked already; nothing that comes can make it fail."""

    def __init__(self, workspace: Workspace, door: Door) -> None:
        self._workspace, self._door = workspace, door
        self._bolt = _bolt(self)

    async def take(self, posted: Body) -> Answered:
        """Answer one payload; GarbageError or ForeignError for what is none of ours."""
        installation = await self._workspace.whereabouts.learn()
        if installation is None:
            return Answered(again=True)
        try:
            heard = parse.hear(posted, installation)
        except parse.ForeignError:
            return await self._strange(posted)
        if isinstance(heard, parse.Ignored):
            return Answered()
        answered = await result_of(self._dispatch(posted, heard))
        if isinstance(answered, Answered):
            return answered
        if isinstance(answered, parse.GarbageError):
            raise answered
        log.failed("slack_not_answered", answered)
        if not isinstance(heard, parse.Interaction):
            return Answered(again=True)
        shown = await result_of(self._door.fail(heard))
        if isinstance(shown, Exception):
            return Answered(again=heard.is_form)
        return Answered(json.dumps(shown) if shown else "")

    async def _strange(self, posted: Body) -> Answered:
        """Whoever did something reads for whom this is; an event of another workspace is none of ours."""
        if posted.get("type") == "event_callback":
            raise parse.ForeignError
        shown = await result_of(self._door.stranger(parse.stranger(posted)))
        return Answered(json.dumps(shown) if isinstance(shown, dict) else "")

    async def take_envelope(self, envelope: Body) -> Body | None:
        """The same for Socket Mode: what goes back with the envelope's id, or None for nothing at all.

        Then Slack delivers it again, and tells whoever sent a form that it failed; an empty answer would close it.
        """
        posted = envelope.get("payload")
        if not isinstance(posted, dict):
            return {}
        payload = cast("Body", posted)
        try:
            answered = await self.take(payload)
        except (parse.GarbageError, parse.ForeignError):
            return None if payload.get("type") == parse.SENT else {}
        if answered.again:
            return None
        return {"payload": json.loads(answered.shown)} if answered.shown else {}

    async def listen(self, ack: Any, context: Any) -> None:  # noqa: ANN401 - Bolt's own, which have no types here
        """The one listener; it never raises, for Bolt would make a 500 of it and log the text."""
        context["answer"] = answer = await result_of(self._door.answer(cast("Heard", context["heard"])))
        if answer is None or isinstance(answer, Exception):
            await ack()
        else:
            await ack(**answer)

    async def _dispatch(self, posted: Body, heard: Heard) -> Answered:
        context: dict[str, object] = {"heard": heard}
        request = cast("Any", AsyncBoltRequest(mode="socket_mode", body=posted, context=context))
        response = await self._bolt.async_dispatch(request)
        if "answer" not in request.context:  # Bolt knew no listener for it: somebody would take silence for a yes
            raise parse.GarbageError
        answer = request.context["answer"]
        if isinstance(answer, Exception):
            raise answer
        return Answered(response.body if answer else "")


def build(edge: Edge, gate: Gate | None) -> web.Application:
    """The address for Slack; without a gate (Socket Mode alone) there is none."""
    app = web.Application(client_max_size=LARGEST)
    if gate is not None:
        app[EDGE], app[GATE] = edge, gate
        app.router.add_post(PATH, _receive)
    return app


EDGE = web.AppKey("slack_edge", Edge)
GATE: web.AppKey[Gate] = web.AppKey("slack_gate")


async def _receive(request: web.Request) -> web.Response:
    """One request of Slack's. Everything that does not belong here gets the same answer."""
    try:
        content_type(request.headers)
        raw = await body(request, LARGEST)
        posted = parse.body(raw, request.app[GATE].check(request.headers, raw))
        if (challenge := parse.challenge(posted)) is not None:
            return web.json_response({"challenge": challenge})
        answered = await request.app[EDGE].take(posted)
    except (RefusedError, UnreadableError, parse.ForeignError):
        return web.Response(status=web.HTTPUnauthorized.status_code)
    except parse.GarbageError:
        return web.Response(status=web.HTTPBadRequest.status_code)
    if answered.again:
        return web.Response(status=web.HTTPFailedDependency.status_code)
    return web.json_response(text=answered.shown) if answered.shown else web.Response()


def _bolt(edge: Edge) -> AsyncApp:
    """Bolt as a router. Our gate has verified; whose token it is was learnt once, so no request asks Slack for it."""

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=_UNUSED)

    async def listen(ack: Any, context: Any) -> None:  # noqa: ANN401 - as above
        await edge.listen(ack, context)

    app = cast(
        "Any",
        AsyncApp(
            name="peersupport",
            authorize=authorize,
            client=AsyncWebClient(retry_handlers=[]),
            signing_secret="",
            logger=_QUIET,
            process_before_response=True,
            request_verification_enabled=False,
            ignoring_self_events_enabled=False,
            ssl_check_enabled=False,
            url_verification_enabled=False,
            attaching_function_token_enabled=False,
            attaching_conversation_kwargs_enabled=False,
        ),
    )
    # Bolt asks them in this order, each at some cost: a form is answered in Slack's own request, so it comes first.
    app.view_submission(_ANY)(listen)
    app.action(_ANY)(listen)
    app.command(COMMAND)(listen)
    app.shortcut(SHORTCUT)(listen)
    for name in ("app_home_opened", "user_change", "app_uninstalled", "tokens_revoked"):
        app.event(name)(listen)
    return app
