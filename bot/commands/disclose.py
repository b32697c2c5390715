"""`peersupport disclose`: print all that is kept about one person, once somebody else has said yes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bot.conversation.events.oversight import DisclosureReason
from bot.domain.people import Address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.app.administration.oversight import Disclosed


def disclose(
    *,
    person: Annotated[str, typer.Option(help="An address, such as slack:T1/U2.")],
    reason: Annotated[DisclosureReason, typer.Option(help="Why.")],
) -> None:
    """Print all that can be produced about a person. The first time this only asks; see docs/disclosure.md."""
    from bot import settings  # noqa: PLC0415 - the database loads here
    from bot.app.administration.oversight import disclose as ask  # noqa: PLC0415

    typer.echo("\n".join(_summary_lines(ask(settings.load(), Address.parse(person), reason))))


def _summary_lines(outcome: Disclosed) -> Iterator[str]:
    if not outcome.approved:
        yield f"Request {outcome.key} is {'filed' if outcome.new else 'not approved yet'}; it lapses after 7 days."
        yield "A director, coordinator or deputy says yes on their page; tell them the code. Then run this again."
        return
    if not outcome.found:
        yield "Nothing is kept about this person."
    for one in outcome.found:
        yield f"{one.what}:"
        yield from (f"  {name.replace('_', ' ')}: {value}" for name, value in one.told)
