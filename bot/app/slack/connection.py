"""Opens and closes the connection to one Slack workspace, and reports its health."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from adapters.slack import manifest
from adapters.slack.workspace import send_outcomes
from adapters.slack.workspace.web_api import Refused
from bot import log
from bot.app.directory.name_lookup import Chain
from bot.app.programme import Programme
from bot.scheduling.identity_check import IdentityCheck

if TYPE_CHECKING:
    from adapters.slack.workspace.context import Workspace
    from adapters.slack.workspace.socket_mode import SocketMode
    from bot.scheduling.background_tasks import Tasks


SCOPES = frozenset(manifest.SCOPES)


@dataclass(frozen=True)
class Line:
    """The line to one workspace, as it is opened and closed."""

    workspace: Workspace
    tasks: Tasks
    socket: SocketMode | None = None
    names: Chain = field(default_factory=Chain)

    @cached_property
    def retrying(self) -> IdentityCheck:
        """Asks where the token belongs, until Slack has said so once; and for as long as it refuses something."""
        return IdentityCheck(self.learn, self._asks)

    def _asks(self) -> bool:
        pauses = self.workspace.pauses
        return self.workspace.whereabouts.known is None or pauses.revoked or bool(pauses.words)

    async def learn(self) -> None:
        """Where the token belongs; a token that opens again ends what had stopped the sending."""
        where, pauses = self.workspace.whereabouts, self.workspace.pauses
        await pauses.refresh()
        installation = await where.learn(again=True)
        if installation is not None and not where.refusal:
            await pauses.resume()
            if installation.scopes >= SCOPES:
                await pauses.mended("missing_scope")
        elif where.refusal and send_outcomes.takes_the_token(Refused(where.refusal)):
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
            word = self.workspace.whereabouts.refusal
            return f"Slack has taken the app's token away{f' ({word})' if word else ''}"
        if words := sorted(self.workspace.pauses.words):
            return f"Slack refuses messages ({', '.join(words)})"
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
