"""`peersupport init`: twelve questions in the terminal, or in a browser on this computer, and a programme is set up."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.domain.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.app.first_day.asking import Asking
    from bot.app.first_day.questions import Field, Question
    from bot.app.first_day.writing import Written
    from bot.ui import Words

_ENV = Path(".env")


def init(
    *,
    offline: Annotated[
        bool, typer.Option("--offline", help="Ask neither Slack nor Microsoft; then people are named by address.")
    ] = False,
) -> None:
    """Ask twelve things, and write policy file, .env, first key and roster: everything, or nothing at all.

    Run it again to change an answer; what you pass over stays.
    """
    from bot.app.first_day.asking import Asking  # noqa: PLC0415 - the database loads here
    from bot.app.first_day.present import read_present  # noqa: PLC0415
    from bot.clock import RealClock  # noqa: PLC0415

    asking = Asking(read_present(_ENV), RealClock().now(), ask=not offline)
    _say("Twelve questions. Enter keeps what stands in brackets. Nothing is written before the last one.")
    for number in range(len(asking.questions)):
        _ask_until_right(asking, number)
    typer.echo("\n".join(_summary(asking.finish())))


def _ask_until_right(asking: Asking, number: int) -> None:
    question = asking.questions[number]
    _say(f"\n{number + 1} of {len(asking.questions)} · {_spoken(question.title)}")
    _say(_spoken(question.why))
    wanted = None
    while True:
        _ask(asking, number, wanted)
        problems = asking.problems(asking.questions[number])
        for _, why in problems:
            _say(f"  ! {_spoken(why)}")
        if not problems:
            return
        wanted = {name for name, _ in problems}


def _ask(asking: Asking, number: int, wanted: set[str] | None) -> None:
    """Field by field: an answer may bring further fields of the same question."""
    asked: set[str] = set()
    while field := next((one for one in _fields(asking, number, wanted) if one.name not in asked), None):
        asked.add(field.name)
        asking.answers[field.name] = _answer(asking, field)


def _fields(asking: Asking, number: int, wanted: set[str] | None) -> Iterator[Field]:
    question: Question = asking.questions[number]
    known = {one.name for one in question.fields}
    yield from (one for one in question.fields if not wanted or one.name in wanted or not wanted & known)


def _answer(asking: Asking, field: Field) -> str:
    from bot.app.first_day.questions import Kind  # noqa: PLC0415 - the database loads here

    before = asking.answers.get(field.name, "")
    label = _spoken(field.label)
    match field.kind:
        case Kind.SECRET:
            kept = " [kept]" if asking.present.has(field.name) else ""
            return typer.prompt(f"{label}{kept}", default=before, hide_input=True, show_default=False)
        case Kind.CHOICE:
            return _choice(field, label, before)
        case Kind.LONG | Kind.PEOPLE:
            return _text_or_file(field, label, before)
        case _:
            return typer.prompt(label, default=before, show_default=bool(before))


def _choice(field: Field, label: str, before: str) -> str:
    """By number or by name."""
    names = [name for name, _ in field.choices]
    for at, (_, words) in enumerate(field.choices, start=1):
        _say(f"  {at} {_spoken(words)}")
    shown = str(names.index(before) + 1) if before in names else ""
    typed = typer.prompt(label, default=shown, show_default=bool(shown)).strip()
    return names[int(typed) - 1] if typed.isdigit() and 1 <= int(typed) <= len(names) else typed


def _text_or_file(field: Field, label: str, before: str) -> str:
    """What was typed, or what stands in a file of that name; several lines are only ever shown by their number."""
    from bot.roster_file.csv_reading import text_of  # noqa: PLC0415 - a command loads what it needs

    shown = f" [{len(before.splitlines())} lines, kept]" if before else ""
    typed = typer.prompt(f"{label}: the name of a file{_or_names(field)}{shown}", default="", show_default=False)
    if not typed.strip():
        return before
    file = Path(typed.strip()).expanduser()
    try:
        return text_of(file.read_bytes()) if file.is_file() else typed
    except OSError as error:
        raise ConfigurationError(f"{file} can't be read: {error.strerror}.") from error


def _or_names(field: Field) -> str:
    from bot.app.first_day.questions import Kind  # noqa: PLC0415 - the database loads here

    return ", or the people, with ; between them" if field.kind is Kind.PEOPLE else ", or the text"


def _summary(written: Written) -> Iterator[str]:
    settings = written.settings
    yield f"\nWritten: {settings.policy_path} and {_ENV.absolute()}."
    if written.made_key:
        yield f"The first key is in {settings.key_dir}. Copy 0001.key to a safe place now (docs/keys.md)."
    counts = ", ".join(f"{sum(one.kind == kind for one in written.roster.changes)} {kind}" for kind in _KINDS)
    yield f"Roster: {counts}, {written.roster.unchanged} unchanged. Nobody was taken off."
    if settings.policy.is_trial:
        yield "This is a trial until the limits of confidence are signed: no real request is taken."
    yield from _to_import(settings.policy.preset)
    yield "Next: `peersupport check --ready` says what is missing, `peersupport run` starts it."


_KINDS = ("added", "returned", "changed")


def _to_import(preset: str) -> Iterator[str]:
    from bot.settings.presets import PRESETS, WHAT_TO_IMPORT  # noqa: PLC0415 - a command loads what it needs

    for one in PRESETS[preset].imports if preset else ():
        yield f"The rules of {preset} need data: {WHAT_TO_IMPORT[one]}."


def _spoken(words: Words) -> str:
    """In the terminal's language."""
    from bot.language import speak  # noqa: PLC0415 - a command loads what it needs

    locale = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "en")
    return speak(words, locale.partition(".")[0], "UTC")


def _say(text: str) -> None:
    typer.echo(text)
