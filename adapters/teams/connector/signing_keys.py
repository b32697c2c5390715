"""Signing keys of Teams' requests: fetched when one is unknown, and anew after a day."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

import jwt

from bot import log
from bot.scheduling.background_tasks import Tasks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from adapters.teams.connector.http import Got, Web

FRESH = 86_400.0
"""Seconds after which they are asked for anew (Microsoft's own advice); meanwhile they go on being believed."""
LONGEST = 3 * FRESH
"""Seconds after which a key that Microsoft has not named again is believed no more: it may have been withdrawn."""
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

    def __init__(self, web: Web, metadata_url: str, now: Callable[[], float], *, tasks: Tasks | None = None) -> None:
        """``tasks`` keep what goes on beside the answers, so that the process can end it."""
        self._web, self._metadata_url, self._now, self._tasks = web, metadata_url, now, tasks or Tasks()
        self._known: dict[str, Key] = {}
        self._asked_at, self._fetched_at = -PATIENCE, -LONGEST
        self._asking = asyncio.Lock()
        self._refreshing: asyncio.Task[None] | None = None

    async def find(self, kid: str) -> Key | None:
        """The key of this id. Only for one that is unknown anybody waits, once for however many do."""
        if self._trusted_key(kid) is None:
            await self._refresh(lambda: self._trusted_key(kid) is None)
        elif self._is_old() and (self._refreshing is None or self._refreshing.done()):
            self._refreshing = self._tasks.start(self._refresh(self._is_old))
        return self._trusted_key(kid)

    async def reach(self) -> bool:
        """Whether the keys can be fetched now, for whoever sets the bot up."""
        await self._fetch()
        return bool(self._known)

    def _trusted_key(self, kid: str) -> Key | None:
        return self._known.get(kid) if self._now() - self._fetched_at < LONGEST else None

    def _is_old(self) -> bool:
        return self._now() - self._fetched_at >= FRESH

    async def _refresh(self, is_needed: Callable[[], bool]) -> None:
        """Fetch them, unless that was tried within the last minute or, meanwhile, done by somebody else."""
        async with self._asking:
            if is_needed() and self._now() - self._asked_at >= PATIENCE:
                await self._fetch()

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
