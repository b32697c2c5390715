"""Asks the platforms about addresses, with a progress bar: for `check --people` and `roster import --verify`."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.people import PersonId
    from bot.settings import Settings


def verify(configured: Settings, people: Sequence[PersonId]) -> int:
    """Say which addresses need mending, and how many those are; only Slack can be asked about somebody."""
    theirs = [one for one in people if one.startswith("slack:")]
    if configured.slack is None or not theirs:
        return 0
    from bot.app.slack.people_check import examine_addresses  # noqa: PLC0415 - Slack's libraries load only here

    with typer.progressbar(length=len(theirs), label="Asking Slack") as bar:
        found = asyncio.run(examine_addresses(configured.slack, theirs, lambda: bar.update(1)))
    for person, wrong in found:
        typer.echo(f"MEND  {person} {wrong}.")
    if not found:
        typer.echo(f"ok    Slack knows all {len(theirs)} address(es), and the bot can write to them.")
    return len(found)
