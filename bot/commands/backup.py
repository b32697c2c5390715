"""`peersupport backup` and `peersupport restore`: a copy of the sealed database, and the way back from it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.app.backup import Settled


def backup(file: Annotated[Path, typer.Argument(help="The file to write; it must not be there yet.")]) -> None:
    """Write the database as it lies on the disk, sealed, into a file; the bot may be running. Keys are never in it."""
    from bot import app, settings  # noqa: PLC0415 - the database loads here

    counts = app.back_up(settings.load(), file)
    typer.echo(f"Written to {file}: {sum(counts.values())} rows of {len(counts)} tables.")
    typer.echo("It opens with the key folder only: keep a copy of that folder somewhere else.")


def restore(
    file: Annotated[Path, typer.Argument(help="A file that `peersupport backup` wrote.")],
    *,
    replace: Annotated[bool, typer.Option("--replace", help="Also if the database is not empty: it is lost.")] = False,
) -> None:
    """Take a backup back while the bot is stopped. What was erased since then stays erased; nothing is sent again."""
    from bot import app, settings  # noqa: PLC0415 - the database loads here

    typer.echo("\n".join(_told(app.restore_from(settings.load(), file, replace=replace))))


def _told(settled: Settled) -> Iterator[str]:
    yield f"Restored as of {settled.of}."
    yield f"Erased, ended or opted out since, and forgotten again: {settled.forgotten}."
    if settled.unreadable:
        yield f"Sealed with keys that are gone, and dropped: {settled.unreadable}."
    yield f"Messages that waited then and are not sent, because they may have been sent since: {settled.unsent}."
    yield f"Open cases, whose supporters or coordinator are asked to look: {', '.join(settled.open_cases) or 'none'}."
    yield "Now import the roster again, then start the bot."
