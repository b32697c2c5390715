"""Whom a form mentions: their names have to be known before it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.ui import Facts, Mention, Notice, Paragraph, Show

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.domain.people import PersonId
    from bot.ui import Block, Form, Reply, Span


def mentioned(reply: Reply | None) -> tuple[PersonId, ...]:
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
