"""Every key of the policy file: what it means, which values it may have, and which ones fit together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from operator import attrgetter
from typing import TYPE_CHECKING

from bot.domain.hours import waking
from bot.settings.duration import write_duration

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import time

    from bot.domain.policy import Policy

_WAKING_HOURS = 8  # fewer would leave a supporter no time to answer in


@dataclass(frozen=True)
class Key:
    """One key: a comment for the administrator, and the least and most it may be.

    Numbers count themselves, texts their characters, lengths of time their seconds (``timed``).
    """

    about: str
    least: int = 0
    most: int = 200
    timed: bool = False

    @property
    def allowed(self) -> str:
        """The range, as an administrator would write it."""
        shown = [write_duration(timedelta(seconds=end)) if self.timed else str(end) for end in (self.least, self.most)]
        return f"from {shown[0]} to {shown[1]}"


def _clock(about: str, **most: int) -> Key:
    return Key(about, 1, int(timedelta(**most).total_seconds()), timed=True)


def _rest(about: str, *, days: int, least: int = 0) -> Key:
    return Key(about, least * 86400, days * 86400, timed=True)


def _points(about: str) -> Key:
    return Key(about, 0, 1000)


KEYS: dict[str, Key] = {
    "name": Key("What the programme is called, in messages and forms.", 1, 60),
    "timezone": Key("The programme's own zone: its week, its digest. An IANA name."),
    "own_department": Key("May somebody of the recipient's own department be asked?"),
    "other_departments": Key("May somebody of another department be asked?"),
    "check_in_time": Key("When a supporter is reminded of a check-in, in their own zone."),
    "digest_weekday": Key("The day of the weekly overview: 0 is Monday, 6 is Sunday.", 0, 6),
    "digest_time": Key("The time of the weekly overview, in the programme's zone."),
    "limits_of_confidence": Key(
        "Your own text, signed by your counsel: danger, reports the law requires, courts, this employer's systems.\n"
        "Without it every form says that this is a trial installation.",
        0,
        2500,
    ),
    "limits_signed_by": Key("Who signed the limits of confidence.", 0, 100),
    "limits_signed_on": Key("The date of that signature, such as 2026-08-03."),
    "phone": Key("The programme's own number, shown when a request could not be saved.", 0, 40),
    "phone_region": Key("The country of a phone number that has no country code, as two letters.", 2, 2),
    "crisis_reviewed_on": Key("When somebody last called every crisis line below, such as 2026-08-03."),
    "clocks.undo": _clock("How long a referrer can undo a suggestion.", hours=1),
    "clocks.answer": _clock("How long a supporter has to answer, in waking hours from delivery.", days=2),
    "clocks.match": _clock("By when somebody has accepted.", days=7),
    "clocks.attempt_asked": _clock("When a supporter without a first attempt is asked.", days=14),
    "clocks.attempt_escalated": _clock("When the coordinator hears of it.", days=21),
    "clocks.hand_back_free": _clock("How long a hand-back costs nothing: I know this person.", hours=1),
    "clocks.second_attempt": _clock("The second attempt, after the first one.", days=30),
    "clocks.third_attempt": _clock("The third attempt, after the first one.", days=60),
    "clocks.no_response": _clock("After the third attempt: when the case ends as not reached.", days=60),
    "clocks.plan_asked": _clock("After contact, without a plan: when the supporter is asked.", days=90),
    "clocks.plan_closed": _clock("After contact, without a plan: when the case ends.", days=180),
    "clocks.check_in_asked": _clock("When a supporter is asked about a check-in that is overdue.", days=14),
    "clocks.check_in_skipped": _clock("When it is given up and counted.", days=60),
    "clocks.coordinator": _clock("In waking hours: how long a case waits for the coordinator alone.", days=2),
    "clocks.deputy": _clock("In waking hours, from the start: when the director hears of it too.", days=4),
    "clocks.purge": _clock("After closing: when all that names anybody is destroyed.", days=90),
    "clocks.decline_rest": _clock("After a no: how long colleagues' suggestions rest.", days=180),
    "clocks.still_in_touch": _clock(
        "Without a sign: when a supporter is asked whether they are still in touch.", days=180
    ),
    "clocks.still_in_touch_closed": _clock("Without an answer to that: when the case ends.", days=60),
    "clocks.referrer": _clock("How long a confidential referrer is kept at most.", days=30),
    "clocks.backup": _clock("How long a clinical back-up has before the next one is paged.", hours=1),
    "clocks.reveal": _clock("How long a name that was looked up may be opened again.", hours=1),
    "clocks.leave_waits": _clock(
        "Reminders wait for a supporter who is away no longer; else the coordinator is told.", days=30
    ),
    "clocks.told_about": _clock("When a colleague's suggestion shows under what is kept, at the latest.", days=7),
    "quiet.starts": Key("From then on nothing routine is sent, in each person's own zone."),
    "quiet.ends": Key("Until then."),
    "limits.open_cases": Key("Open cases of one supporter; nobody is asked beyond it.", 1, 10),
    "limits.accepted_a_quarter": Key("Beyond it a supporter ranks last.", 1, 50),
    "limits.accepted_a_year": Key("Beyond it a supporter ranks last.", 1, 200),
    "limits.passes": Key("After so many passes the coordinator decides.", 1, 10),
    "limits.rest": _rest("Rest of a supporter after first contact.", days=90),
    "limits.rest_heavy": _rest("The same, when the recipient named a heavy category.", days=180),
    "limits.training_valid": _rest("How long training counts.", days=1830, least=30),
    "limits.training_grace": _rest("How much longer somebody may still be asked.", days=180),
    "suggestions.an_hour": Key("Colleagues whom one person may suggest in an hour.", 1, 100),
    "suggestions.a_day": Key("The same on one day.", 1, 500),
    "suggestions.of_one": Key("How often one colleague may be suggested; further suggestions change nothing.", 1, 50),
    "suggestions.of_one_days": Key("In so many days.", 1, 30),
    "scores.profession_and_level": _points("The same profession and level."),
    "scores.specialty": _points("The same specialty."),
    "scores.cluster": _points("Another specialty of the same cluster."),
    "scores.wish": _points("A language or gender that the recipient asked for, each."),
    "scores.site": _points("The same site."),
    "scores.other_unit": _points("Another small unit."),
    "plans.light": Key("A talk or two.", 1, 730),
    "plans.standard": Key("A season.", 1, 730),
    "plans.long": Key("Litigation, a complaint, a loss.", 1, 730),
    "plans.none": Key("No check-ins: leave it empty.", 0, 0),
    "urgent.enabled": Key("Needs everything below."),
    "urgent.on_call": Key("Addresses of the supporters who may be asked at any hour, such as web:ana.", 0, 50),
    "urgent.second_channel_tested_on": Key("When a page last reached the coordinator by another way than chat."),
    "urgent.test_page_weekday": Key("The day of the weekly test page: 0 is Monday; -1 means none.", -1, 6),
    "urgent.at_once": Key("Supporters asked side by side.", 1, 5),
    "urgent.answer": _clock("How long they have to answer, at any hour.", hours=2),
    "urgent.match": _clock("By when somebody has accepted.", hours=12),
    "urgent.attempt": _clock("When a supporter without a first attempt is asked.", hours=24),
    "urgent.coordinator": _clock("When the coordinator is told, at any hour.", hours=12),
    "report.coordinator": Key("The smallest count of recipients that the coordinator reads. It can only be raised.", 5),
    "report.outside": Key("The smallest that anybody else reads. It can only be raised.", 11),
    "report.quarterly_from": Key("So many cases in a year, and the next year goes by quarters.", 200, 100000),
    "report.specialties": Key(
        "Codes of the specialties in which 20 people or more work: only these are counted by themselves.", 0, 40
    ),
    "resources": Key("The catalogue of resources, in the order in which it is shown."),
    "resources.topic": Key("One of peer, work, lead, burnout, grief, case.", 1, 20),
    "resources.name": Key("What it is called.", 1, 60),
    "resources.about": Key("One sentence about it.", 1, 200),
    "resources.url": Key("Where it is, beginning with https; empty for what has no page.", 0, 300),
    "resources.name_fr": Key("The same in French; empty for what came with the bot.", 0, 60),
    "resources.about_fr": Key("The same in French; empty for what came with the bot.", 0, 200),
    "crisis_lines": Key("Lines of help, in the order in which they are shown."),
    "crisis_lines.name": Key("What it is called.", 1, 60),
    "crisis_lines.number": Key("The number, as it is shown.", 1, 40),
    "crisis_lines.hours": Key("When it can be reached; empty means always.", 0, 60),
    "crisis_lines.name_fr": Key("The name in French; empty for what came with the bot.", 0, 60),
    "crisis_lines.hours_fr": Key("The hours in French.", 0, 60),
}
TOPICS = ("peer", "work", "lead", "burnout", "grief", "case")
TABLES: dict[str, str] = {
    "clocks": "How long each step may take before somebody is told.",
    "quiet": "The quiet hours, which lie across midnight or in one day.",
    "limits": "What protects the supporters.",
    "suggestions": "What keeps suggestions from pestering. Asking for oneself is never limited.",
    "scores": "What each agreement between supporter and recipient is worth when the next one to ask is chosen.",
    "urgent": "The urgent lane: off until a rota, a tested second channel and a weekly test page exist.",
    "report": "The yearly report, for the coordinator and for a leadership reader; see docs/report.md.",
    "plans": "How often a supporter checks in: days after contact.",
}
_RISING = (
    ("clocks.attempt_asked", "clocks.attempt_escalated"),
    ("clocks.second_attempt", "clocks.third_attempt"),
    ("clocks.plan_asked", "clocks.plan_closed"),
    ("clocks.check_in_asked", "clocks.check_in_skipped"),
    ("clocks.coordinator", "clocks.deputy"),
    ("urgent.answer", "urgent.coordinator"),
    ("urgent.coordinator", "urgent.match"),
)
_NOT_FALLING = (
    ("limits.rest", "limits.rest_heavy"),
    ("limits.accepted_a_quarter", "limits.accepted_a_year"),
    ("suggestions.an_hour", "suggestions.a_day"),
)


def conflicts(policy: Policy) -> Iterator[str]:
    """What does not fit together although each value may be had."""
    for small, large in _RISING:
        if attrgetter(small)(policy) >= attrgetter(large)(policy):
            yield f"{small} must be less than {large}"
    for small, large in _NOT_FALLING:
        if attrgetter(small)(policy) > attrgetter(large)(policy):
            yield f"{small} must not be more than {large}"
    yield from _quiet_conflicts(policy)
    yield from _urgent_conflicts(policy)
    yield from _resource_conflicts(policy)
    if policy.report.outside < policy.report.coordinator:
        yield "report.outside must not be less than report.coordinator"
    if not policy.own_department and not policy.other_departments:
        yield "own_department and other_departments are both false: nobody could ever be asked"
    signed = policy.limits_signed_by and policy.limits_signed_on
    if policy.limits_of_confidence and not signed:
        yield "limits_of_confidence needs limits_signed_by and limits_signed_on"


def _urgent_conflicts(policy: Policy) -> Iterator[str]:
    """Nobody is promised help at any hour by a lane that nobody watches."""
    urgent = policy.urgent
    if not urgent.enabled:
        return
    if not urgent.on_call:
        yield "urgent.enabled needs urgent.on_call: somebody who may be asked at any hour"
    if not urgent.second_channel_tested_on:
        yield "urgent.enabled needs urgent.second_channel_tested_on: chat alone wakes nobody"
    if urgent.test_page_weekday < 0:
        yield "urgent.enabled needs urgent.test_page_weekday: a weekly test page"


def _resource_conflicts(policy: Policy) -> Iterator[str]:
    for number, one in enumerate(policy.resources, start=1):
        if one.topic not in TOPICS:
            yield f"resources[{number}].topic must be one of {', '.join(TOPICS)}"
        if one.url and not one.url.startswith("https://"):
            yield f"resources[{number}].url must begin with https://"


def _quiet_conflicts(policy: Policy) -> Iterator[str]:
    day = [window for window in waking(policy.quiet.starts, policy.quiet.ends) if window.weekday == 0]
    awake = sum(_minutes(window.ends) - _minutes(window.starts) for window in day)
    if policy.quiet.starts == policy.quiet.ends or awake < _WAKING_HOURS * 60:
        yield f"quiet.starts and quiet.ends must leave at least {_WAKING_HOURS} hours, and some quiet ones"
        return
    for name in ("check_in_time", "digest_time"):
        if not any(window.starts <= getattr(policy, name) < window.ends for window in day):
            yield f"{name} must not lie in the quiet hours"


def _minutes(clock: time) -> int:
    return round((clock.hour * 3600 + clock.minute * 60 + clock.second + clock.microsecond / 1e6) / 60)
