"""How Slack reaches the app: signed requests to its address, or envelopes over its socket; three seconds for each."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from aiohttp import ClientError, ClientTimeout

if TYPE_CHECKING:
    from tests.platforms.slack.fake.server import Slack
    from tests.platforms.slack.fake.workspace import Json

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
ENVELOPES = {"command": "slash_commands", "interactive": "interactive", "event": "events_api"}


@dataclass(frozen=True)
class Reply:
    """What the app answered. ``status`` 0: nothing in time, or nobody there."""

    status: int
    body: str = ""
    why: str = ""
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    def json(self) -> Json:
        """The body as an object; an empty one for anything else."""
        try:
            found = json.loads(self.body or "{}")
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


def written(kind: str, payload: Json) -> tuple[str, str]:
    """The body and the content type of a request."""
    if kind == "event":
        return json.dumps(payload), JSON
    return urlencode(payload if kind == "command" else {"payload": json.dumps(payload)}), FORM


def signed(secret: str, body: str, *, age: float = 0.0, version: str = "v0") -> dict[str, str]:
    """Slack's two headers for a body, as of ``age`` seconds ago."""
    stamp = str(int(time.time() - age))
    digest = hmac.new(secret.encode(), f"{version}:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"{version}={digest}"}


async def post(slack: Slack, body: str, headers: dict[str, str], url: str | None = None) -> Reply:
    """One request to the app, as it stands."""
    patience = ClientTimeout(total=slack.workspace.rules.patience)
    address = url or slack.workspace.rules.request_url
    if not address:
        return Reply(0, why="connection_failed")
    try:
        async with slack.session.post(address, data=body.encode(), headers=headers, timeout=patience) as response:
            return Reply(response.status, await response.text(), headers=tuple(response.headers.items()))
    except TimeoutError:
        return Reply(0, why="http_timeout")
    except (ClientError, OSError):
        return Reply(0, why="connection_failed")


async def deliver(slack: Slack, kind: str, payload: Json, *, retry: int = 0, why: str = "") -> Reply:
    """Bring one thing to the app, on the way that the workspace is set to."""
    if slack.workspace.rules.socket_mode:
        envelope: dict[str, Any] = {"type": ENVELOPES[kind], "payload": payload, "accepts_response_payload": True}
        if kind == "event":
            envelope |= {"accepts_response_payload": False, "retry_attempt": retry, "retry_reason": why}
        return await slack.sockets.deliver(envelope, slack.workspace.rules.patience)
    body, content_type = written(kind, payload)
    headers = {"Content-Type": content_type, **signed(slack.workspace.rules.signing_secret, body)}
    if retry:
        headers |= {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": why}
    return await post(slack, body, headers)


async def report(slack: Slack, payload: Json) -> Reply:
    """Deliver an event; what is not acknowledged comes again, in the background."""
    first = await deliver(slack, "event", payload)
    if not _settled(first):
        slack.spawn(_again(slack, payload, _reason(first)))
    return first


async def _again(slack: Slack, payload: Json, why: str) -> None:
    for number, wait in enumerate(slack.workspace.rules.retry_after, start=1):
        await asyncio.sleep(wait)
        reply = await deliver(slack, "event", payload, retry=number, why=why)
        if _settled(reply):
            return
        why = _reason(reply)


def _settled(reply: Reply) -> bool:
    wants_no_more = any(name.lower() == "x-slack-no-retry" and value == "1" for name, value in reply.headers)
    return reply.ok or wants_no_more


def _reason(reply: Reply) -> str:
    return reply.why or "http_error"
