"""Buttons that end a case: close, decline, withdraw; and the feedback afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.actions.rows import (
    SEE_DESK,
    Deed,
    View,
    case_again,
    case_card,
    coordinates,
    supports,
    sure,
)
from bot.conversation.events.ending import CaseClosed, FeedbackGiven, RequestWithdrawn, SupportDeclined
from bot.conversation.flows.ending import may_tell
from bot.conversation.needs import See
from bot.conversation.views import ending, home, supporting
from bot.conversation.views.desk.queue import desk
from bot.domain.case import Closing
from bot.domain.people import Role
from bot.ui import FieldErrors, Reply, Show, Submitted, Words, say

if TYPE_CHECKING:
    from bot.conversation.events.every import Event
    from bot.conversation.facts import Sight
    from bot.domain.case import Case


def _withdraw(sight: Sight, form: Submitted) -> Event | Reply:
    """What ends can't be opened again, so it is asked once more."""
    case = sight.case
    if case and case.recipient == sight.person and case.is_open and not sure(form):
        return Show(home.end_form(case))
    return RequestWithdrawn(by=sight.person)


def _decline(sight: Sight, form: Submitted) -> Event | Reply:
    """A no closes the case and rests on the person, so it is asked once more; late presses are answered as ever."""
    if sight.case and supports(sight) and sight.case.turn == form.action.turn and not sure(form):
        return Show(supporting.decline_form(sight.case, sight.policy.clocks))
    return SupportDeclined(by=sight.person, turn=form.action.turn)


def _after_withdrawing(sight: Sight, _form: Submitted, flash: Words | None) -> Reply:
    case = sight.case
    return Show(home.own_card(sight, case, flash) if case and case.recipient == sight.person else supporting.moved_on())


def _feedback(sight: Sight, _form: Submitted) -> Reply:
    case = sight.case
    if case is None or case.recipient != sight.person:
        return Show(supporting.moved_on())
    return Show(ending.feedback_form(case) if may_tell(case) else ending.feedback_thanks(sight.policy))


def _feedback_send(sight: Sight, form: Submitted) -> Event | Reply:
    said = {"yes": True, "no": False}
    return FeedbackGiven(
        by=sight.person,
        recommend=said.get(form.one("recommend")),
        confidential=said.get(form.one("confidential")),
        in_time=said.get(form.one("in_time")),
    )


def _close(sight: Sight, _form: Submitted) -> Reply:
    case = sight.case
    allowed = case is not None and case.is_open and _close_allowed(sight, case)
    return Show(supporting.close_form(case, sight.policy.clocks) if case and allowed else supporting.moved_on())


def _close_allowed(sight: Sight, case: Case) -> bool:
    """Their supporter or those who run the programme; the recipient has their own way to end it."""
    return supports(sight) or sight.may_act(case)


def _close_send(sight: Sight, form: Submitted) -> Event | Reply:
    closing = form.one("closing")
    if closing not in supporting.closings(sight.case):
        return FieldErrors((("closing", say("Please choose one.")),))
    return CaseClosed(by=sight.person, turn=form.action.turn, closing=Closing(closing))


def _after_closing(sight: Sight, _form: Submitted, flash: Words | None) -> Reply:
    if (coordinates(sight) or sight.holds(Role.DIRECTOR)) and not supports(sight):
        return Show(desk(sight, flash))
    return Show(case_card(sight, flash))


ROWS: dict[str, View | Deed] = {
    "withdraw": Deed(_withdraw, _after_withdrawing, See.CASE),
    "feedback": View(_feedback, See.CASE),
    "feedback_send": Deed(
        _feedback_send, lambda sight, _form, _flash: Show(ending.feedback_thanks(sight.policy)), See.CASE
    ),
    "close": View(_close, See.CASE),
    "decline": Deed(_decline, case_again, See.CASE),
    "close_send": Deed(_close_send, _after_closing, See.CASE, *SEE_DESK, before=(See.CASE,)),
}
