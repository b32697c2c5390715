"""The danger card of every pack, in each language, held against a file that people read."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.conversation.views import crisis
from bot.language import speak
from bot.settings import read_policy
from bot.settings.lines import pack_names
from bot.ui import Heading, Link, Mention, Notice, Paragraph
from tests import golden

GOLDEN = Path(__file__).parent / "golden"
ZONE = "UTC"


def drawn(pack: str, locale: str) -> str:
    """The sentence and the card as plain text: a line for each block, links as [words](address)."""
    country, _, region = pack.partition("-")
    policy = read_policy(f'country = "{country}"\nregion = "{region}"', "policy.toml")
    blocks = (crisis.crisis_notice(policy), *crisis.crisis_card(policy).blocks)
    return "".join(f"{_block(one, locale)}\n" for one in blocks)


def _block(one: object, locale: str) -> str:
    if isinstance(one, Heading):
        return f"## {speak(one.words, locale, ZONE)}"
    assert isinstance(one, Notice | Paragraph)
    parts: list[str] = []
    for span in one.spans:
        assert not isinstance(span, Mention)
        words = speak(span.words, locale, ZONE)
        parts.append(f"[{words}]({span.url})" if isinstance(span, Link) else words)
    return " ".join(parts)


@pytest.mark.parametrize("locale", ["en", "fr", "fr-CA"])
@pytest.mark.parametrize("pack", pack_names())
def test_the_danger_card_looks_as_in_its_golden_file(pack: str, locale: str):
    """Somebody who reads the language reads the difference before it is written again."""
    golden.check(GOLDEN / f"danger-{pack}-{locale}.txt", drawn(pack, locale))
