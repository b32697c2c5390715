"""Where the app is installed: learnt with the token, and what every payload's envelope is held against."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from adapters.slack.workspace.send_outcomes import text
from adapters.slack.workspace.web_api import Refused, Said
from bot.domain.people import Address, PersonId

if TYPE_CHECKING:
    from datetime import datetime

    from adapters.slack.workspace.web_api import Answer, Calls

ORG_WIDE = "org_wide"
"""Why nothing is known although Slack answers: the token is of a whole organisation, and names no team."""
PATIENCE = 5.0
"""Seconds after a failure in which nobody asks again, and for which an answer about the token is believed."""
_SECONDS = 1.5  # somebody may be waiting for it


@dataclass(frozen=True)
class Installation:
    """One workspace, alone or of an Enterprise Grid organisation, and what the bot may do there.

    ``org_wide``: the token is the organisation's, for all its workspaces. That is not supported, and check says so.
    """

    team: str
    enterprise: str = ""
    org_wide: bool = False
    scopes: frozenset[str] = field(default=frozenset())

    @property
    def key(self) -> str:
        """What stands for it in an address."""
        return self.enterprise if self.org_wide else self.team

    def holds(self, team: str, enterprise: str) -> bool:
        """Whether a payload that names these comes from here."""
        if self.org_wide:
            return self.enterprise in {enterprise, team}
        return team == self.team

    def address(self, user: str) -> Address:
        """The address of one of its people."""
        return Address("slack", f"{self.key}/{user}")

    def person(self, user: str) -> PersonId:
        """The person behind that address, unless another address was linked to them."""
        return PersonId(str(self.address(user)))

    def user(self, account: str) -> str:
        """The user id in an address of this place; empty for an address of anywhere else."""
        key, _, user = account.partition("/")
        return user if key == self.key else ""


class InstallationLookup:
    """The installation as far as it is known; asked for until Slack answers once."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._asking = asyncio.Lock()
        self.known: Installation | None = None
        self.answered_at: datetime | None = None
        self.refusal = ""
        self._failed_at = -PATIENCE
        self._asked_at = -PATIENCE
        self.failures = 0  # in a row, before Slack answered

    async def learn(self, *, again: bool = False) -> Installation | None:
        """Ask once, however many wait for it; None if Slack does not answer or refuses the token.

        A failure is believed for some seconds, unless somebody asks ``again``.
        """
        async with self._asking:
            if again or (self.known is None and time.monotonic() - self._failed_at >= PATIENCE):
                await self._ask()
        return self.known

    async def confirm(self) -> str:
        """Whether the token itself is refused, asked of the one method that is about nothing else.

        Its word for why, or an empty text: another method's refusal is not believed alone.
        """
        async with self._asking:
            if time.monotonic() - self._asked_at >= PATIENCE:
                await self._ask()
        return self.refusal

    async def _ask(self) -> None:
        self._take(await self._calls.call("auth.test", seconds=_SECONDS))
        self._asked_at = time.monotonic()
        self._note()

    def _note(self) -> None:
        if self.known is None:
            self._failed_at = time.monotonic()
            self.failures += 1

    def _take(self, answer: Answer) -> None:
        self.refusal = answer.error if isinstance(answer, Refused) else ""
        if not isinstance(answer, Said):
            return
        org_wide = answer.data.get("is_enterprise_install") is True
        if not text(answer.data, "team_id"):
            self.refusal = ORG_WIDE if org_wide else ""
            return
        scopes = answer.headers.get("x-oauth-scopes", "")
        self.answered_at = _date(answer.headers.get("date", ""))
        self.known = Installation(
            team=text(answer.data, "team_id"),
            enterprise=text(answer.data, "enterprise_id"),
            org_wide=org_wide,
            scopes=frozenset(one.strip() for one in scopes.split(",") if one.strip()),
        )


def _date(header: str) -> datetime | None:
    try:
        return parsedate_to_datetime(header)
    except ValueError:
        return None
