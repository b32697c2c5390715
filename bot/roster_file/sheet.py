"""Bytes of a CSV file into lines of named cells; what is wrong is named by its line, whatever program wrote it."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from bot.domain.errors import PeerSupportError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

MOST_BYTES, MOST_LINES = 5_000_000, 20_000
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


def shown(text: str) -> str:
    """A cell as a terminal may show it: shortened, and without control characters."""
    return repr(text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…")


def guarded(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: a quote stands before what begins like one."""
    return f"'{cell}" if _DANGEROUS.match(cell) and cell != "-" else cell


def unguarded(cell: str) -> str:
    """What ``guarded`` made of it, undone."""
    return cell[1:] if _ESCAPED.match(cell) else cell


def read_sheet(raw: bytes, columns: Sequence[str], needed: Sequence[str]) -> list[Line]:
    """The lines of a file whose first one names some of these columns, and all that are ``needed``.

    Raises RosterFileError with every mistake.
    """
    text = _text(raw)
    body, delimiter, skipped = _delimited(text)
    rows = _rows(body, delimiter, skipped)
    if not rows:
        raise RosterFileError(f"The file is empty. Its first line names columns: {', '.join(columns)}.")
    head = [cell.strip().lower() for cell in rows[0][1]]
    problems = [
        *_head_problems(rows[0][0], head, columns),
        *_missing(rows[0][0], head, needed),
        *_width_problems(rows[1:], len(head)),
    ]
    if not problems and len(rows) == 1:
        problems = [Problem(0, "", "The file has a head, but nobody in it.")]
    if problems:
        raise RosterFileError("\n".join(map(str, problems)))
    return [
        Line(number, {name: unguarded(cell.strip()) for name, cell in zip(head, cells, strict=True)})
        for number, cells in rows[1:]
    ]


def _text(raw: bytes) -> str:
    if len(raw) > MOST_BYTES:
        raise RosterFileError(f"The file is larger than {MOST_BYTES:,} bytes; is it the right one?")
    if raw.startswith(b"PK"):
        raise RosterFileError(f"This is a workbook, not a CSV file; {_AS_UTF_8}.")
    if b"\0" in raw:
        raise RosterFileError(f"The file is not UTF-8, perhaps UTF-16; {_AS_UTF_8}.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise RosterFileError(f"line {line}: the file is not UTF-8; {_AS_UTF_8}.") from None


def _delimited(text: str) -> tuple[str, str, int]:
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
    if len(rows) > MOST_LINES + 1:
        raise RosterFileError(f"The file has more than {MOST_LINES:,} lines below its first one; is it the right one?")
    return rows


def _head_problems(number: int, head: list[str], columns: Sequence[str]) -> Iterator[Problem]:
    for name in head:
        if name not in columns:
            near = get_close_matches(name, columns, 1)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(columns)}"
            yield Problem(number, shown(name), f"is not a column; {hint}")
    for name in sorted({name for name in head if head.count(name) > 1 and name in columns}):
        yield Problem(number, name, "stands there twice")


def _missing(number: int, head: list[str], needed: Sequence[str]) -> Iterator[Problem]:
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
