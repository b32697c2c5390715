"""When a simulated process is not running, and what that does to a moment at which something should have happened."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

Interval = tuple[datetime, datetime]
PATTERNS = ("none", "nightly", "every_ten_days", "random")


@dataclass(frozen=True)
class Outages:
    """Intervals in order and apart; a process is up again at the end of each."""

    intervals: tuple[Interval, ...]

    def up_from(self, moment: datetime) -> datetime:
        """This moment, or the end of the outage it falls into."""
        return next((ends for starts, ends in self.intervals if starts <= moment < ends), moment)

    def between(self, earlier: datetime, later: datetime) -> bool:
        """Whether the process was stopped on the way."""
        return any(earlier < ends <= later for _, ends in self.intervals)


def outages(pattern: str, *, start: datetime, days: int, seed: int) -> Outages:
    """None; three hours each night; a day in ten; or a few minutes to sixteen days at any time."""
    match pattern:
        case "none":
            return Outages(())
        case "nightly":
            begins = [start.replace(hour=6) + timedelta(days=day) for day in range(days)]
            return Outages(tuple((one, one + timedelta(hours=3)) for one in begins))
        case "every_ten_days":
            begins = [start + timedelta(days=day, hours=7 * day / 10) for day in range(3, days, 10)]
            return Outages(tuple((one, one + timedelta(hours=24)) for one in begins))
        case _:
            return Outages(tuple(_random(start, days, seed)))


def _random(start: datetime, days: int, seed: int) -> list[Interval]:
    dice = random.Random(seed)  # noqa: S311 - a failure has to come again
    found: list[Interval] = []
    moment, end = start, start + timedelta(days=days)
    while (moment := moment + timedelta(hours=dice.expovariate(1 / 100))) < end:
        length = timedelta(minutes=dice.choice([2, 30, 200, 2_000, 8_000, 23_000]))
        found.append((moment, moment + length))
        moment += length
    return found


@dataclass(frozen=True)
class Expecting:
    """The oracle: plain calendar arithmetic with zoneinfo, sharing no code with bot/domain/hours.py."""

    outages: Outages

    def wakes(self, moment: datetime, zone: str) -> datetime:
        """The first moment from this one on at which the process is up and it is between 07 and 21 there."""
        while True:
            up = self.outages.up_from(moment)
            here = up.astimezone(ZoneInfo(zone))
            if 7 <= here.hour < 21:
                return up
            day = here.date() + timedelta(days=here.hour >= 21)
            moment = at(day, 7, zone)

    def digests(self, start: datetime, end: datetime, zone: str) -> list[datetime]:
        """Each Monday at eight; one for all the Mondays of an outage."""
        first = start.astimezone(ZoneInfo(zone)).date()
        days = (first + timedelta(days=ahead) for ahead in range((end - start).days + 2))
        mondays = [moment for day in days if day.weekday() == 0 and start < (moment := at(day, 8, zone)) < end]
        return sorted({self.wakes(one, zone) for one in mondays})


def at(day: object, hour: int, zone: str) -> datetime:
    """An hour of a day on the clock there; none of these hours is ever skipped or repeated."""
    return datetime.fromisoformat(f"{day}T{hour:02}:00").replace(tzinfo=ZoneInfo(zone)).astimezone(ZoneInfo("UTC"))
