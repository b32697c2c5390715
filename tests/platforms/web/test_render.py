"""Everything a message, form or home can contain, held against golden files, and proof that nothing slips in.

``PEERSUPPORT_UPDATE=1 pytest tests/platforms/web/test_render.py`` writes the files again; read the difference.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from adapters.web import forms, render
from adapters.web.happening import Happening
from adapters.web.inboxes import InboxMessage
from bot.domain.people import PersonId
from bot.ui import (
    Action,
    Button,
    Buttons,
    Chart,
    Choice,
    Facts,
    Form,
    Heading,
    Home,
    Link,
    ManyOf,
    Mention,
    Message,
    Notice,
    OneOf,
    Paragraph,
    Plain,
    ShortText,
    Strong,
    Table,
    literal,
)
from tests.platforms.web import examples
from tests.platforms.web.golden_files import check
from tests.platforms.web.stage import Stage

AT = datetime(2026, 3, 2, 14, tzinfo=UTC)

BLOCKS = {
    "heading": Heading(literal("A heading")),
    "paragraph": Paragraph((Plain(literal("Plain,")), Strong(literal("strong")), Plain(literal(".")))),
    "quiet": examples.QUIET,
    "notice-info": examples.INFO,
    "notice-warning": examples.TRIAL,
    "notice-crisis": examples.CRISIS,
    "facts": examples.FACTS,
    "buttons": examples.START,
    "table": examples.TABLE,
    "chart": examples.CHART,
    "chart-long": examples.LONG_CHART,
    "links": examples.ODD_LINKS,
}
FIELDS = {field.name: field for field in examples.FULL_FORM.fields}


def reader(slug="ana-duarte"):
    playground = Stage().playground
    return playground.reader(playground.hospital.people[slug])


@pytest.mark.parametrize("name", BLOCKS)
def test_a_block_looks_like_its_golden_file(name):
    check(f"block-{name}", render.blocks((BLOCKS[name],), reader()))


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_looks_like_its_golden_file(name):
    check(f"field-{name}", forms.form(Form(title=literal("Form"), fields=(FIELDS[name],)), reader()))


def test_a_form_a_card_a_home_and_messages_look_like_their_golden_files():
    check("form", forms.form(examples.FULL_FORM, reader()))
    check("card", forms.form(examples.CARD, reader()))
    check("home", render.home(examples.SUPPORTER_HOME, reader()))
    letters = (InboxMessage("1", AT, examples.QUESTION), InboxMessage("2", AT, examples.REMINDER, changed=True))
    check("messages", render.messages(letters, reader()))
    check("messages-none", render.messages((), reader("samir-benali")))
    check("happening", render.happening(Happening(AT, examples.ANA, literal("was asked.")), reader()))


CANARY = '<script>alert("x")</script>'
BAD = literal(CANARY)
BLOCKS_WITH_CANARIES = (
    Heading(BAD),
    Paragraph((Plain(BAD), Strong(BAD), Link(BAD, f'https://x/"{CANARY}'), Mention(PersonId(f"web:{CANARY}")))),
    Notice((Plain(BAD),), tone=f'"{CANARY}'),
    Facts(((BAD, (Plain(BAD),)),)),
    Buttons((Button(BAD, Action(CANARY), style=f'"{CANARY}'),)),
    Table((BAD,), ((BAD,),)),
    Chart(BAD, (BAD,), ((BAD, (1,)), (BAD, (2,)))),
)
FORM_WITH_CANARIES = Form(
    title=BAD,
    blocks=BLOCKS_WITH_CANARIES,
    fields=(
        OneOf(name=f'"{CANARY}', label=BAD, choices=(Choice(f'"{CANARY}', BAD),)),
        OneOf(name="list", label=BAD, choices=(Choice(f'"{CANARY}', BAD),) * 9, value=CANARY),
        ManyOf(name="many", label=BAD, choices=(Choice(f'"{CANARY}', BAD),) * 20),
        ShortText(name="text", label=BAD, value=f'"{CANARY}', hint=BAD),
    ),
    submit=Button(BAD, Action(CANARY)),
)


def test_no_literal_becomes_markup():
    """A canary in every place for words, names, codes and links comes out as text, inside and outside attributes."""
    letter = InboxMessage(f'"{CANARY}', AT, Message(BAD, BLOCKS_WITH_CANARIES))
    pages = (
        forms.form(FORM_WITH_CANARIES, reader()),
        render.home(Home(BLOCKS_WITH_CANARIES), reader()),
        render.messages((letter,), reader()),
        render.happening(Happening(AT, None, BAD), reader()),
    )
    for page in pages:
        assert "<script" not in page
        assert '"<' not in page
        assert "&lt;script&gt;" in page


def test_a_link_leads_only_to_safe_places():
    html = render.blocks((examples.ODD_LINKS,), reader())
    assert re.findall(r'href="([^"]+)"', html) == ["https://example.org/?a=1&amp;b=2"]
    assert "a script" in html


def test_words_are_set_apart_by_one_space_but_punctuation_clings():
    html = render.blocks((examples.CRISIS,), reader())
    assert "now: <a" in html
    assert "</a> call or text, or <a" in html
    assert "</a>.</p>" in html


def test_a_button_carries_a_token_of_its_reader_and_no_case():
    """What it does stands in the open, as its label says it too; about whom and which case is sealed for its reader."""
    seen = {render.blocks((examples.START,), reader(slug)) for slug in ("ana-duarte", "noor-haddad")}
    assert len(seen) == 2
    assert all('data-does="ask"' in html for html in seen)
    question = render.blocks(examples.QUESTION.blocks, reader())
    assert "K7F3" not in question
