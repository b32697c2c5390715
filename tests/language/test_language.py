"""A sentence in the reader's language, with dates and times on the reader's own clock; nothing can make it fail."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import language
from bot.language import languages, speak
from bot.ui import Words, literal, say, say_count

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MONDAY = datetime(2026, 8, 3, 15, tzinfo=UTC)
CATALOGUE = """
msgid ""
msgstr "Plural-Forms: nplurals=2; plural=(n > 1);\\nContent-Type: text/plain; charset=utf-8\\n"

msgid "Take it by {time}"
msgstr "À prendre avant {time}"

msgid "{count} case"
msgid_plural "{count} cases"
msgstr[0] "{count} dossier"
msgstr[1] "{count} dossiers"

msgid "Open"
msgstr "Ouvrir {nom} {"

msgid "Not translated yet"
msgstr ""

#, fuzzy
msgid "Guessed"
msgstr "Deviné"
"""


def forget() -> None:
    language._place.cache_clear()
    language._catalogue.cache_clear()


@pytest.fixture(autouse=True)
def small_catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A small French catalogue in the place of the real one."""
    file = tmp_path / "fr" / "LC_MESSAGES" / "peersupport.po"
    file.parent.mkdir(parents=True)
    file.write_text(CATALOGUE, encoding="utf-8")
    monkeypatch.setattr(language, "_CATALOGUES", tmp_path)
    forget()
    yield
    forget()


def said(words: Words, locale: str = "en", zone: str = "America/New_York") -> str:
    return speak(words, locale, zone)


def test_the_languages_are_those_with_a_catalogue():
    assert languages() == ("en", "fr")


@pytest.mark.parametrize(
    ("locale", "sentence"),
    [
        ("en", "Take it by Mon 3 Aug, 11:00"),
        ("en-GB", "Take it by Mon 3 Aug, 11:00"),
        ("en-US", "Take it by Mon, Aug 3, 11:00"),
        ("fr", "À prendre avant lun. 3 août, 11:00"),
        ("fr-FR", "À prendre avant lun. 3 août, 11:00"),
        ("fr_CA", "À prendre avant lun. 3 août, 11 h 00"),
        ("de", "Take it by Mon 3 Aug, 11:00"),
        ("", "Take it by Mon 3 Aug, 11:00"),
        ("x-klingon", "Take it by Mon 3 Aug, 11:00"),
        ("../fr", "Take it by Mon 3 Aug, 11:00"),
    ],
)
def test_a_reader_gets_their_language_or_english_throughout(locale: str, sentence: str):
    """A language without catalogue is English with English dates, never a mixture."""
    assert said(say("Take it by {time}", time=MONDAY), locale) == sentence


@pytest.mark.parametrize(
    ("moment", "zone", "shown"),
    [
        (MONDAY, "Asia/Kathmandu", "Mon 3 Aug, 20:45"),
        (MONDAY, "Pacific/Chatham", "Tue 4 Aug, 03:45"),
        (datetime(2026, 11, 1, 5, 30, tzinfo=UTC), "America/New_York", "Sun 1 Nov, 01:30 EDT"),
        (datetime(2026, 11, 1, 6, 30, tzinfo=UTC), "America/New_York", "Sun 1 Nov, 01:30 EST"),
        (MONDAY, "Nowhere/Land", "Mon 3 Aug, 15:00 UTC"),
        (MONDAY, "../etc", "Mon 3 Aug, 15:00 UTC"),
        (MONDAY, "", "Mon 3 Aug, 15:00 UTC"),
    ],
)
def test_a_time_is_unambiguous_on_the_readers_own_clock(moment: datetime, zone: str, shown: str):
    """The zone is named where the clock shows a time twice, and where the reader's zone is unknown."""
    assert said(say("{at}", at=moment), zone=zone) == shown


def test_a_date_is_the_same_day_everywhere():
    assert said(say("{day}", day=date(2026, 8, 3)), zone="Pacific/Chatham") == "Mon 3 Aug"


@pytest.mark.parametrize(
    ("count", "english", "french"),
    [(0, "0 cases", "0 dossier"), (1, "1 case", "1 dossier"), (2, "2 cases", "2 dossiers")],
)
def test_each_language_has_its_own_plural(count: int, english: str, french: str):
    words = say_count("{count} case", "{count} cases", count)
    assert (said(words), said(words, "fr")) == (english, french)


def test_a_number_is_written_as_in_the_readers_language():
    words = say_count("{count} case", "{count} cases", 1234567)
    assert (said(words), said(words, "fr")) == ("1,234,567 cases", "1\u202f234\u202f567 dossiers")


def test_a_value_may_be_a_sentence_of_its_own():
    inner = say_count("{count} case", "{count} cases", 2)
    assert said(say("You have {what}.", what=inner), "fr") == "You have 2 dossiers."


@pytest.mark.parametrize("sentence", ["Not translated yet", "Guessed", "Unknown"])
def test_what_is_not_translated_or_only_guessed_is_english(sentence: str):
    assert said(Words(sentence), "fr") == sentence


def test_a_field_without_value_shows_that_something_is_missing():
    """A gap could turn the meaning round; a translator's slip must not lose a message."""
    assert said(Words("Take it by {time}")) == "Take it by …"
    assert said(say("Open"), "fr") == "Ouvrir … {"


def test_no_words_are_nothing():
    """The empty key of a catalogue is its own header."""
    assert (said(Words(""), "fr"), said(literal(""))) == ("", "")


@given(st.text(), st.text(max_size=8), st.text(max_size=8))
def test_what_somebody_typed_is_shown_as_it_is(text: str, locale: str, zone: str):
    """Braces and all: a value is never a pattern, and no locale or zone can make it fail."""
    assert speak(literal(text), locale, zone) == text
    assert speak(say("{at}", at=MONDAY), locale, zone)
