"""The site's own calls to its lines: the sheet to call from, and the record in the policy file."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from bot.domain.errors import ConfigurationError
from bot.domain.lines import Kind, Purpose
from bot.settings.lines.packs import choose_pack

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.domain.lines import Call, HelpLines, Line, Way

_SECTION = re.compile(r"^\[lines_called\][ \t]*(?:#.*)?\n?", re.MULTILINE)


def still_needed(lines: HelpLines, own: tuple[Line, ...]) -> tuple[str, ...]:
    """What only the site knows, as its pack says; nothing once the site has a support line of its own."""
    pack = choose_pack(lines.country, lines.region) if lines.country else None
    return pack.needs if pack and not any(one.purpose is Purpose.SUPPORT for one in own) else ()


def record(text: str, key: str, call: Call) -> str:
    """The policy's text with this call in its table ``[lines_called]``; all else stays as it is written.

    ConfigurationError if the table is written in another way, so that it can't be changed line by line.
    """
    written = json.dumps(f"{'' if call.works else 'wrong '}{call.on.isoformat()}")
    line = f"{json.dumps(key, ensure_ascii=False)} = {written}\n"
    found = _SECTION.search(text)
    if found is None:
        if re.search(r"^lines_called\b", text, re.MULTILINE):
            raise ConfigurationError("lines_called is written in one line; write it as a table [lines_called]")
        return f"{text.rstrip()}\n\n[lines_called]\n{line}" if text.strip() else f"[lines_called]\n{line}"
    start = found.end()
    after = re.search(r"^\[", text[start:], re.MULTILINE)
    end = start + after.start() if after else len(text)
    kept = [one for one in text[start:end].splitlines(keepends=True) if _key_of(one) != key]
    head = text[:start] if text[:start].endswith("\n") else f"{text[:start]}\n"
    body = "".join(kept).rstrip("\n")
    gap = "\n" if after else ""
    return f"{head}{body + chr(10) if body else ''}{line}{gap}{text[end:]}"


def _key_of(line: str) -> str:
    found = re.match(r"\s*(\"(?:[^\"\\]|\\.)*\"|'[^']*'|[\w-]+)\s*=", line)
    if found is None:
        return ""
    return str(json.loads(found[1])) if found[1].startswith('"') else found[1].strip("'")


def ask(way: Way) -> Iterator[str]:
    """What to find out about a way when it is tried."""
    if way.kind is Kind.CHAT:
        yield f"Open {way.link}: can somebody write there?"
        return
    if way.kind is Kind.TEXT:
        sent = f"{way.keyword} to {way.text}" if way.keyword else way.text
        yield f"Text {sent}: does somebody answer, and is a word needed?"
        return
    yield f"Call {way.text}: does somebody answer?"
    if way.option:
        yield f"Is it still option {way.option}?"
    if way.extension:
        yield f"Is it still extension {way.extension}?"
