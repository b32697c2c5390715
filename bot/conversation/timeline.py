"""Timeline: what happened, in plain words, for the playground; a real installation keeps none."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.conversation.effects import Tell
from bot.conversation.events.asking import ReferrerDue, RestBegan, SuggestionMade, SuggestionUndone
from bot.conversation.events.availability import (
    EntryEdited,
    HoursChanged,
    InformalSupportLogged,
    MemberLeft,
    PeopleAvoided,
    SettingsChanged,
    SupporterTakenOff,
)
from bot.conversation.events.backup import BackupAnswered, BackupPaged, ComplaintMade
from bot.conversation.events.digest import DigestDue
from bot.conversation.events.ending import FeedbackGiven, SupportDeclined
from bot.conversation.events.incidents import IncidentListed, IncidentListMatured, RequestEntered
from bot.conversation.events.matching import AnswerOverdue, OfferPassed, OfferTaken, SearchedAgain
from bot.conversation.events.oversight import DisclosureAnswered, HoldAsked, HoldConfirmed, HoldLiftAsked, Revealed
from bot.conversation.events.pausing import AnotherWanted, PauseOver, PauseResumed
from bot.conversation.events.privacy import DataErased, OptOutChanged
from bot.conversation.events.restoring import ProgrammeRestored
from bot.conversation.events.sessions import (
    PlaceGivenUp,
    PlaceWanted,
    SessionCalledOff,
    SessionPlanned,
    SessionScheduled,
)
from bot.conversation.events.supporting import (
    AttemptMade,
    CaseHandedBack,
    CheckInDone,
    CheckInDue,
    CheckInMoved,
    CheckInsPlanned,
    ContactMade,
    InTouchConfirmed,
)
from bot.domain.case import Case, Step
from bot.ui import Paragraph, Strong, say

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.conversation.effects import Decision
    from bot.conversation.events.every import Event
    from bot.domain.case import CaseCode
    from bot.domain.people import PersonId
    from bot.ui import Words


class Mark(StrEnum):
    """What a guided tour waits for; each is a promise to whoever reads the timeline by machine."""

    SUGGESTED = "suggested"
    OPENED = "opened"
    ASKED = "asked"
    NOBODY = "nobody"
    TAKEN = "taken"
    TRIED = "tried"
    IN_TOUCH = "in_touch"
    PLANNED = "planned"
    CHECK_IN_DUE = "check_in_due"
    CHECKED_IN = "checked_in"
    CLOSED = "closed"
    OVERVIEW = "overview"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the timeline. ``who`` is None for what concerns nobody in particular, ``case`` for what no case has.

    ``made_at``: when the request was made, on the line that tells of it and on that of the case which came of it.
    """

    what: Words
    who: PersonId | None = field(default=None, repr=False)
    case: CaseCode | None = None
    mark: Mark | None = None
    made_at: datetime | None = None


