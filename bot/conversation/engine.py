"""Which flow answers which event: the only place that dispatches, and the only one that guards the table of moves.

Every decider is total: an event that the table, the turn or the actor's rights don't allow changes nothing; its
``reply`` is None and the reader is shown how things stand.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from bot.conversation import authority
from bot.conversation.effects import Cancel, Decision, Remind
from bot.conversation.events import (
    AfreshDue,
    AnotherWanted,
    AnswerOverdue,
    AttemptDue,
    AttemptMade,
    BackupAnswered,
    BackupOverdue,
    BackupPaged,
    CaseClosed,
    CaseMerged,
    CheckInDone,
    CheckInDue,
    CheckInMoved,
    CheckInsPlanned,
    ComplaintDue,
    ComplaintMade,
    ContactMade,
    CoordinatorOverdue,
    DataErased,
    DigestDue,
    DisclosureAnswered,
    DisclosureLapsed,
    FarewellDue,
    FeedbackDue,
    FeedbackGiven,
    HandedBack,
    HoldAsked,
    HoldConfirmed,
    HoldEvent,
    HoursChanged,
    IncidentListed,
    IncidentListMatured,
    InTouchDue,
    LiftWanted,
    LinkEvent,
    MatchDeadlineMissed,
    MatchWanted,
    MemberLeft,
    NudgeDue,
    OfferDeclined,
    OfferDelivered,
    OfferPassed,
    OfferTaken,
    OfferUndeliverable,
    OptOutChanged,
    PauseEnded,
    PauseOver,
    PauseWanted,
    PeopleAvoided,
    PlanDue,
    ProgrammeRestored,
    PurgeDue,
    RecipientErased,
    RecipientLeft,
    RecipientOptedOut,
    ReferrerDue,
    RequestEntered,
    RequestWithdrawn,
    RestBegan,
    Restored,
    RestOver,
    Revealed,
    SearchEvent,
    SessionEvent,
    SettingsChanged,
    StillInTouch,
    SuggestionMade,
    SuggestionMatured,
    SuggestionUndone,
    SupporterAssigned,
    SupporterLeft,
    SupportLogged,
)
from bot.conversation.flows import (
    ending,
    follow_up,
    intake,
    matching,
    outreach,
    pausing,
    people,
    programme,
    queue,
    restoring,
    roster,
)
from bot.conversation.flows.groups import sessions
from bot.conversation.flows.platforms import linking
from bot.domain.case import Case, InTouch, Move, Step
from bot.domain.moves import MOVES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.conversation.events import (
        CareEvent,
        CaseEvent,
        ChangeEvent,
        PersonEvent,
        ProgrammeEvent,
        RecordEvent,
        RosterEvent,
    )
    from bot.conversation.facts import Facts
    from bot.domain.people import Member, Person

NEXT_STEP = "next_step"
"""The agenda entry every kept case has exactly one of."""
IN_TOUCH = "in_touch"
"""The one that stands beside it while a supporter has the case."""

_COMES_DUE: Mapping[Move, Callable[[], CaseEvent]] = {
    Move.MATCH: MatchWanted,
    Move.DEADLINE_MISSED: MatchDeadlineMissed,
    Move.COORDINATOR_OVERDUE: CoordinatorOverdue,
    Move.ATTEMPT_DUE: AttemptDue,
    Move.PLAN_DUE: PlanDue,
    Move.CHECK_IN_DUE: CheckInDue,
    Move.RESUME: PauseOver,
    Move.PURGE: PurgeDue,
}
_NOTHING = Decision()


def decide(case: Case, event: CaseEvent, facts: Facts) -> Decision:
    """What becomes of a case when something happens to it; nothing, if the table, the turn or the actor forbids it."""
    allowed = MOVES[case.step].get(event.move)
    if allowed is None or _late(case, event) or not authority.allows(case, event, facts):
        return _NOTHING
    decision = _flow(case, event, facts)
    after = next((one for one in decision.changed if isinstance(one, Case)), None)
    if after is None:
        return decision
    assert after.step in allowed, f"{case.step} -{event.move}-> {after.step}"  # noqa: S101 - the law of domain/moves.py
    settled = _settled(case, _asked_later(case, after, event, facts=facts), decision)
    return replace(settled, effects=(*settled.effects, *people.inviting(case, after, facts)))


def _late(case: Case, event: CaseEvent) -> bool:
    """Whether a press carries an older turn than the case has."""
    turn: int | None = getattr(event, "turn", None)
    return turn is not None and turn != case.turn


def _flow(case: Case, event: CaseEvent, facts: Facts) -> Decision:
    if isinstance(event, HoldEvent):
        return _hold(case, event, facts)
    return _search(case, event, facts) if isinstance(event, SearchEvent) else _care(case, event, facts)


def _hold(case: Case, event: HoldEvent, facts: Facts) -> Decision:
    match event:
        case HoldAsked():
            return ending.on_hold_asked(case, event, facts)
        case HoldConfirmed():
            return ending.on_hold_confirmed(case, event, facts)
        case LiftWanted():
            return ending.on_lift_wanted(case, event, facts)
        case _:
            assert_never(event)


def _search(case: Case, event: SearchEvent, facts: Facts) -> Decision:  # noqa: C901, PLR0911, PLR0912 - one row an event
    match event:
        case SuggestionMatured():
            return intake.on_matured(case, event, facts)
        case MatchWanted():
            return matching.on_match_wanted(case, facts)
        case OfferDelivered():
            return matching.on_delivered(case, event, facts)
        case OfferUndeliverable():
            return matching.on_undeliverable(case, event, facts)
        case OfferTaken():
            return matching.on_taken(case, event, facts)
        case OfferPassed():
            return matching.on_passed(case, event, facts)
        case AnswerOverdue():
            return matching.on_answer_overdue(case, event, facts)
        case MatchDeadlineMissed():
            return queue.on_deadline_missed(case, facts)
        case CoordinatorOverdue():
            return queue.on_coordinator_overdue(case, facts)
        case SupporterAssigned():
            return queue.on_assigned(case, event, facts)
        case ReferrerDue():
            return queue.on_referrer_due(case)
        case Restored():
            return restoring.on_restored(case, event, facts)
        case Revealed():
            return queue.on_revealed(case, event, facts)
        case _:
            assert_never(event)


def _care(case: Case, event: CareEvent, facts: Facts) -> Decision:  # noqa: C901, PLR0911, PLR0912 - one row an event
    match event:
        case AttemptMade():
            return outreach.on_attempt(case, facts)
        case AttemptDue():
            return outreach.on_attempt_due(case, facts)
        case ContactMade():
            return outreach.on_contact(case, facts)
        case HandedBack():
            return outreach.on_handed_back(case, event, facts)
        case CheckInsPlanned():
            return follow_up.on_planned(case, event, facts)
        case PlanDue():
            return follow_up.on_plan_due(case, facts)
        case CheckInDue():
            return follow_up.on_check_in_due(case, facts)
        case CheckInDone():
            return follow_up.on_check_in_done(case, facts)
        case CheckInMoved():
            return follow_up.on_check_in_moved(case, event, facts)
        case InTouchDue():
            return follow_up.on_in_touch_due(case, facts)
        case StillInTouch():
            return follow_up.on_still_in_touch(case)
        case AfreshDue():
            return follow_up.on_afresh_due(case, event, facts)
        case RecipientOptedOut() | RecipientErased() | FeedbackDue() | FeedbackGiven():
            return people.on_case(case, event, facts)
        case _:
            return _change(case, event, facts)


def _change(case: Case, event: ChangeEvent, facts: Facts) -> Decision:  # noqa: C901, PLR0911 - one row an event
    match event:
        case PauseWanted():
            return pausing.on_pause_wanted(case, event, facts)
        case PauseOver():
            return pausing.on_pause_over(case, facts)
        case PauseEnded():
            return pausing.on_resumed(case, facts)
        case AnotherWanted():
            return pausing.on_another_wanted(case, event, facts)
        case SupporterLeft():
            return pausing.on_supporter_left(case, event, facts)
        case RecipientLeft():
            return ending.on_recipient_left(case, facts)
        case FarewellDue():
            return ending.on_farewell_due(case, event, facts)
        case OfferDeclined() | RequestWithdrawn() | CaseClosed():
            return ending.on_ended(case, event, facts)
        case CaseMerged():
            return ending.on_merged(case, facts)
        case PurgeDue():
            return ending.on_purge_due(case, facts)
        case _:
            assert_never(event)


def _asked_later(before: Case, after: Case, event: CaseEvent, *, facts: Facts) -> Case:
    """Whoever has a case is asked now and then whether they still do; anything that they do puts it off."""
    if not after.is_supported:
        return replace(after, in_touch=None)
    acted = getattr(event, "by", None) == after.supporter
    if after.in_touch is None or acted or before.supporter != after.supporter:
        due = outreach.awake(facts, facts.now + facts.policy.clocks.still_in_touch)
        return replace(after, in_touch=InTouch(due=due))
    return after


def _settled(before: Case, after: Case, decision: Decision) -> Decision:
    """Count the turn, and put the case's next step on the agenda in the place of the old one."""
    if _moved(before, after):
        after = replace(after, turn=before.turn + 1)
    changed = tuple(after if isinstance(one, Case) else one for one in decision.changed)
    effects = (*_agenda(before, after), *decision.effects)
    return replace(decision, changed=changed, effects=effects)


