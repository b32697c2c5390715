"""Everything the bot can say as Block Kit: golden files, Slack's own validators and limits, and nothing that slips in.

``PEERSUPPORT_UPDATE=1 pytest tests/platforms/slack/test_render.py`` writes the files again; read the difference.
"""

from __future__ import annotations

import re
import secrets
import string
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from adapters.slack import forms, markup, render
from bot.conversation import gallery_examples
from bot.domain.people import PersonId
from bot.insight import examples as insight
from bot.ports import Contact
from bot.ui import (
    Action,
    Button,
    Buttons,
    Chart,
    Choice,
    DayField,
    FieldErrors,
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
    PeopleField,
    PersonField,
    Plain,
    ShortText,
    Strong,
    Table,
    TimeField,
    Toast,
    TooMuchError,
    literal,
)
from store.sealing import Keyring, SealedTokens
from tests.platforms.slack.fake.surfaces import wrong_blocks, wrong_view
from tests.platforms.slack.shown import TEAM, check_golden, in_slack, reader

if TYPE_CHECKING:
    from collections.abc import Iterator

MESSAGES = {**gallery_examples.MESSAGES, **insight.MESSAGES}
LANGUAGES = ("en", "fr")


def shown_message(name: str, locale: str = "en") -> dict[str, Any]:
    return render.message(in_slack(MESSAGES[name]), reader(locale))


def shown_form(name: str, locale: str = "en") -> dict[str, Any]:
    return forms.view(in_slack(gallery_examples.FORMS[name]), reader(locale))


def shown_home(name: str, locale: str = "en") -> dict[str, Any]:
    return render.home(in_slack(gallery_examples.HOMES[name]), reader(locale))


@pytest.mark.parametrize("name", MESSAGES)
def test_every_message_looks_as_in_its_golden_file(name: str):
    check_golden(f"messages/{name}", shown_message(name))


@pytest.mark.parametrize("name", gallery_examples.FORMS)
def test_every_form_looks_as_in_its_golden_file(name: str):
    check_golden(f"forms/{name}", shown_form(name))


@pytest.mark.parametrize("name", gallery_examples.HOMES)
def test_every_home_looks_as_in_its_golden_file(name: str):
    check_golden(f"homes/{name}", shown_home(name))


def validated(blocks: list[dict[str, Any]]) -> Iterator[str]:
    """Slack's own Python models; they know no charts yet."""
    for block in blocks:
        if block["type"] != "data_visualization":
            parsed = Block.parse(block)
            assert parsed is not None, block["type"]
            parsed.validate_json()
            yield block["type"]


@pytest.mark.parametrize("locale", LANGUAGES)
def test_slacks_validators_take_every_message(locale: str):
    for name in MESSAGES:
        shown = shown_message(name, locale)
        assert list(validated(shown["blocks"]))
        assert not list(wrong_blocks(shown["blocks"], "message")), name


@pytest.mark.parametrize("locale", LANGUAGES)
def test_slacks_validators_take_every_view(locale: str):
    views = [(name, shown_form(name, locale)) for name in gallery_examples.FORMS]
    views += [(name, shown_home(name, locale)) for name in gallery_examples.HOMES]
    for name, view in views:
        assert list(validated(view["blocks"])), name
        View(**view).validate_json()
        assert not list(wrong_view(view, view["type"])), name


def texts_in(node: object) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for one in node.values():
            yield from texts_in(one)
    elif isinstance(node, list):
        for one in node:
            yield from texts_in(one)


@pytest.mark.parametrize("locale", LANGUAGES)
def test_names_stand_only_in_modals(locale: str):
    """Slack keeps messages and homes; nobody keeps a modal."""
    outside = [shown_message(name, locale) for name in MESSAGES] + [
        shown_home(name, locale) for name in gallery_examples.HOMES
    ]
    for text in texts_in(outside):
        assert "<@" not in text
        assert not re.search(r"\bU0[A-Z]{4}", text)
    assert any("<@U0" in text for name in gallery_examples.FORMS for text in texts_in(shown_form(name, locale)))


