"""Database view: what a thief of the database would find, with sealed values as size and first bytes."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING

from aiohttp import web

from adapters.web import phrases
from adapters.web.markup import Html, element, join
from adapters.web.playground import PLAYGROUND
from adapters.web.visit import pages

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from adapters.web.invented_hospital import Hospital
    from adapters.web.playground import Cell, StoredTable
    from adapters.web.reader import Reader

_SHOWN = 3  # rows of each table; the others look alike
_BYTES = 10  # of a sealed value: the first few say which key it was
_LETTERS = 40  # of a text


async def stored(request: web.Request) -> web.Response:
    """What is in the database now."""
    playground = request.app[PLAYGROUND]
    tables = await playground.vault.rows()
    return web.json_response({"stored": draw(tables, playground.hospital, pages.narrator(request))})


def draw(tables: Sequence[StoredTable], hospital: Hospital, reader: Reader) -> Html:
    """What the search for names found, then table by table, the full ones first."""
    full = sorted((table for table in tables if table.rows), key=lambda table: table.name != "cases")
    empty = [table.name for table in tables if not table.rows]
    nothing = element("p", reader.say(phrases.empty_tables(", ".join(empty))), class_="quiet") if empty else ""
    return join(_verdict(tables, hospital, reader), *(_table(table, reader) for table in full), nothing)


def names_found(tables: Sequence[StoredTable], hospital: Hospital) -> int:
    """How many of the hospital's people somebody who reads every byte of every row can tell."""
    everything = b"\n".join(_raw(cell) for table in tables for row in table.rows for cell in row)
    return sum(any(sign in everything for sign in _signs(name, slug)) for slug, name in _people(hospital))


def _people(hospital: Hospital) -> Iterator[tuple[str, str]]:
    return ((clinician.slug, clinician.name) for clinician in hospital.people.values())


def _signs(name: str, slug: str) -> tuple[bytes, ...]:
    """Full name, both its ends when they are long enough not to stand in random letters, and the account."""
    parts = [part for part in name.split() if len(part) > 5]  # noqa: PLR2004 - shorter ones turn up by chance
    return tuple(sign.encode() for sign in (name, slug, *parts))


def _raw(cell: Cell) -> bytes:
    return cell if isinstance(cell, bytes) else str(cell).encode()


def _verdict(tables: Sequence[StoredTable], hospital: Hospital, reader: Reader) -> Html:
    found = names_found(tables, hospital)
    words = phrases.names_found(found) if found else phrases.no_names(len(hospital.people))
    tone = "warning" if found else "info"
    return element("div", element("p", reader.say(words)), class_=f"notice {tone}")


def _table(table: StoredTable, reader: Reader) -> Html:
    count = element("small", reader.say(phrases.rows(len(table.rows))))
    shown = table.rows[-_SHOWN:]
    rows = [element("li", *_cells(table.columns, row, reader)) for row in reversed(shown)]
    more = len(table.rows) - len(shown)
    return element(
        "section",
        element("h3", table.name, " ", count, translate="no"),
        element("ul", *rows),
        element("p", reader.say(phrases.more_rows(more)), class_="quiet") if more else "",
        class_="stored-table",
    )


def _cells(columns: Sequence[str], row: Sequence[Cell], reader: Reader) -> Iterator[Html]:
    """Each value with its column; empty ones are left out."""
    for column, cell in zip(columns, row, strict=True):
        if cell is not None and cell != "":
            kind, text = _cell(cell, reader)
            yield element(
                "span", element("i", column), " ", element("code", text), class_=f"cell {kind}", translate="no"
            )


def _cell(cell: Cell, reader: Reader) -> tuple[str, str]:
    """How a value counts and how it is shown: sealed bytes by their size and beginning."""
    match cell:
        case bytes():
            return "sealed", reader.say(phrases.sealed(len(cell), cell[:_BYTES].hex(" ")))
        case datetime():
            return "plain", phrases.moment(cell, locale=reader.clinician.locale, zone=reader.clinician.timezone)
        case date():
            return "plain", cell.isoformat()
        case _:
            text = re.sub(r"\s+", " ", str(cell))
            return "plain", text if len(text) <= _LETTERS else text[: _LETTERS - 1] + "…"
