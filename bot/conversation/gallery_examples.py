"""Examples for the gallery and the golden files: one of every message, form and home, with invented people.

The gallery and the golden renderings of every platform are made from it; a rule holds it against the views.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from bot.conversation import nudges
from bot.conversation.effects import Remind
from bot.conversation.events.linking import CodeIssued
from bot.conversation.events.oversight import DisclosureReason, DisclosureRequested
from bot.conversation.events.sessions import PlaceHeld, SessionScheduled
from bot.conversation.example_cases import (
    ACCEPTED,
    ANA,
    ANA_DUARTE,
    ASKED_THEMSELVES,
    CLOSED,
    CONNECTED,
    DAY,
    DELE,
    DELE_ADEBANJO,
    FOLLOW_UP,
    GRACE_OKONJO,
    HOUR,
    MARION,
    MARION_CASTELLAN,
    NEEDS_COORDINATOR,
    NOOR,
    NOW,
    OFFERED,
    OUTREACH,
    SIGNED,
    STALLED,
    SURGEON,
    TOMASZ,
    ZONE,
)
from bot.conversation.example_lines import POLICY
from bot.conversation.facts import Candidate, Codes, Sight, Upcoming
from bot.conversation.views import (
    asking,
    availability,
    crisis,
    ending,
    home,
    incidents,
    linking,
    oversight,
    pausing,
    privacy,
    ready,
    reports,
    sessions,
    supporting,
)
from bot.conversation.views.desk import choosing, entry, one_case, paging, queue, roster
from bot.conversation.views.explaining import guide, knowing
from bot.domain.case import (
    CaseCode,
    Category,
    Closing,
    Hold,
    HoldReason,
    Origin,
    Reveal,
    RevealReason,
    Urgency,
)
from bot.domain.people import Member, Person, PersonId, Role, Traits
from bot.domain.policy import RotaState
from bot.domain.readiness import Gap, Light, Missing
from bot.domain.release import Audience, Breakdown, Rate, Release, Row
from bot.ui import Form, Home, say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.ui import Message

    Shown = TypeVar("Shown", Form, Home)

_OWN_REQUEST = replace(OFFERED, origin=Origin.SELF, referrer=TOMASZ)

_MANY = "supported offered queue candidates kept sealed held holdable sessions disclosures releases reveals linked"
_NOTHING: dict[str, object] = {**dict.fromkeys(_MANY.split(), ()), "own_case": None, "listed": None, "link_code": None}
_BLANK: dict[str, object] = {"names": {}, "case_traits": Traits(), "unreachable": {}, "codes": Codes(), "chat": ""}
_BARE = Sight(now=NOW, policy=POLICY, person=NOOR, zone=ZONE, fresh="example", person_record=Person(person=NOOR))
ANYBODY = _BARE.also(**_NOTHING, **_BLANK, rotas=RotaState())
ASKING = ANYBODY.also(person=TOMASZ, own_case=_OWN_REQUEST)
AT_NIGHT = ASKING.also(now=NOW + 17 * HOUR)
KNOWN = ASKING.also(kept=(replace(_OWN_REQUEST, opened_at=NOW - 5 * DAY),))
SUPPORTING = ANYBODY.also(
    person=ANA,
    member=ANA_DUARTE,
    supported=(ACCEPTED, FOLLOW_UP),
    offered=(OFFERED,),
    codes=Codes(languages=("en", "fr", "pt"), specialties=("anaesthesia", "general_surgery")),
)
COORDINATING = ANYBODY.also(
    person=MARION,
    member=MARION_CASTELLAN,
    queue=(NEEDS_COORDINATOR, STALLED, OFFERED, FOLLOW_UP),
    case_traits=SURGEON,
    names={one.person: one.name for one in (GRACE_OKONJO, ANA_DUARTE, DELE_ADEBANJO)},
    candidates=tuple(Candidate(member=one, open_cases=0) for one in (GRACE_OKONJO, ANA_DUARTE, DELE_ADEBANJO)),
)
CROWDED = COORDINATING.also(
    queue=tuple(replace(NEEDS_COORDINATOR, code=CaseCode(f"B{number:03}")) for number in range(23)),
    unreachable={DELE: NOW - DAY},
)

_RED = {
    Light.PLATFORM: (Missing(gap=Gap.PLATFORM_TROUBLE, names=("slack", "Slack does not answer.")),),
    Light.PEOPLE: (Missing(gap=Gap.ROLE_EMPTY, names=("deputy",), count=1), Missing(gap=Gap.UNREACHABLE, count=2)),
    Light.LINES: (Missing(gap=Gap.NOT_CALLED, names=("988 Lifeline",)), Missing(gap=Gap.NO_OWN_LINE)),
    Light.LIMITS: (Missing(gap=Gap.NOT_SIGNED),),
    Light.KEYS: (),
    Light.HOURS: (Missing(gap=Gap.NOT_TRAINED, count=1),),
    Light.PRACTICE: (Missing(gap=Gap.NO_PRACTICE),),
}
_LOOKED = Reveal(by=MARION, reason=RevealReason.SAFETY, at=NOW - HOUR)
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
READING = ANYBODY.also(
    person=_DORA.person,
    member=replace(_DORA, roles=frozenset({Role.LEADERSHIP})),
    releases=(_REPORT, replace(_REPORT, period="2024")),
)
_MEETING = SessionScheduled(
    key="example", begins=NOW + 8 * DAY, topic="grief", place="Room 4, north wing", capacity=12, facilitator=ANA
)
_ONLINE = replace(
    _MEETING, begins=NOW + 3 * DAY, topic="peer", place="https://meet.example.org/peers", facilitator=None
)
MEETING = ANYBODY.also(
    sessions=(
        Upcoming(session=_ONLINE, taken=12),
        Upcoming(session=_MEETING, taken=5, mine=True),
        Upcoming(session=replace(_MEETING, topic="work"), taken=1),
    ),
    sealed=(
        Remind(
            subject="example",
            name="place",
            event=PlaceHeld(person=NOOR, key="example", session="example", begins=_MEETING.begins, zone=ZONE),
            at=NOW + 7 * DAY,
        ),
    ),
)
REVIEWING = ANYBODY.also(person=_DORA.person, member=_DORA, reveals=((REVEALED.code, _LOOKED),))


def _named(view: Callable[..., Shown], note: str, shown: Shown) -> tuple[str, Shown]:
    """An example's name says which view made it: ``supporting.details``, ``supporting.details-urgent``."""
    name = f"{view.__module__.rpartition('.')[2]}.{view.__name__}"
    return (f"{name}-{note}" if note else name), shown


