"""Nudges: every message that the bot writes first. Constant text and buttons; no name, no case code.

EXAMPLES holds each one once; the golden renderings and the playground's gallery are made from it.
"""

from __future__ import annotations

from datetime import date, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.conversation.lasting import lasting
from bot.domain.case import CaseCode, Urgency
from bot.ui import Action, Button, Buttons, Message, Paragraph, Plain, Strong, Words, literal, say, say_count

if TYPE_CHECKING:
    from collections.abc import Mapping

NOW = say("A short note for you. Now, please.")
TODAY = say("A short note for you. Today, please.")
WHEN_TIME = say("A short note for you. When you have time.")


def _nudge(strength: Words, *sentences: Words, buttons: tuple[Button, ...] = ()) -> Message:
    """First sentence strong, the rest plain; ``strength`` is also all that a lock screen shows."""
    first, *rest = sentences
    spans = (Strong(first), *(Plain(sentence) for sentence in rest))
    blocks = (Paragraph(spans), Buttons(buttons)) if buttons else (Paragraph(spans),)
    return Message(strength, blocks)


def _open(code: CaseCode) -> Button:
    return Button(say("Open"), Action("open", code), style="primary", opens=True)


def offer(code: CaseCode, number: int, urgency: Urgency) -> Message:
    """The question to one supporter."""
    urgent = urgency is Urgency.URGENT
    return _nudge(
        NOW if urgent else TODAY,
        say("Someone could use a peer right now.") if urgent else say("Someone could use a peer."),
        say("Can you take this? Pass if not; nobody asks why."),
        buttons=(
            Button(say("Take it"), Action("take", code, number), style="primary", opens=True),
            Button(say("Pass"), Action("pass", code, number)),
            Button(say("Details"), Action("details", code, number), opens=True),
        ),
    )


def offer_yours(code: CaseCode) -> Message:
    """What an offer becomes for the one who took it."""
    return _nudge(WHEN_TIME, say("You took this one. Thank you."), buttons=(_open(code),))


def offer_gone() -> Message:
    """What an offer becomes for everybody else."""
    return _nudge(WHEN_TIME, say("This one is taken care of."), say("Thank you for being there."))


def offer_passed() -> Message:
    """What an offer becomes after *Pass*."""
    return _nudge(WHEN_TIME, say("You passed. That's fine."), say("A colleague will be asked."))


def attempt_due(code: CaseCode) -> Message:
    """Two days after acceptance without an attempt."""
    return _nudge(
        TODAY, say("Have you been able to reach out yet?"), say("A short message is enough."), buttons=(_open(code),)
    )


def attempt_escalated(code: CaseCode, *, known: bool = True) -> Message:
    """To the supporter a day later; ``known``: those who run the programme were told, too."""
    helped = (say("Those who run the programme know, too, and can help."),) if known else ()
    return _nudge(
        NOW, say("Could you reach out today? If not, handing it back is fine."), *helped, buttons=(_open(code),)
    )


def next_attempt(code: CaseCode) -> Message:
    """No reply so far: the second or third attempt is due."""
    return _nudge(
        WHEN_TIME,
        say("It may be time to try once more."),
        say("Many people answer the second or third time."),
        buttons=(_open(code),),
    )


def plan_due(code: CaseCode) -> Message:
    """Three weeks after contact and nothing planned."""
    return _nudge(WHEN_TIME, say("Is there anything still to plan, or are you done?"), buttons=(_open(code),))


def check_in_due(code: CaseCode) -> Message:
    """A planned check-in has come."""
    return _nudge(
        TODAY, say("You planned to check in."), say("Tap when you have been in touch."), buttons=(_open(code),)
    )


def check_in_overdue(code: CaseCode) -> Message:
    """A check-in is two days late."""
    return _nudge(
        TODAY, say("A check-in is still open."), say("Late is fine; a short word helps."), buttons=(_open(code),)
    )


def afresh(code: CaseCode) -> Message:
    """The person was suggested again while in contact or follow-up."""
    return _nudge(
        TODAY, say("Please get in touch once more."), say("Another word from you would help."), buttons=(_open(code),)
    )


