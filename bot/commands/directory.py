"""`peersupport directory`: take the hospital's own list of people over from a file, write it into one, or forget it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.files import Force, Target, export_to, read_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.app.directory.importing import Difference

directory = typer.Typer(
    help="The hospital's own list of people: optional, for names across platforms and for matching.",
    no_args_is_help=True,
)


@directory.command(name="import")
def import_(
    file: Annotated[Path, typer.Argument(help="A CSV file with at least the columns address and name.")],
    *,
    apply: Annotated[bool, typer.Option("--apply", help="Write it. Without this, only say what would change.")] = False,
) -> None:
    """Say what a file would change in the directory; with --apply, put it in the place of the one that is kept."""
    from bot import settings  # noqa: PLC0415 - the database loads here
    from bot.app.directory.importing import compare, take_over  # noqa: PLC0415
    from bot.roster_file.listing import read_listing  # noqa: PLC0415

    configured = settings.load()
    people = read_listing(read_file(file), pretended=configured.playground)
    found = take_over(configured, people) if apply else compare(configured, people)
    typer.echo("\n".join(_told(found, apply=apply)))


@directory.command()
def export(file: Target = None, *, force: Force = False) -> None:
    """Write everybody whom the directory has, as a file that import takes back without a change."""
    from bot import settings  # noqa: PLC0415 - the database loads here
    from bot.app.directory.importing import everybody  # noqa: PLC0415
    from bot.roster_file.listing import write_listing  # noqa: PLC0415

    export_to(file, write_listing(everybody(settings.load())), force=force, says="names people")


@directory.command()
def clear(*, apply: Annotated[bool, typer.Option("--apply", help="Do it. Without this, only say so.")] = False) -> None:
    """Forget the whole directory; cases, the roster and everything else stay."""
    from bot import settings  # noqa: PLC0415 - the database loads here
    from bot.app.directory import importing  # noqa: PLC0415

    configured = settings.load()
    if not apply:
        found = importing.compare(configured, ())
        typer.echo(f"The directory has {found.gone} people. Say --apply to forget them.")
        return
    typer.echo(f"Forgotten: {importing.clear(configured)} people. Backups keep them until they end.")


def _told(found: Difference, *, apply: bool) -> Iterator[str]:
    """Numbers only: whoever types this has the file before them anyway."""
    yield f"{'added':<10}{found.added:>7}"
    yield f"{'changed':<10}{found.changed:>7}"
    yield f"{'unchanged':<10}{found.unchanged:>7}"
    yield f"{'gone':<10}{found.gone:>7}"
    yield "\nWritten." if apply else "\nNothing was written. Say --apply to write it."
