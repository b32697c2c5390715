"""What those who run the programme do: the desk, and whom they ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.actions.kinds import coordinates
from bot.conversation.events import Revealed, SupporterAssigned
from bot.conversation.views import card, desk, entry
from bot.domain.case import Move, RevealReason
from bot.domain.moves import MOVES
from bot.domain.people import PersonId
from bot.ui import FieldErrors, Reply, Show, Submitted, Words, say

if TYPE_CHECKING:
    from bot.conversation.actions.kinds import Answer, Deed, View
    from bot.conversation.events import Event
    from bot.conversation.facts import Sight
    from bot.domain.case import Case


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


def _may_look_up(sight: Sight, case: Case) -> bool:
    return coordinates(sight) and sight.person not in {case.recipient, case.supporter} and case.is_open


def _reveal(sight: Sight, _form: Submitted, flash: Words | None = None) -> Reply:
    case = sight.case
    if case is None or not _may_look_up(sight, case):
        return Show(card.moved_on())
    return Show(desk.revealed(sight, case) if desk.latest_reveal(sight, case) else desk.reveal_form(sight, case))


def _reveal_send(sight: Sight, form: Submitted) -> Event | Reply:
    reason = form.one("reason")
    if reason not in set(RevealReason):
        return FieldErrors((("reason", say("Please choose one.")),))
    return Revealed(by=sight.person, turn=form.action.turn, reason=RevealReason(reason))


VIEWS: dict[str, View] = {"desk": _desk, "assign": _assign, "reveal": _reveal}
DEEDS: dict[str, Deed] = {"assign_send": _assign_send, "reveal_send": _reveal_send}
ANSWERS: dict[str, Answer] = {"assign_send": _desk, "reveal_send": _reveal}
