"""`peersupport lines`: the sheet from which a site calls its crisis lines, and the record of those calls."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.domain.errors import ConfigurationError
from bot.domain.hours import day_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.domain.lines import HelpLines, Line
    from bot.domain.policy import Policy

lines = typer.Typer(help="Print the sheet from which you call your crisis lines, and record the calls.")


@lines.callback(invoke_without_command=True)
def sheet(context: typer.Context) -> None:
    """Print the call sheet: every line of every site, what to ask, and how to record the answer."""
    if context.invoked_subcommand is None:
        from bot import settings  # noqa: PLC0415 - a command loads what it needs

        policy = _policy(settings.load().policy)
        typer.echo("\n".join(_sheet(policy)))


@lines.command(name="record")
def record_(
    line: Annotated[str, typer.Argument(help='Its name on the sheet, such as "US 988 Suicide & Crisis Lifeline".')],
    *,
    wrong: Annotated[
        bool, typer.Option("--wrong", help="It did not answer, or was another one: no longer shown.")
    ] = False,
    on: Annotated[str, typer.Option(help="The day of the call, such as 2026-08-03; today if not given.")] = "",
) -> None:
    """Write into the policy file that this line was called, and whether it is right."""
    from bot import settings  # noqa: PLC0415 - a command loads what it needs
    from bot.clock import RealClock  # noqa: PLC0415
    from bot.domain.lines import Call  # noqa: PLC0415
    from bot.domain.lines.calls import to_call  # noqa: PLC0415
    from bot.settings.lines.calls import record  # noqa: PLC0415

    configured = settings.load()
    file = configured.policy_path
    if file is None:
        raise ConfigurationError("PEERSUPPORT_POLICY is not set; a call is recorded in the policy file.")
    known = sorted({one.key for place in _policy(configured.policy).places.values() for one in to_call(place)})
    if line not in known:
        raise ConfigurationError("No line of this policy has that name. There are:\n" + "\n".join(known))
    today = day_in(RealClock().now(), configured.policy.timezone)
    text = record(_read_file(file), line, Call(_day(on, today), works=not wrong))
    changed = settings.read_policy(text, str(file))
    if configured.slack or configured.teams:
        _refuse_without_lines(changed)
    _replace(file, text)
    typer.echo(f"Recorded in {file}: {line} {'is wrong and no longer shown' if wrong else 'was called'}.")
    typer.echo("Restart the programme, so that it reads its policy again.")


def _policy(policy: Policy) -> Policy:
    from bot.settings.lines import pretend_place  # noqa: PLC0415 - a command loads what it needs

    return pretend_place(policy)


def _refuse_without_lines(policy: Policy) -> None:
    """Nothing is written with which the programme would not start again."""
    from bot.settings.lines import missing_lines  # noqa: PLC0415 - a command loads what it needs

    missing = list(missing_lines(policy))
    if missing:
        raise ConfigurationError("\n".join([*(f"{one}." for one in missing), "Nothing was written."]))


def _day(text: str, today: date) -> date:
    try:
        day = date.fromisoformat(text) if text else today
    except ValueError as error:
        raise ConfigurationError(f"{text} is no day; write it as 2026-08-03.") from error
    if day > today:
        raise ConfigurationError(f"{text} is still to come; a call is recorded after it was made.")
    return day


def _read_file(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{file} can't be read.") from error


def _replace(file: Path, text: str) -> None:
    """The whole file at once, with the rights that it had."""
    beside = file.with_name(f".{file.name}.new")
    try:
        beside.write_text(text, encoding="utf-8")
        beside.chmod(file.stat().st_mode & 0o777)
        os.replace(beside, file)  # noqa: PTH105 - one call that is atomic
    except OSError as error:
        raise ConfigurationError(f"{file} can't be written: {error.strerror}.") from error


def _sheet(policy: Policy) -> Iterator[str]:
    from bot.settings.lines.calls import still_needed  # noqa: PLC0415

    yield "Call each line from a phone that your people use. Say that you run a peer support programme and check the"
    yield "number; ask whether it is for health workers too, when it is open, and in which languages. Tick the box, and"
    yield 'record it: peersupport lines record "NAME", with --wrong if it is not what it should be.'
    for code, place in policy.places.items():
        yield ""
        yield f"{'The programme' if not code else f'Site {code}'}, {place.country or 'no country'}{_region(place)}"
        for line in place.lines:
            yield from _row(line)
        own = policy.sites[code].crisis_lines if code else policy.crisis_lines
        yield from (f"  [ ] Still needed from you: {one}" for one in still_needed(place, own))


def _region(place: HelpLines) -> str:
    return f", {place.region}" if place.region else ""


def _row(line: Line) -> Iterator[str]:
    from bot.domain.lines import Purpose  # noqa: PLC0415 - a command loads what it needs
    from bot.domain.lines.opening_hours import write_opening_hours  # noqa: PLC0415
    from bot.settings.lines.calls import ask  # noqa: PLC0415

    if line.purpose is Purpose.EMERGENCY:
        numbers = ", ".join(one.text for one in line.ways)
        yield f"  [ ] {line.key}: don't call {numbers}. Ask your switchboard how it is dialled from your phones."
        return
    state = (
        "not shown until you called it"
        if line.off
        else f"called on {line.checked_on}"
        if line.checked_on
        else "never called"
    )
    yield f"  [ ] {line.key} ({state})"
    yield from (f"        {question}" for way in line.ways for question in ask(way))
    spoken = ", ".join(line.ways[0].languages) or "not known"
    yield f"        Hours: {write_opening_hours(line.ways[0].hours)}. Languages: {spoken}. For: {line.audience}."
    if line.source:
        yield f"        Read at {line.source}"
