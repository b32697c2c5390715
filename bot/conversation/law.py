"""The law: for each event which move it is, who may cause it, what follows, and what has to be loaded first.

One row an event; an event without a row can't be decided. ``tests/engine/test_law.py`` holds the rows against the
events, and docs/authority.md is drawn from what they allow.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from functools import wraps
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from bot.conversation import who as by
from bot.conversation.effects import Decision
from bot.conversation.events.asking import (
    ReferrerDue,
    RestBegan,
    RestOver,
    SuggestionMade,
    SuggestionMatured,
    SuggestionUndone,
)
from bot.conversation.events.availability import (
    AbsenceDue,
    AbsenceSettled,
    AwayDue,
    EntryEdited,
    HoursChanged,
    InformalSupportLogged,
    MemberLeft,
    PeopleAvoided,
    SettingsChanged,
    SupporterLeft,
    SupporterTakenOff,
)
from bot.conversation.events.backup import BackupAnswered, BackupPaged, BackupPageOpen, ComplaintDue, ComplaintMade
from bot.conversation.events.digest import DigestDue, NudgeDue
from bot.conversation.events.ending import (
    CaseClosed,
    CaseMerged,
    FarewellDue,
    FeedbackDue,
    FeedbackGiven,
    PurgeDue,
    RecipientLeft,
    RequestWithdrawn,
    SupportDeclined,
)
from bot.conversation.events.incidents import IncidentListed, IncidentListMatured, RequestEntered
from bot.conversation.events.linking import (
    AddressesParted,
    AddressGone,
    CodeAsked,
    CodeIssued,
    CodeTyped,
    LinkSettled,
    MainAddressChosen,
)
from bot.conversation.events.matching import (
    AnswerOverdue,
    CoordinatorOverdue,
    MatchDeadlineMissed,
    MatchWanted,
    OfferDelivered,
    OfferPassed,
    OfferTaken,
    OfferUndeliverable,
    SearchedAgain,
    SupporterAssigned,
)
from bot.conversation.events.oversight import (
    DisclosureAnswered,
    DisclosureRequested,
    HoldAsked,
    HoldConfirmed,
    HoldLiftAsked,
    Revealed,
)
from bot.conversation.events.pausing import AnotherWanted, PauseOver, PauseResumed, PauseWanted
from bot.conversation.events.privacy import DataErased, OptOutChanged, RecipientErased, RecipientOptedOut
from bot.conversation.events.restoring import ProgrammeRestored, Restored
from bot.conversation.events.sessions import (
    PlaceGivenUp,
    PlaceHeld,
    PlaceWanted,
    SessionCalledOff,
    SessionPlanned,
    SessionScheduled,
)
from bot.conversation.events.supporting import (
    AttemptDue,
    AttemptMade,
    CaseHandedBack,
    CheckBackDue,
    CheckInDone,
    CheckInDue,
    CheckInMoved,
    CheckInsPlanned,
    ContactMade,
    InTouchConfirmed,
    InTouchDue,
    PlanDue,
)
from bot.conversation.flows import (
    absence,
    asking,
    availability,
    backup,
    digest,
    ending,
    incidents,
    oversight,
    pausing,
    privacy,
    restoring,
    sessions,
)
from bot.conversation.flows.linking import codes
from bot.conversation.flows.matching import escalating, offering
from bot.conversation.flows.supporting import follow_up, outreach
from bot.conversation.needs import Need
from bot.domain.case import Case, Move
from bot.domain.people import Member, Person

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.conversation.events.every import CaseEvent, Event, PersonEvent, ProgrammeEvent, RosterEvent
    from bot.conversation.facts import Facts

A = TypeVar("A", Case, Person, Member, None)
E = TypeVar("E")
D = TypeVar("D", bound=by.Done)
Covered_co = TypeVar("Covered_co", covariant=True)


class About(Enum):
    """What an event is about."""

    CASE = auto()
    PERSON = auto()
    ACTOR = auto()  # a person, too, of whose record nothing is read
    MEMBER = auto()
    PROGRAMME = auto()


@dataclass(frozen=True)
class Row(Generic[A, E]):
    """What is so of one event."""

    about: About
    event: type[E]
    may: Callable[[A, E, Facts], bool]
    flow: Callable[[A, E, Facts], Decision]
    needs: frozenset[Need] = frozenset()
    move: Move | None = None


def _case(  # noqa: PLR0917 - the columns of the table
    move: Move,
    event: type[E],
    may: Callable[[Case, E, Facts], bool],
    flow: Callable[[Case, E, Facts], Decision],
    needs: frozenset[Need],
) -> Row[Case, E]:
    return Row(About.CASE, event, may, flow, needs, move)


def _person(event: type[D], flow: Callable[[Person, D, Facts], Decision], *needs: Need) -> Row[Person, D]:
    return Row(About.PERSON, event, by.oneself, flow, frozenset(needs))


def _actor(event: type[D], flow: Callable[[D, Facts], Decision], *needs: Need) -> Row[Person, D]:
    return Row(About.ACTOR, event, by.oneself, _bare(flow), frozenset(needs))


def _entry(event: type[D], flow: Callable[[Member, D, Facts], Decision], *needs: Need) -> Row[Member, D]:
    return Row(About.MEMBER, event, by.own_entry, flow, frozenset(needs))


def _anothers(event: type[D], flow: Callable[[Member, D, Facts], Decision], *needs: Need) -> Row[Member, D]:
    return Row(About.MEMBER, event, by.runs, flow, frozenset({Need.STAFF, Need.ACTOR, *needs}))


def _alone(
    event: type[E], may: Callable[[None, E, Facts], bool], flow: Callable[[E, Facts], Decision], *needs: Need
) -> Row[None, E]:
    return Row(About.PROGRAMME, event, may, _bare(flow), frozenset(needs))


def _bare(flow: Callable[[E, Facts], Decision]) -> Callable[[Any, E, Facts], Decision]:
    """The same of whatever it is about: the flow reads nothing of it."""

    @wraps(flow)
    def followed(_about: object, event: E, facts: Facts) -> Decision:
        return flow(event, facts)

    return followed


def _nothing(_event: DigestDue, _facts: Facts) -> Decision:
    """It is written above the engine, from figures (bot/insight/digest_schedule.py)."""
    return Decision()


_OPENS = frozenset({Need.STAFF, Need.SUPPORTER, Need.RECORD, Need.RECIPIENT})
_SEARCH = frozenset({Need.STAFF, Need.SUPPORTER, Need.RECIPIENT, Need.CANDIDATES})
_TAKE = frozenset({Need.SUPPORTER, Need.THEIR_CASES})
_CARE = frozenset({Need.STAFF, Need.SUPPORTER})
_END = _CARE | {Need.RECIPIENT}
_OFFICER = _CARE | {Need.ACTOR}

# fmt: off
CASE = (
    _case(Move.SUGGEST, SuggestionMatured, by.clock, asking.on_matured, _OPENS),
    _case(Move.MATCH, MatchWanted, by.clock, offering.on_match_wanted, _SEARCH),
    _case(Move.DELIVERED, OfferDelivered, by.clock, offering.on_delivered, _CARE),
    _case(Move.UNDELIVERED, OfferUndeliverable, by.clock, offering.on_undeliverable, _CARE),
    _case(Move.TAKE, OfferTaken, by.asked, offering.on_taken, _TAKE),
    _case(Move.PASS, OfferPassed, by.asked, offering.on_passed, _CARE),
    _case(Move.ANSWER_OVERDUE, AnswerOverdue, by.clock, offering.on_answer_overdue, _CARE),
    _case(Move.DEADLINE_MISSED, MatchDeadlineMissed, by.clock, escalating.on_deadline_missed, _CARE),
    _case(Move.COORDINATOR_OVERDUE, CoordinatorOverdue, by.clock, escalating.on_coordinator_overdue, _CARE),
    _case(Move.ASSIGN, SupporterAssigned, by.coordinator, escalating.on_assigned, _SEARCH),
    _case(Move.SEARCH, SearchedAgain, by.coordinator, escalating.on_searched_again, _CARE),
    _case(Move.REFERRER_DUE, ReferrerDue, by.clock, escalating.on_referrer_due, _CARE),
    _case(Move.REVEAL, Revealed, by.outside_coordinator, oversight.on_revealed, _OFFICER),
    _case(Move.RESTORE, Restored, by.clock, restoring.on_restored, _CARE),

    _case(Move.ATTEMPT, AttemptMade, by.supporter, outreach.on_attempt, _CARE),
    _case(Move.ATTEMPT_DUE, AttemptDue, by.clock, outreach.on_attempt_due, _END),
    _case(Move.CONTACT, ContactMade, by.supporter, outreach.on_contact, _CARE),
    _case(Move.HAND_BACK, CaseHandedBack, by.supporter, outreach.on_handed_back, _END),
    _case(Move.PLAN, CheckInsPlanned, by.supporter, follow_up.on_planned, _END),
    _case(Move.PLAN_DUE, PlanDue, by.clock, follow_up.on_plan_due, _END),
    _case(Move.CHECK_IN_DUE, CheckInDue, by.clock, follow_up.on_check_in_due, _END),
    _case(Move.CHECK_IN_DONE, CheckInDone, by.supporter, follow_up.on_check_in_done, _END),
    _case(Move.MOVE_CHECK_IN, CheckInMoved, by.supporter, follow_up.on_check_in_moved, _CARE),
    _case(Move.IN_TOUCH_DUE, InTouchDue, by.clock, follow_up.on_in_touch_due, _END),
    _case(Move.IN_TOUCH, InTouchConfirmed, by.supporter, follow_up.on_still_in_touch, _CARE),
    _case(Move.AFRESH_DUE, CheckBackDue, by.clock, follow_up.on_afresh_due, _CARE),

    _case(Move.PAUSE, PauseWanted, by.recipient_or_supporter, pausing.on_pause_wanted, _CARE),
    _case(Move.RESUME, PauseOver, by.clock, pausing.on_pause_over, _CARE),
    _case(Move.RESUME, PauseResumed, by.recipient_or_supporter, pausing.on_pause_ended, _CARE),
    _case(Move.ASK_ANOTHER, AnotherWanted, by.recipient, pausing.on_another_wanted, _CARE),
    _case(Move.LEAVE, SupporterLeft, by.clock, pausing.on_supporter_left, _CARE),
    _case(Move.ABSENCE, AbsenceDue, by.clock, absence.on_absence_due, _CARE),
    _case(Move.ABSENCE, AwayDue, by.clock, absence.on_away_due, _CARE),
    _case(Move.ABSENCE, AbsenceSettled, by.recipient_or_coordinator, absence.on_absence_settled, _CARE),

    _case(Move.DECLINE, SupportDeclined, by.supporter, ending.on_declined, _END),
    _case(Move.WITHDRAW, RequestWithdrawn, by.recipient, ending.on_withdrawn, _END),
    _case(Move.CLOSE, CaseClosed, by.supporter_or_coordinator, ending.on_closed, _END),
    _case(Move.WITHDRAW, RecipientLeft, by.clock, ending.on_recipient_left, _END),
    _case(Move.WITHDRAW, RecipientOptedOut, by.recipient, privacy.on_case_opted_out, _END),
    _case(Move.WITHDRAW, CaseMerged, by.clock, ending.on_merged, _END),
    _case(Move.ERASE, RecipientErased, by.recipient, privacy.on_case_erased, _END),
    _case(Move.FAREWELL_DUE, FarewellDue, by.clock, ending.on_farewell_due, _CARE),
    _case(Move.FEEDBACK_DUE, FeedbackDue, by.clock, ending.on_feedback_due, _CARE),
    _case(Move.FEEDBACK, FeedbackGiven, by.recipient, ending.on_feedback, _CARE),
    _case(Move.HOLD, HoldAsked, by.officer, oversight.on_hold_asked, _OFFICER),
    _case(Move.HOLD, HoldConfirmed, by.officer, oversight.on_hold_confirmed, _OFFICER),
    _case(Move.LIFT, HoldLiftAsked, by.officer, oversight.on_lift_wanted, _OFFICER),
    _case(Move.PURGE, PurgeDue, by.clock, ending.on_purge_due, _END),
)
PERSON = (
    _actor(SuggestionMade, asking.on_made, Need.OWN_RECORD, Need.SUGGESTED),
    _actor(SuggestionUndone, asking.on_undone),
    _person(OptOutChanged, privacy.on_opt_out, Need.OWN_CASES),
    _person(DataErased, privacy.on_erased, Need.OWN_CASES, Need.SEALED, Need.LINKED),
    _person(RestBegan, asking.on_rest_began),
    _person(RestOver, asking.on_rest_over),
    _actor(CodeAsked, codes.on_asked, Need.CODES),
    _actor(CodeTyped, codes.on_typed, Need.CODES, Need.SHOWN_TO),
    _actor(CodeIssued, codes.on_lapsed),
    _actor(MainAddressChosen, codes.on_moved, Need.LINKED, Need.ACTOR),
    _actor(AddressesParted, codes.on_parted, Need.LINKED, Need.ACTOR),
    _actor(AddressGone, codes.on_gone, Need.LINKED, Need.ACTOR),
    _actor(LinkSettled, codes.on_settled, Need.LINKED),
)
MEMBER = (
    _entry(HoursChanged, availability.on_hours_changed, Need.STAFF, Need.HELD),
    _entry(MemberLeft, availability.on_left, Need.HELD),
    _entry(SettingsChanged, availability.on_settings_changed),
    _entry(PeopleAvoided, availability.on_people_avoided),
    _entry(InformalSupportLogged, availability.on_support_logged),
    _anothers(EntryEdited, availability.on_entry_edited, Need.HELD),
    _anothers(SupporterTakenOff, availability.on_taken_off, Need.HELD),
)
PROGRAMME = (
    _alone(RequestEntered, by.runs_for_another, incidents.on_entered, Need.STAFF),
    _alone(IncidentListed, by.notifier, incidents.on_listed, Need.ACTOR),
    _alone(IncidentListMatured, by.clock, incidents.on_list_matured, Need.STAFF),
    _alone(BackupPaged, by.any_supporter, backup.on_paged, Need.ACTOR, Need.BACKUPS, Need.PAGE),
    _alone(BackupPageOpen, by.clock, backup.on_backup_overdue, Need.BACKUPS),
    _alone(BackupAnswered, by.backup, backup.on_answered, Need.ACTOR, Need.PAGE),
    _alone(ComplaintMade, by.anybody, backup.on_complaint, Need.STAFF),
    _alone(ComplaintDue, by.clock, backup.on_complaint_due),
    _alone(NudgeDue, by.clock, digest.on_nudge_due),
    _alone(DisclosureAnswered, by.answers, oversight.on_disclosure_answered, Need.ACTOR, Need.DISCLOSURE),
    _alone(DisclosureRequested, by.clock, oversight.on_disclosure_lapsed),
    _alone(ProgrammeRestored, by.clock, restoring.on_programme_restored, Need.STAFF),
    _alone(DigestDue, by.clock, _nothing),
    _alone(SessionPlanned, by.runs, sessions.on_planned, Need.STAFF, Need.FACILITATOR),
    _alone(SessionCalledOff, by.runs, sessions.on_called_off, Need.STAFF, Need.SESSION),
    _alone(PlaceWanted, by.anybody, sessions.on_wanted, Need.SESSION, Need.OWN_ZONE),
    _alone(PlaceGivenUp, by.anybody, sessions.on_given_up, Need.SESSION),
    _alone(PlaceHeld, by.clock, sessions.on_due),
    _alone(SessionScheduled, by.clock, sessions.on_began),
)
# fmt: on
LAW: Mapping[type[Any], Row[Any, Any]] = MappingProxyType(
    {row.event: row for row in (*CASE, *PERSON, *MEMBER, *PROGRAMME)}
)


class _Covers(Protocol[Covered_co]):
    @property
    def event(self) -> type[Covered_co]: ...


def _looked_up(*_rows: _Covers[Covered_co]) -> Callable[[Covered_co], Row[Any, Any]]:
    """A look-up of exactly the events of these rows: pyright names one that has none."""
    return lambda event: LAW[type(event)]


_of_case, _of_person = _looked_up(*CASE), _looked_up(*PERSON)
_of_member, _of_programme = _looked_up(*MEMBER), _looked_up(*PROGRAMME)
row_of_case: Callable[[CaseEvent], Row[Case, Any]] = _of_case
row_of_person: Callable[[PersonEvent], Row[Person, Any]] = _of_person
row_of_member: Callable[[RosterEvent], Row[Member, Any]] = _of_member
row_of_programme: Callable[[ProgrammeEvent], Row[None, Any]] = _of_programme


def row_of(event: Event) -> Row[Any, Any]:
    """The row of this event."""
    return LAW[type(event)]
