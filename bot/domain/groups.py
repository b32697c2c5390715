"""Groups on request: what is asked for in three taps, and the bands in which attendance is counted."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Size(StrEnum):
    """About how many people: a band, because a group of three in a team of three would name them."""

    FEW = "2_5"
    SOME = "6_10"
    MANY = "11_20"
    CROWD = "21_up"

    @property
    def least(self) -> int:
        """The lower end of the band, in people."""
        return int(self.partition("_")[0])


class Soon(StrEnum):
    """By when they would like to meet."""

    TODAY = "today"
    WEEK = "week"
    LATER = "later"


class Where(StrEnum):
    """How they would like to meet."""

    ROOM = "room"
    ONLINE = "online"


class Told(StrEnum):
    """Who is told of the session, once it has a date."""

    TEAM = "team"  # it stands under Resources, and the asker passes the invitation on
    ASKER = "asker"  # it stands nowhere; the asker brings the others


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is asked for: no name, no text, no unit."""

    size: Size
    soon: Soon
    where: Where
    told: Told = Told.TEAM


ASKED, HELD, OFFERED = "group_asked", "group_held", "group_offered"
"""Counters: groups that were asked for; that were held; after which somebody was offered a talk of their own."""


def people_counter(size: Size) -> str:
    """The counter of sessions in this band of attendance."""
    return f"group_people_{size}"
