"""The few things the bot asks of Teams: open a chat, send, edit and delete a message, who somebody is; each once."""

from __future__ import annotations

from http import HTTPStatus as Status
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from adapters.teams.connector import send_outcomes
from adapters.teams.connector.http import Got
from adapters.teams.connector.token_sources import is_for_good
from bot.scheduling.rate_limits import MinimumInterval

if TYPE_CHECKING:
    from collections.abc import Callable

    from adapters.teams.connector.credentials import Credentials
    from adapters.teams.connector.http import Web
    from adapters.teams.markup import Json
    from bot.scheduling.rate_limits import Pauses

SECONDS = 8.0
"""A call that takes longer counts as lost: less than a try of the outbox may take."""
NO_TOKEN = Got(Status.LOCKED, {})
"""What stands for an answer while the bot can't say who it is: surely nothing was done."""
SPACING = 1.0
"""Seconds between two messages to one chat; Teams allows 1,800 an hour, and seven in one second."""
BOT_SPACING = 1 / 30
"""Seconds between any two calls: Teams allows a bot fifty a second in a tenant, all its processes together."""


def allowing(hosts: tuple[str, ...], *, is_open: bool = False) -> Callable[[str], bool]:
    """Whether a service address is one of these hosts, safely reached; in development, this computer is too."""

    def is_allowed(url: str) -> bool:
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            return False
        if parts.query or parts.fragment or "@" in parts.netloc or not host or not url.isprintable():
            return False
        here = host in {"localhost", "127.0.0.1", "::1"}
        if parts.scheme != "https" and not (parts.scheme == "http" and here):
            return False
        return (is_open and here) or (f"{host}:{port}" if port else host) in hosts

    return is_allowed


class Calls:
    """The connector's REST interface, with the bot's own token."""

    def __init__(
        self, web: Web, credentials: Credentials, pauses: Pauses, *, is_allowed: Callable[[str], bool]
    ) -> None:
        self._web, self._credentials, self._pauses, self.is_allowed = web, credentials, pauses, is_allowed
        self._turns = MinimumInterval()

    async def open_chat(self, service_url: str, *, bot: str, user: str, tenant: str) -> Got | None:
        """The personal chat with somebody: Teams gives the same one each time."""
        body: Json = {
            "bot": {"id": bot},
            "isGroup": False,
            "members": [{"id": user}],
            "tenantId": tenant,
            "channelData": {"tenant": {"id": tenant}},
        }
        return await self._call("create", service_url, "v3/conversations", body=body)

    async def send(self, service_url: str, conversation: str, activity: Json) -> Got | None:
        """A new message, a second after the one before."""
        await self._turns.take(conversation, SPACING)
        return await self._call("send", service_url, f"{_of(conversation)}/activities", body=activity)

    def is_free(self, conversation: str) -> bool:
        """Whether a message to this chat would not have to wait."""
        return self._turns.is_free(conversation)

    async def edit(self, service_url: str, conversation: str, *, activity_id: str, activity: Json) -> Got | None:
        """Put a message in the place of an earlier one."""
        return await self._call("edit", service_url, _one(conversation, activity_id), body=activity)

    async def delete(self, service_url: str, conversation: str, *, activity_id: str) -> Got | None:
        """Delete an earlier message."""
        return await self._call("delete", service_url, _one(conversation, activity_id), body=None)

    async def member(self, service_url: str, conversation: str, *, user: str) -> Got | None:
        """Who somebody in a chat is: their name among it."""
        return await self._call("member", service_url, f"{_of(conversation)}/members/{quote(user, safe='')}", body=None)

    async def known_to_microsoft(self) -> bool:
        """Whether the bot gets a token; a refusal that only an administrator can mend stops the sending everywhere."""
        token = await self._credentials.token()
        if token is None and is_for_good(self._credentials.refusal):
            await self._pauses.stop()
        elif token is not None and self._pauses.revoked:
            await self._pauses.resume()
        return token is not None

    async def _call(self, operation: str, service_url: str, path: str, *, body: Json | None) -> Got | None:
        """Heed the pauses, then call; what Teams says of a pause is kept for everybody."""
        if not self.is_allowed(service_url):
            return send_outcomes.NOT_ALLOWED
        await self._pauses.seconds(operation)  # also tells whether another process was refused
        if not await self.known_to_microsoft():
            return send_outcomes.REFUSED if self._pauses.revoked else NO_TOKEN
        if wait := await self._pauses.seconds(operation):
            return send_outcomes.pause_answer(wait)
        await self._turns.take("", BOT_SPACING)
        got = await self._request_once(_METHODS[operation], f"{service_url.rstrip('/')}/{path}", body)
        if seconds := send_outcomes.asks_for_a_pause(got):
            await self._pauses.hold(operation, seconds)
        return got

    async def _request_once(self, method: str, url: str, body: Json | None) -> Got | None:
        """Once; a token that is refused is asked for anew, because then nothing was done."""
        got: Got | None = NO_TOKEN
        refused = None
        for _ in range(2):
            token = await self._credentials.token()
            if token is None or token == refused:
                return got
            got = await self._web.send(method, url, body, token=token, seconds=SECONDS)
            if got is None or got.status != Status.UNAUTHORIZED:
                return got
            self._credentials.reject(token)
            refused = token
        return got


_METHODS = {"create": "POST", "send": "POST", "edit": "PUT", "delete": "DELETE", "member": "GET"}


def _of(conversation: str) -> str:
    return f"v3/conversations/{quote(conversation, safe='')}"


def _one(conversation: str, activity_id: str) -> str:
    return f"{_of(conversation)}/activities/{quote(activity_id, safe='')}"
