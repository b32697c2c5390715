"""What a supporter does: offers, cases, check-ins, their own hours."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from bot.conversation.actions.kinds import case_card, coordinates, supports
from bot.conversation.events import (
    AttemptMade,
    CaseClosed,
    CheckInDone,
    CheckInsPlanned,
    ContactMade,
    HoursChanged,
    OfferDeclined,
    OfferPassed,
    OfferTaken,
)
from bot.conversation.views import card, care, desk, guide, home
from bot.domain.case import Closing
from bot.domain.errors import BadHoursError
from bot.domain.hours import Leave, parse_hours
from bot.domain.people import Role
from bot.domain.policy import Plan
from bot.ui import FieldErrors, Form, Reply, Show, Submitted, Toast, Words, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.conversation.actions.kinds import Answer, Deed, View
    from bot.conversation.events import Event
    from bot.conversation.facts import Sight
    from bot.domain.case import Case


def _details(sight: Sight, form: Submitted) -> Reply:
    offer = sight.case.offer_to(sight.person) if sight.case else None
    takeable = sight.case in sight.offered and offer is not None and offer.number == form.action.turn
    if sight.case is None or not takeable:
        return Show(case_card(sight))
    return Show(card.details(sight, sight.case, form.action.turn))


def _for_supporter(build: Callable[[Sight, Case], Form]) -> View:
    """A form about the case, for the one who supports it; anybody else reads that it moved on."""

    def view(sight: Sight, _form: Submitted) -> Reply:
        return Show(build(sight, sight.case) if sight.case and supports(sight) else case_card(sight))

    return view


def _close(sight: Sight, _form: Submitted) -> Reply:
    case = sight.case
    allowed = case is not None and case.is_open and _close_allowed(sight, case)
    return Show(card.close_form(case) if case and allowed else card.moved_on())


def _hours_form(sight: Sight, _form: Submitted) -> Reply:
    return Show(home.hours_form(sight) if sight.holds(Role.SUPPORTER) else care.no_supporter(sight.policy))


def _close_allowed(sight: Sight, case: Case) -> bool:
    """Their supporter or those who run the programme; the recipient has their own way to end it."""
    return supports(sight) or (coordinates(sight) and case.recipient != sight.person)


def _plan(sight: Sight, form: Submitted) -> Event | Reply:
    plan = form.one("plan")
    if plan not in set(Plan):
        return FieldErrors((("plan", say("Please choose one.")),))
    return CheckInsPlanned(by=sight.person, turn=form.action.turn, plan=Plan(plan))


def _close_send(sight: Sight, form: Submitted) -> Event | Reply:
    closing = form.one("closing")
    if closing not in card.closings(sight.case):
        return FieldErrors((("closing", say("Please choose one.")),))
    return CaseClosed(by=sight.person, turn=form.action.turn, closing=Closing(closing))


def _hours(sight: Sight, form: Submitted) -> Event | Reply:
    chosen = [care.PRESETS[code][0] for code in form.many("preset") if code in care.PRESETS]
    try:
        hours = parse_hours("; ".join(chosen) if chosen else form.one("hours"))
    except BadHoursError:
        return FieldErrors((("hours", say("Please write hours such as Mon-Fri 08:00-18:00; Sat 09:00-12:00.")),))
    leave = _leave(form)
    return leave if isinstance(leave, FieldErrors) else HoursChanged(by=sight.person, hours=hours, leave=leave)


def _leave(form: Submitted) -> tuple[Leave, ...] | FieldErrors:
    days = {name: form.one(name) for name in ("away_from", "away_to")}
    if not any(days.values()):
        return ()
    for name, text in days.items():
        if not text:
            return FieldErrors(((name, say("Please give both days, or none.")),))
        if not _is_day(text):
            return FieldErrors(((name, say("Please pick a day.")),))
    first, last = (date.fromisoformat(text) for text in days.values())
    if last < first:
        return FieldErrors((("away_to", say("The last day is before the first.")),))
    return (Leave(first, last),)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _after_closing(sight: Sight, _form: Submitted, flash: Words | None) -> Reply:
    if coordinates(sight) and not supports(sight):
        return Show(desk.desk(sight, flash))
    return Show(case_card(sight, flash))


def _in_passing(sight: Sight, _form: Submitted, flash: Words | None) -> Reply:
    return Toast(flash) if flash else Show(case_card(sight))


VIEWS: dict[str, View] = {
    "details": _details,
    "open": lambda sight, _: Show(case_card(sight)),
    "plan": _for_supporter(card.plan_form),
    "close": _close,
    "hours": _hours_form,
    "guide": lambda sight, form: Show(guide.guide(sight.policy, form.action.turn)),
}
DEEDS: dict[str, Deed] = {
    "take": lambda sight, form: OfferTaken(by=sight.person, offer=form.action.turn),
    "pass": lambda sight, form: OfferPassed(by=sight.person, offer=form.action.turn),
    "attempt": lambda sight, form: AttemptMade(by=sight.person, turn=form.action.turn),
    "contact": lambda sight, form: ContactMade(by=sight.person, turn=form.action.turn),
    "decline": lambda sight, form: OfferDeclined(by=sight.person, turn=form.action.turn),
    "plan_send": _plan,
    "check_in": lambda sight, form: CheckInDone(by=sight.person, turn=form.action.turn),
    "close_send": _close_send,
    "hours_send": _hours,
}
ANSWERS: dict[str, Answer] = {
    "pass": _in_passing,
    "hours_send": _in_passing,
    "close_send": _after_closing,
}
