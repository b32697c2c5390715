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

    written = app.back_up(settings.load(), file)
    typer.echo(f"Written to {file}: {sum(written.rows.values())} rows of {len(written.rows)} tables.")
    if written.left_out:
        broken = ", ".join(f"{count} of {table}" for table, count in sorted(written.left_out.items()))
        typer.echo(f"Damaged rows that are not in it: {broken}. Look at the disk; docs/operations.md says what to do.")
    typer.echo("It opens with the key folder only: keep a copy of that folder somewhere else.")


def restore(
    file: Annotated[Path, typer.Argument(help="A file that `peersupport backup` wrote.")],
    *,
    replace: Annotated[bool, typer.Option("--replace", help="Also if the database is not empty: it is lost.")] = False,
) -> None:
    """Take a backup back while the bot is stopped. What was erased since then stays erased; nothing is sent again."""
    from bot import app, settings  # noqa: PLC0415 - the database loads here

    typer.echo("\n".join(_summary_lines(app.restore_from(settings.load(), file, replace=replace))))


def _summary_lines(settled: Settled) -> Iterator[str]:
    yield f"Restored as of {settled.of}."
    yield f"Erased, ended or opted out since, and forgotten again: {settled.forgotten}."
    if settled.unreadable:
        yield f"Sealed with keys that are gone, and dropped: {settled.unreadable}."
    if settled.left_out:
        yield f"Damaged already when the backup was made, and not in it: {settled.left_out} rows."
    yield f"Messages that waited then and are not sent, because they may have been sent since: {settled.unsent}."
    yield f"Open cases, whose supporters or coordinator are asked to look: {', '.join(settled.open_cases) or 'none'}."
    yield "Now import the roster again, then start the bot."
