"""Forms as other clients of Teams send them: null for no answer, a name for a value, people in several shapes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from adapters.teams import parse
from tests.platforms.teams.issuer import TENANT, object_id
from tests.platforms.teams.test_parse import submitted

if TYPE_CHECKING:
    from tests.platforms.teams.line import Answer, Line

BEN, NOOR = object_id("ben"), object_id("noor")


def named(who: str) -> str:
    return f"teams:{TENANT}/{who}"


@pytest.mark.parametrize(
    "held",
    [
        f"{BEN},{NOOR}",
        f" {BEN} , {NOOR.upper()} ",
        [BEN, NOOR],
        [{"id": BEN}, {"value": NOOR, "title": "Noor"}],
        [{"aadObjectId": BEN}, {"objectId": NOOR}],
        [f"8:orgid:{BEN}", f"8:orgid:{NOOR}"],
    ],
)
def test_people_come_in_several_shapes(held: Any):
    assert dict(submitted({"people.others": held}).values) == {"others": (named(BEN), named(NOOR))}


@pytest.mark.parametrize("held", [None, "", [], [None]])
@pytest.mark.parametrize("kind", ["person", "people"])
def test_nobody_is_no_answer(kind: str, held: Any):
    assert dict(submitted({f"{kind}.who": held}).values) == {"who": ()}


@pytest.mark.parametrize("kind", ["one", "many", "day", "time", "text"])
def test_null_is_no_answer(kind: str):
    """C10: whoever sends a form with nothing in it has not broken it."""
    found = submitted({f"{kind}.thing": None})
    assert (found.what, dict(found.values)) == ("submit", {"thing": ()})


@pytest.mark.parametrize(
    ("key", "held"), [("person.who", "Ben Achterberg"), ("day.when", "2. Dec"), ("time.at", "25:00"), ("day.when", "x")]
)
def test_what_is_no_answer_is_told_at_its_question(key: str, held: str):
    found = submitted({key: held})
    assert (found.what, found.unread) == ("submit", (key.partition(".")[2],))


@pytest.mark.parametrize("held", [{"name": "Ben"}, 7, [[[[BEN]]]], True])
def test_what_no_client_sends_is_not_read(held: Any):
    assert submitted({"person.who": held}).what == parse.UNREAD


async def asks(line: Line) -> tuple[Answer, dict[str, Any], str]:
    """The form in which somebody asks for themselves, what it asks, and the label of its button."""
    entry = await line.fetches("ana", {"do": "open"})
    form = await line.presses("ana", entry, "I'd like support")
    content = form.body["task"]["value"]["card"]["content"]
    choices = next(one for one in content["body"] if one.get("id") == "one.reach")
    return form, choices, content["actions"][0]["title"]


async def test_a_choice_is_understood_by_its_name(line: Line):
    """C11."""
    form, choices, label = await asks(line)
    phone = next(one for one in choices["choices"] if one["value"] == "phone")
    answer = await line.presses("ana", form, label, **{"one.reach": f"  {phone['title'].upper()} "})
    assert "phone number" in json.dumps(answer.body).lower(), "asking to be called needs a number"


async def test_what_is_no_choice_is_an_error_at_the_question_and_nothing_is_lost(line: Line):
    form, _, label = await asks(line)
    answer = await line.presses("ana", form, label, **{"one.reach": "by pigeon", "text.phone": "555 0100"})
    shown = json.dumps(answer.body, ensure_ascii=False)
    assert "Please choose one of the answers." in shown
    assert "555 0100" in shown


async def test_a_form_of_nulls_is_taken_as_an_empty_one(line: Line):
    form, _, label = await asks(line)
    fields: dict[str, Any] = {
        one["id"]: None for one in form.body["task"]["value"]["card"]["content"]["body"] if "id" in one
    }
    answer = await line.presses("ana", form, label, **fields)
    assert "Something went wrong" not in answer.text
