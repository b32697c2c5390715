"""What is kept about oneself: read it, take it along, opt out, erase it; three taps afterwards, and a complaint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.actions.kinds import key_of
from bot.conversation.events import ComplaintMade, DataErased, FeedbackGiven, OptOutChanged
from bot.conversation.flows.people import may_tell
from bot.conversation.views import about, card, feedback
from bot.ui import Reply, Show, Submitted, Words, say

if TYPE_CHECKING:
    from bot.conversation.actions.kinds import Answer, Deed, View
    from bot.conversation.events import Event
    from bot.conversation.facts import Sight

ABOUT_ME = frozenset({"about", "export", "opt_out", "lift", "erase_send"})
"""What is answered with everything that is kept about the reader."""


def _feedback(sight: Sight, _form: Submitted) -> Reply:
    case = sight.case
    if case is None or case.recipient != sight.person:
        return Show(card.moved_on())
    return Show(feedback.feedback_form(case) if may_tell(case) else feedback.feedback_thanks(sight.policy))


def _feedback_send(sight: Sight, form: Submitted) -> Event | Reply:
    said = {"yes": True, "no": False}
    return FeedbackGiven(
        by=sight.person,
        recommend=said.get(form.one("recommend")),
        confidential=said.get(form.one("confidential")),
        in_time=said.get(form.one("in_time")),
    )


def _after_opting_out(sight: Sight, _form: Submitted, _flash: Words | None) -> Reply:
    return Show(about.about(sight, say("Saved. What others had begun for you ends. You can still ask for yourself.")))


VIEWS: dict[str, View] = {
    "about": lambda sight, _: Show(about.about(sight)),
    "export": lambda sight, _: Show(about.export(sight)),
    "erase": lambda sight, _: Show(about.erase_form(sight.fresh)),
    "feedback": _feedback,
    "complain": lambda sight, _: Show(feedback.complaint_form(sight)),
}
DEEDS: dict[str, Deed] = {
    "opt_out": lambda sight, _: OptOutChanged(by=sight.person, opted_out=True),
    "lift": lambda sight, _: OptOutChanged(by=sight.person, opted_out=False),
    "erase_send": lambda sight, form: DataErased(by=sight.person, key=key_of(sight, form)),
    "feedback_send": _feedback_send,
    "complain_send": lambda sight, form: ComplaintMade(by=sight.person, key=key_of(sight, form)),
}
ANSWERS: dict[str, Answer] = {
    "opt_out": _after_opting_out,
    "lift": lambda sight, _form, _flash: Show(about.about(sight, say("Saved. Others may suggest you again."))),
    "erase_send": lambda sight, _form, _flash: Show(about.erased(sight)),
    "feedback_send": lambda sight, _form, _flash: Show(feedback.feedback_thanks(sight.policy)),
    "complain_send": lambda sight, _form, flash: Show(feedback.complaint_sent(sight.policy, flash)),
}
