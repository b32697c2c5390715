"""A programme on Teams as a test reaches it: signed activities in, answers and sent messages out."""

from __future__ import annotations

import asyncio
import io
import json
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from bot.domain.people import Address, Enrolment, Member, PersonId, Role, Supporter
from bot.settings import Settings, TeamsSettings, throw_away
from bot.settings.lines import pretend_place
from tests.platforms.teams.issuer import APP, TENANT, Microsoft, activity, object_id
from tests.platforms.teams.oracle import elements

if TYPE_CHECKING:
    from pathlib import Path

    from aiohttp.test_utils import TestClient

    from bot.app import Programme

SECRET = "hunter2-of-the-bot"


def teams_of(microsoft: Microsoft) -> TeamsSettings:
    return TeamsSettings(
        app_id=APP,
        app_password=SECRET,
        tenant_id=TENANT,
        allowed_tenants=(TENANT,),
        allowed_service_hosts=(microsoft.url.removeprefix("http://"),),
        openid_metadata_url=f"{microsoft.url}/v1/.well-known/openidconfiguration",
        login_url=microsoft.url,
    )


def settings_in(folder: Path, microsoft: Microsoft) -> Settings:
    """With its own key, as a test's programme is thrown away."""
    thrown_away = throw_away(folder, port=0)
    return replace(thrown_away, policy=pretend_place(thrown_away.policy), teams=teams_of(microsoft))


def address(name: str) -> Address:
    return Address("teams", f"{TENANT}/{object_id(name)}")


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any

    @property
    def text(self) -> str:
        return json.dumps(self.body, ensure_ascii=False)


@dataclass(frozen=True)
class Line:
    programme: Programme
    client: TestClient
    microsoft: Microsoft

    async def post(self, said: object, *, token: str | None = None, **headers: str) -> Answer:
        """One request; a dict is sent as JSON, bytes as they are."""
        raw = said if isinstance(said, bytes) else json.dumps(said).encode()
        signed = {"Authorization": f"Bearer {token or self.microsoft.token()}", "Content-Type": "application/json"}
        async with self.client.post("/api/messages", data=io.BytesIO(raw), headers=signed | headers) as response:
            text = await response.text()
            return Answer(response.status, json.loads(text) if text else None)

    async def says(self, who: str, **changed: Any) -> Answer:
        return await self.post(activity(self.microsoft, person=who, **changed))

    async def invokes(self, who: str, what: str, value: Any, **changed: Any) -> Answer:
        return await self.says(who, type="invoke", name=what, value=value, **changed)

    async def fetches(self, name: str, ours: dict[str, Any]) -> Answer:
        return await self.invokes(name, "task/fetch", {"data": {"peersupport": ours}})

    async def presses(self, name: str, answer: Answer, label: str, **fields: str) -> Answer:
        """A button of the dialog that is open."""
        data = button_in(answer.body, label)["data"]
        return await self.invokes(name, "task/submit", {"data": {**data, **fields}})

    async def quiet(self) -> None:
        """Whatever goes on beside the answers has ended."""
        for _ in range(50):
            await asyncio.sleep(0.01)
            if not self.programme.surfaces[0].tasks._running:  # pyright: ignore[reportAttributeAccessIssue]
                return

    async def employs(self, name: str, *roles: Role) -> None:
        """Put somebody on the roster."""
        member = Member(
            person=PersonId(str(address(name))),
            name=name.title(),
            roles=frozenset(roles),
            timezone="America/New_York",
            supporter=Supporter(trained_on=date(2026, 1, 5)) if Role.SUPPORTER in roles else None,
        )
        await self.programme.service.enrol(lambda _work: Enrolment(members=(member,)))

    async def kept(self, name: str) -> str | None:
        """What the database keeps of somebody's chat."""
        return await self.programme.store.read(lambda work: work.conversations.of(str(address(name))))


def button_in(node: object, label: str) -> dict[str, Any]:
    """The button with this label."""
    found = [one for one in elements(node) if one["type"].startswith("Action.") and one.get("title") == label]
    assert found, label
    return found[0]
