"""What a modal or a dialog may carry beside what is read in it: names of ours, and tokens that only we open (T20).

Nobody stores a window, but it passes through the platform's hands, whose logs and tools read its ids first.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from tests.outbound import _NAMES, _OPAQUE, _SHORTEST_TOKEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FIELDS = frozenset(
    {
        *(
            "another",
            "asked",
            "avoid",
            "away_from",
            "quiet_from",
            "quiet_to",
            "away_to",
            "cap",
            "capacity",
            "case",
            "category",
            "closing",
            "code",
            "colleague",
        ),
        *(
            "confidential",
            "day",
            "facilitator",
            "hours",
            "in_time",
            "languages",
            "mode",
            "not_these",
            "nudge",
            "people",
            "phone",
            "place",
            "plan",
        ),
        *("find", "pause", "preset", "reach", "reason", "recommend", "specialty", "supporter", "time", "topic"),
        *("trained", "until", "when"),
    }
)
"""Every question's name: a new one is written down here, once somebody has seen that it tells nothing."""
KINDS = frozenset({"one", "many", "person", "people", "day", "time", "text"})
"""What Slack's ``action_id``, and the first half of Teams' id, say of a question."""
SEALED = frozenset({"private_metadata", "token", "copy"})
DOINGS = frozenset({"press", "submit", "open", "home"})
OURS = "peersupport"
_SHOWN = re.compile(r"shown\.[0-9a-f]{8}")
"""A field that shows somebody, or a text to copy, and asks nothing: told from the others by a checksum."""


def check_windows(payloads: Iterable[str]) -> int:
    """Read windows as they left, as JSON; AssertionError shows the first that says too much. Returns their number."""
    count = 0
    for payload in payloads:
        count += 1
        complaints = [f"{name} {value!r} tells something" for name, value in _telling(json.loads(payload))]
        assert not complaints, f"{complaints} in {payload}"
    return count


def _telling(node: Any) -> Iterator[tuple[str, object]]:
    for one in _objects(node):
        yield from ((name, value) for name, value in _carried(one) if not _says_nothing(name, value))


def _objects(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
    for inner in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _objects(inner)


def _carried(one: dict[str, Any]) -> Iterator[tuple[str, object]]:
    """What an object brings back to us: its ids, and what is behind its button."""
    for name in ("action_id", "block_id", "callback_id", "external_id", "private_metadata", "id"):
        if one.get(name):
            yield name, one[name]
    if one.get("type") == "button" and "value" in one:
        yield "token", one["value"]
    if "verb" in one:
        yield "verb", one["verb"]
    data = one.get("data")
    if isinstance(data, dict):
        yield from (("data", name) for name in data)
        yield from data.get(OURS, {}).items()


def _says_nothing(name: str, value: object) -> bool:
    if not isinstance(value, str):
        return False
    if name in SEALED:
        return len(value) >= _SHORTEST_TOKEN and bool(_OPAQUE.fullmatch(value))
    word, _, place = value.partition(".")
    match name:
        case "do":
            return value in DOINGS
        case "verb" | "data":
            return value in {OURS, "msteams"}
        case "callback_id":
            return value == "form"
        case "block_id":
            return value in FIELDS
        case "action_id":
            return value in KINDS or (word in _NAMES and place.isdecimal())
        case _:
            return (name == "id" and word in KINDS and place in FIELDS) or bool(_SHOWN.fullmatch(value))