_ARRIVED: Mapping[Step, Words] = {
    Step.MATCHING: say("The programme looks for a peer."),
    Step.WAITING: say("Everybody who fits is outside their hours. The case waits for the next opening."),
    Step.OFFERED: say("A supporter is asked."),
    Step.NEEDS_COORDINATOR: say("Nobody has taken it. The case goes to the coordinator."),
    Step.ACCEPTED: say("A supporter took the case."),
    Step.CONNECTED: say("Supporter and recipient were in touch."),
    Step.FOLLOW_UP: say("The case is in follow-up."),
    Step.PAUSED: say("The case is paused until the day that the recipient chose."),
    Step.CLOSED: say("The case is closed."),
    Step.PURGED: say("The case is forgotten: row, key and messages are gone."),
}
_MARKED_STEPS: Mapping[Step, Mark] = {
    Step.MATCHING: Mark.OPENED,
    Step.NEEDS_COORDINATOR: Mark.NOBODY,
    Step.CLOSED: Mark.CLOSED,
}
_SAID: Mapping[type[Event], Words] = {
    SuggestionMade: say("Somebody asked for support, for themselves or a colleague. It is sealed."),
    SuggestionUndone: say("A suggestion was undone."),
    OfferPassed: say("A supporter passed. Nobody asks why."),
    AnswerOverdue: say("An answer is overdue. The offer stays valid."),
    AttemptMade: say("The supporter tried to reach the person."),
    CaseHandedBack: say("The supporter gave the case back. Nobody asks why."),
    SupportDeclined: say("The recipient would rather not. That counts against nobody."),
    CheckInDone: say("Supporter and recipient were in touch again."),
    CheckInMoved: say("A check-in was moved to another day."),
    InTouchConfirmed: say("They are still in touch."),
    PauseOver: say("The pause is over."),
    PauseResumed: say("The recipient wants to go on before the pause is over."),
    AnotherWanted: say("The recipient asked for another peer. Nobody asks why."),
    ReferrerDue: say("Who suggested it is forgotten."),
    FeedbackGiven: say("The recipient said how it was. It is only counted."),
    Revealed: say("Somebody who runs the programme looked up the name, with a reason that is kept."),
    HoldAsked: say("Somebody asked to keep a case for a legal reason. A second person has to agree."),
    HoldConfirmed: say("A case is kept for a legal reason."),
    HoldLiftAsked: say("Somebody asked to end a legal hold."),
    RestBegan: say("Colleagues' suggestions of this person rest for a while."),
    OptOutChanged: say("Somebody decided whether colleagues may suggest them."),
    DataErased: say("Somebody had everything about them erased."),
    HoursChanged: say("A supporter changed their hours."),
    SettingsChanged: say("A supporter changed how much they take on."),
    PeopleAvoided: say("A supporter named people whom they can't support. Nobody asks why."),
    InformalSupportLogged: say("A supporter noted that they were there for somebody."),
    EntryEdited: say("A coordinator changed a supporter's entry."),
    SupporterTakenOff: say("A coordinator took a supporter off the roster."),
    SearchedAgain: say("A coordinator had everybody asked again who may be."),
    MemberLeft: say("Somebody left the roster."),
    RequestEntered: say("The coordinator entered a request that came by phone."),
    IncidentListed: say("The people of an incident were listed. The list is sealed."),
    IncidentListMatured: say("Everybody on the list is suggested."),
    BackupPaged: say("A supporter asked for the clinical back-up."),
    BackupAnswered: say("A clinical back-up answered."),
    ComplaintMade: say("Somebody wants to talk with the director."),
    ProgrammeRestored: say("The programme came back from a backup."),
    DisclosureAnswered: say("A request to print what is kept about a person was answered."),
    SessionPlanned: say("A group session is planned."),
    SessionCalledOff: say("A group session is called off."),
    SessionScheduled: say("A group session begins. Who comes is forgotten."),
    PlaceWanted: say("Somebody signed up for a group session."),
    PlaceGivenUp: say("Somebody gave up their place in a group session."),
    DigestDue: say("The weekly overview is made."),
}
"""What people or clocks did, whatever followed from it. All other events are told by the step that a case comes to."""
_MARKED_EVENTS: Mapping[type[Event], Mark] = {
    SuggestionMade: Mark.SUGGESTED,
    OfferTaken: Mark.TAKEN,
    AttemptMade: Mark.TRIED,
    ContactMade: Mark.IN_TOUCH,
    CheckInsPlanned: Mark.PLANNED,
    CheckInDue: Mark.CHECK_IN_DUE,
    CheckInDone: Mark.CHECKED_IN,
    DigestDue: Mark.OVERVIEW,
}


def timeline_lines(event: Event, decision: Decision) -> list[Line]:
    """What was done, the step that a case came to, and each message, a line each; none if nothing changed."""
    if not decision.changed and not decision.effects:
        return []
    case = next((one for one in decision.changed if isinstance(one, Case)), None)
    code = case.code if case else None
    lines = [
        *_deed_lines(event, code),
        *(_step_lines(decision.arrived, case) if decision.arrived and case else ()),
        *(_message(one, code) for one in decision.effects if isinstance(one, Tell)),
    ]
    mark = _MARKED_EVENTS.get(type(event))
    return [replace(lines[0], mark=mark), *lines[1:]] if lines and mark else lines


def _deed_lines(event: Event, case: CaseCode | None) -> list[Line]:
    said = _SAID.get(type(event))
    made_at = event.suggestion.made_at if isinstance(event, SuggestionMade) else None
    return [Line(what=_of(case, said), case=case, made_at=made_at)] if said else []


def _step_lines(step: Step, case: Case) -> list[Line]:
    """Only a step that the case came to is news: many an event leaves it where it stands."""
    said, mark = _ARRIVED.get(step), _MARKED_STEPS.get(step)
    return [Line(what=_of(case.code, said), case=case.code, mark=mark, made_at=case.opened_at)] if said else []


def _message(tell: Tell, case: CaseCode | None) -> Line:
    first = next(block for block in tell.message.blocks if isinstance(block, Paragraph))
    strong = next((span.words for span in first.spans if isinstance(span, Strong)), tell.message.notification)
    asked = Mark.ASKED if tell.receipt is not None else None
    return Line(what=say("was sent: {what}", what=strong), who=tell.to, case=tell.case or case, mark=asked)


def _of(case: CaseCode | None, what: Words) -> Words:
    return say("{code}: {what}", code=case, what=what) if case else what
