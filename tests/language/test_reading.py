"""A tired reader understands it at once: Flesch–Kincaid grades of what people read, in English."""

from __future__ import annotations

import re
from statistics import median

import pytest
from textstat import textstat

from bot.conversation.example_cases import ZONE
from bot.language import speak
from bot.ui import Notice, Paragraph, Plain, Strong
from tests.engine.test_views import parts
from tests.language.test_catalogue import LOCALE, entries, texts
from tests.language.test_labels import SHOWN

SENTENCE, WHOLE = 6, 8
"""The grade of the median sentence, and of everything that one message, form or home says."""
SAID = re.compile(r"[.:?!]”?$")  # labels and table cells are no sentences


def grade(text: str) -> float:
    return textstat.flesch_kincaid_grade(text)


def sentences(shown: object) -> list[str]:
    """What a message, form or home says in sentences, as it is read."""
    spans = [span for part in parts(shown) if isinstance(part, Paragraph | Notice) for span in part.spans]
    said = [speak(span.words, "en", ZONE) for span in spans if isinstance(span, Plain | Strong)]
    return [text for text in said if SAID.search(text)]


def test_the_median_sentence_is_easy():
    known = [text for one in entries(LOCALE / "peersupport.pot") for text in texts(one.id)]
    read = [re.sub(r"\{\w+\}", "5", text) for text in known if SAID.search(text)]
    assert median(map(grade, read)) <= SENTENCE


@pytest.mark.parametrize("name", SHOWN)
def test_a_whole_text_is_readable(name: str):
    said = sentences(SHOWN[name])
    assert not said or grade(" ".join(said)) <= WHOLE, said
