"""`peersupport directory`: take the hospital's own list of people over from a file, write it into one, or forget it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.files import Force, SkipBad, Target, export_to, read_file, skip_or_refuse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.app.directory.importing import Difference
    from bot.roster_file.directory_csv import Listing

directory = typer.Typer(
    help="The hospital's own list of people: optional, for names across platforms and for matching.",
    no_args_is_help=True,
)


@directory.command(name="import")
def import_(  # noqa: PLR0913 - a command has as many options as it has
    files: Annotated[
        list[Path],
        typer.Argument(help="A CSV file with at least address and name; or other systems' exports, all their pages."),
    ],
    *,
    apply: Annotated[bool, typer.Option("--apply", help="Write it. Without this, only say what would change.")] = False,
    skip_bad: SkipBad = False,
    mapping: Annotated[Path | None, typer.Option("--mapping", help="Which column of another system says what.")] = None,
    tenant: Annotated[str, typer.Option("--tenant", help="Entra's tenant id; else TEAMS_TENANT_ID.")] = "",
    team: Annotated[str, typer.Option("--team", help="Slack's workspace id, such as T0123ABCD.")] = "",
) -> None:
    """Say what files would change in the directory; with --apply, put them in the place of what is kept."""
    from bot import settings  # noqa: PLC0415 - the database loads here
    from bot.app.directory.importing import compare, take_over  # noqa: PLC0415

    configured = settings.load()
    tenant = tenant or (configured.teams.tenant_id if configured.teams else "")
    taken = _read_people(files, mapping, (tenant, team), pretended=configured.playground)
    typer.echo("".join(f"{note}\n" for note in taken.notes), nl=False)
    skip_or_refuse(files[0], taken.problems, taken.left_out, skip=skip_bad)
    found = take_over(configured, taken.people) if apply else compare(configured, taken.people)
    typer.echo("\n".join(_summary_lines(found, apply=apply)))


@directory.command()
def export(file: Target = None, *, force: Force = False) -> None:
    """Write everybody whom the directory has, as a file that import takes back without a change."""
    from bot import settings  # noqa: PLC0415 - the database loads here
    from bot.app.directory.importing import everybody  # noqa: PLC0415
    from bot.roster_file.directory_csv import write_listing  # noqa: PLC0415

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


def _read_people(files: list[Path], mapping: Path | None, places: tuple[str, str], *, pretended: bool) -> Listing:
    """The product's own file, or those of other systems."""
    from bot.roster_file.directory_csv import Listing, take_listing  # noqa: PLC0415
    from bot.roster_file.foreign import is_ours, read_foreign  # noqa: PLC0415 - the database loads here

    contents = [read_file(one) for one in files]
    if len(contents) == 1 and mapping is None and is_ours(contents[0]):
        return take_listing(contents[0], pretended=pretended)
    text = read_file(mapping).decode("utf-8-sig") if mapping else ""
    found = read_foreign(contents, mapping=text, tenant=places[0], team=places[1])
    return Listing(found.people, found.problems, found.notes, found.left_out)


def _summary_lines(found: Difference, *, apply: bool) -> Iterator[str]:
    """Numbers only: whoever types this has the file before them anyway."""
    yield f"{'added':<10}{found.added:>7}"
    yield f"{'changed':<10}{found.changed:>7}"
    yield f"{'unchanged':<10}{found.unchanged:>7}"
    yield f"{'gone':<10}{found.gone:>7}"
    yield "\nWritten." if apply else "\nNothing was written. Say --apply to write it."
