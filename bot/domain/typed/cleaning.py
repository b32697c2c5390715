"""Text as somebody meant it: what is never seen is dropped, any space is one space, any dash a hyphen."""

from __future__ import annotations

import unicodedata

_DASHES, _MINUS = "Pd", "\u2212"


def clean_text(text: str) -> str:
    """One printable line: digits and letters of any width as they are read, any space one space, any dash a hyphen.

    Telephones, contact lists, spreadsheets and web pages put signs into a text that nobody sees.
    """
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()  # nearly every cell and field
    return " ".join("".join(map(_visible_sign, unicodedata.normalize("NFKC", text))).split())


def tidy_text(text: str) -> str:
    """One printable line whose letters stay as they are: a name is shown, not only compared."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    plain = unicodedata.normalize("NFC", text)
    return " ".join(
        "".join(" " if one.isspace() else one for one in plain if one.isspace() or one.isprintable()).split()
    )


def _visible_sign(sign: str) -> str:
    if sign.isspace():
        return " "
    if sign == _MINUS or unicodedata.category(sign) == _DASHES:
        return "-"
    return sign if sign.isprintable() else ""
