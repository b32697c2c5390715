"""Fetches the bot's access tokens: client secret or managed identity."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, cast
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Callable

    from adapters.teams.connector.http import Got, Web

NO_ANSWER = "no answer"
"""Why there is no token when nobody said why."""
NO_IDENTITY = "identity_not_found"
"""The host has no such identity."""
LOOP = "too_many_requests"
"""We ask too often (AADSTS50196)."""
PASSING = frozenset({"temporarily_unavailable", "server_error", NO_ANSWER, LOOP})
"""Why there is no token for a moment; every other refusal only an administrator can mend.

Source: Microsoft Learn, Microsoft Entra authentication and authorization error codes: react to ``error`` alone.
"""
WORDS = frozenset(
    {
        *("invalid_client", "unauthorized_client", "invalid_request", "invalid_tenant", "invalid_scope"),
        *("invalid_resource", "access_denied", "interaction_required", "invalid_grant", "unsupported_grant_type"),
        *("temporarily_unavailable", "server_error", NO_IDENTITY, LOOP),
    }
)
"""The words that may stand in a log line."""
_LOOPING = 50196
_NOT_READY = frozenset({404, 410, 429})  # of a host whose identity service is starting

_SECONDS = 4.0
_OK, _BAD_REQUEST, _CLIENT = 200, 400, range(400, 500)
_AT_HOST = "2018-02-01"  # the version of a virtual machine's own interface
_AT_APP_SERVICE = "2019-08-01"  # and of App Service and Container Apps, which also give a header


@dataclass(frozen=True)
class Granted:
    """A token, and how many seconds it is good for."""

    token: str = field(repr=False)
    seconds: float


class Source(Protocol):
    """Who gives tokens."""

    async def ask(self, scope: str) -> Granted | str:
        """A token for a scope such as ``https://api.botframework.com/.default``; or one word for why there is none."""
        ...


@dataclass(frozen=True, kw_only=True)
class ClientSecret:
    """A bot that is registered with a secret; ``tenant`` is the one that issues its tokens."""

    web: Web
    app_id: str
    secret: str = field(repr=False)
    login_url: str
    tenant: str

    async def ask(self, scope: str) -> Granted | str:
        """One form post."""
        fields = {
            "grant_type": "client_credentials",
            "client_id": self.app_id,
            "client_secret": self.secret,
            "scope": scope,
        }
        url = f"{self.login_url}/{self.tenant}/oauth2/v2.0/token"
        got = await self.web.post_form(url, fields, seconds=_SECONDS)
        return _read_grant(got, got.body.get("expires_in") if got else None)


@dataclass(frozen=True, kw_only=True)
class ManagedIdentity:
    """A bot without a secret: the host it runs on vouches for it. ``now`` is seconds since 1970.

    ``header`` is what App Service and Container Apps give beside their endpoint; a virtual machine gives none.
    """

    web: Web
    app_id: str
    endpoint: str
    header: str = field(repr=False)
    now: Callable[[], float]

    async def ask(self, scope: str) -> Granted | str:
        """One request that never leaves the host."""
        version = _AT_APP_SERVICE if self.header else _AT_HOST
        query = {"api-version": version, "resource": scope.removesuffix("/.default"), "client_id": self.app_id}
        headers = {"X-IDENTITY-HEADER": self.header} if self.header else {"Metadata": "true"}
        got = await self.web.ask_host(f"{self.endpoint}?{urlencode(query)}", headers, seconds=_SECONDS)
        if got is not None and got.status == _BAD_REQUEST:
            return NO_IDENTITY
        if got is not None and got.status in _NOT_READY:
            return NO_ANSWER
        return _read_grant(got, self._seconds(got) if got else None)

    def _seconds(self, got: Got) -> float | None:
        """App Service says only when the token ends."""
        left, ends = _number(got.body.get("expires_in")), _number(got.body.get("expires_on"))
        return left if left is not None or ends is None else ends - self.now()


def _read_grant(got: Got | None, seconds: object) -> Granted | str:
    token, left = (got.body.get("access_token") if got else None), _number(seconds)
    if got and got.status == _OK and isinstance(token, str) and token and left is not None:
        return Granted(token, left)
    if got is None or got.status not in _CLIENT:
        return NO_ANSWER
    if _LOOPING in cast("list[object]", got.body.get("error_codes") or []):
        return LOOP
    error = got.body.get("error")
    return error if isinstance(error, str) and error.isidentifier() else NO_ANSWER


def is_for_good(refusal: str) -> bool:
    """Whether only an administrator can mend it."""
    return bool(refusal) and refusal not in PASSING


def _number(found: object) -> float | None:
    """Azure's own interfaces write numbers as text."""
    if isinstance(found, str):
        return float(found) if found.isascii() and found.isdigit() and len(found) <= 12 else None  # noqa: PLR2004 - enough digits for any moment
    return float(found) if isinstance(found, int | float) and not isinstance(found, bool) else None
