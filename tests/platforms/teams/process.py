"""Starts the fake Teams beside the tests, and gives it orders over its control room."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from bot.settings import TeamsSettings
from tests.platforms.beside import Orders, RefusedError, fake
from tests.platforms.teams.fake.graph import PLACE
from tests.platforms.teams.fake.tenant import Rules

if TYPE_CHECKING:
    from collections.abc import Iterable
    from contextlib import AbstractContextManager

    from tests.platforms.teams.fake.tenant import User

__all__ = ["ControlRoom", "RefusedError", "fake_teams"]


def fake_teams() -> AbstractContextManager[str]:
    """The address of a fake Teams of its own process."""
    return fake("tests.platforms.teams.fake")


class ControlRoom(Orders):
    """The test's side of the fake Teams."""

    def settings(self, rules: Rules, *, graph: bool = False) -> TeamsSettings:
        """How a bot is told that this is Teams; with ``graph`` it may ask for names."""
        return TeamsSettings(
            app_id=rules.app_id,
            app_password=rules.secret,
            tenant_id=rules.tenant,
            allowed_tenants=(rules.tenant,),
            allowed_service_hosts=(self.address.removeprefix("http://"),),
            openid_metadata_url=f"{self.address}/v1/.well-known/openidconfiguration",
            login_url=self.address,
            graph_url=f"{self.address}{PLACE}" if graph else "",
        )

    async def reset(self, users: Iterable[User], **rules: Any) -> None:
        """A new tenant with these people."""
        await self.order("reset", users=[asdict(one) for one in users], rules=asdict(Rules(**rules)))
