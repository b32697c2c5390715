"""One example of every message, form and home, with invented people of the playground's hospital.

The gallery and the golden renderings of every platform are made from it; a rule holds it against the views.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from bot.conversation import releases, texts
from bot.conversation.effects import Remind
from bot.conversation.events import CodeLapsed, DisclosureLapsed, DisclosureReason, PlaceDue, SessionBegan
from bot.conversation.facts import Candidate, Codes, Sight, Upcoming
from bot.conversation.releases import Audience, Breakdown, Rate, Release, Row
from bot.conversation.views import (
    about,
    card,
    care,
    changes,
    crisis,
    desk,
    entry,
    feedback,
    guide,
    home,
    notifier,
    roster_desk,
)
from bot.conversation.views.groups import sessions
from bot.conversation.views.platforms import linking
from bot.domain.case import (
    Case,
    CaseCode,
    Category,
    CheckIn,
    CheckInState,
    Closing,
    Hold,
    HoldReason,
    Move,
    NextStep,
    Offer,
    OfferState,
    Origin,
    Reach,
    Reveal,
    RevealReason,
    Step,
    Urgency,
    Wishes,
)
from bot.domain.hours import Leave, parse_hours
from bot.domain.people import Member, PersonId, Role, Supporter, Traits
from bot.domain.policy import Policy
from bot.ui import Form, Home, say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.ui import Message

    Shown = TypeVar("Shown", Form, Home)

NOW = datetime(2026, 8, 3, 14, 0, tzinfo=UTC)
"""A Monday, 10:00 at the hospital."""
ZONE = "America/New_York"
NOOR, TOMASZ = PersonId("web:noor-haddad"), PersonId("web:tomasz-wilk")
ANA, GRACE, DELE = PersonId("web:ana-duarte"), PersonId("web:grace-okonjo"), PersonId("web:dele-adebanjo")
MARION = PersonId("web:marion-castellan")
POLICY = Policy()
SIGNED = replace(
    POLICY,
    limits_of_confidence="What you say stays between you. Exceptions: danger to you or others, and what the law asks.",
    limits_signed_by="Counsel",
    limits_signed_on="2026-06-01",
    phone="555 0100",
)
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_SURGEON = Traits(profession="physician", level="attending", specialty="general_surgery", cluster="surgical")


def _supporter(person: PersonId, name: str, hours: str, *, leave: tuple[Leave, ...] = ()) -> Member:
    settings = Supporter(traits=_SURGEON, hours=parse_hours(hours), leave=leave, trained_on=date(2026, 4, 1))
    return Member(person=person, name=name, roles=frozenset({Role.SUPPORTER}), timezone=ZONE, supporter=settings)


_ANA = _supporter(ANA, "Ana Duarte", "Mon-Fri 07:00-19:00")
_GRACE = _supporter(GRACE, "Grace Okonjo", "Mon-Fri 08:00-18:00; Sat 09:00-13:00")
_DELE = _supporter(DELE, "Dele Adebanjo", "Mon-Thu 13:00-21:00", leave=(Leave(date(2026, 8, 10), date(2026, 8, 21)),))
_MARION = Member(person=MARION, name="Marion Castellan", roles=frozenset({Role.COORDINATOR}), timezone=ZONE)

_SEARCHED = Case(
    code=CaseCode("K7F3"),
    recipient=TOMASZ,
    referrer=NOOR,
    category=Category.ADVERSE_EVENT,
    opened_at=NOW - 20 * _HOUR,
    match_by=NOW + 4 * _HOUR,
    turn=2,
)
OFFERED = replace(
    _SEARCHED,
    step=Step.OFFERED,
    offers=(Offer(number=1, supporter=ANA, asked_at=NOW, state=OfferState.DELIVERED, answer_by=NOW + 4 * _HOUR),),
    next_step=NextStep(move=Move.DEADLINE_MISSED, due=NOW + 4 * _HOUR),
)
NEEDS_COORDINATOR = replace(
    _SEARCHED,
    code=CaseCode("R4WD"),
    step=Step.NEEDS_COORDINATOR,
    next_step=NextStep(move=Move.COORDINATOR_OVERDUE, due=NOW + 4 * _HOUR),
)
ACCEPTED = replace(
    _SEARCHED,
    step=Step.ACCEPTED,
    supporter=ANA,
    accepted_at=NOW - _HOUR,
    first_accepted_at=NOW - _HOUR,
    next_step=NextStep(move=Move.ATTEMPT_DUE, due=NOW + 47 * _HOUR),
)
ASKED_THEMSELVES = replace(
    ACCEPTED,
    origin=Origin.SELF,
    referrer=TOMASZ,
    urgency=Urgency.URGENT,
    wishes=Wishes(reach=Reach.PHONE, phone="555 0142"),
)
STALLED = replace(
    ACCEPTED, code=CaseCode("M2QX"), next_step=NextStep(move=Move.ATTEMPT_DUE, due=NOW + 2 * _DAY, times=2)
)
OUTREACH = replace(
    ACCEPTED,
    step=Step.OUTREACH,
    attempts=(NOW - _HOUR,),
    next_step=NextStep(move=Move.ATTEMPT_DUE, due=NOW + 3 * _DAY),
)
CONNECTED = replace(
    OUTREACH, step=Step.CONNECTED, contacted_at=NOW, next_step=NextStep(move=Move.PLAN_DUE, due=NOW + 21 * _DAY)
)
FOLLOW_UP = replace(
    CONNECTED,
    code=CaseCode("D9TH"),
    step=Step.FOLLOW_UP,
    check_ins=(
        CheckIn(number=1, due=NOW, state=CheckInState.DONE, settled_at=NOW),
        CheckIn(number=2, due=NOW + 23 * _DAY),
    ),
    next_step=NextStep(move=Move.CHECK_IN_DUE, due=NOW + 23 * _DAY),
)
CLOSED = replace(FOLLOW_UP, step=Step.CLOSED, next_step=NextStep(move=Move.PURGE, due=NOW + 14 * _DAY))
_OWN_REQUEST = replace(OFFERED, origin=Origin.SELF, referrer=TOMASZ)

ANYBODY = Sight(now=NOW, policy=POLICY, person=NOOR, zone=ZONE, fresh="example")
ASKING = replace(ANYBODY, person=TOMASZ, own_case=_OWN_REQUEST)
AT_NIGHT = replace(ASKING, now=NOW + 17 * _HOUR)
KNOWN = replace(ASKING, kept=(replace(_OWN_REQUEST, opened_at=NOW - 5 * _DAY),))
SUPPORTING = replace(
    ANYBODY,
    person=ANA,
    member=_ANA,
    supported=(ACCEPTED, FOLLOW_UP),
    offered=(OFFERED,),
    codes=Codes(languages=("en", "fr", "pt"), specialties=("anaesthesia", "general_surgery")),
)
COORDINATING = replace(
    ANYBODY,
    person=MARION,
    member=_MARION,
    queue=(NEEDS_COORDINATOR, STALLED, OFFERED, FOLLOW_UP),
    case_traits=_SURGEON,
    candidates=tuple(Candidate(member=one, open_cases=0) for one in (_GRACE, _ANA, _DELE)),
)

_LOOKED = Reveal(by=MARION, reason=RevealReason.SAFETY, at=NOW - _HOUR)
REVEALED = replace(STALLED, reveals=(_LOOKED,))
_DORA = Member(
    person=PersonId("web:theodora-lang"), name="Theodora Lang", roles=frozenset({Role.DIRECTOR}), timezone=ZONE
)
_REPORT = Release(
    period="2025",
    audience=Audience.OUTSIDE,
    on=date(2026, 1, 7),
    least=11,
    cases=64,
    breakdowns=(
        Breakdown("origin", (Row("colleague", None), Row(Origin.SELF.value, 21), Row(Origin.INCIDENT_LIST.value, 14))),
        Breakdown(
            "category",
            (
                Row(Category.UNSAID.value, None),
                Row(Category.PATIENT_DEATH.value, 13),
                Row(Category.LITIGATION.value, None),
            ),
        ),
        Breakdown("closing", (Row(Closing.COMPLETED.value, None), Row(Closing.DECLINED.value, None))),
        Breakdown("specialty", (Row("rest", None), Row("general_surgery", 17))),
    ),
    service=(Rate("matched", 58, 64), Rate("tried", 55, 60)),
)
READING = replace(
    ANYBODY,
    person=_DORA.person,
    member=replace(_DORA, roles=frozenset({Role.LEADERSHIP})),
    releases=(_REPORT, replace(_REPORT, period="2024")),
)
_MEETING = SessionBegan(
    key="example", begins=NOW + 8 * _DAY, topic="grief", place="Room 4, north wing", capacity=12, facilitator=ANA
)
_ONLINE = replace(
    _MEETING, begins=NOW + 3 * _DAY, topic="peer", place="https://meet.example.org/peers", facilitator=None
)
MEETING = replace(
    ANYBODY,
    sessions=(
        Upcoming(session=_ONLINE, taken=12),
        Upcoming(session=_MEETING, taken=5, mine=True),
        Upcoming(session=replace(_MEETING, topic="work"), taken=1),
    ),
    sealed=(
        Remind(
            subject="example",
            name="place",
            event=PlaceDue(by=NOOR, key="example", session="example", begins=_MEETING.begins, zone=ZONE),
            at=NOW + 7 * _DAY,
        ),
    ),
)
REVIEWING = replace(ANYBODY, person=_DORA.person, member=_DORA, reveals=((REVEALED.code, _LOOKED),))


def _named(view: Callable[..., Shown], note: str, shown: Shown) -> tuple[str, Shown]:
    """An example's name says which view made it: ``card.details``, ``card.details-urgent``."""
    name = f"{view.__module__.rpartition('.')[2]}.{view.__name__}"
    return (f"{name}-{note}" if note else name), shown


