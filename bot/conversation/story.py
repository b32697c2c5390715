"""What happened, told in plain words: the playground's timeline, and nothing that a real installation keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.effects import Tell
from bot.domain.case import Case, Step
from bot.ui import Paragraph, Strong, say

if TYPE_CHECKING:
    from bot.conversation.effects import Decision
    from bot.conversation.events import Event
    from bot.domain.people import PersonId
    from bot.ui import Words

_ARRIVED: dict[Step, Words] = {
    Step.MATCHING: say("The programme looks for a peer."),
    Step.WAITING: say("Everybody who fits is outside their hours. The case waits for the next opening."),
    Step.OFFERED: say("A supporter is asked."),
    Step.NEEDS_COORDINATOR: say("Nobody has taken it. The case goes to the coordinator."),
    Step.ACCEPTED: say("A supporter took the case."),
    Step.OUTREACH: say("The supporter tried to reach the person."),
    Step.CONNECTED: say("Supporter and recipient were in touch."),
    Step.FOLLOW_UP: say("The case is in follow-up."),
    Step.PAUSED: say("The case is paused until the day that the recipient chose."),
    Step.CLOSED: say("The case is closed."),
    Step.PURGED: say("Fourteen days after closing the case is forgotten: row, key and messages are gone."),
}
_REMINDERS = frozenset(
    {
        *("AttemptDue", "PlanDue", "CheckInDue", "CheckInDone", "CoordinatorOverdue", "OfferDelivered", "FarewellDue"),
        *("CheckInMoved", "InTouchDue", "StillInTouch", "ReferrerDue", "Revealed", "Restored"),
    }
)
"""What leaves a case where it stands, unless it ends it: then its step is no news."""
_MADE = {
    "SuggestionMade": say("Somebody asked for support, for themselves or a colleague. It is sealed."),
    "SuggestionUndone": say("A suggestion was undone."),
    "CheckInMoved": say("A check-in was moved to another day."),
    "ReferrerDue": say("A week has passed. Who suggested it is forgotten."),
    "Revealed": say("Somebody who runs the programme looked up the name, with a reason that is kept."),
    "RestBegan": say("Colleagues' suggestions of this person rest for a while."),
    "HoursChanged": say("A supporter changed their hours."),
    "CheckInDone": say("Supporter and recipient were in touch again."),
    "AnswerOverdue": say("An answer is overdue. The offer stays valid."),
    "DigestDue": say("The weekly digest is made."),
}


def told(event: Event, decision: Decision) -> list[tuple[PersonId | None, Words]]:
    """One line for what it meant, one for each message that followed; empty when nothing changed."""
    if not decision.changed and not decision.effects:
        return []
    made = _MADE.get(type(event).__name__)
    lines: list[tuple[PersonId | None, Words]] = [(None, made)] if made else []
    cases = [one for one in decision.changed if isinstance(one, Case) and _is_news(event, one)]
    lines += [(None, _step(one)) for one in cases]
    lines += [(effect.to, _message(effect)) for effect in decision.effects if isinstance(effect, Tell)]
    return lines


def _is_news(event: Event, case: Case) -> bool:
    if case.step is Step.SUGGESTED:
        return False
    return type(event).__name__ not in _REMINDERS or not case.is_open


def _step(case: Case) -> Words:
    return say("{code}: {what}", code=case.code, what=_ARRIVED[case.step])


def _message(tell: Tell) -> Words:
    first = next(block for block in tell.message.blocks if isinstance(block, Paragraph))
    strong = next((span.words for span in first.spans if isinstance(span, Strong)), tell.message.notification)
    return say("was sent: {what}", what=strong)
