"""`peersupport links`: which addresses are one person's, taken over from a file, and written into one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.files import Force, Target, export_to, read_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.domain.people import Joining

links = typer.Typer(help="Take over from a CSV file which addresses are one person's, or write them into one.")


@links.command(name="import")
def import_(
    file: Annotated[Path, typer.Argument(help="A CSV file with the columns address and same_as.")],
    *,
    apply: Annotated[bool, typer.Option("--apply", help="Write it. Without this, only say what would change.")] = False,
) -> None:
    """Say what a file would link; with --apply, link it: everything, or nothing at all.

    The bot writes to the first address of a pair. A pair that is not in the file is left alone.
    """
    from bot import settings  # noqa: PLC0415 - the database loads here
    from bot.app.administration.roster_changes import link  # noqa: PLC0415
    from bot.roster_file.links import compare, read_pairs  # noqa: PLC0415

    configured = settings.load()
    pairs = read_pairs(read_file(file), pretended=configured.playground)
    found = link(configured, lambda work: compare(work, pairs), apply=apply)
    typer.echo("\n".join(_summary_lines(found, apply=apply)))


@links.command()
def export(file: Target = None, *, force: Force = False) -> None:
    """Write every pair of addresses that are one person's, as a file that import takes back without a change."""
    from bot import settings  # noqa: PLC0415 - the database loads here
    from bot.app.administration.roster_changes import every_link  # noqa: PLC0415
    from bot.roster_file.links import write_links  # noqa: PLC0415

    export_to(file, write_links(every_link(settings.load())), force=force, says="says who is who")


def _summary_lines(found: Joining, *, apply: bool) -> Iterator[str]:
    """What changes, for whoever has the file before them anyway."""
    yield f"{'linked':<10}{len(found.pairs):>5}"
    for one in found.pairs:
        yield f"  line {one.line:<5} {one.same_as} is {one.address} from now on"
    yield f"{'unchanged':<10}{found.unchanged:>5}"
    yield "\nWritten." if apply else "\nNothing was written. Say --apply to write it."
