"""What people paste is read as they meant it, on every platform alike."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.typed import clean_text

PASTED = {
    "+1\u00a0617\u00a0555\u00a00100": "+1 617 555 0100",
    "+1\u202f617\u2009555\u30000100": "+1 617 555 0100",
    "\u202a+1 617 555 0100\u202c": "+1 617 555 0100",
    "\ufeff+1 617\u200b 555 01\u200d00\u2060": "+1 617 555 0100",
    "\t+1 617\r\n555\t0100\n": "+1 617 555 0100",
    "+1 617\u2011555\u20110100": "+1 617-555-0100",
    "+1 617\u2013555\u22120100": "+1 617-555-0100",
    "\uff0b\uff11 617 555 \uff10100": "+1 617 555 0100",
    "617 5\u00ad55\x00 0100\x07": "617 555 0100",
    "617 \ud800555 0100": "617 555 0100",
    "\u202aK7F3\u20119QXM\u202c\u00a0": "K7F3-9QXM",
    "Lun\u2013Ven\u00a008:00\u201318:00": "Lun-Ven 08:00-18:00",
    "+1 617 555 0100": "+1 617 555 0100",
    "\u200b\u00a0\t": "",
}
"""What telephones, contact lists and web pages put on the clipboard, and what was meant."""


@pytest.mark.parametrize(("pasted", "meant"), PASTED.items(), ids=ascii)
def test_what_nobody_sees_is_taken_away(pasted: str, meant: str):
    assert clean_text(pasted) == meant


@given(st.text(st.characters(exclude_categories=())))
def test_whatever_is_typed_becomes_one_printable_line(text: str):
    found = clean_text(text)
    assert found.isprintable()
    assert found == found.strip() == clean_text(found)
