"""Buttons that pause, resume, hand back or move: pressed by the recipient or their supporter."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from bot.conversation.actions.rows import (
    Deed,
    Shows,
    View,
    case_again,
    case_card,
    supports,
)
from bot.conversation.events.pausing import AnotherWanted, PauseResumed, PauseWanted
from bot.conversation.events.supporting import CaseHandedBack, CheckInMoved, InTouchConfirmed
from bot.conversation.flows.supporting.follow_up import FARTHEST, pausable
from bot.conversation.needs import See
from bot.conversation.views import home, pausing, supporting
from bot.domain.case import Move
from bot.domain.moves import MOVES
from bot.ui import FieldErrors, Form, Reply, Show, Submitted, Words, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.conversation.events.every import Event
    from bot.conversation.facts import Sight
    from bot.domain.case import Case


def _is_own(sight: Sight) -> bool:
    return sight.case is not None and sight.case.recipient == sight.person


def _about(build: Callable[[Sight, Case], Form], move: Move) -> Shows:
    """A form about the case, for its supporter or its recipient, where the move is possible."""

    def view(sight: Sight, form: Submitted) -> Reply:
        case = sight.case
        possible = case is not None and move in MOVES[case.step]
        return Show(build(sight, case)) if case and possible and _concerns(sight, move) else _where(sight, form, None)

    return view


def _concerns(sight: Sight, move: Move) -> bool:
    by = {Move.PAUSE: supports(sight) or _is_own(sight), Move.ASK_ANOTHER: _is_own(sight) and _has_supporter(sight)}
    return by.get(move, supports(sight))


def _has_supporter(sight: Sight) -> bool:
    return sight.case is not None and sight.case.supporter is not None


def _where(sight: Sight, _form: Submitted, flash: Words | None) -> Reply:
    """How things stand, for whoever asks."""
    if _is_own(sight) and sight.case:
        return Show(home.own_card(sight, sight.case, flash))
    return Show(case_card(sight, flash) if supports(sight) else supporting.moved_on(flash))


def _day(sight: Sight, form: Submitted, name: str) -> date | FieldErrors:
    try:
        day = date.fromisoformat(form.one(name))
    except ValueError:
        return FieldErrors(((name, say("Please pick a day.")),))
    near = pausable(day, sight.now, sight.zone)
    return day if near else FieldErrors(((name, say("Please choose a day in the next {days} days.", days=FARTHEST)),))


def _pause(sight: Sight, form: Submitted) -> Event | Reply:
    day = _day(sight, form, "until")
    return day if isinstance(day, FieldErrors) else PauseWanted(by=sight.person, turn=form.action.turn, until=day)


def _move(sight: Sight, form: Submitted) -> Event | Reply:
    day = _day(sight, form, "day")
    return day if isinstance(day, FieldErrors) else CheckInMoved(by=sight.person, turn=form.action.turn, day=day)


def _hand_back(sight: Sight, form: Submitted) -> Event | Reply:
    another = form.one("another")
    if sight.case and supports(sight) and sight.case.had_contact and another not in {"yes", "no"}:
        return FieldErrors((("another", say("Please choose one.")),))
    return CaseHandedBack(by=sight.person, turn=form.action.turn, another=another != "no")


ROWS: dict[str, View | Deed] = {
    "pause": View(_about(pausing.pause_form, Move.PAUSE), See.CASE),
    "another": View(_about(lambda _, case: pausing.another_form(case), Move.ASK_ANOTHER), See.CASE),
    "hand_back": View(_about(lambda _, case: pausing.hand_back_form(case), Move.HAND_BACK), See.CASE),
    "move": View(_about(pausing.move_form, Move.MOVE_CHECK_IN), See.CASE),
    "pause_send": Deed(_pause, _where, See.CASE),
    "resume": Deed(lambda sight, form: PauseResumed(by=sight.person, turn=form.action.turn), _where, See.CASE),
    "another_send": Deed(lambda sight, form: AnotherWanted(by=sight.person, turn=form.action.turn), _where, See.CASE),
    "hand_back_send": Deed(_hand_back, _where, See.CASE),
    "move_send": Deed(_move, case_again, See.CASE),
    "in_touch": Deed(
        lambda sight, form: InTouchConfirmed(by=sight.person, turn=form.action.turn), case_again, See.CASE
    ),
}
