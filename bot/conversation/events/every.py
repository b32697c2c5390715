"""Every event as one union for each thing that it is about; past tense, without platforms.

``by`` is the person who did it; the service takes it from the signed envelope, never from a form.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

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

if TYPE_CHECKING:
    from bot.domain.people import PersonId

SearchEvent: TypeAlias = (
    SuggestionMatured
    | MatchWanted
    | OfferDelivered
    | OfferUndeliverable
    | OfferTaken
    | OfferPassed
    | AnswerOverdue
    | MatchDeadlineMissed
    | CoordinatorOverdue
    | SupporterAssigned
    | SearchedAgain
    | ReferrerDue
    | Restored
    | Revealed
)
"""Until somebody has the case, and what the programme does beside it."""
ChangeEvent: TypeAlias = (
    PauseWanted
    | PauseOver
    | PauseResumed
    | AnotherWanted
    | SupporterLeft
    | AbsenceDue
    | AbsenceSettled
    | AwayDue
    | RecipientLeft
    | FarewellDue
    | SupportDeclined
    | RequestWithdrawn
    | CaseClosed
    | CaseMerged
    | PurgeDue
)
"""What changes a case from outside the talks, and ends it."""
CareEvent: TypeAlias = (
    AttemptMade
    | AttemptDue
    | ContactMade
    | CaseHandedBack
    | CheckInsPlanned
    | PlanDue
    | CheckInDue
    | CheckInDone
    | CheckBackDue
    | CheckInMoved
    | InTouchDue
    | InTouchConfirmed
    | RecipientOptedOut
    | RecipientErased
    | FeedbackDue
    | FeedbackGiven
    | ChangeEvent
)
"""From acceptance to purge."""
HoldEvent: TypeAlias = HoldAsked | HoldConfirmed | HoldLiftAsked
"""What keeps a case from being forgotten, beside everything else."""
CaseEvent: TypeAlias = SearchEvent | CareEvent | HoldEvent
LinkEvent: TypeAlias = (
    AddressesParted | AddressGone | CodeAsked | CodeIssued | CodeTyped | LinkSettled | MainAddressChosen
)
"""Which addresses are one person's."""
RecordEvent: TypeAlias = SuggestionMade | SuggestionUndone | OptOutChanged | RestBegan | RestOver | DataErased
"""What they asked for, and their own record."""
PersonEvent: TypeAlias = RecordEvent | LinkEvent
RosterEvent: TypeAlias = (
    HoursChanged
    | MemberLeft
    | PeopleAvoided
    | SettingsChanged
    | InformalSupportLogged
    | EntryEdited
    | SupporterTakenOff
)
SessionEvent: TypeAlias = PlaceHeld | PlaceGivenUp | PlaceWanted | SessionScheduled | SessionCalledOff | SessionPlanned
"""Group sessions, and places in them."""
ProgrammeEvent: TypeAlias = (
    DigestDue
    | BackupAnswered
    | BackupPageOpen
    | BackupPaged
    | ComplaintDue
    | ComplaintMade
    | DisclosureAnswered
    | DisclosureRequested
    | IncidentListed
    | IncidentListMatured
    | NudgeDue
    | ProgrammeRestored
    | RequestEntered
    | SessionEvent
)

Event: TypeAlias = CaseEvent | PersonEvent | RosterEvent | ProgrammeEvent


def whose_entry(event: RosterEvent) -> PersonId:
    """Whose entry of the roster the event is about."""
    return event.supporter if isinstance(event, EntryEdited | SupporterTakenOff) else event.by
