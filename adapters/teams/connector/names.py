"""What Microsoft says of a person's name: their chat's list of members, and Graph where an administrator granted it."""

from __future__ import annotations

import re
import time
from http import HTTPStatus as Status
from typing import TYPE_CHECKING
from urllib.parse import quote

from adapters.teams.connector import send_outcomes
from bot import log
from bot.domain.errors import NotSavedError
from bot.domain.people import Address

if TYPE_CHECKING:
    from adapters.teams.connector.calls import Calls
    from adapters.teams.connector.conversations import Conversations
    from adapters.teams.connector.credentials import Credentials
    from adapters.teams.connector.http import Got, Web
    from bot.domain.people import PersonId

NOT_GRANTED, IN_TROUBLE = 3600.0, 30.0
"""Seconds until Graph is asked again after it refused, and after it did not answer well."""
SECONDS = 5.0
"""A call that takes longer has told nothing."""
_PERSON = re.compile(r"[0-9a-f][0-9a-f-]{0,63}")
_PUBLIC = "teams.microsoft.com"
_NATIONAL = re.compile(r"smba\.infra\.(gov|dod)\.teams\.microsoft\.us")


class Graph:
    """Microsoft's directory of one tenant. Nothing but a display name is asked for."""

    def __init__(self, web: Web, credentials: Credentials, *, url: str, tenant: str) -> None:
        """``credentials`` are made out to Graph; ``tenant`` is the one whose people they can be used for."""
        self._web, self._credentials, self._url, self.tenant = web, credentials, url.rstrip("/"), tenant
        self._rests_until = 0.0

    async def name(self, object_id: str) -> str:
        """The display name of one of its people; empty if it was not granted, not known, or not told in time."""
        if time.monotonic() < self._rests_until:
            return ""
        got = await self._get(f"users/{quote(object_id, safe='')}?$select=displayName")
        if send_outcomes.is_good(got) and got is not None:
            return _text(got, "displayName")
        self._rest(got)
        return ""

    async def granted(self) -> bool | None:
        """Whether it may be asked for names; None if it did not say."""
        got = await self._get("users?$top=1&$select=id")
        if send_outcomes.is_good(got):
            return True
        return False if got is not None and got.status in {Status.UNAUTHORIZED, Status.FORBIDDEN} else None

    async def _get(self, path: str) -> Got | None:
        token = await self._credentials.token()
        if not token:
            return None
        got = await self._web.send("GET", f"{self._url}/v1.0/{path}", None, token=token, seconds=SECONDS)
        if got is not None and got.status == Status.UNAUTHORIZED:
            self._credentials.reject(token)
        return got

    def _rest(self, got: Got | None) -> None:
        """Somebody who is not known is an answer; everything else is worth a pause."""
        if got is not None and got.status in {Status.NOT_FOUND, Status.BAD_REQUEST}:
            return
        refused = got is not None and got.status in {Status.UNAUTHORIZED, Status.FORBIDDEN}
        pause = send_outcomes.pause(got) if got is not None else None
        self._rests_until = time.monotonic() + (NOT_GRANTED if refused else pause or IN_TROUBLE)
        log.record("teams_graph_rests", outcome="missing_scope" if refused else "lost")


class TeamsNames:
    """Fills the chain's Source: the chat with a person, then Graph."""

    def __init__(
        self, calls: Calls, conversations: Conversations, graph: Graph | None, *, hosts: tuple[str, ...]
    ) -> None:
        """``hosts`` say in which cloud Teams is."""
        self.place = "Teams"
        self._calls, self._conversations, self._graph = calls, conversations, graph
        national = next((found for host in hosts if (found := _NATIONAL.fullmatch(host))), None)
        self._site = f"{national[1]}.teams.microsoft.us" if national else _PUBLIC

    async def name(self, person: PersonId) -> str:
        tenant, found = _split(person)
        if not found:
            return ""
        if name := await self._as_member(Address.parse(person), found):
            return name
        return await self._graph.name(found) if self._graph and self._graph.tenant == tenant else ""

    def chat(self, person: PersonId) -> str:
        """By object id: documented for sign-in names only, and widely used so (docs/install-teams.md)."""
        tenant, found = _split(person)
        return f"https://{self._site}/l/chat/0/0?tenantId={tenant}&users=8:orgid:{found}" if found else ""

    async def _as_member(self, address: Address, object_id: str) -> str:
        """From the chat with them, if there is one."""
        try:
            chat = await self._conversations.of(address)
        except NotSavedError:
            return ""
        if chat is None or not chat.id:
            return ""
        got = await self._calls.member(chat.service_url, chat.id, user=chat.user or object_id)
        if got is None or not send_outcomes.is_good(got):
            return ""
        told = _text(got, "aadObjectId") or _text(got, "objectId")
        return _text(got, "name") if told.lower() == object_id else ""


def _split(person: PersonId) -> tuple[str, str]:
    """Tenant and object id; two empty texts for anybody else."""
    tenant, _, found = person.removeprefix("teams:").partition("/")
    fits = person.startswith("teams:") and _PERSON.fullmatch(found) and _PERSON.fullmatch(tenant)
    return (tenant, found) if fits else ("", "")


def _text(got: Got, name: str) -> str:
    found = got.body.get(name)
    return found if isinstance(found, str) else ""
