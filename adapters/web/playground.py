"""What the playground's page needs of the programme around it, put together by the composition root."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol, TypeAlias

from aiohttp import web
from babel import negotiate_locale

from adapters.web import phrases, reader
from adapters.web.happening import Happening
from bot.domain.policy import Clocks, Policy
from bot.language import languages

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime, timedelta
    from pathlib import Path

    from adapters.web.inboxes import Mailbox
    from adapters.web.invented_hospital import Clinician, Hospital
    from bot.domain.lines import HelpLines
    from bot.domain.people import Address
    from bot.ports import Incoming, Tokens
    from bot.ui import Home, Reply

Cell: TypeAlias = "bytes | str | int | float | date | datetime | None"
_REMEMBERED = 200  # lines of the timeline


@dataclass(frozen=True)
class Cast:
    """Whom the guided tour is about, by their slugs: who suggests, and whom."""

    referrer: str
    colleague: str


@dataclass(frozen=True)
class StoredTable:
    """One table of the database with its rows as they lie on the disk: what is sealed comes as bytes."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...] = field(repr=False)


class Clockwork(Protocol):
    """The programme's clock, which the page can move forward."""

    def now(self) -> datetime:
        """This moment of the programme, aware and in UTC."""
        ...

    async def move(self, by: timedelta | None) -> Sequence[Happening]:
        """Move on by so much, or to the next thing due if None; returns what happened, oldest first."""
        ...


class Service(Protocol):
    """The bot, as the playground needs it."""

    async def handle(self, incoming: Incoming) -> Reply | None:
        """Do what somebody asks; returns what they read at once."""
        ...

    async def home(self, address: Address) -> Home:
        """What somebody's home shows now."""
        ...


class Vault(Protocol):
    """The database as somebody who stole it would find it; no other platform ever sees this."""

    async def rows(self) -> Sequence[StoredTable]:
        """Every table with every row, nothing opened."""
        ...


class Casting(Protocol):
    """Who can play the guided tour on the data as they are."""

    async def free(self) -> Cast | None:
        """The next two; None if nobody can be suggested any more."""
        ...


@dataclass(frozen=True, kw_only=True)
class Playground:
    """Everything the page needs.

    ``told`` is the timeline: whoever owns the clockwork adds to it, also what happens while nobody moves the clock.
    ``folder``: where the data lie. ``begin_anew`` asks for a fresh hospital; None where that can't be done from here.
    """

    service: Service
    tokens: Tokens
    hospital: Hospital
    mailbox: Mailbox
    clockwork: Clockwork
    vault: Vault
    casting: Casting
    speak: phrases.Translate
    folder: Path
    begin_anew: Callable[[], None] | None = None
    policy: Policy = field(default_factory=Policy)
    lines_of: Callable[[Address], HelpLines] | None = None
    clocks: Clocks = Policy().clocks
    told: deque[Happening] = field(default_factory=lambda: deque[Happening](maxlen=_REMEMBERED))
    moving: asyncio.Lock = field(default_factory=asyncio.Lock)

    def reader(self, clinician: Clinician) -> reader.Reader:
        """Somebody's own eyes."""
        return reader.Reader(
            clinician=clinician,
            hospital=self.hospital,
            speak=self.speak,
            tokens=self.tokens,
            lines=self.lines_of(clinician.address) if self.lines_of else self.policy.lines,
        )

    @property
    def narrator(self) -> reader.Reader:
        """The page's own eyes: the hospital's zone, and English."""
        return self.narrating("")

    def narrating(self, accepted: str) -> reader.Reader:
        """The page's own eyes, in the language that the browser asks for first, of those that the bot speaks."""
        wanted = [one.partition(";")[0].strip() for one in accepted.split(",")]
        tongue = negotiate_locale(wanted, languages(), sep="-") or "en"
        first = self.hospital.people[self.hospital.first_seen[-1]]
        return self.reader(replace(first, locale=tongue))


PLAYGROUND = web.AppKey("playground", Playground)
