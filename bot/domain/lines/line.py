"""A line of help as one type: the text that people read and the link that dials are made from the same digits."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.domain.errors import PeerSupportError
from bot.domain.lines.opening_hours import UNKNOWN, OpeningHours

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


class WrongLineError(PeerSupportError):
    """A line of help that could dial something else than it shows; the argument says what may stand there."""


class Purpose(StrEnum):
    """What a line is for. A support line is for clinicians; it is never offered to somebody in danger."""

    EMERGENCY = "emergency"
    CRISIS = "crisis"
    SUPPORT = "support"


class Kind(StrEnum):
    """How a line is reached."""

    CALL = "call"
    TEXT = "text"
    CHAT = "chat"


class Audience(StrEnum):
    """For whom a line is."""

    EVERYBODY = "everybody"
    HEALTH_WORKERS = "health workers"
    PHYSICIANS = "physicians"
    NURSES = "nurses"
    LEARNERS = "learners"
    MEMBERS = "members"


class Cost(StrEnum):
    """What a call costs; of an unknown cost nothing is said."""

    FREE = "free"
    NORMAL = "normal"
    UNKNOWN = "unknown"


_NUMBER = re.compile(r"\+?[0-9]{2,15}")
_SHOWN = re.compile(r"\+?[0-9][0-9 ().\N{NO-BREAK SPACE}-]*")
_OPTION, _EXTENSION, _KEYWORD = re.compile(r"[0-9]?"), re.compile(r"[0-9]{0,7}"), re.compile(r"([A-Z]{2,12})?")


@dataclass(frozen=True, kw_only=True)
class Way:
    """One way to reach a line.

    ``number`` has digits only, with "+" only if it is dialled as E.164. ``shown`` groups the same digits for the eye.
    ``option`` (one key), ``extension`` and ``keyword`` are words beside the number: they are never in the link.
    ``unlisted``: the phone library does not know the number. WrongLineError for anything that can't be.
    """

    kind: Kind
    number: str = ""
    shown: str = ""
    url: str = ""
    option: str = ""
    extension: str = ""
    keyword: str = ""
    hours: OpeningHours = UNKNOWN
    languages: tuple[str, ...] = ()
    unlisted: bool = False

    def __post_init__(self) -> None:
        if self.kind is Kind.CHAT:
            self._check_chat()
        else:
            self._check_number()

    def _check_chat(self) -> None:
        parts = urlsplit(self.url)
        clean = not (parts.query or parts.fragment or parts.username or parts.password or parts.port)
        if (
            parts.scheme != "https"
            or "." not in (parts.hostname or "")
            or not clean
            or re.search(r"[\s<>|()]", self.url)
        ):
            raise WrongLineError("a chat has an address such as https://suicide.ca, without ? or #")
        if self.number or self.shown or self.option or self.extension or self.keyword:
            raise WrongLineError("a chat has an address and no number")

    def _check_number(self) -> None:
        if self.url or not _NUMBER.fullmatch(self.number):
            raise WrongLineError("a number has digits only, after + if it is dialled from anywhere")
        if self.shown and (not _SHOWN.fullmatch(self.shown) or digits(self.shown) != digits(self.number)):
            raise WrongLineError("the number that is shown has the same digits as the one that is dialled")
        words = ((_OPTION, self.option), (_EXTENSION, self.extension), (_KEYWORD, self.keyword))
        if not all(rule.fullmatch(text) for rule, text in words):
            raise WrongLineError("an option is one digit, an extension has digits, a keyword has 2 to 12 letters A-Z")
        if self.keyword and self.kind is Kind.CALL:
            raise WrongLineError("a keyword belongs to a text message")
        if self.kind is Kind.TEXT and (self.option or self.extension):
            raise WrongLineError("an option or an extension belongs to a call")

    @property
    def text(self) -> str:
        """The number as it is read and copied, or the address of a chat without its scheme."""
        return self.shown or self.number or self.url.removeprefix("https://").removesuffix("/").removeprefix("www.")

    @property
    def link(self) -> str:
        """What opens it: the very digits that ``text`` shows, or the chat's own page. Nothing else makes a ``tel:``."""
        match self.kind:
            case Kind.CALL:
                return f"tel:{self.number}"
            case Kind.TEXT:
                return f"sms:{self.number}"
            case Kind.CHAT:
                return self.url


def digits(text: str) -> str:
    """The digits of a number as it is written."""
    return re.sub(r"[^0-9]", "", text)


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of help.

    ``country`` and ``region`` (a part of it, as in ISO 3166-2) say where it is for; empty for a whole country.
    ``anonymous``: callers need not give a name. ``off``: known, but shown only after the site called it.
    ``source``: the page that says so, read on ``read_on``. ``checked_on``: when this site called it.
    """

    purpose: Purpose
    name: str
    ways: tuple[Way, ...]
    name_fr: str = ""
    operator: str = ""
    audience: Audience = Audience.EVERYBODY
    cost: Cost = Cost.UNKNOWN
    anonymous: bool = False
    country: str = ""
    region: str = ""
    off: bool = False
    source: str = ""
    read_on: date | None = None
    checked_on: date | None = None

    def __post_init__(self) -> None:
        if not self.ways:
            raise WrongLineError("a line has a number or an address")
        if self.purpose is Purpose.EMERGENCY and not any(one.kind is Kind.CALL for one in self.ways):
            raise WrongLineError("an emergency line has a number to call")

    @property
    def key(self) -> str:
        """What a line is called in the policy's list of calls: its country, then its name."""
        return f"{self.country} {self.name}".strip()


@dataclass(frozen=True, kw_only=True)
class HelpLines:
    """The lines of one place, in the order in which they are shown within each purpose."""

    country: str = ""
    region: str = ""
    lines: tuple[Line, ...] = ()

    def of(self, purpose: Purpose) -> tuple[Line, ...]:
        """The lines for this purpose that people see."""
        return tuple(one for one in self.lines if one.purpose is purpose and not one.off)

    @property
    def is_whole(self) -> bool:
        """Whether there is an emergency line and a crisis line."""
        return bool(self.of(Purpose.EMERGENCY)) and bool(self.of(Purpose.CRISIS))

    @property
    def urgent(self) -> HelpLines:
        """Without the support lines."""
        return replace(self, lines=tuple(one for one in self.lines if one.purpose is not Purpose.SUPPORT))

    def after(self, calls: Mapping[str, Call]) -> HelpLines:
        """The same after the site's own calls, each under its line's ``key``."""
        return replace(self, lines=tuple(_after(one, calls.get(one.key)) for one in self.lines))


@dataclass(frozen=True)
class Call:
    """What came of the site's own call to a line on a day."""

    on: date
    works: bool = True


def _after(line: Line, call: Call | None) -> Line:
    """A line that was off is shown once a call worked; one that did not work is no longer shown."""
    if call is None:
        return line
    return replace(line, off=not call.works, checked_on=call.on if call.works else None)


NOWHERE = HelpLines()
