"""`peersupport report`: draw what may be read of a year or a quarter, and release it once, for ever."""

from __future__ import annotations

import csv
from html import escape
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.conversation.views.reports import (
    NOTHING,
    breakdown_title,
    count_text,
    explanations,
    rate_label,
    rate_words,
    report_title,
    row_label,
    split_rows,
    table_title,
    tables_of,
)
from bot.domain.errors import ConfigurationError
from bot.domain.release import Audience, Period
from bot.insight.quarterly_report import Why, Withheld

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from bot.domain.release import Release
    from bot.ui import Words

_Told = tuple[str, list[tuple[str, str]]]  # a title with its rows
_WHY: Mapping[Why, str] = {
    Why.NOT_OVER: "This period is not over, or has ended less than a day ago: its counters may still change.",
    Why.TOO_FEW: "Fewer than 20 cases: no count of them can be shown without saying something about somebody.",
    Why.BY_QUARTERS: "This year goes by quarters, because the year before had many cases. Ask for 2026-Q1 and so on.",
    Why.BY_YEAR: "This year goes as a whole, because the year before had too few cases for quarters.",
    Why.NO_WINDOW: "A report is of whole windows. Each ends with the first year at whose end it holds 40 cases, "
    "after three years at most.",
    Why.DIFFERENCED: "Together with an earlier release this one would tell counts that are not shown in either.",
}


def report(
    *,
    period: Annotated[str, typer.Option(help="2026, several years such as 2026-2027, or 2026-Q3.")],
    audience: Annotated[Audience, typer.Option("--for", help="Who reads it.")] = Audience.COORDINATOR,
    release: Annotated[bool, typer.Option("--release", help="Release it: from then on it stays as it is.")] = False,
    file: Annotated[Path | None, typer.Option("--output", "-o", help="Write it to a .txt, .csv or .html file.")] = None,
) -> None:
    """Print what may be read of a period. Without --release nothing is recorded; see docs/report.md."""
    from bot import settings  # noqa: PLC0415 - the database loads here
    from bot.app.administration.reporting import publish  # noqa: PLC0415

    wanted, draw = Period.parse(period), _drawer(file)
    made, is_released = publish(settings.load(), wanted, audience, release=release)
    if isinstance(made, Withheld):
        typer.echo(f"Withheld. {_WHY[made.why]}", err=True)
        raise typer.Exit(code=1)
    if file is None:
        typer.echo(draw(made), nl=False)
    else:
        _write(file, draw(made))
    state = "Released; whoever may read it finds it on their page." if is_released else "Drawn only: not released."
    typer.echo(state, err=True)


def _drawer(file: Path | None) -> Callable[[Release], str]:
    if file is None:
        return as_text
    known = {".txt": as_text, ".csv": as_csv, ".html": as_html}
    if file.suffix not in known:
        raise ConfigurationError(f"{file} must end in .txt, .csv or .html.")
    return known[file.suffix]


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, "utf-8")
    except OSError as error:
        raise ConfigurationError(f"{file} can't be written: {error.strerror}.") from None


def _in_language(words: Words) -> str:
    from bot.language import speak  # noqa: PLC0415 - Babel loads here

    return speak(words, "en", "UTC")


def _tables(release: Release) -> Iterator[_Told]:
    for table in tables_of(release):
        rows = [tuple(map(_in_language, row)) for row in split_rows(release, table)]
        yield _in_language(table_title(table)), [(f"{of}: {which}", count) for of, which, count in rows]
    for one in release.breakdowns:
        rows = [(_in_language(row_label(one, row)), _in_language(count_text(row))) for row in one.rows]
        empty = all(row.count is None for row in one.rows)
        yield _in_language(breakdown_title(one)), [(_in_language(NOTHING), "")] if empty else rows
    if release.service:
        yield "The service", [(_in_language(rate_label(one)), _in_language(rate_words(one))) for one in release.service]


def as_text(release: Release) -> str:
    """For a terminal."""
    lines = [_in_language(report_title(release)), *map(_in_language, explanations(release))]
    for title, rows in _tables(release):
        lines += ["", title, *(f"  {label:<76} {count}".rstrip() for label, count in rows)]
    return "\n".join(lines) + "\n"


def as_csv(release: Release) -> str:
    """One line a count; empty where it is not shown."""
    written = StringIO()
    rows = csv.writer(written)
    rows.writerow(("period", "for", "table", "row", "count"))
    rows.writerow((release.period, release.audience, "cases", "all", release.cases))
    for split in release.splits:
        for side, code in enumerate((split.first, split.second)):
            count = split.counts[side] if split.counts else None
            rows.writerow((release.period, release.audience, split.table, code, _blank(count)))
    for one in release.breakdowns:
        rows.writerows((release.period, release.audience, one.name, row.code, _blank(row.count)) for row in one.rows)
    for rate in release.service:
        rows.writerow((release.period, release.audience, "service", f"{rate.name}_percent", _blank(rate.percent)))
    return written.getvalue()


def _blank(count: int | None) -> str:
    return "" if count is None else str(count)


def as_html(release: Release) -> str:
    """One page without scripts, to print or to pass on."""
    title = escape(_in_language(report_title(release)))
    parts = [f"<p>{escape(_in_language(words))}</p>" for words in explanations(release)]
    for name, rows in _tables(release):
        cells = "".join(f"<tr><th scope=row>{escape(label)}</th><td>{escape(count)}</td></tr>" for label, count in rows)
        parts.append(f"<table><caption>{escape(name)}</caption>{cells}</table>")
    head = f"<!doctype html><html lang=en><meta charset=utf-8><title>{title}</title><style>{_STYLE}</style>"
    return f"{head}<h1>{title}</h1>{''.join(parts)}</html>\n"


_STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:40em;margin:2em auto;padding:0 1em}"
    "table{border-collapse:collapse;margin:1.5em 0;width:100%}caption{font-weight:bold;text-align:left}"
    "th{font-weight:normal;text-align:left}td{text-align:right}th,td{border-bottom:1px solid #ccc;padding:.2em}"
)
