"""One person in Slack and in Teams: a code is asked for, typed, and the two are moved or parted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.events import AddressesParted, CodeAsked, CodeTyped, WrittenHere
from bot.conversation.flows.platforms.linking import read_code
from bot.conversation.views import about
from bot.conversation.views.platforms import linking
from bot.ui import FieldErrors, Reply, Show, Submitted, Words, say

if TYPE_CHECKING:
    from bot.conversation.actions.kinds import Answer, Deed, View
    from bot.conversation.events import Event
    from bot.conversation.facts import Sight

LINKS = frozenset({"link_code", "link_send", "link_here", "link_part", "link_part_send"})
"""What is answered with the reader's addresses; most with all that is kept, too."""
SHOW_ALL = LINKS - {"link_code", "link_part"}


def _send(sight: Sight, form: Submitted) -> Event | Reply:
    code = read_code(form.one("code"))
    if not code:
        return FieldErrors((("code", say("A code has eight letters and digits, such as K7F3-9QXM.")),))
    return CodeTyped(by=sight.person, code=code)


def _sent(sight: Sight, _form: Submitted, flash: Words | None) -> Reply:
    """What was wrong stands beside the field; else both are one, and the page says where the bot writes."""
    if flash is not None:
        return FieldErrors((("code", flash),))
    return Show(about.about(sight, say("Connected. Both accounts are one now.") if sight.linked else None))


def _moved(sight: Sight, _form: Submitted, _flash: Words | None) -> Reply:
    here = sight.linked and sight.address == sight.person
    return Show(about.about(sight, say("Saved. The bot writes to you here now.") if here else None))


def _part(sight: Sight, _form: Submitted) -> Reply:
    return Show(linking.part_form(sight) if sight.linked else about.about(sight))


VIEWS: dict[str, View] = {"link": lambda _sight, _form: Show(linking.type_form()), "link_part": _part}
DEEDS: dict[str, Deed] = {
    "link_code": lambda sight, _: CodeAsked(by=sight.person, key=sight.fresh),
    "link_send": _send,
    "link_here": lambda sight, _: WrittenHere(by=sight.person, address=sight.address or sight.person),
    "link_part_send": lambda sight, _: AddressesParted(by=sight.person),
}
ANSWERS: dict[str, Answer] = {
    "link_code": lambda sight, _form, _flash: Show(linking.code_form(sight)),
    "link_send": _sent,
    "link_here": _moved,
    "link_part_send": lambda sight, _form, _flash: Show(about.about(sight, say("Disconnected."))),
}
