"""Every number an organisation may set, with the programme's defaults; one TOML file per installation."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import time, timedelta
from enum import StrEnum

from bot.domain.hours import Quiet
from bot.domain.lines import NOWHERE, Call, HelpLines, Line
from bot.domain.lines.resources import SHIPPED_RESOURCES, Resource
from bot.domain.people import Drives


class Plan(StrEnum):
    """How often a supporter checks in after contact."""

    LIGHT = "light"
    STANDARD = "standard"
    LONG = "long"
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class Clocks:
    """How long each step may take before somebody is told. Waking hours are the person's own, see ``Quiet``."""

    undo: timedelta = timedelta(minutes=10)
    answer: timedelta = timedelta(hours=4)  # waking hours of the supporter, from delivery
    match: timedelta = timedelta(hours=24)
    attempt_asked: timedelta = timedelta(hours=48)
    attempt_escalated: timedelta = timedelta(hours=72)
    hand_back_free: timedelta = timedelta(minutes=10)
    second_attempt: timedelta = timedelta(days=3)
    third_attempt: timedelta = timedelta(days=10)
    no_response: timedelta = timedelta(days=7)  # after the third attempt
    plan_asked: timedelta = timedelta(days=21)
    plan_closed: timedelta = timedelta(days=45)
    check_in_asked: timedelta = timedelta(hours=48)
    check_in_skipped: timedelta = timedelta(days=7)
    coordinator: timedelta = timedelta(hours=4)  # waking hours, then the deputy
    deputy: timedelta = timedelta(hours=8)  # waking hours from the start, then the director
    purge: timedelta = timedelta(days=14)
    decline_rest: timedelta = timedelta(days=30)  # from colleagues' suggestions, after a no
    still_in_touch: timedelta = timedelta(days=90)
    still_in_touch_closed: timedelta = timedelta(days=7)  # after asking, without an answer
    referrer: timedelta = timedelta(days=7)  # how long a confidential referrer is kept at most
    backup: timedelta = timedelta(minutes=10)  # until the next clinical back-up is paged
    reveal: timedelta = timedelta(minutes=15)  # how long a reveal may be opened again
    leave_waits: timedelta = timedelta(days=7)  # reminders wait for a supporter who is away no longer than this
    shown: timedelta = timedelta(minutes=15)  # that a question may wait for a platform; then somebody else is asked
    told_about: timedelta = timedelta(hours=72)  # when "what is kept" tells of a colleague's suggestion at the latest


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What protects the supporters."""

    open_cases: int = 2
    accepted_a_quarter: int = 2
    accepted_a_year: int = 6
    passes: int = 3
    rest: timedelta = timedelta(days=7)
    rest_heavy: timedelta = timedelta(days=14)
    training_valid: timedelta = timedelta(days=365)
    training_grace: timedelta = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Suggestions:
    """What keeps suggestions from pestering; asking for oneself is never limited."""

    an_hour: int = 5  # by one person
    a_day: int = 20
    of_one: int = 3  # of one colleague, by whomever; further ones have no further effect
    of_one_days: int = 7


@dataclass(frozen=True, kw_only=True)
class Scores:
    """What each agreement between supporter and recipient is worth."""

    profession_and_level: int = 40
    specialty: int = 30
    cluster: int = 15
    wish: int = 15
    site: int = 5
    other_unit: int = 10


@dataclass(frozen=True, kw_only=True)
class Urgent:
    """The urgent lane. No policy file may switch it on before the bot can reach people by another way than chat."""

    enabled: bool = False
    on_call: tuple[str, ...] = ()  # addresses of supporters who may be asked at any hour
    at_once: int = 2  # supporters asked side by side
    answer: timedelta = timedelta(minutes=10)
    match: timedelta = timedelta(minutes=30)
    attempt: timedelta = timedelta(hours=2)
    coordinator: timedelta = timedelta(minutes=20)


@dataclass(frozen=True, kw_only=True)
class Reports:
    """What the yearly or quarterly report says of recipients, as counts; the least counts may only be raised."""

    coordinator: int = 5  # the smallest count that the coordinator reads
    outside: int = 11  # the smallest that anybody else reads
    quarterly_from: int = 200  # cases of a year, after which the next year goes by quarters
    specialties: tuple[str, ...] = ()  # codes of those in which 20 people or more work


@dataclass(frozen=True, kw_only=True)
class Site:
    """A site whose lines of help differ from the programme's: by its country, its region, or rows of its own."""

    country: str = ""
    region: str = ""
    crisis_lines: tuple[Line, ...] = ()


def _plans() -> dict[Plan, tuple[int, ...]]:
    return {Plan.LIGHT: (7, 30), Plan.STANDARD: (3, 14, 42, 90), Plan.LONG: (7, 30, 90, 180), Plan.NONE: ()}


_PLACEHOLDER = re.compile(r"\[[^\]]*\]?")


@dataclass(frozen=True, kw_only=True)
class ConfidenceText:
    """The limits of confidence by language code, English first; a case keeps those that stood there when it began."""

    texts: tuple[tuple[str, str], ...] = ()
    signed_by: str = ""
    signed_on: str = ""

    @property
    def placeholders(self) -> tuple[str, ...]:
        """What an example text left open, such as ``[LIST, LAW]``; nobody may be told that as a promise."""
        return tuple(found for _, text in self.texts for found in _PLACEHOLDER.findall(text))

    @property
    def is_signed(self) -> bool:
        """Whether people may rely on it: there is a text, somebody signed it, and nothing in it is left open."""
        return bool(self.texts and self.signed_by and self.signed_on) and not self.placeholders


