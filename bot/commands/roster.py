"""`peersupport roster`: take the programme's people over from a file, and write them into one."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.domain.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.roster_file.comparing import Change, Comparison

roster = typer.Typer(help="Take the programme's people over from a CSV file, or write them into one.")
MARK = "\ufeff"
"""By which Excel knows UTF-8."""


@roster.command(name="import")
def import_(
    file: Annotated[Path, typer.Argument(help="A CSV file with at least the columns address, name and role.")],
    *,
    apply: Annotated[bool, typer.Option("--apply", help="Write it. Without this, only say what would change.")] = False,
    remove_missing: Annotated[
        bool, typer.Option("--remove-missing", help="Take off everybody who is not in the file.")
    ] = False,
    allow_no_coordinator: Annotated[
        bool, typer.Option("--allow-no-coordinator", help="Also if nobody would be coordinator.")
    ] = False,
) -> None:
    """Say what a file would change on the roster; with --apply, change it: everything, or nothing at all."""
    from bot import settings  # noqa: PLC0415 - the database loads here
    from bot.app.administration.roster import clock_of, enrol  # noqa: PLC0415
    from bot.roster_file.comparing import Choices, compare  # noqa: PLC0415
    from bot.roster_file.entries import read_entries  # noqa: PLC0415

    configured = settings.load()
    entries = read_entries(read_file(file), clock_of(configured).now().date())
    choices = Choices(
        timezone=configured.policy.timezone,
        remove_missing=remove_missing,
        allow_no_coordinator=allow_no_coordinator,
    )
    found = enrol(configured, lambda work: compare(work, entries, choices), apply=apply)
    typer.echo("\n".join(_told(found, apply=apply)))


@roster.command()
def export(
    file: Annotated[Path | None, typer.Argument(help="The file to write; without one, it is printed.")] = None,
    *,
    force: Annotated[bool, typer.Option("--force", help="Also if the file is there already.")] = False,
) -> None:
    """Write everybody who is on the roster, as a file that import takes back without a change."""
    from bot import settings  # noqa: PLC0415 - the database loads here
    from bot.app.administration.roster import everybody  # noqa: PLC0415
    from bot.roster_file.writing import write_roster  # noqa: PLC0415

    text = write_roster(everybody(settings.load()))
    if file is None:
        sys.stdout.buffer.write(text.encode())
        return
    write_file(file, (MARK, text), force=force)
    typer.echo(f"Written to {file}. It names people: keep it where only you can read it.")


def read_file(file: Path) -> bytes:
    """All of it; ConfigurationError if it can't be read."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise ConfigurationError(f"{file} can't be read: {error.strerror}.") from None


def write_file(file: Path, text: Iterable[str], *, force: bool) -> None:
    """For its owner only, from the first byte; ConfigurationError if it is there already."""
    flags = os.O_WRONLY | os.O_CREAT | (os.O_TRUNC if force else os.O_EXCL)
    try:
        handle = os.open(file, flags, 0o600)
    except FileExistsError:
        raise ConfigurationError(f"{file} is there already. Choose another name, or say --force.") from None
    except OSError as error:
        raise ConfigurationError(f"{file} can't be written: {error.strerror}.") from None
    with os.fdopen(handle, "wb") as opened:
        os.fchmod(handle, 0o600)
        opened.writelines(piece.encode() for piece in text)


def _told(found: Comparison, *, apply: bool) -> Iterator[str]:
    """What changes, for whoever has the file before them anyway."""
    for kind in ("added", "returned", "changed", "left"):
        changes = [one for one in found.changes if one.kind == kind]
        yield f"{kind:<10}{len(changes):>5}"
        yield from _listed(changes)
    yield f"{'unchanged':<10}{found.unchanged:>5}"
    if found.missing:
        yield f"\nNot in the file, and stay ({len(found.missing)}); --remove-missing takes them off:"
        yield from (f"  {person}" for person in found.missing)
    for line, names in found.ignored:
        yield f"line {line}: {', '.join(names)} passed over; only supporters have that"
    if found.rerouted:
        yield f"\nCases and questions of those who leave, which go to somebody else: {found.rerouted}"
    yield "\nWritten." if apply else "\nNothing was written. Say --apply to write it."


def _listed(changes: Sequence[Change]) -> Iterator[str]:
    for one in changes:
        place = f"line {one.line:<5}" if one.line else " " * 10
        yield f"  {place} {one.person}  {', '.join(one.columns)}".rstrip()
