"""What the playground's page needs of the programme around it, put together by the composition root."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol, TypeAlias

from aiohttp import web
from babel import negotiate_locale

from adapters.web import phrases, render
from bot.domain.policy import Policy
from bot.language import languages

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime, timedelta

    from adapters.web.hospital import Clinician, Hospital
    from adapters.web.mailbox import Mailbox
    from bot.domain.people import Address, PersonId
    from bot.domain.policy import CrisisLine
    from bot.ports import Incoming, Tokens
    from bot.ui import Home, Reply, Words

Cell: TypeAlias = "bytes | str | int | float | date | datetime | None"

_REMEMBERED = 200  # lines of the timeline


@dataclass(frozen=True)
class Happening:
    """One thing that happened; ``who`` is None when it concerns nobody in particular.

    ``kind`` is the name of the event behind it, by which the guided tour notices how far somebody is.
    """

    at: datetime
    who: PersonId | None = field(repr=False)
    what: Words
    kind: str = ""


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


@dataclass(frozen=True, kw_only=True)
class Playground:
    """Everything the page needs.

    ``told`` is the timeline: whoever owns the clockwork adds to it, also what happens while nobody moves the clock.
    """

    service: Service
    tokens: Tokens
    hospital: Hospital
    mailbox: Mailbox
    clockwork: Clockwork
    vault: Vault
    speak: phrases.Speak
    crisis_lines: tuple[CrisisLine, ...] = Policy().crisis_lines
    told: deque[Happening] = field(default_factory=lambda: deque[Happening](maxlen=_REMEMBERED))
    moving: asyncio.Lock = field(default_factory=asyncio.Lock)

    def reader(self, clinician: Clinician) -> render.Reader:
        """Somebody's own eyes."""
        return render.Reader(clinician=clinician, hospital=self.hospital, speak=self.speak, tokens=self.tokens)

    @property
    def narrator(self) -> render.Reader:
        """The page's own eyes: the hospital's zone, and English."""
        return self.narrating("")

    def narrating(self, accepted: str) -> render.Reader:
        """The page's own eyes, in the language that the browser asks for first, of those that the bot speaks."""
        wanted = [one.partition(";")[0].strip() for one in accepted.split(",")]
        tongue = negotiate_locale(wanted, languages(), sep="-") or "en"
        first = self.hospital.people[self.hospital.first_seen[-1]]
        return self.reader(replace(first, locale=tongue))


PLAYGROUND = web.AppKey("playground", Playground)
