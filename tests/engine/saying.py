"""Which message of the frozen list something is, whose a sealed entry, whom an event is about, what is shown."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

from bot.conversation.events.asking import SuggestionMatured
from bot.conversation.events.availability import AbsenceDue
from bot.conversation.events.backup import ComplaintDue
from bot.conversation.events.matching import OfferDelivered, OfferPassed, OfferTaken
from bot.conversation.events.sessions import PlaceHeld
from bot.conversation.nudges import EXAMPLES
from bot.ui import Action, Buttons, Paragraph

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.conversation.effects import Remind
    from bot.conversation.events.every import Event
    from bot.domain.case import Case
    from bot.domain.people import PersonId
    from bot.ui import Message


def shape(message: Message) -> tuple[object, ...]:
    """What a message says and offers, without the codes its buttons carry."""
    said = [span for block in message.blocks if isinstance(block, Paragraph) for span in block.spans]
    buttons = [one for block in message.blocks if isinstance(block, Buttons) for one in block.buttons]
    return (message.notification, tuple(said), tuple((one.label, one.action.name) for one in buttons))


_KINDS = {shape(message): name for name, message in EXAMPLES.items()}


def kind(message: Message) -> str:
    """The name of the example this message is an instance of; KeyError for a text that is not in the list."""
    return _KINDS[shape(message)]


def author(entry: Remind) -> PersonId | None:
    """Who made a suggestion or a complaint that is still sealed."""
    event = entry.event
    if isinstance(event, ComplaintDue | PlaceHeld):
        return event.person
    return event.suggestion.referrer if isinstance(event, SuggestionMatured) else getattr(event, "by", None)


def concerned(case: Case, event: Event) -> PersonId | None:
    """The supporter an event is about."""
    if isinstance(event, OfferTaken | OfferPassed):
        return event.by
    if isinstance(event, AbsenceDue):
        return event.supporter
    if isinstance(event, OfferDelivered):
        return next((one.supporter for one in case.offers if one.number == event.offer), None)
    return case.supporter


def texts(value: Any) -> Iterator[str]:
    """Every string that is shown; what a button carries unseen is not."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from texts(one)
    elif is_dataclass(value) and not isinstance(value, Action):
        for one in fields(value):
            yield from texts(getattr(value, one.name))
