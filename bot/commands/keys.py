"""`peersupport keys`: make the first key, look at all of them, and add another one; never a byte of a key is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.app.keys import KeyStatus

keys = typer.Typer(help="The keys that the database is sealed with.", no_args_is_help=True)


@keys.command()
def init() -> None:
    """Make the first key of a configured platform. There must be none yet: a key is never replaced."""
    from bot import settings  # noqa: PLC0415 - the database loads here
    from bot.app import keys as administration  # noqa: PLC0415

    configured = settings.load()
    administration.init(configured)
    typer.echo(f"The first key is in {configured.key_dir}. Copy 0001.key to a safe place now (docs/keys.md):")
    typer.echo("without it nothing in the database can be read again, by anybody.")


@keys.command()
def status() -> None:
    """Say which keys there are, since when, how much each seals, and when the key of a day will be destroyed."""
    from bot import settings  # noqa: PLC0415 - the database loads here
    from bot.app import keys as administration  # noqa: PLC0415

    typer.echo("\n".join(_summary_lines(administration.status(settings.load()))))


@keys.command()
def rotate(*, dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")] = False) -> None:
    """Add a programme key and seal with it what the earlier ones sealed. On SQLite, stop the programme first."""
    from bot import settings  # noqa: PLC0415 - the database loads here
    from bot.app import keys as administration  # noqa: PLC0415

    configured = settings.load()
    if dry_run:
        known = administration.status(configured).programme
        rows = sum(one.rows for one in known)
        typer.echo(f"Would add {known[-1].number + 1:04}.key and seal {rows} entries with it. Nothing was changed.")
        return
    number = administration.rotate(configured)
    typer.echo(f"{number:04}.key seals from now on. Copy it to a safe place, and keep the earlier ones too.")


def _summary_lines(found: KeyStatus) -> Iterator[str]:
    for one in found.programme:
        seals = ", seals what is new" if one.seals else ""
        yield f"{one.number:04}.key    since {one.since}: {one.rows} entries of roster, addresses and directory{seals}"
    for day in found.days:
        waits = f"{day.rows} rows" if day.rows else "no rows"
        yield f"day {day.day}: {waits}; destroyed from {day.until} on"
    if found.stranded:
        yield f"Missing keys of days: {found.stranded} rows can't be read."
