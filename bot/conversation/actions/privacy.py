"""Buttons about one's own data: read, export, opt out, erase; feedback and a call with the director."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.actions.rows import (
    Deed,
    View,
    key_of,
)
from bot.conversation.events.privacy import DataErased, OptOutChanged
from bot.conversation.needs import See
from bot.conversation.views import privacy
from bot.ui import Reply, Show, Submitted, Words, say

if TYPE_CHECKING:
    from bot.conversation.facts import Sight


def _after_opting_out(sight: Sight, _form: Submitted, _flash: Words | None) -> Reply:
    return Show(privacy.about(sight, say("Saved. What others had begun for you ends. You can still ask for yourself.")))


ROWS: dict[str, View | Deed] = {
    "about": View(lambda sight, _: Show(privacy.about(sight)), See.KEPT, See.LINKS, See.OWN),
    "export": View(lambda sight, _: Show(privacy.export(sight)), See.KEPT, See.LINKS, See.OWN),
    "erase": View(lambda sight, _: Show(privacy.erase_form(sight.fresh))),
    "opt_out": Deed(
        lambda sight, _: OptOutChanged(by=sight.person, opted_out=True),
        _after_opting_out,
        See.KEPT,
        See.LINKS,
        See.OWN,
        before=(),
    ),
    "lift": Deed(
        lambda sight, _: OptOutChanged(by=sight.person, opted_out=False),
        lambda sight, _form, _flash: Show(privacy.about(sight, say("Saved. Others may suggest you again."))),
        See.KEPT,
        See.LINKS,
        See.OWN,
        before=(),
    ),
    "erase_send": Deed(
        lambda sight, form: DataErased(by=sight.person, key=key_of(sight, form)),
        lambda sight, _form, _flash: Show(privacy.erased(sight)),
        See.KEPT,
        before=(),
    ),
}