def test_a_name_that_got_into_a_message_or_a_home_is_not_shown():
    """None is ever written there; if one were, it would be somebody and nobody."""
    named = (Paragraph((Mention(PersonId(f"slack:{TEAM}/U0TOMASZ")),)),)
    curious = replace(reader(), sees_names=True)
    outside = [render.message(Message(literal("A note."), named), curious), render.home(Home(named), curious)]
    assert not [text for text in texts_in(outside) if "TOMASZ" in text]
    assert any("<@U0TOMASZ>" in text for text in texts_in(render.blocks(named, curious)))


def test_ids_are_constant_words():
    """Whoever reads a payload learns what kind of question or button it was, and nothing of whose."""
    kinds = {"one", "many", "person", "people", "day", "time", "text"}
    for view in (shown_form(name) for name in gallery_examples.FORMS):
        for block in view["blocks"]:
            if block["type"] == "input":
                assert re.fullmatch(r"[a-z_]{1,30}", block["block_id"])
                assert block["element"]["action_id"] in kinds
            for element in block.get("elements", ()):
                assert re.fullmatch(r"[a-z_]{1,30}\.[0-4]", element.get("action_id", "a.0"))


EVIL = "<!channel> <@U0EVIL> <https://evil.example|click> & *_~`"


@pytest.mark.parametrize(
    "block",
    [
        Heading(literal(EVIL)),
        Paragraph((Plain(literal(EVIL)), Strong(literal(EVIL)))),
        Paragraph((Plain(literal(EVIL)),), quiet=True),
        Notice((Plain(literal(EVIL)),), "crisis"),
        Table((literal(EVIL), literal("x")), ((literal(EVIL), literal(EVIL)),)),
        Paragraph((Link(literal(EVIL), "https://example.org/?a=<b>|c&d"),)),
        Paragraph((Link(literal("run"), "javascript:alert(1)"),)),
    ],
)
def test_what_is_not_ours_stays_text(block: Any):
    """The only markup is our own: no link, mention or command to everybody can be smuggled in."""
    for shown in (render.blocks([block], reader()), render.blocks([block], reader(), rich=True)):
        for text in texts_in([one for one in shown if one["type"] in {"section", "context"}]):
            rest = re.sub(r"<https://example\.org/\?a=%3Cb%3E%7Cc&amp;d\|[^<>]*>", "", text)
            assert not re.search(r"<(?!/)", rest), text
            assert not re.search(r"&(?!amp;|lt;|gt;)", rest), text


def test_markup_is_read_by_slack_only_where_we_say_so():
    """``verbatim``: a word with a number sign or an address in somebody's text does not become a link."""
    for view in [shown_form(name) for name in gallery_examples.FORMS]:
        for node in re.findall(r"\{[^{}]*'type': 'mrkdwn'[^{}]*\}", str(view)):
            assert "'verbatim': True" in node


def test_a_mention_needs_an_address_of_the_readers_own_workspace():
    inside = replace(reader(), sees_names=True)
    shown = [
        render.spans((Mention(PersonId(one)),), inside)
        for one in (f"slack:{TEAM}/U0ANA", "slack:T9OTHER/U0ANA", f"slack:{TEAM}/<!here>", "phone:+16175550100")
    ]
    assert shown == ["<@U0ANA>", "a colleague", "a colleague", "+16175550100"]


def test_somebody_elsewhere_is_a_link_to_them_with_or_without_a_name():
    """A name is the text of somebody else's platform: no markup in it works, whatever it begins with."""
    chat, known, unknown = "https://teams.example/l?a=1&b=2", PersonId("teams:t/1"), PersonId("teams:t/2")
    contacts = {known: Contact("<@U0EVIL> & Noor", "Teams", chat), unknown: Contact("", "Teams", chat)}
    inside = replace(reader(), sees_names=True, contacts=contacts)
    shown = render.spans((Mention(known), Mention(unknown)), inside)
    way = "https://teams.example/l?a=1&amp;b=2"
    assert shown == f"<{way}|&lt;@U0EVIL&gt; &amp; Noor> <{way}|a colleague in Teams>"
    outside = str(render.message(Message(literal("A note."), (Paragraph((Mention(known),)),)), inside))
    assert "Noor" not in outside
    assert chat not in outside


