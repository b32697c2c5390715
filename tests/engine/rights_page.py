"""The page about rights: drawn from what was found by trying, and read back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.engine.law_page import rights
from tests.engine.rights import ACTORS, LATE, STAGES, Rights

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.engine.rights import Cells

NOTHING = "·"
_STEPS = tuple(STAGES)
_EVERYBODY = "everybody"
_INTRO = """# Who may do what, and who sees whose name

Drawn by the tests from the program itself: every kind of person tries everything that a person can cause, at every step
of a case, through the deciders and through every button and form. What is not on this page changes nothing and shows
no name; a test tries all of it. With `PEERSUPPORT_UPDATE=1` the page is drawn again, and a right that was widened shows
as a line of the difference.

The case is Rita's, suggested by a colleague who may be named. Sue is asked first, Sam takes it. *Paused before* and
*paused after* mean contact; in *accepted* and *closed, own* Rita has asked for herself, too. An *older button* is one
from before the last change of the case. A person who has left is on the roster, and inactive.

| mark | means |
|---|---|
| C | changes something: the case, a record, or what is sent or planned |
| f | opens a form of its own; without it, the door, or the sentence that this has moved on |
| R | shows the recipient's name or number |
| W | shows who suggested; with a confidential colleague this never happens |
| S | shows somebody who has a role |
"""


def draw(found: Rights) -> str:
    """The whole page."""
    same = _constant(found.shows)
    parts = [
        _INTRO,
        "## What changes a case\n",
        *_tables(found.changes, (*_STEPS, LATE)),
        "## What needs no case\n",
        "\nEverybody acts on their own record only; the same about another's changes nothing.\n",
        _lines(found.apart),
        "## What is seen, the same at every step\n",
        _lines({key: marks for key, marks in found.shows.items() if key[0] in same}),
        "## What is seen, step by step\n",
        *_tables({key: marks for key, marks in found.shows.items() if key[0] not in same}, _STEPS),
        "## What the law says\n",
        "\nEach event has one right, a word of `bot/conversation/who.py`; the tables above are what that comes to.\n",
        rights(),
    ]
    return "\n".join(part.strip("\n") + "\n" for part in parts)


def _constant(cells: Cells) -> set[str]:
    names = {name for name, _, _ in cells}
    people = [one.label for one in ACTORS]
    return {name for name in names if all(len({_at(cells, name, who, step) for step in _STEPS}) == 1 for who in people)}


def _at(cells: Cells, name: str, who: str, step: str) -> str:
    return cells.get((name, who, step), "")


def _tables(cells: Cells, steps: tuple[str, ...]) -> Iterator[str]:
    """One table for everything that has the same one."""
    same: dict[str, list[str]] = {}
    for name in dict.fromkeys(name for name, _, _ in cells):
        same.setdefault(_table(cells, name, steps), []).append(name)
    for table, names in same.items():
        yield f"### {', '.join(f'`{one}`' for one in names)}\n\n{table}"


def _table(cells: Cells, name: str, steps: tuple[str, ...]) -> str:
    rows = [(one.label, [_at(cells, name, one.label, step) or NOTHING for step in steps]) for one in ACTORS]
    kept = [(label, marks) for label, marks in rows if set(marks) != {NOTHING}]
    same: dict[tuple[str, ...], list[str]] = {}
    for label, marks in kept:
        same.setdefault(tuple(marks), []).append(label)
    head = f"| who | {' | '.join(steps)} |\n|---|{'---|' * len(steps)}\n"
    return head + "".join(f"| {_who(labels)} | {' | '.join(marks)} |\n" for marks, labels in same.items())


def _who(labels: list[str]) -> str:
    return _EVERYBODY if len(labels) == len(ACTORS) else ", ".join(labels)


def _lines(cells: Cells) -> str:
    """One row for everybody who finds the same."""
    head = "| what | who | |\n|---|---|---|\n"
    rows: list[str] = []
    for name in dict.fromkeys(name for name, _, _ in cells):
        same: dict[str, list[str]] = {}
        for one in ACTORS:
            marks = next((marks for (what, who, _), marks in cells.items() if (what, who) == (name, one.label)), "")
            same.setdefault(marks, []).append(one.label)
        rows += [f"| `{name}` | {_who(labels)} | {marks} |\n" for marks, labels in same.items() if marks]
    return head + "".join(rows)


def read(page: str) -> tuple[Cells, Cells, Cells]:
    """What a page says: what changes a case, what changes without one, what is seen."""
    changes, apart, constant, shows = (_read(part) for part in page.split("\n## ")[1:5])
    spread = {(name, who, step): marks for (name, who, _), marks in constant.items() for step in _STEPS}
    return changes, apart, spread | shows


def _read(part: str) -> Cells:
    cells: Cells = {}
    names, steps = [""], ("",)
    for line in part.splitlines():
        row = [one.strip() for one in line.strip("|").split("|")]
        if line.startswith("### "):
            names = [one.strip("` ") for one in line.removeprefix("### ").split(",")]
        elif line.startswith("| who |"):
            steps = tuple(row[1:])
        elif line.startswith("| `"):
            cells |= {(row[0].strip("`"), who, ""): row[2] for who in _people(row[1])}
        elif line.startswith("| ") and not line.startswith("| what |"):
            marks = dict(zip(steps, row[1:], strict=True))
            cells |= {
                (name, who, step): mark for name in names for who in _people(row[0]) for step, mark in marks.items()
            }
    return {key: mark for key, mark in cells.items() if mark != NOTHING}


def _people(cell: str) -> list[str]:
    return [one.label for one in ACTORS] if cell == _EVERYBODY else cell.split(", ")
