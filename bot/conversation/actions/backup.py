"""Buttons of the clinical back-up: page, answer; and of calls that the director is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.actions.rows import (
    Deed,
    View,
    for_supporters,
    key_of,
)
from bot.conversation.events.backup import BackupAnswered, BackupPaged, ComplaintMade
from bot.conversation.needs import See
from bot.conversation.views import availability, ending, supporting
from bot.domain.people import Role
from bot.ui import Reply, Show, Submitted, Words

if TYPE_CHECKING:
    from bot.conversation.events.every import Event
    from bot.conversation.facts import Sight


def _answer_page(sight: Sight, form: Submitted) -> Event | Reply:
    if not sight.holds(Role.BACKUP):
        return Show(supporting.moved_on())
    return BackupAnswered(by=sight.person, key=key_of(sight, form))


def _after_answering(sight: Sight, form: Submitted, _flash: Words | None) -> Reply:
    if sight.caller is None or not sight.holds(Role.BACKUP):
        return Show(supporting.moved_on())
    return Show(availability.backup_card(sight.policy, sight.caller))


def _complaint(sight: Sight, _form: Submitted) -> Reply:
    if sight.caller is None or not sight.holds(Role.DIRECTOR):
        return Show(supporting.moved_on())
    return Show(ending.complaint_card(sight.caller, sight.policy.clocks))


ROWS: dict[str, View | Deed] = {
    "backup": View(for_supporters(availability.backup_form)),
    "backup_send": Deed(
        lambda sight, form: BackupPaged(by=sight.person, key=key_of(sight, form)),
        lambda sight, _form, flash: Show(
            availability.backup_paged(sight.policy, flash)
            if sight.holds(Role.SUPPORTER)
            else availability.no_supporter(sight.policy)
        ),
    ),
    "backup_answer": Deed(_answer_page, _after_answering, See.CALLER),
    "complaint_open": View(_complaint, See.CALLER),
    "complain": View(lambda sight, _: Show(ending.complaint_form(sight))),
    "complain_send": Deed(
        lambda sight, form: ComplaintMade(by=sight.person, key=key_of(sight, form)),
        lambda sight, _form, flash: Show(ending.complaint_sent(sight.policy, flash)),
    ),
}
