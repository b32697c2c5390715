"""The bot's own token: asked for once, kept until shortly before it ends, and renewed without holding anybody up."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot import log

if TYPE_CHECKING:
    from adapters.teams.connector.web import Web

EARLY = 300.0
"""Seconds before its end at which a token is renewed."""
PATIENCE = 5.0
"""Seconds after a refusal in which nobody asks again."""
_SECONDS = 4.0
_LONGEST = 86_400.0
_OK = 200


def cloud_of(login_url: str) -> str:
    """The name that Bot Framework has in this cloud: it issues tokens to us, and ours are made out to it."""
    national = (urlsplit(login_url).hostname or "").endswith(".us")
    return "https://api.botframework.us" if national else "https://api.botframework.com"


class Credentials:
    """One client id with its secret; nothing is asked for while ``app_id`` is empty."""

    def __init__(self, web: Web, *, app_id: str, secret: str, login_url: str, tenant: str) -> None:
        self._web, self._app_id, self._secret = web, app_id, secret
        self._url = f"{login_url}/{tenant}/oauth2/v2.0/token"
        self._scope = f"{cloud_of(login_url)}/.default"
        self._asking = asyncio.Lock()
        self._token, self._ends_at, self._asked_at = "", 0.0, -PATIENCE
        self.refusal = ""

    async def token(self) -> str | None:
        """A token that is still good; the empty one in development, None if there is none to be had now."""
        if not self._app_id:
            return ""
        if self._is_due():
            async with self._asking:
                if self._is_due():
                    await self._ask()
        return self._token if time.monotonic() < self._ends_at else None

    def reject(self, token: str) -> None:
        """Somebody refused this token: the next one who needs a token asks for another."""
        if token == self._token:
            self._ends_at = 0.0

    def _is_due(self) -> bool:
        now = time.monotonic()
        return now >= self._ends_at - EARLY and now - self._asked_at >= PATIENCE

    async def _ask(self) -> None:
        try:
            await self._renew()
        finally:
            self._asked_at = time.monotonic()  # only now: whoever comes meanwhile waits for the answer

    async def _renew(self) -> None:
        fields = {
            "grant_type": "client_credentials",
            "client_id": self._app_id,
            "client_secret": self._secret,
            "scope": self._scope,
        }
        got = await self._web.post_form(self._url, fields, seconds=_SECONDS)
        token, seconds = (got.body.get("access_token"), got.body.get("expires_in")) if got else (None, None)
        if got and got.status == _OK and isinstance(token, str) and isinstance(seconds, int | float):
            self._token, self.refusal = token, ""
            self._ends_at = time.monotonic() + min(float(seconds), _LONGEST)
            return
        error = got.body.get("error") if got else None
        self.refusal = error if isinstance(error, str) and error.isidentifier() else "no answer"
        log.record("teams_token_refused", outcome="invalid_auth" if got else "lost")
