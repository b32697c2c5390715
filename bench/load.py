"""Sends requests over so many connections, and tells how long each and all of them took."""

from __future__ import annotations

import asyncio
import statistics
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiohttp import ClientSession, TCPConnector

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence


@dataclass(frozen=True)
class Request:
    """One POST, signed already."""

    path: str
    body: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Volley:
    """What became of it: seconds in all, seconds of each answer, and what each said."""

    seconds: float
    each: tuple[float, ...]
    said: tuple[bytes, ...]

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.each) / self.seconds

    @property
    def median(self) -> float:
        """Milliseconds of the usual answer."""
        return statistics.median(self.each) * 1000

    @property
    def worst_of_hundred(self) -> float:
        """Milliseconds of the 99th percentile (nearest rank)."""
        ranked = sorted(self.each)
        return ranked[-(-len(ranked) * 99 // 100) - 1] * 1000


async def volley(
    address: str,
    requests: Sequence[Request],
    connections: int,
    *,
    between: Callable[[], Awaitable[None]] | None = None,
) -> Volley:
    """Every request once, each as soon as a connection is free; an answer that is not 200 ends it.

    The connections are open before the clock runs: opening one costs this process a millisecond, which is not the
    app's. ``between``: what is waited for after each answer before that connection asks again.
    """
    waiting, each, said = iter(requests), [], []

    async with AsyncExitStack() as stack:
        sessions = [
            await stack.enter_async_context(ClientSession(address, connector=TCPConnector(limit=1)))
            for _ in range(connections)
        ]
        await asyncio.gather(*(_open(session) for session in sessions))

        async def connection(session: ClientSession) -> None:
            for one in waiting:
                begun = time.perf_counter()
                async with session.post(one.path, data=one.body, headers=one.headers) as answer:
                    said.append(await answer.read())
                    if answer.status != 200:
                        raise RuntimeError(f"answered {answer.status}")
                each.append(time.perf_counter() - begun)
                if between is not None:
                    await between()

        begun = time.perf_counter()
        await asyncio.gather(*(connection(session) for session in sessions))
        seconds = time.perf_counter() - begun
    return Volley(seconds, tuple(each), tuple(said))


async def _open(session: ClientSession) -> None:
    async with session.get("/") as answer:
        await answer.read()