def resumed(code: CaseCode) -> Message:
    """The recipient had asked for a pause, and it is over."""
    return _nudge(
        TODAY, say("A pause is over."), say("Please get in touch again; a short word helps."), buttons=(_open(code),)
    )


def restored(code: CaseCode, of: date) -> Message:
    """To the supporter of a case that came back from a backup."""
    return _nudge(
        TODAY,
        say("The programme was restored from a backup of {day}.", day=of),
        say("Please look whether this case is still as it is shown."),
        buttons=(_open(code),),
    )


def programme_restored(of: date, cases: tuple[CaseCode, ...], unsent: int) -> Message:
    """To those who run the programme: all cases to check, by code, and how many messages were held back."""
    held = say_count(
        "{count} message that waited then is not sent, because it may have been sent since.",
        "{count} messages that waited then are not sent, because they may have been sent since.",
        unsent,
    )
    spans = (
        Strong(say("The programme was restored from a backup of {day}.", day=of)),
        *((Plain(held),) if unsent else ()),
        *(_to_check(cases) if cases else ()),
        Plain(say("What was asked for since that day is lost. Please ask around.")),
    )
    desk = Button(say("Open the desk"), Action("desk"), style="primary", opens=True)
    return Message(TODAY, (Paragraph(spans), Buttons((desk,))))


def _to_check(cases: tuple[CaseCode, ...]) -> tuple[Plain | Strong, ...]:
    asked = say("Please check with the supporters whether these cases are still so:")
    return (Plain(asked), Strong(literal(f"{', '.join(cases)}.")))


def complaint_restored(key: str) -> Message:
    """To the director, for a wish that came back from a backup: they may have called already."""
    button = Button(say("Open"), Action("complaint_open", draft=(("key", (key,)),)), style="primary", opens=True)
    return _nudge(
        TODAY,
        say("Somebody had asked for a call from you before the programme was restored."),
        say("Please check whether you have called them."),
        buttons=(button,),
    )


def paused(code: CaseCode) -> Message:
    """The recipient asked for a pause."""
    return _nudge(
        WHEN_TIME,
        say("One of your cases is paused."),
        say("There is nothing to do until then. You'll be told when it goes on."),
        buttons=(_open(code),),
    )


def in_touch(code: CaseCode, turn: int, waits: timedelta) -> Message:
    """Every ninety days without a sign; without an answer the case ends."""
    look = Button(say("Open"), Action("open", code), opens=True)
    return _nudge(
        WHEN_TIME,
        say("Are you still in touch?"),
        say("Without an answer this case closes in {waits}.", waits=lasting(waits)),
        buttons=(Button(say("Yes, we are"), Action("in_touch", code, turn), style="primary", opens=True), look),
    )


def ended() -> Message:
    """To the supporter when a case ended without them."""
    return _nudge(WHEN_TIME, say("One of your cases has ended."), say("There is nothing more to do. Thank you."))


def needs_you(level: int) -> Message:
    """To the coordinator, the deputy, the director, in that order; ``level`` counts from 0."""
    first = say("A case needs you.") if level == 0 else say("A case is still waiting and needs you.")
    return _nudge(
        TODAY if level == 0 else NOW,
        first,
        buttons=(Button(say("Open the desk"), Action("desk"), style="primary", opens=True),),
    )


def away() -> Message:
    """To the coordinator when a supporter with an open case will be away for long."""
    return _nudge(
        TODAY,
        say("A supporter with an open case will be away."),
        say("Please ask them what is best."),
        buttons=(Button(say("Open the desk"), Action("desk"), style="primary", opens=True),),
    )


def stalled(attempts: int = 0) -> Message:
    """To the coordinator when a supporter has not reached out in three days, or not again."""
    return _nudge(
        TODAY,
        say("A supporter may need a hand."),
        say("The next attempt is overdue.") if attempts else say("No first attempt so far."),
        buttons=(Button(say("Open the desk"), Action("desk"), style="primary", opens=True),),
    )


def backup_page(key: str) -> Message:
    """To a clinical back-up; who needs them shows after *Answer*."""
    draft = (("key", (key,)),)
    return _nudge(
        NOW,
        say("A supporter needs a clinical back-up now."),
        say("Please answer, then call them."),
        buttons=(Button(say("Answer"), Action("backup_answer", draft=draft), style="primary", opens=True),),
    )


