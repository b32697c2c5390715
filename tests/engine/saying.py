"""Which message of the frozen list something is, and whose a sealed entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.events import SuggestionMatured
from bot.conversation.texts import EXAMPLES
from bot.ui import Buttons, Paragraph

if TYPE_CHECKING:
    from bot.conversation.effects import Remind
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
    return event.suggestion.referrer if isinstance(event, SuggestionMatured) else getattr(event, "by", None)
