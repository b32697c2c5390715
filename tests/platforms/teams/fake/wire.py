"""How Teams reaches the bot: signed activities; what is not answered in time is lost, or comes again."""

from __future__ import annotations

import asyncio
import json
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import ClientError, ClientTimeout

if TYPE_CHECKING:
    from tests.platforms.teams.fake.server import Teams
    from tests.platforms.teams.fake.tenant import Json, Rules, User


@dataclass(frozen=True)
class Reply:
    """What the bot answered. ``status`` 0: nothing in time, or nobody there."""

    status: int
    body: str = ""

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    def json(self) -> Any:
        """The body; an empty object for anything that is not JSON."""
        try:
            return json.loads(self.body or "{}")
        except ValueError:
            return {}


def activity(teams: Teams, user: User, kind: str, **more: Any) -> Json:
    """An activity of somebody in their own chat with the bot."""
    rules = teams.tenant.rules
    client = {"locale": user.locale, "country": "US", "platform": "Windows", "timezone": user.zone}
    return {
        "type": kind,
        "id": new_id(),
        "timestamp": "2026-08-03T14:00:00.000Z",
        "localTimestamp": "2026-08-03T10:00:00.000-04:00",
        "channelId": "msteams",
        "serviceUrl": teams.service_url,
        "from": {"id": user.teams_id, "name": user.name, "aadObjectId": user.id},
        "recipient": {"id": f"28:{rules.app_id}", "name": "Peer support"},
        "conversation": {"conversationType": "personal", "tenantId": rules.tenant, "id": user.chat},
        "entities": [{**client, "type": "clientInfo"}],
        "channelData": {"tenant": {"id": rules.tenant}},
        "locale": user.locale,
        "localTimezone": user.zone,
        **more,
    }


def elsewhere(rules: Rules, user: User) -> Json:
    """A chat with a colleague: people compose there too, and the bot is no part of it."""
    return {"conversationType": "personal", "tenantId": rules.tenant, "id": f"19:{user.id}_{user.id}@unq.gbl.spaces"}


def new_id() -> str:
    return f"f:{uuid.uuid4()}"


async def post(teams: Teams, body: bytes, headers: dict[str, str]) -> Reply:
    """One request to the bot, as it stands."""
    patience = ClientTimeout(total=teams.tenant.rules.patience)
    url = teams.tenant.rules.request_url
    if not url:
        return Reply(0)
    try:
        async with teams.session.post(url, data=body, headers=headers, timeout=patience) as response:
            return Reply(response.status, await response.text())
    except (TimeoutError, ClientError, OSError):
        return Reply(0)


async def deliver(teams: Teams, said: Json) -> Reply:
    """Bring one activity to the bot, and again with other ids as the rules have it."""
    reply = await _delivered(teams, said)
    rules = teams.tenant.rules
    for _ in range(rules.echoes):
        await _delivered(teams, {**said, "id": new_id()})
    if reply.status == 0 and rules.redelivers_after is not None:
        teams.spawn(_again(teams, said, rules.redelivers_after))
    return reply


async def _delivered(teams: Teams, said: Json) -> Reply:
    token = teams.issuer.signed(teams.tenant.rules, said["serviceUrl"])
    headers = {"Content-Type": "application/json; charset=utf-8", "Authorization": f"Bearer {token}"}
    return await post(teams, json.dumps(said).encode(), headers)


async def _again(teams: Teams, said: Json, seconds: float) -> None:
    await asyncio.sleep(seconds)
    teams.tenant.redelivered += 1
    await _delivered(teams, {**said, "id": new_id()})
