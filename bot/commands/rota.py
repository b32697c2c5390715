"""`peersupport rota`: a dry run of the calendars that say when supporters work, and what is wrong with them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from bot.domain.people import Member
    from bot.domain.policy import Rota
    from bot.rota.reading import Reading, Window
    from bot.rota.shifts import Resolved
    from bot.settings import Settings

rota = typer.Typer(help="Calendars that say when supporters work, are on call, or are away.", no_args_is_help=True)


@rota.callback()
def _commands() -> None:
    """Typer would take the only command for the whole of it."""


@rota.command()
def show(name: Annotated[str, typer.Argument(help="Only this rota; without it, all of them.")] = "") -> None:
    """Read every rota and say what it means for the next 14 days; nothing is written."""
    from bot import app, settings  # noqa: PLC0415 - the database loads here
    from bot.app.administration.roster_changes import clock_of  # noqa: PLC0415
    from bot.app.port_check import runs_here  # noqa: PLC0415

    configured = settings.load()
    wanted = [one for one in configured.policy.rota if name in {"", one.name}]
    if not wanted:
        typer.echo(f"The policy has no rota {name}." if name else "The policy has no [[rota]].")
        raise typer.Exit(1)
    members, now = app.look(configured, beside=runs_here(configured)), clock_of(configured).now()
    good = [_print_rota(one, configured, members, now=now) for one in wanted]
    raise typer.Exit(0 if all(good) else 1)


def _print_rota(one: Rota, configured: Settings, members: Sequence[Member], *, now: datetime) -> bool:
    """Print one rota; whether it could be read."""
    from bot.app.rotas import read_now, window_from  # noqa: PLC0415 - it loads where it is needed
    from bot.rota.feed import FeedError  # noqa: PLC0415
    from bot.rota.known_people import naming_of  # noqa: PLC0415
    from bot.rota.reading import UnreadableCalendarError  # noqa: PLC0415
    from bot.rota.shifts import resolve  # noqa: PLC0415

    typer.echo(f"{one.name}: {one.drives}")
    window = window_from(now, one, configured)
    try:
        reading = asyncio.run(read_now(one, configured, window))
    except (FeedError, UnreadableCalendarError) as error:
        typer.echo(f"  It can't be read: {error}.\n")
        return False
    found = resolve(reading, naming_of(one, members))
    names = {str(member.person): member.name for member in members}
    typer.echo("\n".join(_report_lines(reading, found, window, names=names)))
    return True


def _report_lines(reading: Reading, found: Resolved, window: Window, *, names: Mapping[str, str]) -> Iterator[str]:
    from bot.domain.hours import local  # noqa: PLC0415 - the same
    from bot.rota.shifts import gaps, overlaps  # noqa: PLC0415

    zone = window.zone or window.otherwise

    def at(moment: datetime) -> str:
        return f"{local(moment, zone):%a %Y-%m-%d %H:%M}"

    if reading.only_busy:
        yield "  It has busy times only and names no shifts: it can drive busy, and nothing else."
    for one in found.shifts:
        yield f"  {at(one.starts)} to {at(one.ends)}  {one.drives:<8} {names.get(one.person, one.person)}"
    yield from () if found.shifts else ("  No shift in the next 14 days.",)
    for unknown in found.unknown:
        near = f"; did you mean {' or '.join(unknown.near)}?" if unknown.near else ""
        yield f"  Nobody is called {unknown.name!r} (line {', '.join(map(str, unknown.lines))}){near}"
    yield from (f"  Nobody from {at(starts)} to {at(ends)}" for starts, ends in gaps(found.shifts, window))
    yield from (f"  Several from {at(starts)} to {at(ends)}" for starts, ends in overlaps(found.shifts, window))
    yield from (f"  {problem}" for problem in reading.problems)
    yield f"  Times are those of {zone}.\n"
