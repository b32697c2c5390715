"""What may leave for a lock screen: sentences from the frozen list, and buttons that say nothing to anybody else (T20).

``check_outbound`` reads every platform's payloads; a new platform adds a reader, not another check.
"""

from __future__ import annotations

import json
import re
from datetime import date
from functools import cache
from itertools import product
from typing import TYPE_CHECKING, Any

from adapters.teams import phrases
from bot import language
from bot.conversation.actions import ROWS
from bot.conversation.example_lines import POLICY
from bot.conversation.nudges import EXAMPLES, programme_restored
from bot.conversation.views import crisis
from bot.domain.case import CaseCode
from bot.insight.examples import MESSAGES
from bot.ui import Buttons, Heading, Message, Paragraph, Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_OWN = (phrases.welcome(crisis.crisis_notice(POLICY), Buttons(())), phrases.noted(Buttons(())))
"""What the adapter of Teams sends by itself."""
_RESTORED = tuple(
    programme_restored(date(2026, 8, 1), cases, sent) for cases in ((), (CaseCode("K7WQ"),)) for sent in (0, 2)
)
"""Whichever of its sentences are needed."""
_EVERY = (*EXAMPLES.values(), *MESSAGES.values(), *_OWN, *_RESTORED)
_AMERICAN = r"(?:[A-Z][a-z]{2}, )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{1,2}(?:, \d{4})?"
_DAY = r"(?:[^\W\d]{2,4}\.? )?\d{1,2}(?:er)? [^\W\d]+\.?(?: \d{4})?"
_FILLED = rf"(?:\d[\d,.]*|{_DAY}|{_AMERICAN})"  # a number or a day
_CODES = r"(?:[BCDFGHJKLMNPQRSTVWXZ2-9]{4}(?:, )?)*[–.]?"
_CASE = re.compile(r"[BCDFGHJKLMNPQRSTVWXZ2-9]{4}")
_OPAQUE = re.compile(r"[\w-]*={0,2}", re.ASCII)  # base64: nobody's name has this shape and this length
_KEY_LENGTHS = range(8, 60)
_IDS = ("action_id", "block_id", "callback_id", "private_metadata", "external_id", "value")
_SHORTEST_TOKEN = 40
_NAMES = frozenset(ROWS)


def check_outbound(payloads: Iterable[str]) -> int:
    """Read payloads as they left, as JSON; AssertionError shows the first that says too much. Returns their number."""
    count = 0
    for payload in payloads:
        count += 1
        read = json.loads(payload)
        complaints = list(_neutral(read[1]) if isinstance(read, list) else _platform(read))
        assert not complaints, f"{complaints} in {payload}"
    return count


def _neutral(message: Any) -> Iterator[str]:
    """The playground's: our own vocabulary, before anybody's language."""
    if not _is_frozen(message["notification"], notifications()):
        yield "the lock screen's text is not on the list"
    if not _is_frozen(_first_words(message["blocks"][0]), openings()):
        yield "the first block is not on the list"
    for action in _all(message, "action"):
        known = action["name"] in _NAMES and (action["case"] is None or _CASE.fullmatch(action["case"]))
        if not known or any(not _is_key(pair) for pair in action["draft"]):
            yield "a button carries more than an action, a code and a random key"


def _platform(payload: Any) -> Iterator[str]:
    """Slack's and Teams's: what a lock screen, a list of chats or an export shows first, and every id."""
    cards = [one["content"] for one in payload.get("attachments", ())]
    spoken = [one[name] for one in cards for name in ("speak", "fallbackText") if name in one]
    shown = [*(payload[name] for name in ("text", "summary") if payload.get(name)), *spoken]
    if payload.get("type") != "home" and not shown:
        yield "there is no constant text for the lock screen"
    yield from (f"{text!r} is not on the list" for text in shown if not _matches(text, spoken_notifications()))
    body = payload.get("blocks") or _card(payload)
    first = _bare(_first_text(body[0])) if body else ""
    if payload.get("type") != "home" and not _matches(first, spoken_openings()):
        yield f"the first block {first!r} is not on the list"
    yield from (f"{name} {value!r} tells something" for name, value in _ids(payload) if not _says_nothing(name, value))
    for metadata in (one for one in _all(payload, "metadata") if one):
        if set(metadata.get("event_payload", {})) - {"token"}:
            yield "the metadata hold more than a token"