def _shown(view: Callable[..., Shown], *told: object, note: str = "", **wishes: object) -> tuple[str, Shown]:
    return _named(view, note, view(*told, **wishes))


_LATER = say("Nothing was sent. Please try again after {when}.", when=NOW + _HOUR)
_HOLD = Hold(reason=HoldReason.COURT, asked_by=MARION, asked_at=NOW)
_CONFIRMED = replace(_HOLD, confirmed_by=NOOR, confirmed_at=NOW)
ANSWERING = replace(
    COORDINATING,
    held=(
        replace(ACCEPTED, hold=_HOLD),
        replace(CLOSED, hold=_CONFIRMED),
        replace(STALLED, hold=replace(_CONFIRMED, lift_by=NOOR)),
    ),
    holdable=(OFFERED, CONNECTED),
    disclosures=(DisclosureLapsed(key="T9WX", person=TOMASZ, reason=DisclosureReason.COURT),),
)
_HELD = replace(CLOSED, origin=Origin.SELF, recipient=TOMASZ, opened_at=NOW - 5 * _DAY, closed_at=NOW, hold=_CONFIRMED)
HELD = replace(KNOWN, kept=(_HELD,))
IN_BOTH = replace(
    ANYBODY,
    person=PersonId("slack:T1/NOOR"),
    address=PersonId("teams:T/noor"),
    linked=(PersonId("teams:T/noor"),),
    link_code=Remind(
        subject="example",
        name="link_code",
        event=CodeLapsed(by=NOOR, code="K7F39QXM"),
        at=NOW + timedelta(minutes=10),
    ),
)
_DRAFT = (("colleague", (TOMASZ,)), ("category", ("unsaid",)), ("not_these", ()), ("key", ("example",)))

