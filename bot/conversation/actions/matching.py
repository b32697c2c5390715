"""Buttons of matching: an offer's details, take, pass; and a coordinator's choice of a supporter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.actions.rows import (
    SEE_DESK,
    Deed,
    View,
    case_again,
    case_card,
    show_case,
    show_desk,
)
from bot.conversation.events.matching import OfferPassed, OfferTaken, SearchedAgain, SupporterAssigned
from bot.conversation.needs import See
from bot.conversation.views import supporting
from bot.conversation.views.desk import choosing
from bot.conversation.views.desk.paging import wanted_of
from bot.domain.case import Move
from bot.domain.moves import MOVES
from bot.domain.people import PersonId
from bot.ui import FieldErrors, Reply, Show, Submitted, say

if TYPE_CHECKING:
    from bot.conversation.events.every import Event
    from bot.conversation.facts import Sight


def _assign(sight: Sight, form: Submitted) -> Reply:
    case = sight.case
    if case is None or not sight.may_act(case):
        return Show(supporting.moved_on())
    wanted = wanted_of(form)
    return Show(choosing.assign_form(sight, case, wanted) if Move.ASSIGN in MOVES[case.step] else supporting.moved_on())


def _find(sight: Sight, _form: Submitted) -> Reply:
    case = sight.case
    return Show(choosing.find_form(case) if case and sight.may_act(case) else supporting.moved_on())


def _search_again(sight: Sight, form: Submitted) -> Event | Reply:
    return SearchedAgain(by=sight.person, turn=form.action.turn)


def _assign_send(sight: Sight, form: Submitted) -> Event | Reply:
    supporter = form.one("supporter")
    if not supporter:
        return FieldErrors((("supporter", say("Please choose one.")),))
    return SupporterAssigned(by=sight.person, turn=form.action.turn, supporter=PersonId(supporter))


def _details(sight: Sight, form: Submitted) -> Reply:
    offer = sight.case.offer_to(sight.person) if sight.case else None
    takeable = sight.case in sight.offered and offer is not None and offer.number == form.action.turn
    if sight.case is None or not takeable:
        return Show(case_card(sight))
    return Show(supporting.details(sight, sight.case, form.action.turn))


ROWS: dict[str, View | Deed] = {
    "assign": View(_assign, See.CANDIDATES, See.CASE, See.UNREACHABLE),
    "assign_find": View(_find, See.CASE),
    "assign_send": Deed(_assign_send, show_desk, *SEE_DESK, before=()),
    "search_again": Deed(_search_again, show_case, See.CASE),
    "details": View(_details, See.CASE, See.SUPPORTED),
    "take": Deed(
        lambda sight, form: OfferTaken(by=sight.person, offer=form.action.turn), case_again, See.CASE, See.SUPPORTED
    ),
    "pass": Deed(lambda sight, form: OfferPassed(by=sight.person, offer=form.action.turn), case_again, See.CASE),
}
