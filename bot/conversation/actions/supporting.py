"""What a supporter does: offers, cases, check-ins, their own hours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.actions.rows import (
    Deed,
    Shows,
    View,
    case_again,
    case_card,
    supports,
    sure,
)
from bot.conversation.events.supporting import AttemptMade, CheckInDone, CheckInsPlanned, ContactMade
from bot.conversation.flows.supporting.follow_up import is_last_check_in
from bot.conversation.needs import See
from bot.conversation.views import supporting
from bot.conversation.views.explaining import guide
from bot.domain.policy import Plan
from bot.ui import FieldErrors, Form, Reply, Show, Submitted, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.conversation.events.every import Event
    from bot.conversation.facts import Sight
    from bot.domain.case import Case


def _for_supporter(build: Callable[[Sight, Case], Form]) -> Shows:
    """A form about the case, for the one who supports it; anybody else reads that it moved on."""

    def view(sight: Sight, _form: Submitted) -> Reply:
        return Show(build(sight, sight.case) if sight.case and supports(sight) else case_card(sight))

    return view


def _plan(sight: Sight, form: Submitted) -> Event | Reply:
    plan = form.one("plan")
    if plan not in set(Plan):
        return FieldErrors((("plan", say("Please choose one.")),))
    return CheckInsPlanned(by=sight.person, turn=form.action.turn, plan=Plan(plan))


def _check_in(sight: Sight, form: Submitted) -> Event | Reply:
    """The last one closes the case: that is said before."""
    case = sight.case
    if case and supports(sight) and case.turn == form.action.turn and is_last_check_in(case) and not sure(form):
        return Show(supporting.last_check_in_form(case, sight.policy.clocks))
    return CheckInDone(by=sight.person, turn=form.action.turn)


ROWS: dict[str, View | Deed] = {
    "open": View(lambda sight, _: Show(case_card(sight)), See.CASE),
    "plan": View(_for_supporter(supporting.plan_form), See.CASE),
    "guide": View(lambda sight, form: Show(guide.guide(sight.policy, form.action.turn))),
    "attempt": Deed(lambda sight, form: AttemptMade(by=sight.person, turn=form.action.turn), case_again, See.CASE),
    "contact": Deed(lambda sight, form: ContactMade(by=sight.person, turn=form.action.turn), case_again, See.CASE),
    "plan_send": Deed(_plan, case_again, See.CASE),
    "check_in": Deed(_check_in, case_again, See.CASE),
}
