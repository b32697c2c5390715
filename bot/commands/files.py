"""The files that commands read and write: CSV that names people, for whoever may read it and nobody else."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from bot.domain.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.roster_file.csv_reading import Problem

MARK = "\ufeff"
"""By which Excel knows UTF-8."""
Target: TypeAlias = Annotated[Path | None, typer.Argument(help="The file to write; without one, it is printed.")]
Force: TypeAlias = Annotated[bool, typer.Option("--force", help="Also if the file is there already.")]
SkipBad: TypeAlias = Annotated[
    bool, typer.Option("--skip-bad", help="Take the lines that are right, and write the others to NAME.left-out.csv.")
]


def skip_or_refuse(file: Path, problems: Sequence[Problem], left_out: str, *, skip: bool) -> None:
    """Every bad line by its number; without ``skip`` they refuse the whole file (RosterFileError)."""
    from bot.roster_file.entries import refuse  # noqa: PLC0415 - the database loads here

    if not skip:
        refuse(problems)
    if not problems:
        return
    typer.echo("".join(f"{one}\n" for one in sorted(problems, key=lambda one: one.line)), nl=False)
    target = file.with_name(f"{file.stem}.left-out.csv")
    _write(target, f"{MARK}{left_out}", force=True)
    lines = len({one.line for one in problems})
    typer.echo(f"Left out: {lines} lines, written to {target}. It names people: keep it where only you can read it.\n")


def read_file(file: Path) -> bytes:
    """All of it; ConfigurationError if it can't be read."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise ConfigurationError(f"{file} can't be read: {error.strerror}.") from None


def export_to(file: Path | None, pieces: Iterable[str], *, force: bool, says: str) -> None:
    """Into the file, or printed without one; ``says``: what stands in it, for whoever has it from now on."""
    text = "".join(pieces)
    if file is None:
        sys.stdout.buffer.write(text.encode())
        return
    _write(file, f"{MARK}{text}", force=force)
    typer.echo(f"Written to {file}. It {says}: keep it where only you can read it.")


def _write(file: Path, text: str, *, force: bool) -> None:
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
        opened.write(text.encode())