MESSAGES: Mapping[str, Message] = texts.EXAMPLES
"""Every nudge."""

FORMS: Mapping[str, Form] = MappingProxyType(
    dict(
        (
            _shown(entry.entry, POLICY),
            _shown(entry.entry, SIGNED, note="signed"),
            _shown(entry.suggest, POLICY),
            _shown(entry.suggest_confirm, TOMASZ, _DRAFT),
            _shown(entry.thanks_referrer, "example", POLICY),
            _shown(entry.undone, POLICY),
            _shown(entry.thanks_self, ASKING),
            _shown(entry.thanks_self, AT_NIGHT, say("Saved."), note="at_night", wishes=ASKED_THEMSELVES.wishes),
            _shown(home.own_card, ASKING, _OWN_REQUEST),
            _shown(home.own_card, ASKING, replace(CLOSED, origin=Origin.SELF), note="ended"),
            _shown(
                home.own_card, ASKING, replace(CONNECTED, named=True, referrer=NOOR, reveals=(_LOOKED,)), note="named"
            ),
            _shown(card.details, SUPPORTING, OFFERED, 1),
            _shown(card.details, SUPPORTING, replace(OFFERED, urgency=Urgency.URGENT), 1, note="urgent"),
            _shown(card.case_card, SUPPORTING, ACCEPTED),
            _shown(card.case_card, SUPPORTING, ASKED_THEMSELVES, note="asked_themselves"),
            _shown(card.case_card, SUPPORTING, OUTREACH, say("Noted."), note="outreach"),
            _shown(card.case_card, SUPPORTING, CONNECTED, note="connected"),
            _shown(card.case_card, SUPPORTING, FOLLOW_UP, note="follow_up"),
            _shown(card.case_card, SUPPORTING, CLOSED, note="closed"),
            _shown(card.plan_form, SUPPORTING, CONNECTED),
            _shown(card.close_form, FOLLOW_UP),
            _shown(card.close_form, NEEDS_COORDINATOR, note="nobody_found"),
            _shown(card.moved_on),
            _shown(home.hours_form, SUPPORTING),
            _shown(guide.guide, SIGNED, 0),
            *(_shown(guide.guide, SIGNED, page, note=str(page + 1)) for page in range(1, len(guide.PAGES))),
            _shown(desk.desk, COORDINATING),
            _shown(desk.desk, replace(COORDINATING, queue=()), note="empty"),
            _shown(desk.assign_form, COORDINATING, NEEDS_COORDINATOR),
            _shown(desk.assign_form, replace(COORDINATING, candidates=()), NEEDS_COORDINATOR, note="nobody"),
            _shown(entry.suggest_mode, ANYBODY, _DRAFT),
            _shown(desk.reveal_form, COORDINATING, STALLED),
            _shown(desk.revealed, COORDINATING, REVEALED),
            _shown(desk.holds, COORDINATING, note="none"),
            _shown(desk.holds, ANSWERING, say("The hold is lifted.")),
            _shown(desk.hold_form, CLOSED),
            _shown(desk.disclosures, COORDINATING, note="none"),
            _shown(desk.disclosures, ANSWERING),
            _shown(entry.suggest_later, _LATER, _DRAFT, SIGNED),
            _shown(roster_desk.roster, COORDINATING),
            _shown(roster_desk.coverage_form, COORDINATING),
            _shown(feedback.reveals, REVIEWING),
            _shown(releases.released_form, _REPORT),
            _shown(feedback.feedback_form, CLOSED),
            _shown(feedback.feedback_thanks, POLICY),
            _shown(feedback.complaint_form, ASKING),
            _shown(feedback.complaint_sent, POLICY, say("The director will be told. They will call you.")),
            _shown(feedback.complaint_sent, SIGNED, note="again"),
            _shown(feedback.complaint_card, TOMASZ),
            _shown(about.about, ANYBODY),
            _shown(about.about, KNOWN, note="known"),
            _shown(about.about, SUPPORTING, note="supporter"),
            _shown(about.about, HELD, note="held"),
            _shown(about.erased, HELD, note="held"),
            _shown(about.export, KNOWN),
            _shown(about.erase_form, "example"),
            _shown(about.erased, ANYBODY),
            _shown(about.about, IN_BOTH, note="in_both"),
            _shown(about.about, replace(IN_BOTH, linked=(), platforms=("slack", "teams")), note="could_connect"),
            _shown(linking.code_form, IN_BOTH),
            _shown(linking.code_form, replace(IN_BOTH, link_code=None), note="lapsed"),
            _shown(linking.type_form),
            _shown(linking.part_form, IN_BOTH),
            _shown(care.care, SUPPORTING),
            _shown(care.no_supporter, POLICY),
            _shown(care.settings_form, SUPPORTING),
            _shown(care.avoid_form, SUPPORTING),
            _shown(care.backup_form, SUPPORTING),
            _shown(care.backup_paged, POLICY),
            _shown(care.backup_card, POLICY, ANA),
            _shown(changes.pause_form, SUPPORTING, OUTREACH),
            _shown(changes.move_form, SUPPORTING, FOLLOW_UP),
            _shown(changes.another_form, FOLLOW_UP),
            _shown(changes.hand_back_form, ACCEPTED),
            _shown(changes.hand_back_form, FOLLOW_UP, note="after_contact"),
            _shown(notifier.incident_form, POLICY),
            _shown(notifier.incident_confirm, (TOMASZ, NOOR), _DRAFT),
            _shown(notifier.thanks_notifier, "example", POLICY),
            _shown(notifier.phoned_form, POLICY),
            _shown(notifier.phoned_confirm, TOMASZ, _DRAFT),
            _shown(notifier.thanks_phoned, "example", POLICY),
            _shown(crisis.resources, POLICY),
            _shown(sessions.sessions, ANYBODY, note="none"),
            _shown(sessions.sessions, MEETING, say("You have a place. Nobody else sees it.")),
            _shown(sessions.sessions_desk, COORDINATING, note="none"),
            _shown(sessions.sessions_desk, replace(COORDINATING, sessions=MEETING.sessions)),
            _shown(sessions.plan_session, COORDINATING),
            _shown(sessions.call_off, MEETING.sessions[1]),
            _shown(about.about, MEETING, note="signed_up"),
            _shown(crisis.crisis_card, POLICY),
            _shown(crisis.not_saved, SIGNED),
        )
    )
)
"""Every form, by the view that makes it."""

HOMES: Mapping[str, Home] = MappingProxyType(
    dict(
        (
            _shown(home.home, ANYBODY),
            _shown(home.home, ASKING, note="asking"),
            _shown(home.home, SUPPORTING, note="supporter"),
            _shown(home.home, COORDINATING, note="coordinator"),
            _shown(home.home, replace(SUPPORTING, sessions=MEETING.sessions), note="leading"),
            _shown(home.home, REVIEWING, note="director"),
            _shown(home.home, ANSWERING, note="answering"),
            _shown(home.home, READING, note="leadership"),
            _shown(home.unavailable, POLICY),
        )
    )
)
"""Every home, by whose it is."""
