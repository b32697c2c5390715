"""Slack's own text: what is escaped, what is cut, and what is set in bold."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

Json: TypeAlias = "dict[str, object]"

TEXT = 3000
"""Characters of a section or a context."""
_PIECES = re.compile(r"<[^<>]*>|[^\s<>]+|\s+|[<>]")


def strong(text: str) -> str:
    """Words that matter; Slack's star works on one line only, and not beside a space."""
    return "\n".join(f"*{escape(line.strip())}*" if line.strip() else "" for line in text.splitlines())


def escape(text: str) -> str:
    """Nothing in it can be a link, a mention or a command to Slack."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain_text(text: str, longest: int) -> Json:
    """A text without markup, cut at a limit that only a translation or a person's own text can reach."""
    return {"type": "plain_text", "text": cut(text, longest) or "–", "emoji": False}


def cut(text: str, longest: int) -> str:
    """As much as fits."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def mrkdwn(text: str) -> Json:
    """A text with our markup; ``verbatim``: Slack makes no links of its own."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def sections(text: str) -> list[Json]:
    """Running text, in as many sections as it needs."""
    return [{"type": "section", "text": mrkdwn(piece)} for piece in pieces(text)]


def preformatted(text: str) -> Json:
    """Text letter for letter; nothing in it is markup, so nothing is escaped."""
    inside = {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": text or "–"}]}
    return {"type": "rich_text", "elements": [inside]}


def pieces(text: str, longest: int = TEXT) -> Iterator[str]:
    """Text in parts that fit, cut between words and never inside our markup; nothing is lost."""
    if len(text) <= longest:
        if found := text.strip():
            yield found
        return
    part = ""
    for word in _PIECES.findall(text):
        if part and len(part) + len(word) > longest:
            yield part.strip()
            part = ""
        while len(word) > longest:  # one endless word
            part, word = word[:longest], word[longest:]  # noqa: PLW2901 - what is left of it
            yield part
            part = ""
        part += word
    if part.strip():
        yield part.strip()
