"""A playground on a stage: the real page, gate, renderer and mailbox over a service that only knows its lines."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import deque
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.web.happening import Happening
from adapters.web.inboxes import Mailbox
from adapters.web.invented_hospital import Hospital
from adapters.web.playground import Cast, Playground, StoredTable
from adapters.web.send import WebPlatform
from bot.conversation.example_lines import POLICY
from bot.domain.hours import zone as zone_named
from bot.ui import (
    Action,
    FieldErrors,
    Opened,
    Pressed,
    Show,
    Submitted,
    Toast,
    Words,
    say,
)
from tests.platforms.web import examples

if TYPE_CHECKING:
    from bot.domain.people import Address
    from bot.ports import Incoming
    from bot.ui import Home, Message, Reply, Value


def speak(words: Words, locale: str, zone: str) -> str:
    """English for everybody; French readers are told apart by what the page says of its language."""
    text = words.plural if words.plural and words.count != 1 else words.text
    values = {name: _shown(value, locale, zone) for name, value in words.values}
    return text.format(**{"count": words.count, **values}) if values or words.plural else text


def _shown(value: Value, locale: str, zone: str) -> str:
    if isinstance(value, Words):
        return speak(value, locale, zone)
    if isinstance(value, datetime):
        return f"{value.astimezone(zone_named(zone)):%a %H:%M}"
    return value.isoformat() if isinstance(value, date) else str(value)


class ToyTokens:
    """Tokens that anybody could forge, enough to see which reader a button was made for."""

    def seal(self, action: Action, reader: Address) -> str:
        plain = json.dumps([action.name, action.case, action.turn, str(reader)])
        return urlsafe_b64encode(plain.encode()).decode()

    def open(self, token: str, reader: Address) -> Action | None:
        try:
            name, case, turn, owner = json.loads(urlsafe_b64decode(token))
        except ValueError:
            return None
        return Action(name, case, turn) if owner == str(reader) else None


class ToyClock:
    """A clock that moves when it is told to, and tells of one thing."""

    def __init__(self) -> None:
        self.at = examples.NIGHT
        self.happens: tuple[Happening, ...] = ()
        self.told: deque[Happening] = deque()

    def now(self) -> datetime:
        return self.at

    async def move(self, by: timedelta | None) -> tuple[Happening, ...]:
        self.at += by or timedelta(hours=4)
        self.told.extend(self.happens)
        return self.happens


_PRESSED: dict[str, Reply | None] = {
    "ask": Show(examples.FULL_FORM),
    "suggest": Show(examples.FULL_FORM),
    "rest": Toast(say("You rest until Monday.")),
    "pass": None,
}


_SENT: dict[str, Reply | None] = {
    "wrong": FieldErrors((("phone", say("That is not a phone number.")),)),
    "again": Show(examples.FORM_AGAIN),
}


class ToyService:
    """Answers every gesture with an example; remembers what it was handed."""

    def __init__(self) -> None:
        self.heard: list[Incoming] = []
        self.homes: dict[str, Home] = {
            "ana-duarte": examples.SUPPORTER_HOME,
            "marion-castellan": examples.COORDINATOR_HOME,
        }
        self.breaks = False

    async def handle(self, incoming: Incoming) -> Reply | None:
        self.heard.append(incoming)
        if self.breaks:
            raise RuntimeError(incoming)
        match incoming.gesture:
            case Opened():
                return Show(examples.FULL_FORM)
            case Pressed():
                return _PRESSED.get(incoming.gesture.action.name, Show(examples.CARD))
            case Submitted():
                return _SENT.get(incoming.gesture.one("phone"))

    async def home(self, address: Address) -> Home:
        if self.breaks:
            raise RuntimeError(address)
        return self.homes.get(address.account, examples.CLINICIAN_HOME)


class Shelf:
    """Keeps messages as objects and hands out their number: an encoding for throw-away mailboxes."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    def encode(self, message: Message) -> str:
        self.messages.append(message)
        return str(len(self.messages) - 1)

    def decode(self, text: str) -> Message:
        return self.messages[int(text)]


class ToyVault:
    """Two tables, one of them full of every kind of value."""

    def __init__(self) -> None:
        row = ("K7F3", bytes(range(40)), 4, None, date(2026, 3, 2), examples.NIGHT, "x" * 60)
        columns = ("code", "body", "version", "lease_token", "created", "due", "event")
        self.tables = [StoredTable("inbox", ("delivery_index",), ()), StoredTable("cases", columns, (row,) * 5)]

    async def rows(self) -> list[StoredTable]:
        return self.tables


class ToyCasting:
    """Who plays the tour: always the same two."""

    async def free(self) -> Cast:
        return Cast(referrer="noor-haddad", colleague="tomasz-wilk")


class Stage:
    """Everything set up, with two messages for the supporter."""

    def __init__(self) -> None:
        shelf = Shelf()
        self.service, self.clock, self.hospital = ToyService(), ToyClock(), Hospital()
        self.mailbox = Mailbox(None, encode=shelf.encode, decode=shelf.decode)
        self.platform = WebPlatform(self.hospital, self.mailbox, clock=self.clock)
        self.vault = ToyVault()
        self.playground = Playground(
            policy=POLICY,
            service=self.service,
            tokens=ToyTokens(),
            hospital=self.hospital,
            mailbox=self.mailbox,
            clockwork=self.clock,
            vault=self.vault,
            casting=ToyCasting(),
            folder=Path("somewhere"),
            speak=speak,
            told=self.clock.told,
        )
        self.clock.happens = (
            Happening(
                examples.NIGHT + timedelta(minutes=10),
                None,
                say("A suggestion became a case."),
                mark="opened",
                case="K7F3",
            ),
            Happening(
                examples.NIGHT + timedelta(hours=5),
                examples.ANA,
                say("was asked to take a case."),
                mark="asked",
                case="K7F3",
            ),
        )
        for token, message in (("one", examples.REMINDER), ("two", examples.QUESTION)):
            self.mailbox.post("ana-duarte", message, token=token, at=datetime(2026, 3, 2, 14, tzinfo=UTC))
