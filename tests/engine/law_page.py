"""The law as pages: how a step is made, whose right each event is, and what causes a move."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING, Any

from bot.conversation import actions, law, who
from bot.conversation.actions.rows import View
from bot.conversation.needs import HOME, Need, See

if TYPE_CHECKING:
    from collections.abc import Iterator
    from enum import Enum
    from types import FunctionType

    from bot.domain.case import Move

GROUPS = {
    "A case": law.CASE,
    "A person": law.PERSON,
    "An entry of the roster": law.MEMBER,
    "The programme": law.PROGRAMME,
}
_INTRO = """# How a step is made

Drawn from `bot/conversation/law.py` and the `ROWS` of `bot/conversation/actions/`;
`PEERSUPPORT_UPDATE=1 pytest tests/engine/test_law_pages.py` draws it again. To add one, read [how](add-a-step.md).

A press takes this way, in one transaction:

1. `actions.pressed` (`bot/conversation/actions/`) makes one `Press` of it: the form and the button's row.
2. `SightLoader` (`bot/service/sight.py`) loads what the button's row says, as far as this person may see it.
3. A `View` answers, and that is all. A `Deed` means an event, or says what has to be mended first.
4. `bot/service/loading.py` locks what the event is about, and loads what the event's row in the law needs.
5. `engine.decide` asks the table of moves (`bot/domain/moves.py`), the turn of the button, and the row's right. The
   row's flow says what changes and what follows.
6. `bot/service/applying_effects.py` writes it. The answer is made of how things stand now.

What comes due, or what a platform reports, begins at 4. Whatever a row does not ask for raises when it is read.
"""


def draw() -> str:
    """The page about how a step is made."""
    parts = [_INTRO, "## Events\n"]
    for title, rows in GROUPS.items():
        parts += [f"### {title}\n", _events(rows)]
    parts += ["## Buttons and forms\n", _buttons(), "## Rights\n", _rights(), "## What is loaded for an event\n"]
    parts += [_needs(Need), "## What is loaded for a screen\n", f"A home shows: {_list(HOME)}.\n", _needs(See)]
    return "\n".join(part.strip("\n") + "\n" for part in parts)


def _table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    lines = [f"| {' | '.join(line)} |\n" for line in (head, *rows)]
    return "".join([lines[0], f"|{'---|' * len(head)}\n", *lines[1:]])


def _events(rows: tuple[law.Row[Any, Any], ...]) -> str:
    def lines() -> Iterator[tuple[str, ...]]:
        for row in rows:
            then = f"`{row.flow.__module__.removeprefix('bot.conversation.')}.{row.flow.__name__}`"
            move = row.move.value if row.move else "·"
            yield f"`{row.event.__name__}`", move, _word(row.may), then, _list(row.needs)

    return _table(("event", "move", "who may", "what follows", "loaded first"), lines())


def _buttons() -> str:
    def lines() -> Iterator[tuple[str, ...]]:
        for name, row in sorted(actions.ROWS.items()):
            yield f"`{name}`", "shows" if isinstance(row, View) else "becomes an event", _list(row.needs)

    return _table(("button or form", "what it does", "loaded first"), lines())


def _list(found: frozenset[Any]) -> str:
    return ", ".join(_name(one) for kind in (Need, See) for one in kind if one in found) or "·"


def _name(one: Enum) -> str:
    return one.name.lower().replace("_", " ")


def _word(may: Any) -> str:
    return may.__name__.replace("_", " ")


def _rights() -> str:
    used = {row.may for row in law.LAW.values()}
    return _table(("who may", "means"), ((_word(one), _said(one)) for one in vars(who).values() if _in(one, used)))


def _in(one: object, used: set[Any]) -> bool:
    return callable(one) and one in used


def _said(function: FunctionType) -> str:
    return (inspect.getdoc(function) or "").splitlines()[0]


def _needs(kind: type[Enum]) -> str:
    """Each with the comment beside it."""
    said = dict(re.findall(r"^    (\w+) = auto\(\)  # (.+)$", inspect.getsource(kind), re.MULTILINE))
    return _table(("loaded", "means"), ((_name(one), said[one.name]) for one in kind))


def rights() -> str:
    """Whose right each event is, as the law says."""
    by_word: dict[str, list[str]] = {}
    for row in law.LAW.values():
        by_word.setdefault(_word(row.may), []).append(f"`{row.event.__name__}`")
    said = {_word(one): _said(one) for one in {row.may for row in law.LAW.values()}}
    return _table(("who may", "means", "what"), ((word, said[word], ", ".join(by_word[word])) for word in by_word))


def causes() -> dict[Move, tuple[str, ...]]:
    """The events of each move, and who may cause them."""
    found: dict[Move, tuple[str, ...]] = {}
    for row in law.CASE:
        if row.move is not None:
            found[row.move] = (*found.get(row.move, ()), f"`{row.event.__name__}` ({_word(row.may)})")
    return found
