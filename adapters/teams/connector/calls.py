"""The few things the bot asks of Teams: open a chat, send, edit and delete a message, each once."""

from __future__ import annotations

from http import HTTPStatus as Status
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from adapters.teams.connector.web import Got

if TYPE_CHECKING:
    from collections.abc import Callable

    from adapters.teams.connector.credentials import Credentials
    from adapters.teams.connector.web import Web
    from adapters.teams.markup import Json

SECONDS = 8.0
"""A call that takes longer counts as lost: less than a try of the outbox may take."""
NO_TOKEN = Got(Status.LOCKED, {})
"""What stands for an answer while the bot can't say who it is: surely nothing was done."""


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

    def __init__(self, web: Web, credentials: Credentials, is_allowed: Callable[[str], bool]) -> None:
        self._web, self._credentials, self.is_allowed = web, credentials, is_allowed

    async def open_chat(self, service_url: str, *, bot: str, user: str, tenant: str) -> Got | None:
        """The personal chat with somebody: Teams gives the same one each time."""
        body: Json = {
            "bot": {"id": bot},
            "isGroup": False,
            "members": [{"id": user}],
            "tenantId": tenant,
            "channelData": {"tenant": {"id": tenant}},
        }
        return await self._call("POST", service_url, "v3/conversations", body=body)

    async def send(self, service_url: str, conversation: str, activity: Json) -> Got | None:
        """A new message."""
        return await self._call("POST", service_url, f"{_of(conversation)}/activities", body=activity)

    async def edit(self, service_url: str, conversation: str, *, activity_id: str, activity: Json) -> Got | None:
        """Put a message in the place of an earlier one."""
        return await self._call("PUT", service_url, _one(conversation, activity_id), body=activity)

    async def delete(self, service_url: str, conversation: str, *, activity_id: str) -> Got | None:
        """Delete an earlier message."""
        return await self._call("DELETE", service_url, _one(conversation, activity_id), body=None)

    async def _call(self, method: str, service_url: str, path: str, *, body: Json | None) -> Got | None:
        """Once; a token that is refused is asked for anew, because then nothing was done."""
        if not self.is_allowed(service_url):
            return Got(Status.NOT_FOUND, {})
        for _ in range(2):
            token = await self._credentials.token()
            if token is None:
                return NO_TOKEN
            url = f"{service_url.rstrip('/')}/{path}"
            got = await self._web.send(method, url, body, token=token, seconds=SECONDS)
            if got is None or got.status != Status.UNAUTHORIZED:
                return got
            self._credentials.reject(token)
        return NO_TOKEN


def _of(conversation: str) -> str:
    return f"v3/conversations/{quote(conversation, safe='')}"


def _one(conversation: str, activity_id: str) -> str:
    return f"{_of(conversation)}/activities/{quote(activity_id, safe='')}"
