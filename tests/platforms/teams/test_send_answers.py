"""What people in Teams get back: a constant card for a word, a dialog for a press, and each press once."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from adapters.teams import interactions
from bot.conversation.actions import sent
from bot.conversation.example_lines import POLICY
from bot.conversation.mentions import glance
from bot.conversation.views import crisis
from bot.domain.audit import Kind
from bot.domain.case import Case, CaseCode, Offer, Step
from bot.domain.errors import NotSavedError
from bot.domain.people import PersonId, Role
from bot.ui import Action, Button, Buttons, Form, Mention, Paragraph, Show, literal
from tests.platforms.teams.issuer import object_id
from tests.platforms.teams.line import Line, address, button_in

if TYPE_CHECKING:
    from adapters.teams.markup import Json
    from bot.conversation.mentions import Glance
    from bot.ports import Incoming

ENTRY = {"do": "open"}


async def sent_to(line: Line) -> list[Json]:
    await line.quiet()
    return [body for _, _, body in line.microsoft.sent]


@pytest.mark.parametrize("text", ["peersupport", "home", "help", "my patient died", ""])
async def test_every_word_is_answered_by_the_same_card(line: Line, text: str):
    """Whoever looks over a shoulder, or reads an export, learns nothing from it."""
    assert (await line.says("ana", text=text)).body is None
    (card,) = await sent_to(line)
    for label in ("Open peer support", "Open my home", "Someone may be in danger"):
        assert button_in(card, label)["data"]["msteams"] == {"type": "task/fetch"}
    assert text not in json.dumps(card) or not text.startswith("my")


async def test_nobody_is_written_to_because_the_app_was_installed(line: Line):
    await line.says("ana", type="installationUpdate", action="add")
    assert await sent_to(line) == []


async def test_the_entry_and_the_home_are_dialogs(line: Line):
    entry, home = await line.fetches("ana", ENTRY), await line.fetches("ana", {"do": "home"})
    assert entry.body["task"]["type"] == home.body["task"]["type"] == "continue"
    assert "Suggest a colleague" in entry.text
    assert home.body["task"]["value"]["title"] == "Home"


async def test_the_reader_is_spoken_to_in_their_language(line: Line):
    answer = await line.invokes("ana", "task/fetch", {"data": {"peersupport": ENTRY}}, locale="fr-CA")
    assert "Suggérer" in answer.text or "collègue" in answer.text


async def test_a_mistake_brings_the_dialog_back_with_everything_typed(line: Line):
    """Teams itself would forget what was typed."""
    entry = await line.fetches("ana", ENTRY)
    form = await line.presses("ana", entry, "Suggest a colleague")
    content = form.body["task"]["value"]["card"]["content"]
    picker = next(one["id"] for one in content["body"] if one.get("id", "").startswith("person."))
    again = await line.presses("ana", form, content["actions"][0]["title"], **{picker: object_id("ana")})
    shown = again.body["task"]["value"]["card"]["content"]["body"]
    assert "⚠️" in json.dumps(shown, ensure_ascii=False)
    assert next(one["value"] for one in shown if one.get("id") == picker) == object_id("ana")


async def test_a_button_of_somebody_elses_says_that_it_is_not_valid(line: Line):
    entry = await line.fetches("ana", ENTRY)
    answer = await line.presses("noor", entry, "Suggest a colleague")
    assert answer.body == {"task": {"type": "message", "value": "That button is no longer valid here."}}


@pytest.mark.parametrize("fields", [{"text.phone": "x" * 9000}, {"one.reach": "a\u202eb"}])
async def test_a_dialog_that_can_not_be_read_is_never_closed_as_after_a_yes(line: Line, fields: dict[str, str]):
    """Who sent it reads that it failed, with the lines that people answer."""
    entry = await line.fetches("ana", ENTRY)
    form = await line.presses("ana", entry, "Suggest a colleague")
    content = form.body["task"]["value"]["card"]["content"]
    answer = await line.presses("ana", form, content["actions"][0]["title"], **fields)
    assert (answer.status, answer.body["task"]["type"]) == (200, "continue")
    for words in ("Something went wrong on our side", "988"):
        assert words in answer.text


def executed(line: Line, name: str, action: Action) -> Any:
    token = line.programme.core.tokens.seal(action, address(name))
    value = {"action": {"verb": "peersupport", "data": {"peersupport": {"do": "press", "token": token}}}}
    return line.invokes(name, "adaptiveCard/action", value)


async def test_a_press_that_has_moved_on_is_answered_by_a_passing_sentence(line: Line):
    """Never by what a dialog would show: a card in the chat is kept."""
    answer = await executed(line, "ana", Action("take", CaseCode("K7F3"), 1))
    assert answer.body["type"] == "application/vnd.microsoft.activity.message"
    assert answer.body["value"].startswith("This is already settled.")


async def test_what_led_to_the_case_becomes_a_constant_card_with_the_way_there(line: Line):
    card = Form(title=literal("K7F3"), blocks=(Paragraph((Mention(NOOR),)), Buttons((HAND_BACK,))))
    door_of(line)._service = Answering(Show(card))
    answer = await executed(line, "ana", Action("take", CaseCode("K7F3"), 1))
    assert answer.body["type"] == "application/vnd.microsoft.card.adaptive"
    assert button_in(answer.body, "Open")["data"]["msteams"] == {"type": "task/fetch"}
    assert "You took this one" in answer.text
    assert object_id("noor") not in answer.text


async def looks(line: Line) -> list[str]:
    found = await line.programme.store.read(lambda work: work.audit.entries())
    return [one.reason for one in found if one.kind == Kind.ACCESS]


async def test_who_takes_a_case_in_the_chat_is_on_record_once_they_have_opened_it(line: Line):
    """The message only says that it is theirs; a look that nobody had would make the record worth less."""
    await line.employs("ana", Role.SUPPORTER)
    offer = Offer(number=1, supporter=PersonId(str(address("ana"))), asked_at=datetime.now(UTC))
    case = Case(code=CaseCode("K7F3"), recipient=NOOR, step=Step.OFFERED, turn=1, offers=(offer,))
    await line.programme.store.run(lambda work: work.cases.save(case))
    taken = await executed(line, "ana", Action("take", CaseCode("K7F3"), 1))
    assert "You took this one" in taken.text
    assert object_id("noor") not in taken.text
    assert await looks(line) == []
    card = await line.fetches("ana", button_in(taken.body, "Open")["data"]["peersupport"])
    assert object_id("noor") in card.text
    assert await looks(line) == ["card"]


async def test_what_could_not_be_saved_is_never_said_to_be_taken(line: Line):
    door_of(line)._service = Answering(Show(crisis.not_saved(POLICY)))
    answer = await executed(line, "ana", Action("take", CaseCode("K7F3"), 1))
    assert answer.body["value"].startswith("Sorry, this could not be saved.")


async def test_a_stale_press_on_a_message_is_a_sentence(line: Line):
    value = {"action": {"data": {"peersupport": {"do": "press", "token": "AAAA"}}}}
    answer = await line.invokes("ana", "adaptiveCard/action", value)
    assert answer.body["type"] == "application/vnd.microsoft.activity.message"
    assert answer.body["statusCode"] == 200


async def test_names_of_the_roster_reach_a_dialog(line: Line):
    await line.employs("marion", Role.COORDINATOR)
    await line.employs("ana", Role.SUPPORTER)
    home = await line.fetches("marion", {"do": "home"})
    assert home.body["task"]["type"] == "continue"
    assert object_id("ana") not in home.text


NOOR = PersonId(str(address("noor")))
HAND_BACK = Button(literal("Hand back"), Action("hand_back", CaseCode("K7F3")))


class Answering:
    """A bot that always says the same."""

    def __init__(self, reply: Show) -> None:
        self.reply = reply

    async def handle(self, _incoming: object) -> Show:
        return self.reply

    async def glance(self, incoming: Incoming) -> Glance:
        return glance(self.reply, sent(incoming.gesture).action.case)


class Broken:
    """A bot in which something is broken, slow or not to be saved."""

    def __init__(self, error: Exception | None, seconds: float = 0) -> None:
        self.error, self.seconds = error, seconds

    async def handle(self, _incoming: object) -> None:
        await asyncio.sleep(self.seconds)
        if self.error:
            raise self.error

    home = glance = handle


def door_of(line: Line) -> Any:
    """The door behind the route."""
    for route in line.programme.site.router.routes():
        for cell in getattr(route.handler, "__closure__", None) or ():
            if hasattr(cell.cell_contents, "_door"):
                return cell.cell_contents._door
    raise AssertionError


@pytest.mark.parametrize("error", [RuntimeError("x"), NotSavedError(), KeyError("y")])
async def test_whatever_breaks_whoever_waits_reads_the_lines_that_people_answer(line: Line, error: Exception):
    door_of(line)._service = Broken(error)
    answer = await line.fetches("ana", {"do": "home"})
    assert (answer.status, "988" in answer.text, "Something went wrong" in answer.text) == (200, True, True)


async def test_an_apology_that_breaks_too_is_a_sentence(line: Line, monkeypatch: pytest.MonkeyPatch):
    """Neither a failed request, which is delivered again, nor an empty answer, which closes a dialog as after a yes."""

    def breaks(*_: object) -> None:
        raise RuntimeError

    door_of(line)._service = Broken(RuntimeError("x"))
    monkeypatch.setattr("adapters.teams.forms.sorry", breaks)
    answer = await line.fetches("ana", ENTRY)
    assert (answer.status, answer.body["task"]["type"]) == (200, "message")
    assert "Something went wrong" in answer.body["task"]["value"]


async def test_whatever_takes_too_long_is_said_before_teams_gives_up(line: Line, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(interactions, "LIMIT", 0.05)
    door_of(line)._service = Broken(None, seconds=0.3)
    answer = await line.fetches("ana", ENTRY)
    assert answer.body["task"]["type"] == "message"
    assert "nothing happens twice" in answer.text


async def test_a_dialog_is_never_closed_with_an_empty_answer(line: Line):
    door_of(line)._service = Broken(None)
    assert (await line.fetches("ana", ENTRY)).body == {"task": {"type": "message", "value": "Noted. Thank you."}}
