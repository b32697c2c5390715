"""Mentions: whose names a form needs before it is shown, and a text without names for a message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from bot.ui import Buttons, Facts, FieldErrors, Mention, Notice, Paragraph, Plain, Show, Strong, Toast

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.domain.case import CaseCode
    from bot.domain.people import PersonId
    from bot.ui import Block, Form, Reply, Span, Words


@dataclass(frozen=True)
class Glance:
    """What is read in the place of a message that was pressed.

    ``leads``: to the card of the button's case, which is one press away.
    """

    lines: tuple[Words, ...]
    leads: bool = False


def people_mentioned(reply: Reply | None) -> tuple[PersonId, ...]:
    """Everybody, each once; nobody in what is no form."""
    if not isinstance(reply, Show):
        return ()
    return tuple(dict.fromkeys(one.person for one in spans(reply.form) if isinstance(one, Mention)))


def spans(form: Form) -> Iterator[Span]:
    """All running text of a form."""
    for block in form.blocks:
        yield from _spans(block)


def _spans(block: Block) -> Iterator[Span]:
    match block:
        case Paragraph() | Notice():
            yield from block.spans
        case Facts():
            for _, value in block.rows:
                yield from value
        case _:
            pass


def glance(reply: Reply | None, case: CaseCode | None) -> Glance:
    """A reply to a button of this case, as it is read where no form can be shown."""
    match reply:
        case None:
            return Glance(())
        case Show():
            return Glance(tuple(_texts_without_names(reply.form)), leads=case is not None and _is_of(reply.form, case))
        case Toast():
            return Glance((reply.words,))
        case FieldErrors():
            return Glance(tuple(words for _, words in reply.errors))
        case _:
            assert_never(reply)


def _texts_without_names(form: Form) -> Iterator[Words]:
    for span in spans(form):
        if isinstance(span, Plain | Strong):
            yield span.words


def _is_of(form: Form, case: CaseCode) -> bool:
    """A closed case's card has no buttons left, and is known by whom it is about."""
    buttons = (button for block in form.blocks if isinstance(block, Buttons) for button in block.buttons)
    return bool(people_mentioned(Show(form))) or any(button.action.case == case for button in buttons)
