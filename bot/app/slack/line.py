"""The line to one workspace: opened, closed, and what there is to tell of it."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from adapters.slack.workspace import outcomes
from bot import log
from bot.app.directory.names import Chain
from bot.app.programme import Programme
from bot.scheduling.retrying import Retrying

if TYPE_CHECKING:
    from adapters.slack.workspace.socket_mode import SocketMode
    from adapters.slack.workspace.workspace import Workspace
    from bot.scheduling.tasks import Tasks


@dataclass(frozen=True)
class Line:
    """The line to one workspace, as it is opened and closed."""

    workspace: Workspace
    tasks: Tasks
    socket: SocketMode | None = None
    names: Chain = field(default_factory=Chain)

    @cached_property
    def retrying(self) -> Retrying:
        """Asks where the token belongs, until Slack has said so once."""
        return Retrying(self.learn, lambda: self.workspace.whereabouts.known is None)

    async def learn(self) -> None:
        """Where the token belongs; a token that opens again ends what had stopped the sending."""
        where, pauses = self.workspace.whereabouts, self.workspace.pauses
        if await where.learn(again=True) is not None and not where.refusal:
            await pauses.resume()
        elif where.refusal in outcomes.STOPPED:
            await pauses.stop()
        if where.known is None and where.failures == 1:
            log.record("slack_not_answering", level=logging.WARNING, outcome=where.refusal or "lost")

    async def start(self) -> None:
        """Open the socket, if there is to be one; go on asking Slack where the token belongs."""
        await self.retrying.start()
        if self.socket is not None:
            await self.socket.start()

    async def stop(self) -> None:
        """Close the socket, and finish what goes on beside it."""
        await self.retrying.stop()
        if self.socket is not None:
            await self.socket.stop()
        await self.tasks.stop()
        await self.names.stop()

    def trouble(self) -> str:
        """What health has to tell; empty if there is nothing."""
        if self.workspace.pauses.revoked:
            return "Slack has taken the app's token away"
        if self.workspace.whereabouts.known is None:
            return "Slack has not answered yet"
        return self.socket.trouble if self.socket is not None else ""


@dataclass(frozen=True, kw_only=True)
class SlackProgramme(Programme):
    """A programme whose people are in Slack."""

    line: Line

    async def start(self) -> None:
        """Ask first where the token belongs: what waits is sent right after."""
        await self.line.learn()
        await super().start()

    async def stop(self) -> None:
        """Let the calls go last: the sweeps may still send."""
        await super().stop()
        await self.line.tasks.stop()
        await self.line.workspace.calls.close()