def _moved(before: Case, after: Case) -> bool:
    """Whether a button that was shown before would now mean something else."""
    return (before.step, before.supporter, before.attempts, before.check_ins) != (
        after.step,
        after.supporter,
        after.attempts,
        after.check_ins,
    )


def _agenda(before: Case, after: Case) -> tuple[Remind | Cancel, ...]:
    if after.step in {Step.PURGED, Step.SUGGESTED}:
        return (Cancel(subject=after.code),)
    step = after.next_step
    assert step is not None, f"{after.step} without a next step"  # noqa: S101 - the law of domain/moves.py
    cleared = (Cancel(subject=after.code),) if after.step is Step.CLOSED and before.step is not Step.CLOSED else ()
    following = Remind(subject=after.code, name=NEXT_STEP, event=_COMES_DUE[step.move](), at=step.due)
    return (*cleared, following, *_in_touch(before, after))


def _in_touch(before: Case, after: Case) -> tuple[Remind | Cancel, ...]:
    """The question whether they are still in touch stands beside the next step, while somebody has the case."""
    if after.in_touch is not None and after.in_touch != before.in_touch:
        return (Remind(subject=after.code, name=IN_TOUCH, event=InTouchDue(), at=after.in_touch.due),)
    gone = before.in_touch is not None and after.in_touch is None and after.is_open
    return (Cancel(subject=after.code, name=IN_TOUCH),) if gone else ()


