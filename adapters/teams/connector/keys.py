"""The keys that sign what Teams sends: fetched when they are needed, kept for a day, and anew when one is unknown."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

import jwt

from bot import log

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from adapters.teams.connector.web import Got, Web

FRESH = 86_400.0
"""Seconds for which keys are believed without asking again (Microsoft's own advice)."""
PATIENCE = 60.0
"""Seconds between two attempts to fetch: whoever invents key ids can't make us ask more often."""
ENDORSED = "msteams"
_SECONDS = 5.0
_MOST = 100  # keys in one document
_OK = 200


@dataclass(frozen=True)
class Key:
    """One public key, and for which channels it may speak."""

    jwk: jwt.PyJWK = field(repr=False)
    endorsements: frozenset[str]


class Keys:
    """A cache of them; ``now`` counts seconds and never goes back."""

    def __init__(self, web: Web, metadata_url: str, now: Callable[[], float]) -> None:
        self._web, self._metadata_url, self._now = web, metadata_url, now
        self._known: dict[str, Key] = {}
        self._asked_at, self._fetched_at = -PATIENCE, -FRESH
        self._asking = asyncio.Lock()

    async def find(self, kid: str) -> Key | None:
        """The key of this id; asks for the keys anew if it is unknown or they are old, once for however many wait."""
        if self._is_due(kid):
            async with self._asking:
                if self._is_due(kid):
                    await self._fetch()
        return self._known.get(kid)

    async def reach(self) -> bool:
        """Whether the keys can be fetched now, for whoever sets the bot up."""
        await self._fetch()
        return bool(self._known)

    def _is_due(self, kid: str) -> bool:
        if self._now() - self._asked_at < PATIENCE:
            return False
        return kid not in self._known or self._now() - self._fetched_at >= FRESH

    async def _fetch(self) -> None:
        try:
            await self._learn()
        finally:
            self._asked_at = self._now()  # only now: whoever comes meanwhile waits for the answer

    async def _learn(self) -> None:
        document = await self._web.get(self._metadata_url, seconds=_SECONDS)
        address = _address(document, self._metadata_url)
        found = dict(_keys(await self._web.get(address, seconds=_SECONDS))) if address else {}
        if not found:
            log.record("teams_keys_not_fetched", count=len(self._known))
            return
        self._known, self._fetched_at = found, self._now()


def _address(document: Got | None, beside: str) -> str:
    """Where the keys themselves are: as safely reached as the document that says so."""
    found = document.body.get("jwks_uri") if document and document.status == _OK else None
    if not isinstance(found, str):
        return ""
    try:
        parts = urlsplit(found)
    except ValueError:
        return ""
    return found if parts.hostname and parts.scheme in {"https", urlsplit(beside).scheme} else ""


def _keys(document: Got | None) -> Iterator[tuple[str, Key]]:
    found = document.body.get("keys") if document and document.status == _OK else None
    for one in cast("list[object]", found)[:_MOST] if isinstance(found, list) else []:
        key = cast("dict[str, object]", one) if isinstance(one, dict) else {}
        kid, endorsements = key.get("kid"), key.get("endorsements")
        if not isinstance(kid, str) or key.get("kty") != "RSA":
            continue
        listed = cast("list[object]", endorsements) if isinstance(endorsements, list) else []
        try:
            jwk = jwt.PyJWK(key, algorithm="RS256")
        except (jwt.PyJWTError, ValueError, TypeError):
            continue
        yield kid, Key(jwk, frozenset(word for word in listed if isinstance(word, str)))