@dataclass(frozen=True, kw_only=True)
class Holidays:
    """Public holidays by country and region; none without a country. What they change can be set off."""

    country: str = ""  # two letters
    region: str = ""  # such as QC or NY
    check_ins: bool = True  # a check-in moves to the next working day
    clocks: bool = True  # waking hours of people on no rota stand still


@dataclass(frozen=True)
class RotaState:
    """How the calendars are: those that could not be read for a day, and how many of their names match nobody."""

    stale: tuple[str, ...] = ()
    unknown: int = 0


STALE_AFTER = timedelta(hours=24)
"""So long a rota may fail before people are told; what was known holds all the same."""


@dataclass(frozen=True, kw_only=True)
class Rota:
    """One calendar. Its address is a secret and never here: it comes from ``PEERSUPPORT_ROTA_NAME`` or a secret file.

    ``file``: a calendar on this computer instead. ``person``: whose own feed it is, as an address of the roster.
    ``pattern``: a regular expression whose group ``who`` finds the person in SUMMARY. ``people``: what the calendar
    calls somebody, and their address. ``tasks``: words of SUMMARY, and what they mean.
    ``inner_host``: the one host inside the hospital's network that may be asked.
    """

    name: str
    drives: Drives = Drives.HOURS
    file: str = ""
    timezone: str = ""
    person: str = field(default="", repr=False)
    pattern: str = ""
    people: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    tasks: tuple[tuple[str, Drives], ...] = ()
    tentative_is_busy: bool = False
    inner_host: str = ""
    every: timedelta = timedelta(minutes=15)

    @property
    def variable(self) -> str:
        """The variable of the environment that holds its address."""
        return f"PEERSUPPORT_ROTA_{self.name.upper().replace('-', '_')}"


@dataclass(frozen=True, kw_only=True)
class Policy:
    """How one organisation runs its programme."""

    name: str = "Peer support"
    preset: str = ""  # the programme whose settings stand below those of the file; bot/settings/presets.py
    timezone: str = "America/New_York"
    clocks: Clocks = Clocks()
    quiet: Quiet = Quiet()
    limits: Limits = Limits()
    suggestions: Suggestions = Suggestions()
    scores: Scores = Scores()
    plans: dict[Plan, tuple[int, ...]] = field(default_factory=_plans)  # days after contact
    own_department: bool = True  # False: nobody is asked from the recipient's own department (Stanford, UBC)
    other_departments: bool = True  # False: only the recipient's own department is asked (Brigham)
    check_in_time: time = time(9)  # in the supporter's own zone
    digest_weekday: int = 0  # Monday
    digest_time: time = time(8)
    limits_of_confidence: str = ""  # the site's own text, signed by its counsel
    limits_of_confidence_in: dict[str, str] = field(default_factory=dict[str, str])  # the same, by language code
    limits_signed_by: str = ""
    limits_signed_on: str = ""
    phone: str = ""  # the programme's own number, shown when nothing could be saved
    country: str = ""  # two letters; chooses the pack of crisis lines
    region: str = ""  # a part of it, such as QC or ENG
    phone_region: str = ""  # where a number without a country code is; empty for the same country
    crisis_lines: tuple[Line, ...] = ()  # the site's own; one of a pack's name takes its place
    sites: dict[str, Site] = field(default_factory=dict[str, Site])  # by the roster's code
    lines_called: dict[str, Call] = field(default_factory=dict[str, Call])  # by the line's key
    crisis_reviewed_on: str = ""  # of older policies: one day for all lines
    lines: HelpLines = NOWHERE  # what all of it comes to; never in the file
    site_lines: dict[str, HelpLines] = field(default_factory=dict[str, HelpLines])  # the same, by the roster's code
    home_lines: HelpLines = NOWHERE  # the programme's own, for somebody at a site
    urgent: Urgent = Urgent()
    report: Reports = Reports()
    resources: tuple[Resource, ...] = SHIPPED_RESOURCES
    holidays: Holidays = Holidays()
    rota: tuple[Rota, ...] = ()
    is_trial: bool = False  # real people are there, and nobody has signed the limits of confidence; never in the file

    @property
    def confidence(self) -> ConfidenceText:
        """The limits of confidence in every language in which they are written."""
        english = (("en", self.limits_of_confidence),) if self.limits_of_confidence else ()
        return ConfidenceText(
            texts=(*english, *self.limits_of_confidence_in.items()),
            signed_by=self.limits_signed_by,
            signed_on=self.limits_signed_on,
        )

    @property
    def places(self) -> dict[str, HelpLines]:
        """The lines of the programme under an empty name, and those of each site under its code."""
        return {"": self.lines, **self.site_lines}

    @property
    def numbers_of(self) -> str:
        """The country of a phone number that has no country code."""
        return self.phone_region or self.country or "US"

    def at(self, site: str) -> Policy:
        """The same with the lines of help of one site, for somebody who works there."""
        lines = self.site_lines.get(site)
        if lines is None:
            return self
        return replace(self, lines=lines, home_lines=self.lines, phone_region=lines.country or self.phone_region)