def backup_answered() -> Message:
    """To the supporter who asked for it."""
    return _nudge(NOW, say("Clinical back-up has answered."), say("They will call you."))


def backup_silent() -> Message:
    """To the supporter when the last one did not answer either."""
    return _nudge(
        NOW,
        say("No clinical back-up has answered."),
        say("Please call for help yourself."),
        buttons=(Button(say("Numbers to call"), Action("crisis"), style="danger", opens=True),),
    )


def group_session() -> Message:
    """To the coordinator when five or more people of one incident were named."""
    return _nudge(WHEN_TIME, say("One incident has touched many people."), say("A group session may help them, too."))


def _sessions() -> Button:
    return Button(say("Open"), Action("sessions"), style="primary", opens=True)


def session_off() -> Message:
    """To whoever had a place in a group session that was called off."""
    return _nudge(TODAY, say("A group session you signed up for will not take place."), buttons=(_sessions(),))


def tomorrow() -> Message:
    """To whoever has a place in a group session, the day before; what it is shows after *Open*."""
    return _nudge(TODAY, say("Something you signed up for is tomorrow."), buttons=(_sessions(),))


def training_due() -> Message:
    """To a supporter whose training ends soon."""
    return _nudge(WHEN_TIME, say("Your peer training ends soon."), say("Please ask the coordinator for a new date."))


def slack_stopped() -> Message:
    """To whoever runs the programme and is reached in Teams, when Slack lets the bot in no more."""
    return _stopped(say("The bot can't write on Slack any more."))


def teams_stopped() -> Message:
    """The same on Slack, of Teams."""
    return _stopped(say("The bot can't write in Teams any more."))


def _stopped(what: Words) -> Message:
    return _nudge(TODAY, what, say("Please tell whoever runs it."))


def complaint(key: str) -> Message:
    """To the director; who it is shows after *Open*."""
    button = Button(say("Open"), Action("complaint_open", draft=(("key", (key,)),)), style="primary", opens=True)
    return _nudge(TODAY, say("Somebody would like a call from you."), buttons=(button,))


def feedback(code: CaseCode) -> Message:
    """To somebody who said that the bot may write to them."""
    return _nudge(
        WHEN_TIME,
        say("May we ask you three short questions?"),
        say("Your answers are only counted."),
        buttons=(Button(say("Answer"), Action("feedback", code), style="primary", opens=True),),
    )


_K = CaseCode("K7F3")
EXAMPLES: Mapping[str, Message] = MappingProxyType(
    {
        "offer": offer(_K, 1, Urgency.ROUTINE),
        "offer_urgent": offer(_K, 1, Urgency.URGENT),
        "offer_yours": offer_yours(_K),
        "offer_gone": offer_gone(),
        "offer_passed": offer_passed(),
        "attempt_due": attempt_due(_K),
        "attempt_escalated": attempt_escalated(_K),
        "attempt_escalated_alone": attempt_escalated(_K, known=False),
        "next_attempt": next_attempt(_K),
        "plan_due": plan_due(_K),
        "check_in_due": check_in_due(_K),
        "check_in_overdue": check_in_overdue(_K),
        "afresh": afresh(_K),
        "resumed": resumed(_K),
        "restored": restored(_K, date(2026, 8, 1)),
        "programme_restored": programme_restored(date(2026, 8, 1), (_K,), 2),
        "programme_restored_bare": programme_restored(date(2026, 8, 1), (), 0),
        "complaint_restored": complaint_restored("key"),
        "paused": paused(_K),
        "in_touch": in_touch(_K, 1, timedelta(days=7)),
        "ended": ended(),
        "needs_you": needs_you(0),
        "needs_you_still": needs_you(1),
        "away": away(),
        "stalled": stalled(),
        "stalled_later": stalled(1),
        "backup_page": backup_page("key"),
        "backup_answered": backup_answered(),
        "backup_silent": backup_silent(),
        "group_session": group_session(),
        "session_off": session_off(),
        "tomorrow": tomorrow(),
        "training_due": training_due(),
        "slack_stopped": slack_stopped(),
        "teams_stopped": teams_stopped(),
        "complaint": complaint("key"),
        "feedback": feedback(_K),
    }
)
