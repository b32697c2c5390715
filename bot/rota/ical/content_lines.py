"""Content lines of iCalendar (RFC 5545, 3.1): unfolded as bytes, cut into name, parameters and value, and nested."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.rota.reading import UnreadableCalendarError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.rota.reading import Notes

_NAME = re.compile(r"([A-Za-z0-9_.-]+)\s*")
_PARAMETER = re.compile(r';\s*([A-Za-z0-9_-]+)\s*=\s*((?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)')
_ESCAPED = re.compile(r"\\([\\;,:\"nN])")
_CARET = {"^n": "\n", "^'": '"', "^^": "^"}  # RFC 6868
_WIDE = ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_MOST_DEPTH = 8
_NONE: dict[str, str] = {}
_PLAIN = frozenset(
    [
        "BEGIN",
        "END",
        "UID",
        "DTSTAMP",
        "DTSTART",
        "DTEND",
        "DURATION",
        "SUMMARY",
        "TRANSP",
        "STATUS",
        "SEQUENCE",
        "CREATED",
        "LAST-MODIFIED",
        "RRULE",
        "DESCRIPTION",
        "LOCATION",
        "CLASS",
        "PRIORITY",
        "X-MICROSOFT-CDO-BUSYSTATUS",
    ]
)
"""Names that are read as they stand."""


@dataclass(frozen=True, slots=True)
class Property:
    """One content line. ``line`` is where it begins in the file, from 1; names are in capitals."""

    line: int
    name: str
    value: str
    parameters: dict[str, str]

    def parameter(self, name: str) -> str:
        """The parameter's value without its quotes; empty without it."""
        return self.parameters.get(name, "")

    @property
    def text(self) -> str:
        """The value as people read it: escapes taken out, blanks around it cut off."""
        return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], self.value).strip()


@dataclass(frozen=True, slots=True)
class Component:
    """What stands between BEGIN and END, with the components inside it."""

    name: str
    line: int
    properties: list[Property] = field(default_factory=list["Property"])
    inside: list[Component] = field(default_factory=list["Component"])

    def first(self, name: str) -> Property | None:
        """The first property of this name."""
        return next((one for one in self.properties if one.name == name), None)

    def every(self, name: str) -> Iterator[Property]:
        """All properties of this name."""
        return (one for one in self.properties if one.name == name)

    def text(self, name: str) -> str:
        """What the first property of this name says; empty without it."""
        found = self.first(name)
        return found.text if found else ""


def calendars(data: bytes, notes: Notes) -> list[Component]:
    """Every VCALENDAR of a file; raises UnreadableCalendarError where there is none or one is cut off."""
    root = Component("", 0)
    stack = [root]
    for number, raw in _unfold(_narrow(data)):
        found = _property(number, raw, notes)
        if found is not None:
            _place(found, stack, notes)
    if root.inside and any(one.name == "VCALENDAR" for one in stack):
        raise UnreadableCalendarError("the file is cut off: it has no END:VCALENDAR")
    found_calendars = [one for one in root.inside if one.name == "VCALENDAR"]
    if not found_calendars:
        raise UnreadableCalendarError("no VCALENDAR: this is not an iCalendar file")
    return found_calendars


def _narrow(data: bytes) -> bytes:
    """UTF-8 without its mark; UTF-16 only with one."""
    for mark, encoding in _WIDE:
        if data.startswith(mark):
            return data.decode(encoding, "replace").encode()
    return data.removeprefix(codecs.BOM_UTF8)


def _unfold(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Lines joined before they are decoded: a fold may lie inside one character."""
    whole, begins = b"", 0
    for number, line in enumerate(re.split(rb"\r\n|\n|\r", data), start=1):
        if line[:1] in {b" ", b"\t"} and begins:
            whole += line[1:]
            continue
        if whole.strip():
            yield begins, whole
        whole, begins = line, number
    if whole.strip():
        yield begins, whole


def _decode(raw: bytes) -> str:
    """UTF-8, or what Windows writes instead."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _property(number: int, raw: bytes, notes: Notes) -> Property | None:
    text = _decode(raw).strip("\x00")
    head, colon, value = text.partition(":")
    if colon and head in _PLAIN:  # most lines, without parameters
        return Property(number, head, value, _NONE)
    named = _NAME.match(text)
    if not named:
        notes.add(number, "no content line: it has no name")
        return None
    at, parameters = named.end(), dict[str, str]()
    while found := _PARAMETER.match(text, at):
        parameters.setdefault(found[1].upper(), _unquote(found[2]))
        at = found.end()
    if text[at : at + 1] != ":":
        notes.add(number, "no content line: it has no colon")
        return None
    return Property(number, named[1].upper().rpartition(".")[2], text[at + 1 :], parameters)


def _unquote(value: str) -> str:
    value = value.strip()
    if value.startswith('"') and value.endswith('"') and value.count('"') == 2:  # noqa: PLR2004 - one pair
        value = value[1:-1]
    return re.sub(r"\^[n'^]", lambda found: _CARET[found[0]], value)


def _place(found: Property, stack: list[Component], notes: Notes) -> None:
    """Put a line where it belongs; an END that is missing or too many costs nothing around it."""
    if found.name == "BEGIN":
        _begin(found, stack, notes)
    elif found.name == "END":
        _end(found, stack, notes)
    else:
        stack[-1].properties.append(found)


def _begin(found: Property, stack: list[Component], notes: Notes) -> None:
    kind = found.value.strip().upper()
    while len(stack) > 1 and kind in {one.name for one in stack}:  # no kind lies in itself
        notes.add(stack[-1].line, f"{stack[-1].name} has no END")
        stack.pop()
    opened = Component(kind, found.line)
    stack[-1].inside.append(opened)
    if len(stack) >= _MOST_DEPTH:
        raise UnreadableCalendarError(f"line {found.line}: components nested too deep")
    stack.append(opened)


def _end(found: Property, stack: list[Component], notes: Notes) -> None:
    kind = found.value.strip().upper()
    if kind not in {one.name for one in stack[1:]}:
        notes.add(found.line, f"END:{kind} without its BEGIN")
        return
    while stack[-1].name != kind:
        notes.add(stack[-1].line, f"{stack[-1].name} has no END")
        stack.pop()
    stack.pop()
