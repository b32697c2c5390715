"""Buttons of those who run the programme: the desk, assigning, reveals, holds, disclosures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.actions.rows import (
    SEE_DESK,
    Deed,
    Means,
    View,
    drafted,
    key_of,
    show_desk,
)
from bot.conversation.events.availability import AbsenceSettled
from bot.conversation.events.oversight import DisclosureAnswered, HoldAsked, HoldConfirmed, HoldLiftAsked, Revealed
from bot.conversation.needs import See
from bot.conversation.views import asking, ending, home, oversight, ready, supporting
from bot.conversation.views.desk.paging import wanted_of
from bot.conversation.views.reports import released_form
from bot.domain.case import HoldReason, RevealReason
from bot.domain.people import Role
from bot.ui import FieldErrors, Reply, Show, Submitted, Words, say

if TYPE_CHECKING:
    from bot.conversation.events.every import Event
    from bot.conversation.facts import Sight
    from bot.domain.case import Case


def _may_look_up(sight: Sight, case: Case) -> bool:
    return sight.may_act(case) and case.supporter != sight.person and case.is_open


def _reveal(sight: Sight, _form: Submitted, flash: Words | None = None) -> Reply:
    case = sight.case
    if case is None or not _may_look_up(sight, case):
        return Show(supporting.moved_on())
    return Show(
        oversight.revealed(sight, case) if oversight.latest_reveal(sight, case) else oversight.reveal_form(sight, case)
    )


def _reveal_send(sight: Sight, form: Submitted) -> Event | Reply:
    reason = form.one("reason")
    if reason not in set(RevealReason):
        return FieldErrors((("reason", say("Please choose one.")),))
    return Revealed(by=sight.person, turn=form.action.turn, reason=RevealReason(reason))


def _answers_for_it(sight: Sight) -> bool:
    return sight.holds(Role.COORDINATOR, Role.DEPUTY, Role.DIRECTOR)


def _holds(sight: Sight, form: Submitted, flash: Words | None = None) -> Reply:
    return Show(
        oversight.holds(sight, flash, wanted_of(form)) if _answers_for_it(sight) else asking.entry(sight.policy)
    )


def _hold(sight: Sight, form: Submitted) -> Reply:
    """A case is chosen by its code, then the reason."""
    if not _answers_for_it(sight):
        return Show(asking.entry(sight.policy))
    code = form.one("code").strip().upper() or form.one("case")
    chosen = next((one for one in sight.holdable if one.code == code), None)
    if chosen is None:
        return FieldErrors((("code" if form.one("code") else "case", say("Please choose one.")),))
    return Show(oversight.hold_form(chosen))


def _hold_send(sight: Sight, form: Submitted) -> Event | Reply:
    reason = form.one("reason")
    if reason not in set(HoldReason):
        return FieldErrors((("reason", say("Please choose one.")),))
    return HoldAsked(by=sight.person, reason=HoldReason(reason))


def _disclosures(sight: Sight, form: Submitted, flash: Words | None = None) -> Reply:
    return Show(
        oversight.disclosures(sight, flash, wanted_of(form)) if _answers_for_it(sight) else asking.entry(sight.policy)
    )


def _answer_disclosure(*, approved: bool) -> Means:
    def deed(sight: Sight, form: Submitted) -> Event | Reply:
        return DisclosureAnswered(by=sight.person, key=key_of(sight, form), approved=approved)

    return deed


def _report(sight: Sight, form: Submitted) -> Reply:
    """One that was released to somebody with this role."""
    period = drafted(form, "period")
    found = next((one for one in sight.releases if (one.period,) == period), None)
    return Show(released_form(found) if found else asking.entry(sight.policy))


def _reveals(sight: Sight, form: Submitted) -> Reply:
    directs = sight.holds(Role.DIRECTOR)
    return Show(ending.reveals(sight, wanted_of(form)) if directs else asking.entry(sight.policy))


def _ready(sight: Sight, _form: Submitted) -> Reply:
    return Show(ready.ready_page(sight) if _answers_for_it(sight) else asking.entry(sight.policy))


def _settled(*, waits: bool) -> Means:
    return lambda sight, form: AbsenceSettled(by=sight.person, turn=form.action.turn, waits=waits)


def _after_absence(sight: Sight, form: Submitted, flash: Words | None) -> Reply:
    """The recipient goes on from their own page, who runs the programme from the desk."""
    if sight.case is not None and sight.case.recipient == sight.person:
        return Show(home.own_card(sight, sight.case, flash))
    return show_desk(sight, form, flash)


ROWS: dict[str, View | Deed] = {
    "reveal": View(_reveal, See.CASE),
    "absence_wait": Deed(_settled(waits=True), _after_absence, See.CASE, *SEE_DESK, before=(See.CASE,)),
    "absence_another": Deed(_settled(waits=False), _after_absence, See.CASE, *SEE_DESK, before=(See.CASE,)),
    "holds": View(_holds, See.HOLDABLE, See.HOLDS),
    "hold": View(_hold, See.HOLDABLE),
    "disclosures": View(_disclosures, See.DISCLOSURES),
    "reveal_send": Deed(_reveal_send, _reveal, See.CASE),
    "hold_send": Deed(_hold_send, _holds, See.HOLDABLE, See.HOLDS, before=()),
    "hold_confirm": Deed(lambda sight, _: HoldConfirmed(by=sight.person), _holds, See.HOLDABLE, See.HOLDS, before=()),
    "hold_lift": Deed(lambda sight, _: HoldLiftAsked(by=sight.person), _holds, See.HOLDABLE, See.HOLDS, before=()),
    "disclosure_yes": Deed(_answer_disclosure(approved=True), _disclosures, See.DISCLOSURES, before=()),
    "disclosure_no": Deed(_answer_disclosure(approved=False), _disclosures, See.DISCLOSURES, before=()),
    "ready": View(_ready, See.READY),
    "reveals": View(_reveals, See.REVEALS),
    "report": View(_report, See.RELEASES),
}
