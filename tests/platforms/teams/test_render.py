"""Everything the bot can say as Adaptive Cards: golden files, Microsoft's models and limits, and nothing slips in.

``PEERSUPPORT_UPDATE=1 pytest tests/platforms/teams/test_render.py`` writes the files again; read the difference.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from adapters.teams import render
from adapters.teams.markup import escape, lines, link, strong
from bot.conversation import gallery_examples
from bot.domain.case import CaseCode
from bot.domain.people import PersonId
from bot.insight import examples as insight
from bot.ports import Contact
from bot.ui import (
    Action,
    Button,
    Buttons,
    Chart,
    Facts,
    Heading,
    Link,
    Mention,
    Message,
    Notice,
    Paragraph,
    Plain,
    Strong,
    Table,
    TooMuchError,
    literal,
)
from tests.platforms.teams.oracle import elements, wrong
from tests.platforms.teams.shown import check_golden, in_teams, person, reader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapters.teams.reader import Reader

MESSAGES = {**gallery_examples.MESSAGES, **insight.MESSAGES}


def shown(name: str, locale: str = "en") -> dict[str, Any]:
    return render.message(in_teams(MESSAGES[name]), reader(locale))


def drawn(blocks: Any, eyes: Reader) -> Any:
    return render.blocks(blocks, eyes)


def card_in(activity: dict[str, Any]) -> dict[str, Any]:
    return activity["attachments"][0]["content"]


@pytest.mark.parametrize("name", MESSAGES)
def test_every_message_looks_as_in_its_golden_file(name: str):
    check_golden(f"messages/{name}", shown(name))


@pytest.mark.parametrize("locale", ["en", "fr"])
def test_microsofts_models_take_every_message(locale: str):
    for name in MESSAGES:
        assert not list(wrong(card_in(shown(name, locale)))), name


def test_the_lock_screen_shows_the_notification_and_nothing_else():
    for name, message in MESSAGES.items():
        assert shown(name)["summary"] == reader().say(message.notification)


def test_no_message_names_anybody():
    """Not even one that is made wrongly."""
    named = Message(
        literal("x"), (Paragraph((Mention(person("noor")),)), Facts(((literal("w"), (Mention(person("noor")),)),)))
    )
    known = reader(contacts={person("noor"): Contact("Noor Haddad")}, sees_names=True)
    whole = json.dumps(render.message(named, known))
    assert "Noor" not in whole
    assert person("noor").rpartition("/")[2] not in whole
    assert "a colleague" in whole


def actions(card: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in elements(card) if one["type"].startswith("Action.")]


def test_an_offer_is_taken_and_passed_in_place_and_looked_at_in_a_dialog():
    take, passed, details = actions(card_in(shown("offer")))
    assert [one["type"] for one in (take, passed)] == ["Action.Execute", "Action.Execute"]
    assert details["data"]["msteams"] == {"type": "task/fetch"}
    assert take["data"]["peersupport"]["token"] == "token-take-K7F3-1"


def test_in_a_dialog_a_button_submits_and_leaves_the_fields_alone():
    buttons = Buttons((Button(literal("x"), Action("open", CaseCode("K7F3")), opens=True, style="danger"),))
    (button,) = actions({"body": render.blocks((buttons,), reader(in_dialog=True))})
    assert button["type"] == "Action.Submit"
    assert "msteams" not in button["data"]
    assert (button["associatedInputs"], button["style"]) == ("none", "destructive")


def test_whoever_is_not_known_by_name_is_shown_by_teams_own_picker():
    said = Paragraph((Mention(person("noor")), Plain(literal("asked."))))
    inside = reader(in_dialog=True, sees_names=True)
    text, picker = drawn((said,), inside)
    assert text["text"] == "the person shown below asked."
    assert picker["value"] == person("noor").rpartition("/")[2]
    assert picker["choices.data"]["dataset"] == "graph.microsoft.com/users"


def test_a_known_name_a_number_and_a_stranger():
    inside = reader(in_dialog=True, sees_names=True, contacts={person("noor"): Contact("Noor [x] Haddad")})
    spans = tuple(Mention(one) for one in (person("noor"), PersonId("phone:+16175550100"), PersonId("slack:T1/U1")))
    (text,) = render.blocks((Paragraph(spans),), inside)
    assert text["text"] == r"Noor \[x\] Haddad +16175550100 a colleague"


def test_somebody_elsewhere_is_a_link_to_them_with_or_without_a_name():
    chat = "https://slack.com/app_redirect?team=T1&channel=U1"
    known, unknown = PersonId("slack:T1/U1"), PersonId("slack:T1/U2")
    contacts = {known: Contact("Noor", "Slack", chat), unknown: Contact("", "Slack", chat)}
    (text,) = render.blocks(
        (Paragraph((Mention(known), Mention(unknown))),), reader(in_dialog=True, sees_names=True, contacts=contacts)
    )
    assert text["text"] == f"[Noor]({chat}) [a colleague in Slack]({chat})"


def test_outside_a_dialog_not_even_the_link_tells_who_it_is():
    chat = Contact("Noor", "Slack", "https://slack.com/app_redirect?team=T1&channel=U1")
    message = Message(literal("x"), (Paragraph((Mention(PersonId("slack:T1/U1")),)),))
    whole = json.dumps(render.message(message, reader(sees_names=True, contacts={PersonId("slack:T1/U1"): chat})))
    assert "U1" not in whole
    assert "Noor" not in whole


CANARY = "**bold** [x](https://evil) <at>all</at> {{DATE(1)}} `c` ~s~ |"
BAD = literal(CANARY)
EVERYWHERE = (
    Heading(BAD),
    Paragraph((Plain(BAD), Strong(BAD), Link(BAD, f"https://x/{CANARY}"))),
    Notice((Plain(BAD),), tone=CANARY),
    Facts(((BAD, (Plain(BAD),)),)),
    Table((BAD, BAD), ((BAD, BAD),)),
)


def texts_in(node: object) -> Iterator[str]:
    for one in elements(node):
        yield from (one[name] for name in ("text", "title", "value") if isinstance(one.get(name), str))
        yield from (fact[name] for fact in one.get("facts", []) for name in ("title", "value"))


def test_no_literal_becomes_markup():
    for text in texts_in(render.blocks(EVERYWHERE, reader())):
        stripped = text.removeprefix("**").removesuffix("**")
        for mark in ("**bold**", "[x](", "<at>", "{{DATE", "`c`"):
            assert mark not in stripped, text


def test_a_line_cannot_become_a_list_or_a_heading():
    escaped = escape("# a\n- b\n1. c\n2) d\n+ e\n+1 555-0142 (2.5)")
    assert escaped == "\\# a\n\\- b\n1\\. c\n2\\) d\n\\+ e\n+1 555-0142 (2.5)"


def test_a_link_leads_only_to_safe_places():
    assert link("988", "tel:988") == "[988](tel:988)"
    assert link("a b", "https://x/?a=(1)") == "[a b](https://x/?a=%281%29)"
    assert link("script", "javascript:alert(1)") == link("plain", "http://x").replace("plain", "script") == "script"


def test_bold_works_line_by_line_and_lines_stand_in_blocks_of_their_own():
    assert strong("a \n b") == "**a**\n**b**"
    assert [one["text"] for one in lines("a\n\nb")] == ["a", "b"]


WIDE = Table(tuple(literal(f"column{n}") for n in range(6)), (tuple(literal(str(n)) for n in range(6)),))


def test_a_table_too_wide_for_a_telephone_is_shown_as_lines():
    (line,) = drawn((WIDE,), reader())
    assert line["text"].startswith("**0**  column1: 1 · column2: 2")


def test_a_message_too_large_for_teams_loses_its_tables_frame_and_is_refused_only_then():
    rows = tuple((literal("x" * 100), literal("y")) for _ in range(90))
    large = Message(literal("n"), (Table((literal("a"), literal("b")), rows),))
    kinds = {one["type"] for one in elements(card_in(render.message(large, reader())))}
    assert "Table" not in kinds
    with pytest.raises(TooMuchError):
        render.message(Message(literal("n"), (Paragraph((Plain(literal("x" * 30_000)),)),)), reader())


@pytest.mark.parametrize(("labels", "bars"), [(0, 0), (20, 1), (21, 0)])
def test_a_chart_that_teams_could_not_draw_is_left_to_its_table(labels: int, bars: int):
    chart = Chart(literal("t"), tuple(literal(f"{n}") for n in range(labels)), ((literal("s"), tuple(range(labels))),))
    assert len(render.blocks((chart,), reader())) == bars


@pytest.mark.parametrize(
    "card",
    [
        {"type": "AdaptiveCard", "body": [{"type": "TextBlok", "text": "x"}]},
        {"type": "AdaptiveCard", "body": [{"type": "TextBlock", "text": "x", "colour": "Good"}]},
        {"type": "AdaptiveCard", "body": [{"type": "TextBlock", "text": "x", "color": "Purple"}]},
        {"type": "AdaptiveCard", "body": [{"type": "Input.Text", "id": "a"}, {"type": "Input.Date", "id": "a"}]},
    ],
)
def test_microsofts_models_would_say_so(card: dict[str, Any]):
    assert list(wrong(card))