def _shown(view: Callable[..., Shown], *told: object, note: str = "", **wishes: object) -> tuple[str, Shown]:
    return _named(view, note, view(*told, **wishes))


_LATER = say("Nothing was sent. Please try again after {when}.", when=NOW + HOUR)
_HOLD = Hold(reason=HoldReason.COURT, asked_by=MARION, asked_at=NOW)
_CONFIRMED = replace(_HOLD, confirmed_by=NOOR, confirmed_at=NOW)
ANSWERING = COORDINATING.also(
    held=(
        replace(ACCEPTED, hold=_HOLD),
        replace(CLOSED, hold=_CONFIRMED),
        replace(STALLED, hold=replace(_CONFIRMED, lift_by=NOOR)),
    ),
    holdable=(OFFERED, CONNECTED),
    disclosures=(DisclosureRequested(key="T9WX", person=TOMASZ, reason=DisclosureReason.COURT),),
)
_HELD = replace(CLOSED, origin=Origin.SELF, recipient=TOMASZ, opened_at=NOW - 5 * DAY, closed_at=NOW, hold=_CONFIRMED)
HELD = KNOWN.also(kept=(_HELD,))
IN_BOTH = ANYBODY.also(
    person=PersonId("slack:T1/NOOR"),
    address=PersonId("teams:T/noor"),
    linked=(PersonId("teams:T/noor"),),
    link_code=Remind(
        subject="example",
        name="link_code",
        event=CodeIssued(by=NOOR, code="K7F39QXM"),
        at=NOW + timedelta(minutes=10),
    ),
)
_NAMED = replace(CONNECTED, named=True, referrer=NOOR, reveals=(_LOOKED,))
_DRAFT = (("colleague", (TOMASZ,)), ("category", ("unsaid",)), ("not_these", ()), ("key", ("example",)))

