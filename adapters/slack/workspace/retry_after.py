"""Retry-After: what a rate limit of Slack means for the next call of the same method."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.scheduling.rate_limits import Pauses

if TYPE_CHECKING:
    from adapters.slack.workspace.web_api import Refused


class SlackPauses(Pauses):
    """The pauses of one workspace, by method."""

    async def heard(self, method: str, refused: Refused) -> None:
        """Keep how long the method wants to be left alone."""
        if refused.after is not None:
            await self.hold(method, refused.after)