@pytest.mark.parametrize("length", [2999, 3000, 3001, 9000])
def test_a_long_text_is_spread_over_sections_and_nothing_is_lost(length: int):
    words = " ".join("word" for _ in range(length // 5 + 1))[:length].strip()
    shown: Any = markup.sections(words)
    assert all(len(str(one["text"]["text"])) <= 3000 for one in shown)
    assert " ".join(str(one["text"]["text"]) for one in shown) == words


def test_a_text_is_never_cut_inside_a_link():
    text = "x" * 2990 + " <https://example.org/a-long-one|and its words>"
    assert list(markup.pieces(text)) == ["x" * 2990, "<https://example.org/a-long-one|and its words>"]


def test_a_word_without_end_is_cut():
    assert [len(one) for one in markup.pieces("x" * 7000)] == [3000, 3000, 1000]


def modal(form: Form) -> Any:
    return forms.view(form, reader())


FIELDS = (
    OneOf(name="few", label=literal("Few"), choices=tuple(Choice(str(n), literal(str(n))) for n in range(3))),
    OneOf(name="many", label=literal("Many"), choices=tuple(Choice(str(n), literal(str(n))) for n in range(100))),
    ManyOf(name="boxes", label=literal("Boxes"), choices=(Choice("a", literal("A")),), values=("a",)),
    PersonField(name="person", label=literal("Who"), value=PersonId(f"slack:{TEAM}/U0ANA")),
    PeopleField(name="people", label=literal("Who else"), values=(PersonId(f"slack:{TEAM}/U0BEN"),)),
    DayField(name="day", label=literal("Day"), value=date(2026, 8, 3)),
    TimeField(name="time", label=literal("Time"), value="09:30"),
    ShortText(name="text", label=literal("Text"), value="x", hint=literal("A hint"), longest=20),
)
FORM = Form(title=literal("Every field"), fields=FIELDS, submit=Button(literal("Send"), Action("send")))


def test_every_kind_of_field_looks_as_in_its_golden_file():
    shown = modal(FORM)
    check_golden("fields", shown)
    View(**shown).validate_json()


def test_an_optional_choice_can_be_taken_back():
    """Slack's radio buttons can't be let go of, so that no answer is an answer."""
    options = modal(FORM)["blocks"][0]["element"]["options"]
    assert options[-1]["value"] == forms.NOTHING


def test_a_question_without_any_choice_is_left_out():
    empty = replace(FORM, fields=(OneOf(name="none", label=literal("None"), choices=()),))
    assert modal(empty)["blocks"] == []


def test_the_largest_draft_fits_into_a_button():
    """Two questions about as many people as they take: ids are random, so nothing can be packed."""
    people = [
        f"slack:{TEAM}/U{''.join(secrets.choice(string.ascii_uppercase + string.digits) for _ in range(10))}"
        for _ in range(2 * forms.MOST_PEOPLE)
    ]
    draft = (("people", tuple(people[::2])), ("not_these", tuple(people[1::2])), ("key", ("k" * 16,)))
    tokens = SealedTokens(Keyring({1: bytes(range(32))}))
    button = Button(literal("Yes"), Action("incident_send", draft=draft))
    shown = render.button(button, replace(reader(), tokens=tokens), 0)
    assert len(str(shown["value"])) <= render.VALUE
    opened = tokens.open(str(shown["value"]), reader().address)
    assert opened is not None
    assert opened.draft == draft


def test_a_token_that_would_not_fit_is_never_sent():
    draft = (("people", tuple(f"slack:{TEAM}/U{secrets.token_hex(5)}" for _ in range(1000))),)
    tokens = SealedTokens(Keyring({1: bytes(range(32))}))
    with pytest.raises(TooMuchError):
        render.button(Button(literal("Yes"), Action("send", draft=draft)), replace(reader(), tokens=tokens), 0)


CHART = Chart(literal("A week"), (literal("New"), literal("Closed")), ((literal("This"), (3, 1)),))
TABLE = Table((literal("Week"), literal("New")), ((literal("1 Jan"), literal("3")), (literal("8 Jan"), literal(""))))


def kinds(*blocks: Any, plain: bool = False) -> list[object]:
    shown: Any = render.message(Message(literal("x"), blocks), reader(), plain=plain)
    return [one["type"] for one in shown["blocks"]]


def test_a_chart_and_one_table_stand_as_such_in_a_message():
    """A message has one table; the others are text. Without the newest blocks everything is text."""
    assert kinds(CHART, TABLE, TABLE) == ["data_visualization", "table", "section"]
    assert kinds(CHART, TABLE, plain=True) == ["section"]


def test_the_longest_table_that_fits_gets_the_block():
    shorter, too_long = replace(TABLE, rows=TABLE.rows[:1]), replace(TABLE, rows=TABLE.rows * 50)
    assert kinds(shorter, TABLE, too_long) == ["section", "table", "section"]


def test_words_that_speak_for_themselves_stand_without_their_head():
    said = (literal("Ana"), literal("can be asked"), literal("2"))
    table = Table((literal("Supporter"), literal("How they stand"), literal("Open cases")), (said,))
    assert "*Ana*  can be asked · Open cases: 2" in str(render.home(Home((table,)), reader()))


def test_code_stands_letter_for_letter():
    """Nothing in it is markup, so nothing is escaped, and Slack makes nothing of it."""
    shown: Any = render.home(Home((Paragraph((Plain(literal('{"a": "<@U1> & ```"}')),), code=True),)), reader())
    inside = shown["blocks"][0]["elements"][0]
    assert (inside["type"], inside["elements"][0]["text"]) == ("rich_text_preformatted", '{"a": "<@U1> & ```"}')


def test_a_home_and_a_modal_show_tables_as_text():
    shown: Any = render.home(Home((CHART, TABLE)), reader())["blocks"]
    assert [one["type"] for one in shown] == ["section"]
    assert "*1 Jan*  New: 3" in str(shown)


@pytest.mark.parametrize(
    "chart",
    [
        replace(CHART, labels=(), series=((literal("This"), ()),)),
        replace(CHART, labels=(literal("x"), literal("x"))),
        replace(CHART, series=tuple((literal(str(n)), (1, 2)) for n in range(7))),
        replace(CHART, labels=tuple(literal(str(n)) for n in range(21)), series=((literal("a"), tuple(range(21))),)),
    ],
    ids=["empty", "same", "series", "points"],
)
def test_a_chart_that_slack_would_refuse_is_left_to_its_table(chart: Chart):
    assert kinds(chart, TABLE) == ["table"]


def test_a_message_or_a_view_with_too_many_blocks_is_refused_here():
    table = Table((literal("a"),), tuple((literal("x" * 3000),) for _ in range(60)))
    with pytest.raises(TooMuchError):
        render.message(Message(literal("x"), (table,)), reader())
    with pytest.raises(TooMuchError):
        render.home(Home((table, table)), reader())
    with pytest.raises(TooMuchError):
        forms.view(Form(title=literal("x"), blocks=(table, table)), reader())


def test_errors_stand_at_the_questions_that_are_asked():
    """Slack refuses an error at anything that is not an input of the open modal."""
    found = FieldErrors((("phone", literal("A number.")), ("gone", literal("Gone."))))
    assert forms.errors(found, ("reach", "phone"), reader()) == {"phone": "A number.", "reach": "Gone."}
    assert forms.errors(found, (), reader()) is None
    assert "A number." in str(forms.screen(found, reader()))


def test_a_passing_sentence_is_a_small_modal():
    shown = forms.screen(Toast(literal("Saved.")), reader())
    assert "Saved." in str(shown["blocks"])
    assert "submit" not in shown


def test_the_crisis_lines_stand_in_what_is_said_when_something_broke():
    shown = forms.sorry(reader(lines=gallery_examples.POLICY.lines))
    assert "<tel:" in str(shown)


def test_the_buttons_of_a_message_work_for_its_reader_only():
    tokens = SealedTokens(Keyring({1: bytes(range(32))}))
    message = Message(literal("x"), (Buttons((Button(literal("Take it"), Action("take")),)),))
    shown: Any = render.message(message, replace(reader(), tokens=tokens))
    value = shown["blocks"][0]["elements"][0]["value"]
    assert tokens.open(value, reader().address) == Action("take")
    assert tokens.open(value, reader(user="U0OTHER").address) is None
