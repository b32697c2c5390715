"""The bot's own token: asked for once, kept until shortly before it ends, and renewed without holding anybody up."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from adapters.teams.connector.token_sources import LOOP, NO_ANSWER, WORDS, Granted, is_for_good
from bot import log

if TYPE_CHECKING:
    from adapters.teams.connector.token_sources import Source

log.know(WORDS)
EARLY = 300.0
"""Seconds before its end at which a token is renewed."""
PATIENCE = 5.0
"""Seconds after a refusal in which nobody asks again."""
SPREADING = 60.0
"""The same after the first refusal that only an administrator can mend: a new secret takes a moment to be known."""
RESIGNED = 300.0
"""The same after every further one."""
LOOPING = 3600.0
"""The same if Microsoft says that we ask too often."""
_LONGEST = 86_400.0


def cloud_of(login_url: str) -> str:
    """The name that Bot Framework has in this cloud: it issues tokens to us, and ours are made out to it."""
    national = (urlsplit(login_url).hostname or "").endswith(".us")
    return "https://api.botframework.us" if national else "https://api.botframework.com"


def scope_of(login_url: str) -> str:
    """What the bot needs a token for, to send."""
    return f"{cloud_of(login_url)}/.default"


class Credentials:
    """The token of one scope; without a source, in development, nothing is asked for."""

    def __init__(self, source: Source | None, scope: str) -> None:
        self._source, self._scope = source, scope
        self._asking = asyncio.Lock()
        self._token, self._ends_at, self._asked_at = "", 0.0, -RESIGNED
        self.refusal = ""
        self._refusals = 0

    async def token(self) -> str | None:
        """A token that is still good; the empty one in development, None if there is none to be had now."""
        if self._source is None:
            return ""
        if self._is_due():
            async with self._asking:
                if self._is_due():
                    await self._ask(self._source)
        return self._token if time.monotonic() < self._ends_at else None

    def reject(self, token: str) -> None:
        """Somebody refused this token: the next one who needs a token asks for another, unless this one is new."""
        if token == self._token and time.monotonic() - self._asked_at >= PATIENCE:
            self._ends_at = 0.0

    def _is_due(self) -> bool:
        now = time.monotonic()
        return now >= self._ends_at - EARLY and now - self._asked_at >= self._patience

    @property
    def _patience(self) -> float:
        if self.refusal == LOOP:
            return LOOPING
        if not is_for_good(self.refusal):
            return PATIENCE
        return RESIGNED if self._refusals > 1 else SPREADING

    async def _ask(self, source: Source) -> None:
        try:
            self._take(await source.ask(self._scope))
        finally:
            self._asked_at = time.monotonic()  # only now: whoever comes meanwhile waits for the answer

    def _take(self, found: Granted | str) -> None:
        if isinstance(found, Granted):
            self._token, self.refusal, self._refusals = found.token, "", 0
            self._ends_at = time.monotonic() + min(found.seconds, _LONGEST)
            return
        self.refusal = found
        self._refusals += 1
        reason = "lost" if found == NO_ANSWER else found if found in WORDS else "other"
        log.record("teams_token_refused", reason=reason)
