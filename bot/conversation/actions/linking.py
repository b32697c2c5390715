"""One person in Slack and in Teams: a code is asked for, typed, and the two are moved or parted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.actions.rows import (
    Deed,
    View,
)
from bot.conversation.events.linking import AddressesParted, CodeAsked, CodeTyped, MainAddressChosen
from bot.conversation.flows.linking.codes import read_code
from bot.conversation.needs import See
from bot.conversation.views import linking, privacy
from bot.ui import FieldErrors, Reply, Show, Submitted, Words, say

if TYPE_CHECKING:
    from bot.conversation.events.every import Event
    from bot.conversation.facts import Sight


def _send(sight: Sight, form: Submitted) -> Event | Reply:
    code = read_code(form.one("code"))
    if not code:
        return FieldErrors((("code", say("A code has eight letters and digits, such as K7F3-9QXM.")),))
    return CodeTyped(by=sight.person, code=code)


def _after_typing(sight: Sight, _form: Submitted, flash: Words | None) -> Reply:
    """What was wrong stands beside the field; else both are one, and the page says where the bot writes."""
    if flash is not None:
        return FieldErrors((("code", flash),))
    return Show(privacy.about(sight, say("Connected. Both accounts are one now.") if sight.linked else None))


def _after_moving(sight: Sight, _form: Submitted, _flash: Words | None) -> Reply:
    here = sight.linked and sight.address == sight.person
    return Show(privacy.about(sight, say("Saved. The bot writes to you here now.") if here else None))


def _part(sight: Sight, _form: Submitted) -> Reply:
    return Show(linking.part_form(sight) if sight.linked else privacy.about(sight))


ROWS: dict[str, View | Deed] = {
    "link": View(lambda _sight, _form: Show(linking.type_form())),
    "link_part": View(_part, See.KEPT, See.LINKS, See.OWN),
    "link_code": Deed(
        lambda sight, _: CodeAsked(by=sight.person, key=sight.fresh),
        lambda sight, _form, _flash: Show(linking.code_form(sight)),
        See.LINKS,
        before=(),
    ),
    "link_send": Deed(_send, _after_typing, See.KEPT, See.LINKS, See.OWN, before=()),
    "link_here": Deed(
        lambda sight, _: MainAddressChosen(by=sight.person, address=sight.address or sight.person),
        _after_moving,
        See.KEPT,
        See.LINKS,
        See.OWN,
        before=(),
    ),
    "link_part_send": Deed(
        lambda sight, _: AddressesParted(by=sight.person),
        lambda sight, _form, _flash: Show(privacy.about(sight, say("Disconnected."))),
        See.KEPT,
        See.LINKS,
        See.OWN,
        before=(),
    ),
}