MESSAGES: Mapping[str, Message] = nudges.EXAMPLES
"""Every nudge."""

FORMS: Mapping[str, Form] = MappingProxyType(
    dict(
        (
            *(_shown(asking.entry, one, note=note) for one, note in ((POLICY, ""), (SIGNED, "signed"))),
            _shown(asking.suggest, POLICY),
            _shown(asking.suggest_confirm, TOMASZ, _DRAFT, POLICY.clocks),
            _shown(asking.thanks_referrer, "example", POLICY),
            _shown(asking.undone, POLICY),
            _shown(asking.thanks_self, ASKING),
            _shown(asking.thanks_self, AT_NIGHT, say("Saved."), note="at_night", wishes=ASKED_THEMSELVES.wishes),
            _shown(home.own_card, ASKING, _OWN_REQUEST),
            _shown(home.own_card, ASKING, replace(CLOSED, origin=Origin.SELF), note="ended"),
            _shown(home.own_card, ASKING, _NAMED, note="named"),
            _shown(supporting.details, SUPPORTING, OFFERED, 1),
            _shown(supporting.details, SUPPORTING, replace(OFFERED, urgency=Urgency.URGENT), 1, note="urgent"),
            _shown(supporting.case_card, SUPPORTING, ACCEPTED),
            _shown(supporting.case_card, SUPPORTING, ASKED_THEMSELVES, note="asked_themselves"),
            _shown(supporting.case_card, SUPPORTING, OUTREACH, say("Noted."), note="outreach"),
            _shown(supporting.case_card, SUPPORTING, CONNECTED, note="connected"),
            _shown(supporting.case_card, SUPPORTING, FOLLOW_UP, note="follow_up"),
            _shown(supporting.case_card, SUPPORTING, CLOSED, note="closed"),
            _shown(supporting.plan_form, SUPPORTING, CONNECTED),
            _shown(supporting.close_form, FOLLOW_UP, POLICY.clocks),
            *(
                _shown(one, FOLLOW_UP, POLICY.clocks)
                for one in (supporting.decline_form, supporting.last_check_in_form)
            ),
            _shown(home.end_form, FOLLOW_UP),
            _shown(supporting.close_form, NEEDS_COORDINATOR, POLICY.clocks, note="nobody_found"),
            _shown(supporting.moved_on),
            _shown(home.hours_form, SUPPORTING),
            _shown(guide.guide, SIGNED, 0),
            *(_shown(guide.guide, SIGNED, page, note=str(page + 1)) for page in range(1, len(guide.PAGES))),
            _shown(queue.desk, COORDINATING),
            _shown(queue.desk, COORDINATING.also(queue=()), note="empty"),
            _shown(queue.desk, COORDINATING.also(rotas=RotaState(("nights",), 2)), note="rotas"),
            _shown(queue.desk, CROWDED, None, paging.Wanted(page=1), note="second_page"),
            *(
                _shown(one_case.desk_case, COORDINATING, one, note=one.step)
                for one in (NEEDS_COORDINATOR, OFFERED, CONNECTED)
            ),
            _shown(choosing.assign_form, COORDINATING, NEEDS_COORDINATOR, paging.FIRST),
            _shown(
                choosing.assign_form, COORDINATING.also(candidates=()), NEEDS_COORDINATOR, paging.FIRST, note="nobody"
            ),
            _shown(choosing.find_form, NEEDS_COORDINATOR),
            _shown(entry.entry_form, COORDINATING, DELE_ADEBANJO),
            _shown(entry.take_off_form, DELE_ADEBANJO),
            _shown(entry.gone),
            _shown(asking.suggest_mode, ANYBODY, _DRAFT),
            _shown(oversight.reveal_form, COORDINATING, STALLED),
            _shown(oversight.revealed, COORDINATING, REVEALED),
            _shown(oversight.holds, COORDINATING, note="none"),
            _shown(oversight.holds, ANSWERING, say("The hold is lifted.")),
            _shown(oversight.hold_form, CLOSED),
            _shown(oversight.disclosures, COORDINATING, note="none"),
            _shown(oversight.disclosures, ANSWERING),
            _shown(asking.suggest_later, _LATER, _DRAFT, SIGNED),
            _shown(roster.roster, COORDINATING),
            _shown(roster.coverage_form, COORDINATING),
            _shown(roster.fortnight_form, COORDINATING),
            _shown(ready.ready_page, COORDINATING.also(ready=_RED)),
            _shown(ready.ready_page, COORDINATING.also(ready=dict.fromkeys(Light, ())), note="green"),
            _shown(ending.reveals, REVIEWING),
            _shown(reports.released_form, _REPORT),
            _shown(ending.feedback_form, CLOSED),
            _shown(ending.feedback_thanks, POLICY),
            _shown(ending.complaint_form, ASKING),
            _shown(ending.complaint_sent, POLICY, say("The director will be told. They will call you.")),
            _shown(ending.complaint_sent, SIGNED, note="again"),
            _shown(ending.complaint_card, TOMASZ, POLICY.clocks),
            _shown(privacy.about, ANYBODY),
            _shown(privacy.about, KNOWN, note="known"),
            _shown(privacy.about, SUPPORTING, note="supporter"),
            _shown(privacy.about, HELD, note="held"),
            _shown(privacy.erased, HELD, note="held"),
            _shown(privacy.export, KNOWN),
            _shown(privacy.erase_form, "example"),
            _shown(privacy.erased, ANYBODY),
            _shown(privacy.about, IN_BOTH, note="in_both"),
            _shown(privacy.about, IN_BOTH.also(linked=(), platforms=("slack", "teams")), note="could_connect"),
            _shown(linking.code_form, IN_BOTH),
            _shown(linking.code_form, IN_BOTH.also(link_code=None), note="lapsed"),
            _shown(linking.type_form),
            _shown(linking.part_form, IN_BOTH),
            _shown(availability.care, SUPPORTING),
            _shown(availability.no_supporter, POLICY),
            _shown(availability.settings_form, SUPPORTING),
            _shown(availability.avoid_form, SUPPORTING),
            _shown(availability.backup_form, SUPPORTING),
            _shown(availability.backup_paged, POLICY),
            _shown(availability.backup_card, POLICY, ANA),
            _shown(pausing.pause_form, SUPPORTING, OUTREACH),
            _shown(pausing.move_form, SUPPORTING, FOLLOW_UP),
            _shown(pausing.another_form, FOLLOW_UP),
            _shown(pausing.hand_back_form, ACCEPTED),
            _shown(pausing.hand_back_form, FOLLOW_UP, note="after_contact"),
            _shown(incidents.incident_form, POLICY),
            _shown(incidents.incident_confirm, (TOMASZ, NOOR), _DRAFT, POLICY.clocks),
            _shown(incidents.thanks_notifier, "example", POLICY),
            _shown(incidents.phoned_form, POLICY),
            _shown(incidents.phoned_confirm, TOMASZ, _DRAFT, POLICY.clocks),
            _shown(incidents.thanks_phoned, "example", POLICY),
            _shown(crisis.resources, POLICY),
            _shown(crisis.sheet, POLICY),
            _shown(sessions.sessions, ANYBODY, note="none"),
            _shown(sessions.sessions, MEETING, say("You have a place. Nobody else sees it.")),
            _shown(sessions.sessions_desk, COORDINATING, note="none"),
            _shown(sessions.sessions_desk, COORDINATING.also(sessions=MEETING.sessions)),
            _shown(sessions.plan_session, COORDINATING),
            _shown(sessions.call_off, MEETING.sessions[1]),
            _shown(privacy.about, MEETING, note="signed_up"),
            _shown(crisis.crisis_card, POLICY),
            _shown(crisis.not_saved, SIGNED),
            _shown(knowing.who_knows, knowing.Matter.REQUEST, ANYBODY),
            _shown(knowing.who_knows, knowing.Matter.CASE, ANYBODY, note="case", case=CONNECTED),
            _shown(knowing.who_knows, knowing.Matter.DESK, ANYBODY, note="desk"),
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
            _shown(home.home, SUPPORTING.also(sessions=MEETING.sessions), note="leading"),
            _shown(home.home, REVIEWING, note="director"),
            _shown(home.home, ANSWERING, note="answering"),
            _shown(home.home, READING, note="leadership"),
            _shown(home.unavailable, POLICY),
        )
    )
)
"""Every home, by whose it is."""
