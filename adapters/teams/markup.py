"""The text of Adaptive Cards: what is escaped, what is cut, and what is set in bold."""

from __future__ import annotations

import re
from typing import TypeAlias

Json: TypeAlias = "dict[str, object]"

_MARKS = re.compile(r"[\\`*_\[\]~<>|]|\$(?=\{)")
_OPENERS = re.compile(r"^(\s*)([#+\-=]+(?=\s|$))", re.MULTILINE)
_NUMBERED = re.compile(r"^(\s*\d+)([.)])", re.MULTILINE)
_UNSAFE = {sign: f"%{ord(sign):02X}" for sign in ' ()<>\\"*[]`{}|'}


def escape(text: str) -> str:
    """Nothing in it can be Markdown, a mention, or a function that a client fills in, such as ``{{DATE(…)}}``."""
    marked = _MARKS.sub(lambda found: "\\" + found[0], text.replace("{{", "{ {"))
    return _NUMBERED.sub(r"\1\\\2", _OPENERS.sub(r"\1\\\2", marked))


def strong(text: str) -> str:
    """Words that matter; Markdown's stars work on one line only, and not beside a space."""
    return "\n".join(f"**{escape(line.strip())}**" if line.strip() else "" for line in text.splitlines())


def link(text: str, url: str) -> str:
    """A link if it leads to a safe place, else only its words."""
    words = escape(" ".join(text.split()))
    if not url.startswith(("https://", "tel:")):
        return words
    return f"[{words}]({''.join(_UNSAFE.get(sign, sign) for sign in url)})"


def cut(text: str, longest: int) -> str:
    """As much as fits."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def lines(text: str, **looks: object) -> list[Json]:
    """A text block for each line; clients do not agree on what a line break inside one does."""
    shown: list[Json] = []
    for line in text.splitlines():
        if line.strip():
            close = {"spacing": "None"} if shown else {}
            shown.append({"type": "TextBlock", "text": line, "wrap": True, **looks, **close})
    return shown