def _card(payload: Any) -> list[Any]:
    """The elements of an Adaptive Card, which Teams shows the first text of."""
    cards = [one.get("content", {}) for one in payload.get("attachments", ())]
    return [element for card in cards for element in card.get("body", ())]


@cache
def notifications() -> frozenset[str]:
    """The English text of every lock screen."""
    return frozenset(one.notification.text for one in _EVERY)


@cache
def openings() -> frozenset[str]:
    """The English text of what every message begins with."""
    return frozenset(_opening(one).text for one in _EVERY)


@cache
def spoken_notifications() -> tuple[re.Pattern[str], ...]:
    """The same in every language."""
    return _patterns((one.notification,) for one in _EVERY)


@cache
def spoken_openings() -> tuple[re.Pattern[str], ...]:
    """The whole first block in every language: it may hold several sentences."""
    return _patterns(_sentences(one) for one in _EVERY)


def _patterns(sentences: Iterable[tuple[Words, ...]]) -> tuple[re.Pattern[str], ...]:
    pairs = product(list(sentences), language.languages())
    return tuple({re.compile(" ".join(_pattern(words, spoken) for words in said)) for said, spoken in pairs})


def _pattern(words: Words, spoken: str) -> str:
    """A sentence in one language, with room for a number, a day or case codes where it is filled in."""
    if words.text == "{text}":
        return _CODES
    marked = Words(words.text, tuple((name, f"\0{name}\0") for name, _ in words.values), words.plural, words.count)
    said = language.speak(marked, spoken, "UTC")
    return _FILLED.join(re.escape(part) for part in re.split(r"\0\w+\0", said))


def _sentences(message: Message) -> tuple[Words, ...]:
    first: Any = message.blocks[0]
    return (first.words,) if isinstance(first, Heading) else tuple(span.words for span in first.spans)


def _opening(message: Message) -> Words:
    first: Any = message.blocks[0]
    assert isinstance(first, Heading | Paragraph), "a message begins with a heading or a paragraph"
    return _sentences(message)[0]


def _is_frozen(words: Any, frozen: frozenset[str]) -> bool:
    """The key is on the list, and nothing but numbers and days is filled in."""
    filled = [value for _, value in words["values"]]
    return words["text"] in frozen and all(
        isinstance(one, int) or (isinstance(one, dict) and one["is"] in {"date", "datetime"}) for one in filled
    )


def _first_words(block: Any) -> Any:
    held = block["of"]
    return held["words"] if "words" in held else held["spans"][0]["of"]["words"]


def _first_text(block: Any) -> str:
    text = block.get("text", "")
    return text if isinstance(text, str) else text.get("text", "")


def _bare(text: str) -> str:
    """Without the marks for bold type, and without what Teams' Markdown puts before a sign that is none."""
    return re.sub(r"\\(?=\W)", "", text.replace("*", ""))


def _matches(text: str, patterns: tuple[re.Pattern[str], ...]) -> bool:
    return any(pattern.fullmatch(text) for pattern in patterns)


def _is_key(pair: Any) -> bool:
    name, values = pair
    return (
        name == "key"
        and len(values) == 1
        and len(values[0]) in _KEY_LENGTHS
        and bool(re.fullmatch(r"[\w:-]+", values[0]))
    )


def _ids(node: Any) -> Iterator[tuple[str, str]]:
    """Every id in a payload, wherever it stands."""
    if isinstance(node, dict):
        held = _IDS if "action_id" in node else _IDS[:-1]  # a chart's values are its figures
        yield from ((name, str(node[name])) for name in held if node.get(name) and not isinstance(node[name], dict))
    for inner in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _ids(inner)


def _says_nothing(name: str, value: str) -> bool:
    """A token that only we can open, or the name of an action with its place."""
    if _OPAQUE.fullmatch(value) and len(value) >= _SHORTEST_TOKEN:
        return True
    word, _, place = value.partition(".")
    return (
        name in {"action_id", "callback_id", "block_id"}
        and (word in _NAMES or _is_place(word))
        and (not place or place.isdecimal())
    )


def _is_place(word: str) -> bool:
    """What Slack itself gives a block, or we an element without an action."""
    return re.fullmatch(r"[a-z]{1,12}|[A-Za-z0-9+/=]{3,8}", word) is not None


def _all(node: Any, name: str) -> Iterator[Any]:
    """Every value under this name, at any depth."""
    if isinstance(node, dict):
        if name in node:
            yield node[name]
        for inner in node.values():
            yield from _all(inner, name)
    elif isinstance(node, list):
        for inner in node:
            yield from _all(inner, name)
