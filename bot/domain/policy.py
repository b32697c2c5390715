"""Every number an organisation may set, with the programme's defaults; one TOML file per installation."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time, timedelta
from enum import StrEnum


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
    told_about: timedelta = timedelta(hours=72)  # when "what is kept" tells of a colleague's suggestion at the latest


@dataclass(frozen=True, kw_only=True)
class Quiet:
    """The hours, in a person's own zone, in which nothing routine is sent."""

    starts: time = time(21)
    ends: time = time(7)


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
    """The urgent lane. It needs a rota, a tested second channel and a weekly test page before it may be switched on."""

    enabled: bool = False
    on_call: tuple[str, ...] = ()  # addresses of supporters who may be asked at any hour
    second_channel_tested_on: str = ""
    test_page_weekday: int = -1  # -1: none
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
class Resource:
    """One entry of the catalogue: ``topic`` is one of peer, work, lead, burnout, grief, case."""

    topic: str
    name: str
    about: str
    url: str = ""
    name_fr: str = ""  # the site's own French
    about_fr: str = ""


@dataclass(frozen=True, kw_only=True)
class CrisisLine:
    """One line of help; ``number`` is shown as it is, ``hours`` says when it can't be reached."""

    name: str
    number: str
    hours: str = ""
    name_fr: str = ""  # the site's own French
    hours_fr: str = ""


_PUBLIC_HELP = (
    (
        "peer",
        "Your peers",
        "One to three talks with somebody trained, who knows the work. Ask for one whenever you like.",
    ),
    (
        "peer",
        "Physician Support Line",
        "Free talks with volunteer psychiatrists, for physicians and medical students in the US.",
    ),
    (
        "burnout",
        "National Academy of Medicine",
        "Its Action Collaborative on Clinician Well-Being collects what helps, for people and for leaders.",
    ),
    ("burnout", "American Medical Association", "AMA STEPS Forward: short courses on workload, teams and well-being."),
    (
        "grief",
        "After a patient dies",
        "Take a moment, tell somebody who was there, eat and sleep. Grief is no weakness, and no diagnosis.",
    ),
    ("grief", "Chaplaincy", "Most hospitals have a chaplain who is there for staff, too, of any faith or none."),
    (
        "case",
        "When a case is reviewed",
        "Ask who reviews it, by when, and who can be with you. For legal questions, ask risk management.",
    ),
    (
        "case",
        "What stays between you",
        "Talk with your peer about how you are, not about the clinical facts. Those belong in the review.",
    ),
    (
        "work",
        "Employee assistance",
        "Many employers pay for a few talks with a counsellor, also about money, family or the law.",
    ),
    (
        "lead",
        "After a hard event in your team",
        "Ask each person how they are, in private. Offer time off the floor. Ask again a week later.",
    ),
)
"""Topic, name and what it is for: help that needs no site. A site adds its own, with its numbers."""


def _resources() -> tuple[Resource, ...]:
    return tuple(Resource(topic=topic, name=name, about=about) for topic, name, about in _PUBLIC_HELP)


def _plans() -> dict[Plan, tuple[int, ...]]:
    return {Plan.LIGHT: (7, 30), Plan.STANDARD: (3, 14, 42, 90), Plan.LONG: (7, 30, 90, 180), Plan.NONE: ()}


@dataclass(frozen=True, kw_only=True)
class Policy:
    """How one organisation runs its programme."""

    name: str = "Peer support"
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
    limits_signed_by: str = ""
    limits_signed_on: str = ""
    phone: str = ""  # the programme's own number, shown when nothing could be saved
    phone_region: str = "US"  # where a number without a country code is
    crisis_lines: tuple[CrisisLine, ...] = (
        CrisisLine(name="Emergency", number="911"),
        CrisisLine(name="Suicide & Crisis Lifeline (call or text)", number="988"),
        CrisisLine(name="Physician Support Line", number="1-888-409-0141", hours="limited hours, US only"),
    )
    crisis_reviewed_on: str = ""
    urgent: Urgent = Urgent()
    report: Reports = Reports()
    resources: tuple[Resource, ...] = field(default_factory=_resources)
