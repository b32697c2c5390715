"""The rotas as an administrator looks at them: read once now, and what `check` says of each."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot.rota.feed import FeedError, fetch, read_file
from bot.rota.known_people import naming_of
from bot.rota.process import read_apart
from bot.rota.reading import UnreadableCalendarError, Window
from bot.rota.shifts import resolve

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from bot.domain.people import Member
    from bot.domain.policy import Rota
    from bot.rota.reading import Reading
    from bot.settings import Settings

DAYS = timedelta(days=14)


def window_from(now: datetime, rota: Rota, settings: Settings) -> Window:
    """The next 14 days."""
    return Window(starts=now, ends=now + DAYS, zone=rota.timezone, otherwise=settings.policy.timezone)


async def read_now(rota: Rota, settings: Settings, window: Window) -> Reading:
    """Fetch and read it; raises FeedError or UnreadableCalendarError, neither of which tells the address."""
    if rota.file:
        return await read_apart(read_file(Path(rota.file)), window)
    fetched = await fetch(settings.rotas[rota.name], inner_host=rota.inner_host)
    return await read_apart(fetched.data or b"", window)


def unreadable(settings: Settings, members: Sequence[Member], now: datetime) -> Iterator[str]:
    """The names of the rotas that can't be read, or that know nobody."""
    for rota, (fine, _) in zip(settings.policy.rota, survey(settings, members, now), strict=True):
        if not fine:
            yield rota.name


def survey(settings: Settings, members: Sequence[Member], now: datetime) -> Iterator[tuple[bool, str]]:
    """Whether each rota can be read, how many shifts it has, and how many of its names match nobody."""
    for rota in settings.policy.rota:
        window = window_from(now, rota, settings)
        try:
            reading = asyncio.run(read_now(rota, settings, window))
        except (FeedError, UnreadableCalendarError) as error:
            yield False, f"Rota {rota.name}: can't be read: {error}."
            continue
        found = resolve(reading, naming_of(rota, members))
        more = [f"{len(found.shifts)} shifts in the next 14 days"]
        more += [f"{len(found.unknown)} names match nobody"] if found.unknown else []
        more += [f"{len(reading.problems)} lines are doubtful"] if reading.problems else []
        hint = "; peersupport rota show names them" if len(more) > 1 else ""
        yield bool(found.shifts) and not found.unknown, f"Rota {rota.name}: {', '.join(more)}{hint}."
