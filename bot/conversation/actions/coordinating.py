"""What those who run the programme do: the desk, and whom they ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.actions.kinds import coordinates
from bot.conversation.events import SupporterAssigned
from bot.conversation.views import card, desk, entry
from bot.domain.case import MOVES, Move
from bot.domain.people import PersonId
from bot.ui import FieldErrors, Reply, Show, Submitted, Words, say

if TYPE_CHECKING:
    from bot.conversation.actions.kinds import Answer, Deed, View
    from bot.conversation.events import Event
    from bot.conversation.facts import Sight


def _desk(sight: Sight, _form: Submitted, flash: Words | None = None) -> Reply:
    return Show(desk.desk(sight, flash) if coordinates(sight) else entry.entry(sight.policy))


def _assign(sight: Sight, _form: Submitted) -> Reply:
    case = sight.case
    if case is None or not coordinates(sight) or case.recipient == sight.person:
        return Show(card.moved_on())
    return Show(desk.assign_form(sight, case) if Move.ASSIGN in MOVES[case.step] else card.moved_on())


def _assign_send(sight: Sight, form: Submitted) -> Event | Reply:
    supporter = form.one("supporter")
    if not supporter:
        return FieldErrors((("supporter", say("Please choose one.")),))
    return SupporterAssigned(by=sight.person, turn=form.action.turn, supporter=PersonId(supporter))


VIEWS: dict[str, View] = {"desk": _desk, "assign": _assign}
DEEDS: dict[str, Deed] = {"assign_send": _assign_send}
ANSWERS: dict[str, Answer] = {"assign_send": _desk}
