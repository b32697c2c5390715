"""Reads what people type or paste as they meant it, the same on every platform.

Telephones, contact lists and web pages put signs around a number that nobody sees. Refusing them would lose a form.
"""

from __future__ import annotations

import unicodedata

LONGEST = 8000
"""Characters, as they came, that a field may hold; more than any platform lets somebody type."""

_DASHES, _MINUS = "Pd", "\u2212"


def cleaned(text: str) -> str:
    """One printable line: digits and letters of any width as they are read, any space one space, any dash a hyphen.

    What is never seen is dropped. Whether the rest is too long, or no number, its field says.
    """
    return " ".join("".join(map(_seen, unicodedata.normalize("NFKC", text))).split())


def _seen(sign: str) -> str:
    if sign.isspace():
        return " "
    if sign == _MINUS or unicodedata.category(sign) == _DASHES:
        return "-"
    return sign if sign.isprintable() else ""
