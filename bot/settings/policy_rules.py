"""Every key of the policy file: what it means, which values it may have, and which ones fit together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from operator import attrgetter
from typing import TYPE_CHECKING

from bot.domain.hours import waking
from bot.domain.public_holidays import unknown_place
from bot.settings.duration import write_duration
from bot.settings.lines.packs import pack_names

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
    "preset": Key(
        "A known programme whose settings hold where this file says nothing: brigham, stanford, ubc, rise, foryou.\n"
        "docs/presets.md compares them; empty for our own defaults."
    ),
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
    "limits_of_confidence_in": Key(
        'The same text in other languages, such as fr = "…"; whoever reads none of them gets the first.', 0, 2500
    ),
    "limits_signed_by": Key("Who signed the limits of confidence.", 0, 100),
    "limits_signed_on": Key("The date of that signature, such as 2026-08-03."),
    "phone": Key("The programme's own number, shown when a request could not be saved.", 0, 40),
    "country": Key(f"The country of your crisis lines, as two letters.\nPacks: {', '.join(pack_names())}."),
    "region": Key("A part of the country with lines of its own, such as QC, ENG, SCT, WLS or NIR."),
    "phone_region": Key("The country of a phone number that has no country code, as two letters. Empty: your country."),
    "crisis_reviewed_on": Key("No longer used: `peersupport lines` keeps the day of each call."),
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
    "clocks.shown": _clock("How long a platform has to show a supporter a question; then another is asked.", hours=4),
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
    "urgent.enabled": Key("Refused as true until the bot can reach people by another way than chat."),
    "urgent.on_call": Key("Addresses of the supporters who may be asked at any hour, such as web:ana.", 0, 50),
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
    "holidays.country": Key("The country whose public holidays count, as two letters; empty for none.", 0, 2),
    "holidays.region": Key("A part of it with holidays of its own, such as QC or NY.", 0, 5),
    "holidays.check_ins": Key("Does a check-in on a holiday move to the next working day?"),
    "holidays.clocks": Key("Do the waking-hour clocks of people on no rota stand still on holidays?"),
    "rota": Key("Calendars that say when people work, are on call, or are away: docs/how-to/rotas-from-calendars.md."),
    "resources": Key("The catalogue of resources, in the order in which it is shown."),
    "resources.topic": Key("One of peer, relations, lead, burnout, making, grief, case, work.", 1, 20),
    "resources.name": Key("What it is called.", 1, 60),
    "resources.about": Key("One sentence about it.", 1, 200),
    "resources.url": Key("Where it is, beginning with https; empty for what has no page.", 0, 300),
    "resources.name_fr": Key("The same in French; empty for what came with the bot.", 0, 60),
    "resources.about_fr": Key("The same in French; empty for what came with the bot.", 0, 200),
    "resources.off": Key("Why it is not shown, for what is known and can't be linked.", 0, 200),
    "crisis_lines": Key("Lines of help of your own: beside those of the country's pack, or in place of one so named."),
    "crisis_lines.purpose": Key("emergency, crisis, or support for a line that is only for clinicians.", 0, 20),
    "crisis_lines.name": Key("What it is called.", 1, 60),
    "crisis_lines.name_fr": Key("The name in French.", 0, 60),
    "crisis_lines.number": Key(
        'The number, "111, option 2", "text HELLO to 50808", "https://suicide.ca", or several of them in brackets.'
    ),
    "crisis_lines.hours": Key('"always", or such as "Mon-Fri 08:00-20:00, Sat 08:00-14:00 Europe/London".', 0, 60),
    "crisis_lines.hours_fr": Key("Hours in words of your own, in French.", 0, 60),
    "crisis_lines.languages": Key('In which it is answered, such as ["en", "fr"].'),
    "crisis_lines.audience": Key("everybody, health workers, physicians, nurses, learners or members.", 0, 20),
    "crisis_lines.cost": Key("free or normal; empty shows nothing.", 0, 20),
    "crisis_lines.anonymous": Key("true where callers need not give their name."),
    "crisis_lines.unlisted": Key("true for a number that only works there, such as one of the hospital."),
    "crisis_lines.source": Key("Where you read it.", 0, 200),
    "crisis_lines.checked_on": Key("When you last called it, such as 2026-08-03."),
    "sites": Key("Sites in another country or region, under their codes of the roster."),
    "lines_called": Key("When each line was last called; `peersupport lines` writes it."),
}
TOPICS = ("peer", "relations", "lead", "burnout", "making", "grief", "case", "work")
TABLES: dict[str, str] = {
    "clocks": "How long each step may take before somebody is told.",
    "quiet": "The quiet hours, which lie across midnight or in one day.",
    "limits": "What protects the supporters.",
    "suggestions": "What keeps suggestions from pestering. Asking for oneself is never limited.",
    "scores": "What each agreement between supporter and recipient is worth when the next one to ask is chosen.",
    "urgent": "The urgent lane: off until the bot can reach people by another way than chat.",
    "report": "The yearly report, for the coordinator and for a leadership reader; see docs/report.md.",
    "holidays": "Public holidays. Whoever is on a rota is asked all the same; the match deadline is never stretched.",
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
    if policy.holidays.country or policy.holidays.region:
        yield from filter(None, (unknown_place(policy),))
    yield from _urgent_conflicts(policy)
    yield from _resource_conflicts(policy)
    if policy.report.outside < policy.report.coordinator:
        yield "report.outside must not be less than report.coordinator"
    if not policy.own_department and not policy.other_departments:
        yield "own_department and other_departments are both false: nobody could ever be asked"
    yield from _confidence_conflicts(policy)


def _confidence_conflicts(policy: Policy) -> Iterator[str]:
    signed = policy.limits_signed_by and policy.limits_signed_on
    if policy.confidence.texts and not signed:
        yield "limits_of_confidence needs limits_signed_by and limits_signed_on"
    if policy.limits_of_confidence_in and not policy.limits_of_confidence:
        yield "limits_of_confidence_in needs limits_of_confidence, for whoever reads another language"


def _urgent_conflicts(policy: Policy) -> Iterator[str]:
    """Nobody is promised help at any hour by a lane that nobody watches."""
    if not policy.urgent.enabled:
        return
    yield (
        "urgent.enabled can't be true yet: the bot has only chat, which wakes nobody at night, and no second channel "
        "such as a pager; leave it false until a release has one"
    )


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
