"""Everything that can happen to a case, a person, a roster entry or the programme; past tense, without platforms.

One file per aggregate. ``by`` is the person who did it; the service takes it from the signed envelope, never from a
form.
"""

from __future__ import annotations

from typing import TypeAlias

from bot.conversation.events.case import (
    AfreshDue,
    AnotherWanted,
    AnswerOverdue,
    AttemptDue,
    AttemptMade,
    CaseClosed,
    CaseMerged,
    CheckInDone,
    CheckInDue,
    CheckInMoved,
    CheckInsPlanned,
    ContactMade,
    CoordinatorOverdue,
    FarewellDue,
    FeedbackDue,
    FeedbackGiven,
    HandedBack,
    HoldAsked,
    HoldConfirmed,
    InTouchDue,
    LiftWanted,
    MatchDeadlineMissed,
    MatchWanted,
    OfferDeclined,
    OfferDelivered,
    OfferPassed,
    OfferTaken,
    OfferUndeliverable,
    PauseEnded,
    PauseOver,
    PauseWanted,
    PlanDue,
    PurgeDue,
    RecipientErased,
    RecipientLeft,
    RecipientOptedOut,
    ReferrerDue,
    RequestWithdrawn,
    Restored,
    Revealed,
    StillInTouch,
    SuggestionMatured,
    SupporterAssigned,
    SupporterLeft,
)
from bot.conversation.events.linking import (
    AddressesParted,
    AddressGone,
    CodeAsked,
    CodeLapsed,
    CodeTyped,
    LinkSettled,
    WrittenHere,
)
from bot.conversation.events.person import (
    DataErased,
    OptOutChanged,
    RestBegan,
    RestOver,
    Suggestion,
    SuggestionMade,
    SuggestionUndone,
)
from bot.conversation.events.programme import (
    BackupAnswered,
    BackupOverdue,
    BackupPaged,
    ComplaintDue,
    ComplaintMade,
    DigestDue,
    DisclosureAnswered,
    DisclosureLapsed,
    DisclosureReason,
    IncidentListed,
    IncidentListMatured,
    Nudge,
    NudgeDue,
    ProgrammeRestored,
    RequestEntered,
)
from bot.conversation.events.roster import (
    HoursChanged,
    MemberLeft,
    PeopleAvoided,
    SettingsChanged,
    SupportLogged,
)
from bot.conversation.events.sessions import (
    PlaceDue,
    PlaceGivenUp,
    PlaceWanted,
    SessionBegan,
    SessionCalledOff,
    SessionPlanned,
)

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
    | ReferrerDue
    | Restored
    | Revealed
)
"""Until somebody has the case, and what the programme does beside it."""
ChangeEvent: TypeAlias = (
    PauseWanted
    | PauseOver
    | PauseEnded
    | AnotherWanted
    | SupporterLeft
    | RecipientLeft
    | FarewellDue
    | OfferDeclined
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
    | HandedBack
    | CheckInsPlanned
    | PlanDue
    | CheckInDue
    | CheckInDone
    | AfreshDue
    | CheckInMoved
    | InTouchDue
    | StillInTouch
    | RecipientOptedOut
    | RecipientErased
    | FeedbackDue
    | FeedbackGiven
    | ChangeEvent
)
"""From acceptance to purge."""
HoldEvent: TypeAlias = HoldAsked | HoldConfirmed | LiftWanted
"""What keeps a case from being forgotten, beside everything else."""
CaseEvent: TypeAlias = SearchEvent | CareEvent | HoldEvent
LinkEvent: TypeAlias = AddressesParted | AddressGone | CodeAsked | CodeLapsed | CodeTyped | LinkSettled | WrittenHere
"""Which addresses are one person's."""
RecordEvent: TypeAlias = SuggestionMade | SuggestionUndone | OptOutChanged | RestBegan | RestOver | DataErased
"""What they asked for, and their own record."""
PersonEvent: TypeAlias = RecordEvent | LinkEvent
RosterEvent: TypeAlias = HoursChanged | MemberLeft | PeopleAvoided | SettingsChanged | SupportLogged
SessionEvent: TypeAlias = PlaceDue | PlaceGivenUp | PlaceWanted | SessionBegan | SessionCalledOff | SessionPlanned
"""Group sessions, and places in them."""
ProgrammeEvent: TypeAlias = (
    DigestDue
    | BackupAnswered
    | BackupOverdue
    | BackupPaged
    | ComplaintDue
    | ComplaintMade
    | DisclosureAnswered
    | DisclosureLapsed
    | IncidentListed
    | IncidentListMatured
    | NudgeDue
    | ProgrammeRestored
    | RequestEntered
    | SessionEvent
)
Event: TypeAlias = CaseEvent | PersonEvent | RosterEvent | ProgrammeEvent

__all__ = [
    "AddressGone",
    "AddressesParted",
    "AfreshDue",
    "AnotherWanted",
    "AnswerOverdue",
    "AttemptDue",
    "AttemptMade",
    "BackupAnswered",
    "BackupOverdue",
    "BackupPaged",
    "CareEvent",
    "CaseClosed",
    "CaseEvent",
    "CaseMerged",
    "ChangeEvent",
    "CheckInDone",
    "CheckInDue",
    "CheckInMoved",
    "CheckInsPlanned",
    "CodeAsked",
    "CodeLapsed",
    "CodeTyped",
    "ComplaintDue",
    "ComplaintMade",
    "ContactMade",
    "CoordinatorOverdue",
    "DataErased",
    "DigestDue",
    "DisclosureAnswered",
    "DisclosureLapsed",
    "DisclosureReason",
    "Event",
    "FarewellDue",
    "FeedbackDue",
    "FeedbackGiven",
    "HandedBack",
    "HoldAsked",
    "HoldConfirmed",
    "HoldEvent",
    "HoursChanged",
    "InTouchDue",
    "IncidentListMatured",
    "IncidentListed",
    "LiftWanted",
    "LinkEvent",
    "LinkSettled",
    "MatchDeadlineMissed",
    "MatchWanted",
    "MemberLeft",
    "Nudge",
    "NudgeDue",
    "OfferDeclined",
    "OfferDelivered",
    "OfferPassed",
    "OfferTaken",
    "OfferUndeliverable",
    "OptOutChanged",
    "PauseEnded",
    "PauseOver",
    "PauseWanted",
    "PeopleAvoided",
    "PersonEvent",
    "PlaceDue",
    "PlaceGivenUp",
    "PlaceWanted",
    "PlanDue",
    "ProgrammeEvent",
    "ProgrammeRestored",
    "PurgeDue",
    "RecipientErased",
    "RecipientLeft",
    "RecipientOptedOut",
    "RecordEvent",
    "ReferrerDue",
    "RequestEntered",
    "RequestWithdrawn",
    "RestBegan",
    "RestOver",
    "Restored",
    "Revealed",
    "RosterEvent",
    "SearchEvent",
    "SessionBegan",
    "SessionCalledOff",
    "SessionEvent",
    "SessionPlanned",
    "SettingsChanged",
    "StillInTouch",
    "Suggestion",
    "SuggestionMade",
    "SuggestionMatured",
    "SuggestionUndone",
    "SupportLogged",
    "SupporterAssigned",
    "SupporterLeft",
    "WrittenHere",
]
