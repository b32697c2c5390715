"""Lets in only what Bot Framework signed for this bot: the token first, and only then what the request says.

Everything that is not authentic gets the same answer. The SDK's own check is not used: it answers 500 to most odd
tokens, asks no tenant, and refuses a new key of Microsoft's for up to a day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import jwt

from adapters.teams.connector.signing_keys import ENDORSED
from bot.domain.errors import ConfigurationError, PeerSupportError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from multidict import CIMultiDictProxy

    from adapters.teams.connector.signing_keys import Key

LARGEST = 1024 * 1024
"""Bytes of a body."""
LEEWAY = 300.0
"""Seconds by which Microsoft's clock and ours may differ (their own advice)."""
ALGORITHM = "RS256"
CHANNEL = "msteams"

_BEARER = re.compile(r"Bearer ([A-Za-z0-9_\-]+\.[A-Za-z0-9_\-]+\.[A-Za-z0-9_\-]+)")
_LONGEST_TOKEN = 16_384
_KID = re.compile(r"[\x21-\x7e]{1,256}")
_KIND = re.compile(r"application/json(; ?charset=\"?utf-8\"?)?", re.IGNORECASE)
_LOOK_AWAY = {f"verify_{what}": False for what in ("aud", "iss", "exp", "nbf", "iat", "sub", "jti")}
_ODD = (jwt.PyJWTError, ValueError, TypeError, OverflowError, RecursionError)


class RefusedError(PeerSupportError):
    """The request was not made by Bot Framework for this bot, or not from where this bot may be used."""


@dataclass(frozen=True)
class Caller:
    """Who calls: ``service_url`` is where the token says that answers go; None while nobody is checked."""

    service_url: str | None = field(repr=False)


class Finder(Protocol):
    """Where keys come from."""

    async def find(self, kid: str) -> Key | None:
        """The key of this id."""
        ...


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What a token and an envelope must say. ``tenants`` empty: any, which only development may."""

    app_id: str
    issuer: str
    tenants: frozenset[str]
    is_allowed: Callable[[str], bool]


class Gate:
    """Checks every request by the real clock; ``now`` is seconds since 1970."""

    def __init__(self, rules: Rules, keys: Finder, now: Callable[[], float]) -> None:
        """ConfigurationError if there is no app id: a token for nobody would let everybody in."""
        if not rules.app_id or not rules.tenants:
            raise ConfigurationError("MICROSOFT_APP_ID is empty; without it anybody could act as anybody.")
        self._rules, self._keys, self._now = rules, keys, now

    async def check(self, headers: CIMultiDictProxy[str]) -> Caller:
        """Who calls; RefusedError, without a reason, for anybody else. The body was not looked at."""
        content_type(headers)
        token = _token(headers.getall("Authorization", ()))
        key = await self._keys.find(_kid(token))
        if key is None or ENDORSED not in key.endorsements:
            raise RefusedError
        return Caller(self._trusted_address(_claims(token, key)))

    def admit(self, caller: Caller, posted: Mapping[str, object], tenant: str) -> None:
        """Whether the envelope agrees with the token and comes from where the bot may be used."""
        service_url = posted.get("serviceUrl")
        if not isinstance(service_url, str) or not self._rules.is_allowed(service_url):
            raise RefusedError
        if service_url != caller.service_url or posted.get("channelId") != CHANNEL:
            raise RefusedError
        if tenant not in self._rules.tenants:
            raise RefusedError

    def _trusted_address(self, claims: Mapping[str, object]) -> str:
        """The service address, if everything that is claimed is as it must be."""
        if claims.get("iss") != self._rules.issuer or claims.get("aud") != self._rules.app_id:
            raise RefusedError
        now, ends, begins = self._now(), _number(claims.get("exp")), _number(claims.get("nbf", 0))
        if not begins - LEEWAY <= now <= ends + LEEWAY:
            raise RefusedError
        service_url = claims.get("serviceurl", claims.get("serviceUrl"))
        if not isinstance(service_url, str):
            raise RefusedError
        return service_url


class OpenGate:
    """For development on one computer: nobody is checked, but answers go to this computer only."""

    def __init__(self, rules: Rules) -> None:
        """ConfigurationError with an app id: then there is no reason to leave the door open."""
        if rules.app_id:
            raise ConfigurationError("MICROSOFT_APP_ID is set; requests have to be checked.")
        self._rules = rules

    async def check(self, headers: CIMultiDictProxy[str]) -> Caller:
        """Anybody."""
        content_type(headers)
        return Caller(None)

    def admit(self, caller: Caller, posted: Mapping[str, object], tenant: str) -> None:  # noqa: ARG002 - anybody
        """Whatever names an address that may be answered."""
        service_url = posted.get("serviceUrl")
        if not isinstance(service_url, str) or not self._rules.is_allowed(service_url):
            raise RefusedError


def content_type(headers: CIMultiDictProxy[str]) -> None:
    """JSON, sent as it is; a packed body could unfold to any size."""
    kinds = headers.getall("Content-Type", ())
    if "Content-Encoding" in headers or len(kinds) != 1 or not _KIND.fullmatch(kinds[0]):
        raise RefusedError


def _token(values: Sequence[str]) -> str:
    found = _BEARER.fullmatch(values[0]) if len(values) == 1 and len(values[0]) <= _LONGEST_TOKEN else None
    if found is None:
        raise RefusedError
    return found[1]


def _kid(token: str) -> str:
    try:
        header = jwt.get_unverified_header(token)
    except _ODD as error:
        raise RefusedError from error
    kid = header.get("kid")
    if header.get("alg") != ALGORITHM or not isinstance(kid, str) or not _KID.fullmatch(kid):
        raise RefusedError
    return kid


def _claims(token: str, key: Key) -> Mapping[str, object]:
    """What the token says, once its signature is good; its times are compared with our own clock later."""
    try:
        found: Any = jwt.decode(token, key.jwk, algorithms=[ALGORITHM], options=_LOOK_AWAY)  # pyright: ignore[reportArgumentType]
    except _ODD as error:
        raise RefusedError from error
    return found


def _number(found: object) -> float:
    if not isinstance(found, int | float) or isinstance(found, bool):
        raise RefusedError
    try:
        return float(found)
    except OverflowError as error:
        raise RefusedError from error
