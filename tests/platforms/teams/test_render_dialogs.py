"""Forms and homes as dialogs: golden files, Microsoft's models, and what was typed comes back beside its mistake."""

from __future__ import annotations

import json
from typing import Any

import pytest

from adapters.teams import forms
from bot.conversation import gallery_examples
from bot.conversation.example_lines import LINES
from bot.domain.people import PersonId
from bot.ui import (
    Action,
    Button,
    Choice,
    DayField,
    FieldErrors,
    Form,
    ManyOf,
    Mention,
    OneOf,
    Paragraph,
    PeopleField,
    PersonField,
    Plain,
    ShortText,
    TimeField,
    literal,
)
from tests.platforms.teams.oracle import elements, wrong
from tests.platforms.teams.shown import check_golden, in_teams, person, reader

SEND = Button(literal("Send"), Action("send"), style="primary")
ASK = Form(
    title=literal("Ask"),
    fields=(
        ShortText(name="phone", label=literal("Phone"), value="1"),
        OneOf(name="reach", label=literal("How"), choices=(Choice("chat", literal("Chat")),)),
    ),
    submit=SEND,
)


def shown_form(name: str, locale: str = "en") -> Any:
    return forms.form(in_teams(gallery_examples.FORMS[name]), reader(locale)).value()


@pytest.mark.parametrize("name", gallery_examples.FORMS)
def test_every_form_looks_as_in_its_golden_file(name: str):
    check_golden(f"forms/{name}", shown_form(name))


@pytest.mark.parametrize("name", gallery_examples.HOMES)
def test_every_home_looks_as_in_its_golden_file(name: str):
    check_golden(f"homes/{name}", forms.home(in_teams(gallery_examples.HOMES[name]), reader()).value())


@pytest.mark.parametrize("locale", ["en", "fr"])
def test_microsofts_models_take_every_dialog(locale: str):
    for name in gallery_examples.FORMS:
        assert not list(wrong(shown_form(name, locale)["card"]["content"])), name
    for name, home in gallery_examples.HOMES.items():
        assert not list(wrong(forms.home(in_teams(home), reader(locale)).card)), name


def test_every_dialog_can_be_shown_again():
    """Each fits with its own copy in its button."""
    for name, form in gallery_examples.FORMS.items():
        if form.submit and form.fields:
            drawn = forms.with_copy(forms.form(in_teams(form), reader()), reader())
            assert "copy" in card_of(drawn)["actions"][0]["data"]["peersupport"], name


def card_of(dialog: forms.Dialog) -> Any:
    return dialog.card


def input_of(field: Any) -> dict[str, Any]:
    (drawn,) = card_of(forms.form(Form(title=literal("t"), fields=(field,)), reader()))["body"]
    return drawn


NOOR, ANA = person("noor"), person("ana")
NOOR_ID, ANA_ID = (one.rpartition("/")[2] for one in (NOOR, ANA))


@pytest.mark.parametrize(
    ("field", "id_", "value"),
    [
        (OneOf(name="a", label=literal("l"), choices=(Choice("x", literal("X")),), value="x"), "one.a", "x"),
        (
            ManyOf(name="a", label=literal("l"), choices=(Choice("x", literal("X")),), values=("x", "y")),
            "many.a",
            "x,y",
        ),
        (PersonField(name="a", label=literal("l"), value=NOOR), "person.a", NOOR_ID),
        (PeopleField(name="a", label=literal("l"), values=(NOOR, ANA)), "people.a", f"{NOOR_ID},{ANA_ID}"),
        (PersonField(name="a", label=literal("l"), value=PersonId("slack:T1/U1")), "person.a", None),
        (DayField(name="a", label=literal("l")), "day.a", None),
        (TimeField(name="a", label=literal("l"), value="08:30"), "time.a", "08:30"),
        (ShortText(name="a", label=literal("l"), value="555"), "text.a", "555"),
    ],
)
def test_a_field_says_what_it_is_and_what_it_holds(field: Any, id_: str, value: str | None):
    drawn = input_of(field)
    assert (drawn["id"], drawn.get("value")) == (id_, value)


def test_a_question_that_may_stay_open_can_be_left_open_again():
    optional = OneOf(name="a", label=literal("l"), choices=(Choice("x", literal("X")),))
    assert [one["value"] for one in input_of(optional)["choices"]] == ["x", "-"]


def again(errors: FieldErrors, typed: dict[str, str]) -> dict[str, Any]:
    """The dialog as it comes back, once its button was pressed."""
    eyes = reader()
    dialog = forms.with_copy(forms.form(ASK, eyes), eyes)
    copy = card_of(dialog)["actions"][0]["data"]["peersupport"]["copy"]
    return forms.again(copy, typed, errors, reader=eyes).card


def test_a_mistake_is_said_above_its_question_and_everything_typed_is_still_there():
    errors = FieldErrors((("phone", literal("Not a number.")),))
    card = again(errors, {"text.phone": "abc", "one.reach": "chat"})
    told, phone, reach = card["body"]
    assert told["items"][0]["text"] == "⚠️ Not a number."
    assert (phone["value"], reach["value"]) == ("abc", "chat")
    assert not list(wrong(card))


def test_the_dialog_comes_back_as_often_as_it_takes():
    first = again(FieldErrors((("phone", literal("No.")),)), {"text.phone": "abc"})
    assert first["actions"][0]["data"]["peersupport"]["copy"]


def test_a_mistake_without_a_question_is_said_above_all():
    card = again(FieldErrors((("elsewhere", literal("Too many.")),)), {})
    assert card["body"][0]["items"][0]["text"] == "⚠️ Too many."


def test_a_copy_of_somebody_elses_opens_for_nobody():
    dialog = forms.again("token-form-0", {}, FieldErrors((("a", literal("No.")),)), reader=reader())
    assert "open it again" in json.dumps(dialog.card)


def test_somebody_who_is_named_twice_has_one_picker():
    twice = Paragraph((Mention(NOOR), Plain(literal("and")), Mention(NOOR)))
    card = forms.form(Form(title=literal("t"), blocks=(twice, twice)), reader()).card
    [picker] = [one for one in elements(card) if "id" in one]
    assert picker["value"] == NOOR_ID
    assert NOOR_ID not in picker["id"], "an id names nobody"


def test_a_failure_shows_the_lines_that_people_answer():
    assert "988" in json.dumps(forms.sorry(reader(lines=LINES)).card)
