"""Reads CSV as hospitals' programs write it: lines of named cells, and errors by line."""

from __future__ import annotations

import codecs
import csv
import io
import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from bot.domain.errors import PeerSupportError
from bot.domain.typed.cleaning import clean_text, tidy_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

MOST_BYTES = 50_000_000
"""A list of some hundred thousand people; what is larger is another file."""
_MOST_SHOWN = 60  # characters
_DELIMITERS = ",;\t"
_FORMULA = "[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]"
"""Also in full width, which some spreadsheets take for the same."""
_ESCAPED, _DANGEROUS = re.compile(rf"'+{_FORMULA}"), re.compile(rf"'*{_FORMULA}")
_AS_UTF_8 = "save it as UTF-8 (in Excel: CSV UTF-8)"


class RosterFileError(PeerSupportError):
    """The file can't be taken over as it is; every mistake is one line of the argument."""


@dataclass(frozen=True)
class Problem:
    """One mistake. ``column`` is empty when it concerns the line, ``line`` is 0 when it concerns the whole file."""

    line: int
    column: str
    what: str

    def __str__(self) -> str:
        """``line 5, hours: …``."""
        place = ", ".join(part for part in (f"line {self.line}" if self.line else "", self.column) if part)
        return f"{place}: {self.what}" if place else self.what


@dataclass(frozen=True)
class Line:
    """One row of the file: its number, counted from 1 as an editor does, and its cells by column."""

    number: int
    cells: Mapping[str, str]


def shorten(text: str) -> str:
    """A cell as a terminal may show it: shortened, and without control characters."""
    return repr(text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…")


def guard_formula(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: a quote stands before what begins like one."""
    return f"'{cell}" if _DANGEROUS.match(cell) and cell != "-" else cell


def unguard_formula(cell: str) -> str:
    """What ``guarded`` made of it, undone."""
    return cell[1:] if _ESCAPED.match(cell) else cell


@dataclass(frozen=True)
class Sheet:
    """A file's first line in small letters, its lines, and those that have too few or too many cells.

    ``raw``: the cells of every line as they stand, the first one's among them.
    """

    head: tuple[str, ...]
    lines: tuple[Line, ...]
    problems: tuple[Problem, ...]
    raw: Mapping[int, Sequence[str]]
    head_line: int


def open_sheet(content: bytes, columns: Sequence[str]) -> Sheet:
    """Any CSV file; raises RosterFileError for what is none, or has nobody in it. ``columns``: to be told of."""
    body, delimiter, skipped = _split_rows(text_of(content))
    rows = _rows(body, delimiter, skipped)
    if not rows:
        raise RosterFileError(f"The file is empty. Its first line names columns: {', '.join(columns)}.")
    head_line, names = rows[0]
    head = tuple(clean_text(cell).lower() for cell in names)
    whole = [(number, cells) for number, cells in rows[1:] if len(cells) == len(head)]
    return Sheet(
        head=head,
        lines=tuple(
            Line(
                number, {name: tidy_text(unguard_formula(cell.strip())) for name, cell in zip(head, cells, strict=True)}
            )
            for number, cells in whole
        ),
        problems=tuple(_width_problems(rows[1:], len(head))),
        raw=dict(rows),
        head_line=head_line,
    )


def checked_sheet(content: bytes, columns: Sequence[str], needed: Sequence[str]) -> Sheet:
    """A file of ours: its first line names some of these columns, and all that are ``needed`` (RosterFileError)."""
    sheet = open_sheet(content, columns)
    problems = [*_head_problems(sheet.head_line, sheet.head, columns), *_missing(sheet.head_line, sheet.head, needed)]
    if problems:
        raise RosterFileError("\n".join(map(str, (*problems, *sheet.problems))))
    if not sheet.lines and not sheet.problems:
        raise RosterFileError("The file has a head, but nobody in it.")
    return sheet


def read_sheet(content: bytes, columns: Sequence[str], needed: Sequence[str]) -> list[Line]:
    """The lines of such a file; raises RosterFileError with every mistake."""
    sheet = checked_sheet(content, columns, needed)
    if sheet.problems:
        raise RosterFileError("\n".join(map(str, sheet.problems)))
    return list(sheet.lines)


def left_out(sheet: Sheet, problems: Iterable[Problem]) -> str:
    """The lines that something is wrong with, as a CSV file: what is wrong, then the cells as they stand."""
    said: dict[int, list[str]] = {}
    for one in problems:
        said.setdefault(one.line, []).append(str(one))
    written = io.StringIO(newline="")
    rows = csv.writer(written)
    rows.writerow(("problem", *sheet.raw[sheet.head_line]))
    for line, what in sorted(said.items()):
        rows.writerow(("; ".join(what), *map(guard_formula, sheet.raw.get(line, ()))))
    return written.getvalue()


def text_of(raw: bytes) -> str:
    """The text of a file, however it is encoded. RosterFileError if it is a workbook, too large, or no text."""
    if len(raw) > MOST_BYTES:
        raise RosterFileError(f"The file is larger than {MOST_BYTES:,} bytes; is it the right one?")
    if raw.startswith(b"PK"):
        raise RosterFileError(f"This is a workbook, not a CSV file; {_AS_UTF_8}.")
    try:
        return _decode(raw)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise RosterFileError(f"line {line}: the file is neither UTF-8 nor Windows-1252; {_AS_UTF_8}.") from None


def _decode(raw: bytes) -> str:
    """UTF-8; UTF-16, which Excel calls Unicode text; or Windows-1252, which Excel calls CSV."""
    for mark in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        if raw.startswith(mark):
            return raw.decode("utf-16")
    if b"\0" in raw:
        return raw.decode("utf-16-le" if raw[1:2] == b"\0" else "utf-16-be")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252")


def _split_rows(text: str) -> tuple[str, str, int]:
    """The rows, what stands between their cells, and how many lines went before: Excel may say ``sep=;`` first."""
    first, _, rest = text.partition("\n")
    if found := re.fullmatch(r"sep=([,;\t])\r?", first):
        return rest, found[1], 1
    head = next((line for line in text.splitlines() if line.strip()), "")
    return text, max(_DELIMITERS, key=head.count), 0


def _rows(text: str, delimiter: str, skipped: int) -> list[tuple[int, list[str]]]:
    """Every row that says something, with the number of the line on which it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[int, list[str]]] = []
    begins = skipped + 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((begins, cells))
            begins = skipped + reader.line_num + 1
    except csv.Error:
        raise RosterFileError(f"line {begins}: a quote is opened and not closed, or a cell is too long.") from None
    return rows


def _head_problems(number: int, head: Sequence[str], columns: Sequence[str]) -> Iterator[Problem]:
    for name in head:
        if name not in columns:
            near = get_close_matches(name, columns, 1)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(columns)}"
            yield Problem(number, shorten(name), f"is not a column; {hint}")
    for name in sorted({name for name in head if head.count(name) > 1 and name in columns}):
        yield Problem(number, name, "stands there twice")


def _missing(number: int, head: Sequence[str], needed: Sequence[str]) -> Iterator[Problem]:
    for name in needed:
        if name not in head:
            yield Problem(number, name, "this column is missing")


def _width_problems(rows: list[tuple[int, list[str]]], width: int) -> Iterator[Problem]:
    for number, cells in rows:
        if len(cells) != width:
            yield Problem(
                number,
                "",
                f"has {len(cells)} cells where the first line has {width}; "
                "put a cell that contains the separator in double quotes",
            )
