"""Send outcomes: what each answer of the connector means for a message, by ``refusals.csv`` beside this module."""

from __future__ import annotations

import json
import math
import re
from http import HTTPStatus as Status
from typing import TYPE_CHECKING, cast

from adapters import refusals
from adapters.refusals import Meaning, Table, letters
from adapters.teams.connector.http import Got
from bot import log
from bot.ports import Delivered, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapters.refusals import Row
    from bot.ports import Outcome

TABLE = Table.load("adapters.teams.connector", "refusals.csv")
"""Every answer that Microsoft documents for what is called here, and the answers that only its users report."""
log.know(TABLE.words)
OTHER = "other"
"""What stands for a word that the table does not know."""
UNSAID = 30.0
"""Seconds of a pause whose length Teams did not say."""
RETRY_AFTER = "retry-after"
_LONGEST = 3600.0
_BUSY = frozenset({Status.PRECONDITION_FAILED, Status.TOO_MANY_REQUESTS, Status.LOCKED})
_GOOD = range(200, 300)
_DEEPEST, _MOST_TEXT = 6, 16_000  # of an answer: how deep, and how many letters of it
_PAGE = "html"
_IN_BRACKETS = re.compile(r"<(\w{1,60})>")

TOO_LARGE = Got(Status.REQUEST_ENTITY_TOO_LARGE, {})
"""What stands for an answer to a message that we don't even send."""
NOT_ALLOWED = Got(Status.MISDIRECTED_REQUEST, {"error": {"code": "ServiceHostNotAllowed"}})
"""What stands for an answer of an address that no token may be sent to."""
REFUSED = Got(Status.UNAUTHORIZED, {"error": {"code": "TokenRefused"}})
"""What stands for an answer while Microsoft gives the bot no token, for good."""


def is_good(got: Got | None) -> bool:
    """Whether it was done."""
    return got is not None and got.status in _GOOD


def row(operation: str, got: Got) -> Row | None:
    """The row of the table that fits an answer to create, send, edit, delete or member; None for a good one."""
    return None if is_good(got) else TABLE.find(_answer(operation, got))


def meaning(operation: str, got: Got | None) -> Meaning | None:
    """What the row says; None for a good answer, and for one that nobody knows."""
    found = row(operation, got) if got is not None else None
    return found.meaning if found else None


def of(operation: str, got: Got | None, reference: str = "") -> Outcome:
    """The outcome of one call; without an answer it may have been applied."""
    if got is None:
        return Unknown()
    found = row(operation, got)
    if found is None:
        return Delivered(reference) if is_good(got) else Unknown()
    return refusals.outcome(found.meaning, word(operation, got), after=pause(got))


def word(operation: str, got: Got) -> str:
    """Microsoft's word for why not, as the table writes it; a constant for any other."""
    found, answer = row(operation, got), _answer(operation, got)
    said = answer.words - {_PAGE}
    best = sorted(said & found.words if found else said) or sorted(said)
    return best[0] if best else OTHER


def has_left(got: Got | None) -> bool:
    """Whether Teams says definitely, asked for a member, that they are gone; any other answer says nothing."""
    known = {"MemberNotFoundInConversation", "UserNotFound"}
    return got is not None and got.status == Status.NOT_FOUND and word("member", got) in known


def pause(got: Got) -> float | None:
    """Seconds that Teams wants to be left alone; None for our own back-off."""
    text = got.headers.get(RETRY_AFTER, "")
    if text.isascii() and text.isdigit():
        return min(float(text), _LONGEST)
    return UNSAID if got.status == Status.TOO_MANY_REQUESTS else None


def asks_for_a_pause(got: Got | None) -> float | None:
    """The same, if whoever comes next should heed it too: Teams has too much to do, or is in trouble and says so."""
    busy = got is not None and (got.status in _BUSY or got.status >= Status.INTERNAL_SERVER_ERROR)
    return pause(got) if got and busy else None


def pause_answer(seconds: float) -> Got:
    """What stands for an answer while Teams wants to be left alone: surely nothing was done."""
    return Got(Status.LOCKED, {}, {RETRY_AFTER: str(math.ceil(seconds))})


def texts(got: Got) -> list[str]:
    """Every text of an answer, at any depth and also where JSON is written inside a text."""
    found: list[str] = []
    for one in _texts(got.body, 0):
        found.append(one)
        if sum(map(len, found)) > _MOST_TEXT:
            break
    return found


def _answer(operation: str, got: Got) -> refusals.Answer:
    said = texts(got)
    named = [*said, *(one for text in said for one in _IN_BRACKETS.findall(text)), *([_PAGE] if got.is_page else [])]
    return refusals.Answer(
        operation=operation,
        status=got.status,
        words=refusals.spoken(TABLE, named),
        text=letters(" ".join(said)),
    )


def _texts(node: object, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        return
    if isinstance(node, str):
        yield node
        if node.lstrip().startswith("{"):
            yield from _texts(_parse_json(node), depth + 1)
    elif isinstance(node, dict):
        for inner in cast("dict[str, object]", node).values():
            yield from _texts(inner, depth + 1)
    elif isinstance(node, list):
        for inner in cast("list[object]", node):
            yield from _texts(inner, depth + 1)


def _parse_json(text: str) -> object:
    try:
        return json.loads(text[:_MOST_TEXT])
    except (ValueError, RecursionError):
        return None
