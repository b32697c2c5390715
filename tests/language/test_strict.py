"""Strict readers find nothing in the catalogues, and the glossary's forbidden words and genders stand nowhere."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from bot.conversation.gallery_examples import FORMS
from bot.ui import Form
from tests.language.test_catalogue import EVERY, LOCALE, entries, texts

ROOT = Path(__file__).parents[2]
FILES = [LOCALE / "peersupport.pot", *EVERY]
GLOSSARY = (ROOT / "docs" / "how-to" / "translate.md").read_text(encoding="utf-8")
FRENCH = [file for file in EVERY if file.parent.parent.name.startswith("fr")]


def named(file: Path) -> str:
    return "/".join(file.relative_to(LOCALE).parts[:1])


@pytest.mark.parametrize("file", FILES, ids=named)
def test_babel_reads_it_without_leniency(file: Path):
    """An invalid line, a second header or a sentence that stands twice would be passed over by a lenient reader."""
    with file.open("rb") as source:
        read = read_po(source, abort_invalid=True)
    assert not [(message.id, errors) for message, errors in read.check()]
    text = file.read_text(encoding="utf-8")
    found = re.findall(r'^msgid ((?:".*"\n)+)(?:msgid_plural ((?:".*"\n)+))?', text, re.MULTILINE)
    ids = ["".join(re.findall(r'"(.*)"', one)) for one, _ in found]
    assert ids.count("") == 1, "one header"
    assert not {one for one in ids if ids.count(one) > 1}
    assert text.count("POT-Creation-Date") <= 1
    assert not re.search(r"^(<{7}|={7}|>{7})", text, re.MULTILINE)


@pytest.mark.skipif(shutil.which("msgfmt") is None, reason="GNU gettext is not installed")
@pytest.mark.parametrize("file", FILES, ids=named)
def test_gettexts_own_check_finds_nothing(file: Path):
    result = subprocess.run(["msgfmt", "-c", "-o", "/dev/null", str(file)], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert "error" not in result.stderr


NEVER = re.findall(r"never \*([^*]+)\*", GLOSSARY)
"""What the glossary says that French must not say."""


def stems() -> list[str]:
    """Forbidden words with their endings: *signaler* also forbids *signalé* and *signale*."""
    return [re.sub(r"(er|e)$", "", word) for word in NEVER if " " not in word] + [word for word in NEVER if " " in word]


def test_the_glossary_forbids_something():
    assert {"signaler", "tentative"} <= set(NEVER)


@pytest.mark.parametrize("file", FRENCH, ids=named)
def test_no_word_that_the_glossary_forbids(file: Path):
    wrong = re.compile("|".join(rf"\b{re.escape(stem)}" for stem in stems()), re.IGNORECASE)
    assert not [text for one in entries(file) for text in texts(one.string) if wrong.search(text)]


AGREES = re.compile(
    r"\b[Vv]ous\b(?! être)[^.;:!?«»]{0,30}?\b(?:êtes|serez|étiez|été|être|soyez|seriez)\s+"
    r"(?:(?:pas|plus|bien|déjà|aussi|encore|jamais)\s+)?"
    r"(?!parmi|ici|lundi|mardi|jeudi|au|en|depuis)\w+(?:é|ée|i|ie|u|ue|is|ise|int|inte|ert|erte|ant)\b"
)
"""*Vous êtes connu*, *vous n'avez pas pu être joint*: a participle that tells the reader's gender."""
ONE_GENDER = re.compile(
    r"\b(?:un collègue|(?<!ou )(?<!ou d’)une collègue|un infirmier|une infirmière|le coordinateur|la directrice)\b"
)


@pytest.mark.parametrize(
    "text",
    [
        "Vous n’avez pas pu être joint.",
        "Ici, vous n’êtes connu que là.",
        "Vous avez été sollicité.",
        "vous serez prévenue",
    ],
)
def test_the_test_of_genders_bites(text: str):
    assert AGREES.search(text)


@pytest.mark.parametrize("file", FRENCH, ids=named)
def test_nobodys_gender_is_told(file: Path):
    said = [text for one in entries(file) for text in texts(one.string)]
    assert not [text for text in said if AGREES.search(text) or ONE_GENDER.search(text)]


def test_a_form_that_thanks_is_closed_and_not_cancelled():
    """*Cancel* beside “It is saved” would read as calling the request off."""
    thanks = [form for name, form in FORMS.items() if name.startswith("asking.thanks_self")]
    assert thanks
    assert all(isinstance(form, Form) and form.saved for form in thanks)


SCOLDING = (
    "Who is not to be asked for you stands",
    "That list is theirs",
    "or fewer",
    "You were done",
    "This has moved on",
    "as many cases as",
    "afresh",
    "at the latest",
    "women children",
    "Nobody reads this",
    "hand this back",
    "0 check-ins",
    "Not accepted on time",
)


@pytest.mark.parametrize("words", SCOLDING)
def test_what_scolded_or_read_as_translated_is_gone(words: str):
    said = [text for one in entries(LOCALE / "peersupport.pot") for text in texts(one.id)]
    assert not [text for text in said if words in text]
