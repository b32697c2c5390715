"""What those who run the programme do: the desk, and whom they ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.actions.kinds import coordinates, key_of
from bot.conversation.events import (
    DisclosureAnswered,
    HoldAsked,
    HoldConfirmed,
    LiftWanted,
    Revealed,
    SupporterAssigned,
)
from bot.conversation.views import card, desk, entry
from bot.domain.case import HoldReason, Move, RevealReason
from bot.domain.moves import MOVES
from bot.domain.people import PersonId, Role
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


def _answers_for_it(sight: Sight) -> bool:
    return sight.holds(Role.COORDINATOR, Role.DEPUTY, Role.DIRECTOR)


def _holds(sight: Sight, _form: Submitted, flash: Words | None = None) -> Reply:
    return Show(desk.holds(sight, flash) if _answers_for_it(sight) else entry.entry(sight.policy))


def _hold(sight: Sight, form: Submitted) -> Reply:
    """A case is chosen by its code, then the reason."""
    if not _answers_for_it(sight):
        return Show(entry.entry(sight.policy))
    chosen = next((one for one in sight.holdable if one.code == form.one("case")), None)
    if chosen is None:
        return FieldErrors((("case", say("Please choose one.")),))
    return Show(desk.hold_form(chosen))


def _hold_send(sight: Sight, form: Submitted) -> Event | Reply:
    reason = form.one("reason")
    if reason not in set(HoldReason):
        return FieldErrors((("reason", say("Please choose one.")),))
    return HoldAsked(by=sight.person, reason=HoldReason(reason))


def _disclosures(sight: Sight, _form: Submitted, flash: Words | None = None) -> Reply:
    return Show(desk.disclosures(sight, flash) if _answers_for_it(sight) else entry.entry(sight.policy))


def _answered(*, approved: bool) -> Deed:
    def deed(sight: Sight, form: Submitted) -> Event | Reply:
        return DisclosureAnswered(by=sight.person, key=key_of(sight, form), approved=approved)

    return deed


NEED_EVERY = frozenset({"holds", "hold", "hold_send", "hold_confirm", "hold_lift"})
"""Whose answers choose among all cases that are kept."""
VIEWS: dict[str, View] = {
    "desk": _desk,
    "assign": _assign,
    "reveal": _reveal,
    "holds": _holds,
    "hold": _hold,
    "disclosures": _disclosures,
}
DEEDS: dict[str, Deed] = {
    "assign_send": _assign_send,
    "reveal_send": _reveal_send,
    "hold_send": _hold_send,
    "hold_confirm": lambda sight, _: HoldConfirmed(by=sight.person),
    "hold_lift": lambda sight, _: LiftWanted(by=sight.person),
    "disclosure_yes": _answered(approved=True),
    "disclosure_no": _answered(approved=False),
}
ANSWERS: dict[str, Answer] = {
    "assign_send": _desk,
    "reveal_send": _reveal,
    "hold_send": _holds,
    "hold_confirm": _holds,
    "hold_lift": _holds,
    "disclosure_yes": _disclosures,
    "disclosure_no": _disclosures,
}
