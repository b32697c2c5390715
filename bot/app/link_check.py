"""Asks the pages that resources and chats link to whether they are there; only on an administrator's command."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import aiohttp

from bot.domain.lines import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.domain.policy import Policy

_SECONDS = 20
_SHY = frozenset({401, 403, 405, 406, 429})
"""A site that answers so is there, and does not talk to programs."""
_GONE = 400


def links_of(policy: Policy) -> tuple[str, ...]:
    """Every address that people can open from a form, each once."""
    places = (policy.lines, *policy.site_lines.values())
    chats = [way.link for place in places for line in place.lines for way in line.ways if way.kind is Kind.CHAT]
    return tuple(dict.fromkeys([*chats, *(one.url for one in policy.resources if one.url and not one.off)]))


def check_links(policy: Policy) -> Iterator[tuple[bool, str]]:
    """Whether each page answers, and what is wrong with it; a page that now leads to another site is told, too."""
    yield from asyncio.run(_checked(links_of(policy)))


async def _checked(links: tuple[str, ...]) -> list[tuple[bool, str]]:
    timeout = aiohttp.ClientTimeout(total=_SECONDS)
    headers = {"User-Agent": "peersupport-check"}
    async with aiohttp.ClientSession(timeout=timeout, headers=headers, trust_env=True) as session:
        return [await _one(session, link) for link in links]


async def _one(session: aiohttp.ClientSession, link: str) -> tuple[bool, str]:
    try:
        async with session.get(link) as response:
            return _judged(link, response.status, str(response.url))
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        return False, f"Link {link}: no answer ({type(error).__name__}). Correct it, or set off to the reason."


def _judged(link: str, status: int, at: str) -> tuple[bool, str]:
    if status >= _GONE and status not in _SHY:
        return False, f"Link {link}: answers {status}. Correct it, or set off to the reason."
    if _site(at) != _site(link) and urlsplit(link).hostname != "doi.org":
        return False, f"Link {link}: leads to {urlsplit(at).hostname} now. Look whether that is still the page."
    return True, f"Link {link}: there."


def _site(link: str) -> str:
    return (urlsplit(link).hostname or "").removeprefix("www.")
