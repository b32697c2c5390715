"""French of Canada beside the French of both countries, and a language that is added by files alone."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from bot import language
from bot.conversation.views import asking, crisis
from bot.language import languages, speak
from bot.language_shipped import code_words
from bot.settings import read_policy
from bot.ui import Link, Words, say
from tests.engine.test_views import parts
from tests.language.test_catalogue import LOCALE, PARTS, entries, fields, texts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TEMPLATE = {texts(one.id) for one in entries(LOCALE / "peersupport.pot")}


def said(words: Words, locale: str) -> str:
    return speak(words, locale, "America/Toronto")


def forget() -> None:
    language._place.cache_clear()
    language._catalogue.cache_clear()


@pytest.mark.parametrize("file", PARTS, ids=lambda file: file.parent.parent.name)
def test_a_part_of_a_language_has_only_sentences_that_are_there_with_their_fields(file: Path):
    for one in entries(file):
        assert texts(one.id) in TEMPLATE, one.id
        assert fields(str(one.string)) == fields(str(one.id)), one.id


@pytest.mark.parametrize(
    ("code", "in_canada", "in_france"),
    [
        ("resident", "résidence", "interne"),
        ("attending", "médecin traitant", "titulaire"),
        ("fellow", "fellow", "chef de clinique"),
        ("family_medicine", "médecine familiale", "médecine générale"),
        ("chaplain", "soins spirituels", "aumônerie"),
    ],
)
def test_a_role_is_called_as_in_the_readers_country(code: str, in_canada: str, in_france: str):
    """The same word means another person there: *médecin traitant* is the family doctor in France."""
    assert (said(code_words(code), "fr-CA"), said(code_words(code), "fr-FR")) == (in_canada, in_france)
    assert said(code_words(code), "fr") == in_france


def test_what_does_not_differ_is_the_french_of_both():
    assert said(say("Saved."), "fr-CA") == said(say("Saved."), "fr")


def test_times_are_written_as_in_the_readers_country():
    at = datetime(2026, 8, 3, 15, tzinfo=UTC)
    words = say("Peers can be asked again from {opening}.", opening=at)
    assert "11 h 00" in said(words, "fr-CA")
    assert "11:00" in said(words, "fr-FR")


def test_chat_has_the_word_of_canada_there_and_another_in_france():
    policy = read_policy('country = "CA"\nregion = "QC"', "x")
    sentences = {locale: read(crisis.crisis_notice(policy), locale) for locale in ("fr-CA", "fr-FR")}
    assert ("clavardez" in sentences["fr-CA"], "clavard" in sentences["fr-FR"]) == (True, False)


def read(shown: object, locale: str) -> str:
    return " ".join(said(one, locale) for one in parts(shown) if isinstance(one, Words))


def test_what_nobody_has_reviewed_is_off():
    assert languages() == ("en", "fr")
    assert said(say("Get help now"), "de-DE") == "Get help now"


@pytest.fixture
def reviewed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The same catalogues, after somebody has reviewed the German one."""
    shutil.copytree(LOCALE, tmp_path / "locale")
    file = tmp_path / "locale" / "de" / "LC_MESSAGES" / "peersupport.po"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('"X-Reviewed: no\\n"\n', ""), encoding="utf-8")
    monkeypatch.setattr(language, "_CATALOGUES", tmp_path / "locale")
    forget()
    yield
    forget()


@pytest.mark.parametrize("country", ["DE", "AT", "CH"])
def test_a_language_is_added_by_its_file_alone(reviewed: None, country: str):
    """Entry form and danger card are German once the file is on, without a line of code."""
    policy = read_policy(f'country = "{country}"', "x")
    assert "de" in languages()
    english = {locale: lines(policy, locale) for locale in ("en", "de-DE")}
    same = english["en"] & english["de-DE"]
    assert not [text for text in same if any(word in text.lower() for word in (" the ", " you", "call ", "day and"))]
    assert "Brauchen Sie jetzt gleich jemanden" in read(crisis.crisis_notice(policy), "de-DE")


def lines(policy, locale: str) -> set[str]:
    shown = (asking.entry(policy), crisis.crisis_card(policy))
    words = [one.words if isinstance(one, Link) else one for form in shown for one in parts(form)]
    return {said(one, locale) for one in words if isinstance(one, Words)}
