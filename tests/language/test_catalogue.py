"""The catalogues follow the code: every sentence is in the template, and no translation loses a field."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from bot.language import languages

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

ROOT = Path(__file__).parents[2]
LOCALE = ROOT / "bot" / "locale"
SPEAKING = ("adapters", "bot")
KEYWORDS = {"say": None, "say_count": (1, 2)}
EVERY = sorted(LOCALE.glob("*/LC_MESSAGES/peersupport.po"))
CATALOGUES = [file for file in EVERY if file.parent.parent.name in languages()]
"""Those of whole languages; the others have what differs in a country, or a language that nobody has reviewed."""
PARTS = [file for file in EVERY if file not in CATALOGUES]


def catalogue(file: Path) -> Catalog:
    with file.open("rb") as source:
        return read_po(source)


def entries(file: Path) -> list[Message]:
    return [message for message in catalogue(file) if message.id]


def texts(said: object) -> tuple[str, ...]:
    """One sentence, or its singular and plural."""
    return (said,) if isinstance(said, str) else tuple(said)  # pyright: ignore[reportArgumentType]


def fields(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


def test_the_template_has_every_sentence_and_no_other():
    """Run the two commands in babel.cfg (`make messages`) after changing a sentence."""
    found = [
        texts(said)
        for folder in SPEAKING
        for _, _, said, _, _ in extract_from_dir(ROOT / folder, [("**.py", "python")], keywords=KEYWORDS)
    ]
    assert {texts(message.id) for message in entries(LOCALE / "peersupport.pot")} == {*found}


def test_every_sentence_is_a_literal():
    """A sentence that is put together at run time would be in no catalogue."""
    for file in (file for folder in SPEAKING for file in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in KEYWORDS:
                wanted = 1 if ast.unparse(node.func) == "say" else 2
                said = node.args[:wanted]
                assert all(isinstance(one, ast.Constant) for one in said), f"{file}:{node.lineno}"


@pytest.mark.parametrize("file", CATALOGUES, ids=lambda file: file.parent.parent.name)
def test_a_translation_has_the_fields_of_its_sentence(file: Path):
    """A lost field would hide a time or a code; an invented one would show "…"."""
    for message in entries(file):
        wanted = set().union(*map(fields, texts(message.id)))
        for translation in filter(None, texts(message.string)):
            assert fields(translation) <= wanted, message.id
            assert fields(translation) >= wanted - {"count"}, message.id


@pytest.mark.parametrize("file", CATALOGUES, ids=lambda file: file.parent.parent.name)
def test_every_sentence_is_translated(file: Path):
    """Equal languages: nobody reads half a message in another one."""
    done = {texts(one.id) for one in entries(file) if all(texts(one.string)) and not one.fuzzy}
    wanted = {texts(one.id) for one in entries(LOCALE / "peersupport.pot")}
    assert not wanted - done, f"{len(wanted & done)} of {len(wanted)} sentences"
