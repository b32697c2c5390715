"""In every language: labels fit where English ones do, and a text calls a button by the name that it has."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from bot.conversation import gallery_examples
from bot.insight import examples as insight_examples
from bot.language import languages, speak
from bot.ui import LABEL, OPTION, TITLE, Button, Choice, Form
from tests.engine.test_views import parts
from tests.language.test_catalogue import CATALOGUES, entries, texts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.ui import Words

SHOWN = {**gallery_examples.MESSAGES, **insight_examples.MESSAGES, **gallery_examples.FORMS, **gallery_examples.HOMES}
NARROW = "\u202f"  # the space that French puts before : ; ? ! and inside its quotation marks


def labels(shown: object) -> Iterator[tuple[int, Words]]:
    """Every label with the number of characters that it may have."""
    for part in parts(shown):
        match part:
            case Button(label=label):
                yield LABEL, label
            case Form(title=title):
                yield TITLE, title
            case Choice(label=label):
                yield OPTION, label
            case _:
                pass


@pytest.mark.parametrize("language", languages())
def test_every_label_fits(language: str):
    """A longer one would be cut off, or refused by the platform."""
    said = {
        (limit, speak(words, language, gallery_examples.ZONE)) for one in SHOWN.values() for limit, words in labels(one)
    }
    assert not [(limit, label) for limit, label in said if len(label) > limit]


@pytest.mark.parametrize("file", CATALOGUES, ids=lambda file: file.parent.parent.name)
def test_a_quoted_button_has_its_own_name(file: Path):
    """The guided tour says what to press; in every language the button is called just that."""
    said = {one.id: str(one.string) for one in entries(file) if isinstance(one.id, str)}
    quoted = [(one, name) for one in said for name in re.findall("“([^”]+)”", one) if name in said]
    assert quoted
    assert not [name for one, name in quoted if said[name] not in said[one]]


def test_french_has_its_own_marks():
    """Curly apostrophes, « » for quotation, and narrow spaces that never break."""
    french = [text for file in CATALOGUES if "fr" in file.parts for one in entries(file) for text in texts(one.string)]
    wrong = re.compile(f"['\"“”]|«(?!{NARROW})|(?<!{NARROW})»|[^{NARROW}\\d/][:;?!%](?!\\w)| [:;?!%]")
    assert not [text for text in french if wrong.search(text.replace("08:00-18:00; ", ""))]


@pytest.mark.parametrize("file", CATALOGUES, ids=lambda file: file.parent.parent.name)
def test_nothing_is_called_anonymous(file: Path):
    """Confidential is what it is."""
    read = [text for one in entries(file) for text in (*texts(one.id), *texts(one.string))]
    assert not [text for text in read if "anonym" in text.lower()]
