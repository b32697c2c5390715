"""Calls Slack's Web API; never raises for what Slack or the network answers."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias, cast
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Arguments: TypeAlias = "Mapping[str, object]"

SECONDS = 8.0
"""A call that takes longer counts as lost: less than a try of the outbox may take."""
CALLED = (
    "apps.connections.open",
    "auth.test",
    "chat.delete",
    "chat.postMessage",
    "chat.update",
    "conversations.history",
    "conversations.open",
    "users.info",
    "users.list",
    "views.open",
    "views.publish",
    "views.update",
)
"""Every method that is ever called; anything else is refused here, and the manifest's scopes are held against it."""

_FORM = frozenset(
    {"apps.connections.open", "auth.test", "conversations.history", "users.info", "users.list"}
)  # take no JSON
_OK, _TOO_MANY, _SERVER = 200, 429, 500
_WORD = re.compile(r"[a-z_]{1,60}")
_NONSENSE = (AttributeError, TypeError)  # what the SDK raises itself when an answer is no JSON object
QUIET = logging.getLogger("peersupport.slack_sdk")
QUIET.setLevel(logging.CRITICAL)  # at DEBUG the SDK writes bodies; its warnings repeat what we classify


@dataclass(frozen=True)
class Said:
    """Slack did it; ``data`` is its answer."""

    data: Mapping[str, Any] = field(repr=False)
    headers: Mapping[str, str] = field(repr=False, default_factory=dict[str, str])


@dataclass(frozen=True)
class Refused:
    """Slack surely did not do it: its own word for why, and after how many seconds to come back if it said so."""

    error: str
    after: float | None = None


@dataclass(frozen=True)
class NoClearAnswer:
    """No clear answer: a time-out, a reset, a 5xx or nonsense. It may have been done."""


Answer: TypeAlias = Said | Refused | NoClearAnswer


class Calls:
    """The bot's calls with one token; the SDK never retries, because the outbox does."""

    def __init__(self, token: str, api_url: str, *, heard: Callable[[str, Refused], None] | None = None) -> None:
        """``heard`` is told of every refusal, with the method's name."""
        self._token, self._url = token, api_url
        self._heard = heard
        self._web: AsyncWebClient | None = None

    def listen(self, heard: Callable[[str, Refused], None]) -> None:
        """From now on this hears of every refusal."""
        self._heard = heard

    async def call(self, method: str, arguments: Arguments | None = None, *, seconds: float = SECONDS) -> Answer:
        """Call it once."""
        if method not in CALLED:
            raise ValueError(method)
        try:
            async with asyncio.timeout(seconds):
                found = await self._send(method, dict(arguments or {}))
        except SlackApiError as error:
            return self._refusal(method, error)
        except (TimeoutError, OSError, aiohttp.ClientError, SlackClientError, ValueError, *_NONSENSE):
            return NoClearAnswer()
        return Said(_mapping(found.data), _headers(found.headers))

    @property
    def host(self) -> str:
        """Where Slack's API is."""
        return urlsplit(self._url).hostname or ""

    async def respond(self, url: str, body: Mapping[str, object], *, seconds: float = SECONDS) -> bool:
        """Answer at a ``response_url``, once; whether Slack took it."""
        session = self._client().session
        hook = AsyncWebhookClient(url, session=session, retry_handlers=[], logger=QUIET)
        try:
            async with asyncio.timeout(seconds):
                answer = await hook.send_dict(dict(body))
        except (TimeoutError, OSError, aiohttp.ClientError, SlackClientError, ValueError, *_NONSENSE):
            return False
        return answer.status_code == _OK

    async def close(self) -> None:
        """Let the connections go."""
        if self._web is not None and self._web.session is not None:
            await self._web.session.close()
        self._web = None

    async def _send(self, method: str, arguments: dict[str, object]) -> Any:  # noqa: ANN401 - the SDK's own response
        web = cast("Any", self._client())  # its arguments have no types
        if method in _FORM:
            return await web.api_call(method, data={name: _plain(value) for name, value in arguments.items()})
        return await web.api_call(method, json=arguments)

    def _client(self) -> AsyncWebClient:
        """Made when there is an event loop; one session keeps the connections."""
        if self._web is None:
            timeout = aiohttp.ClientTimeout(total=SECONDS)
            self._web = AsyncWebClient(
                token=self._token,
                base_url=self._url,
                session=aiohttp.ClientSession(timeout=timeout),
                retry_handlers=[],
                logger=QUIET,
            )
        return self._web

    def _refusal(self, method: str, error: SlackApiError) -> Answer:
        response = cast("Any", error.response)  # the SDK's, or aiohttp's when the body is no JSON
        status = int(getattr(response, "status_code", 0) or getattr(response, "status", 0))
        data = _mapping(getattr(response, "data", None))
        if status == _TOO_MANY:
            refused = Refused("ratelimited", _seconds(_headers(response.headers).get("retry-after", "")))
        elif status >= _SERVER or data.get("ok") is not False or not isinstance(data.get("error"), str):
            return NoClearAnswer()
        else:
            refused = Refused(_word(str(data["error"])))
        if self._heard is not None:
            self._heard(method, refused)
        return refused


def _word(error: str) -> str:
    """One of Slack's words; anything else must not reach a log line."""
    return error if _WORD.fullmatch(error) else "unknown"


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value)


def _mapping(data: object) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", data) if isinstance(data, dict) else {}


def _headers(found: Any) -> dict[str, str]:  # noqa: ANN401 - aiohttp's or the SDK's mapping
    return {str(name).lower(): str(value) for name, value in found.items()}


def _seconds(text: str) -> float:
    """Slack says whole seconds; anything else counts as its usual half minute."""
    return min(float(text), 3600.0) if text.isascii() and text.isdigit() else 30.0
