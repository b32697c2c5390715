"""What a refusal of Slack's means for whoever calls next: a pause of one method, or no sending at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.slack.workspace import outcomes
from bot.scheduling.pauses import Pauses

if TYPE_CHECKING:
    from adapters.slack.workspace.calls import Refused


class SlackPauses(Pauses):
    """The pauses of one workspace, by method."""

    async def heard(self, method: str, refused: Refused) -> None:
        """Keep what a refusal means for those who come next."""
        if refused.error in outcomes.STOPPED:
            await self.stop()
        elif refused.after is not None:
            await self.hold(method, refused.after)