def decide_person(person: Person, event: PersonEvent, facts: Facts) -> Decision:
    """What becomes of a person's own record, and of what they ask for; nobody changes another's."""
    if event.by != person.person:
        return _NOTHING
    if isinstance(event, LinkEvent):
        return linking.on_link(event, facts)
    return _of_person(person, event, facts)


def _of_person(person: Person, event: RecordEvent, facts: Facts) -> Decision:
    match event:
        case SuggestionMade():
            return intake.on_made(person, event, facts)
        case SuggestionUndone():
            return intake.on_undone(event)
        case OptOutChanged():
            return people.on_opt_out(person, event, facts)
        case DataErased():
            return people.on_erased(person, event, facts)
        case RestBegan():
            return intake.on_rest_began(person, event)
        case RestOver():
            return intake.on_rest_over(person, facts)
        case _:
            assert_never(event)


def decide_member(member: Member, event: RosterEvent, facts: Facts) -> Decision:
    """What becomes of a roster entry; nobody changes another's, nor one that is no longer active."""
    if event.by != member.person or not member.active:
        return _NOTHING
    match event:
        case HoursChanged():
            return roster.on_hours_changed(member, event, facts)
        case MemberLeft():
            return roster.on_left(member, facts)
        case SettingsChanged():
            return roster.on_settings_changed(member, event, facts)
        case PeopleAvoided():
            return roster.on_people_avoided(member, event)
        case SupportLogged():
            return roster.on_support_logged(member, facts)
        case _:
            assert_never(event)


def decide_programme(  # noqa: C901, PLR0911, PLR0912 - one row an event
    event: ProgrammeEvent, facts: Facts
) -> Decision:
    """What becomes of what concerns no single case; nothing, if the actor has not the role for it."""
    if not authority.permits(event, facts):
        return _NOTHING
    if isinstance(event, SessionEvent):
        return sessions.on_session(event, facts)
    match event:
        case RequestEntered():
            return programme.on_entered(event, facts)
        case IncidentListed():
            return programme.on_listed(event, facts)
        case IncidentListMatured():
            return programme.on_list_matured(event, facts)
        case BackupPaged():
            return programme.on_paged(event, facts)
        case BackupOverdue():
            return programme.on_backup_overdue(event, facts)
        case BackupAnswered():
            return programme.on_answered(event, facts)
        case ComplaintMade():
            return programme.on_complaint(event, facts)
        case ComplaintDue():
            return programme.on_complaint_due(event, facts)
        case NudgeDue():
            return programme.on_nudge_due(event)
        case DisclosureAnswered():
            return programme.on_disclosure_answered(event, facts)
        case DisclosureLapsed():
            return programme.on_disclosure_lapsed(facts)
        case ProgrammeRestored():
            return restoring.on_programme_restored(event, facts)
        case DigestDue():  # written above the engine, from figures (bot/insight/weekly.py)
            return _NOTHING
        case _:
            assert_never(event)
