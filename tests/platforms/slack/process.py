"""Starts the fake Slack beside the tests, and gives it orders over its control room."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from tests.platforms.beside import Orders, RefusedError, fake
from tests.platforms.slack.fake.workspace import Rules

if TYPE_CHECKING:
    from collections.abc import Iterable
    from contextlib import AbstractContextManager

    from tests.platforms.slack.fake.workspace import User

__all__ = ["ControlRoom", "RefusedError", "fake_slack"]


def fake_slack() -> AbstractContextManager[str]:
    """The address of a fake Slack of its own process."""
    return fake("tests.platforms.slack.fake")


class ControlRoom(Orders):
    """The test's side of the fake Slack."""

    @property
    def api_url(self) -> str:
        """What the app is told that Slack's API is."""
        return f"{self.address}/api/"

    async def reset(self, users: Iterable[User], **rules: Any) -> None:
        """A new workspace with these people."""
        await self.order("reset", users=[asdict(one) for one in users], rules=asdict(Rules(**rules)))
