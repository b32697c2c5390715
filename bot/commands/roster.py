"""`peersupport roster`: take the programme's people over from a file, and write them into one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.addresses import verify as verify_addresses
from bot.commands.files import Force, SkipBad, Target, export_to, read_file, skip_or_refuse
from bot.domain.hours import day_in
from bot.domain.people import PersonId

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.roster_file.diff import Change, Comparison

roster = typer.Typer(help="Take the programme's people over from a CSV file, or write them into one.")


@roster.command(name="import")
def import_(  # noqa: PLR0913 - a command has as many options as it has
    file: Annotated[Path, typer.Argument(help="A CSV file with at least the columns address, name and role.")],
    *,
    apply: Annotated[bool, typer.Option("--apply", help="Write it. Without this, only say what would change.")] = False,
    remove_missing: Annotated[
        bool, typer.Option("--remove-missing", help="Take off everybody who is not in the file.")
    ] = False,
    skip_bad: SkipBad = False,
    verify: Annotated[
        bool, typer.Option("--verify", help="Ask Slack about every address first; nothing is written if one is wrong.")
    ] = False,
    allow_no_coordinator: Annotated[
        bool, typer.Option("--allow-no-coordinator", help="Also if nobody would be coordinator.")
    ] = False,
) -> None:
    """Say what a file would change on the roster; with --apply, change it: everything, or nothing at all."""
    from bot import settings  # noqa: PLC0415 - the database loads here
    from bot.app.administration.roster_changes import clock_of, enrol  # noqa: PLC0415
    from bot.roster_file.diff import Choices, compare  # noqa: PLC0415
    from bot.roster_file.entries import take_entries  # noqa: PLC0415

    configured = settings.load()
    today = day_in(clock_of(configured).now(), configured.policy.timezone)
    taken = take_entries(read_file(file), today, pretended=configured.playground)
    skip_or_refuse(file, taken.problems, taken.left_out, skip=skip_bad)
    entries = taken.entries
    if verify and verify_addresses(configured, [PersonId(str(one.address)) for one in entries]):
        raise typer.Exit(code=1)
    choices = Choices(
        timezone=configured.policy.timezone,
        remove_missing=remove_missing,
        allow_no_coordinator=allow_no_coordinator,
    )
    found = enrol(configured, lambda work: compare(work, entries, choices), apply=apply)
    typer.echo("\n".join(_summary_lines(found, apply=apply)))


@roster.command()
def export(file: Target = None, *, force: Force = False) -> None:
    """Write everybody who is on the roster, as a file that import takes back without a change."""
    from bot import settings  # noqa: PLC0415 - the database loads here
    from bot.app.administration.roster_changes import everybody  # noqa: PLC0415
    from bot.roster_file.csv_writing import write_roster  # noqa: PLC0415

    export_to(file, write_roster(everybody(settings.load())), force=force, says="names people")


def _summary_lines(found: Comparison, *, apply: bool) -> Iterator[str]:
    """What changes, for whoever has the file before them anyway."""
    for kind in ("added", "returned", "changed", "left"):
        changes = [one for one in found.changes if one.kind == kind]
        yield f"{kind:<10}{len(changes):>5}"
        yield from _change_lines(changes)
    yield f"{'unchanged':<10}{found.unchanged:>5}"
    if found.missing:
        yield f"\nNot in the file, and stay ({len(found.missing)}); --remove-missing takes them off:"
        yield from (f"  {person}" for person in found.missing)
    for line, names in found.ignored:
        yield f"line {line}: {', '.join(names)} passed over; only supporters have that"
    if found.rerouted:
        yield f"\nCases and questions of those who leave, which go to somebody else: {found.rerouted}"
    yield "\nWritten." if apply else "\nNothing was written. Say --apply to write it."


def _change_lines(changes: Sequence[Change]) -> Iterator[str]:
    for one in changes:
        place = f"line {one.line:<5}" if one.line else " " * 10
        yield f"  {place} {one.person}  {', '.join(one.columns)}".rstrip()
