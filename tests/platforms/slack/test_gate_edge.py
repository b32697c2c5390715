"""Behind a valid signature: garbage, repetitions, foreign workspaces and a database that is away; never a 5xx."""

from __future__ import annotations

import json
import random
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest

from adapters.slack import interactions
from adapters.slack.parse import ForeignError, GarbageError, Interaction, Place
from adapters.slack.workspace.web_api import Refused
from bot.domain.people import Address
from bot.scheduling import account_gone
from tests.platforms.slack.running import Running, person, settings_in, supporter
from tests.platforms.slack.test_parse import COMMAND, PRESS, SENT, SHORTCUT, VIEW, bent, event
from tests.proof import count

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from store.unit_of_work import SqlUnitOfWork
    from tests.platforms.slack.process import ControlRoom


@pytest.fixture
async def running(control: ControlRoom, tmp_path: Path) -> AsyncIterator[Running]:
    await control.order("rules", patience=3.0, trigger_life=3.0, retry_after=(0.05,))
    app = await Running(control, settings_in(tmp_path, control.api_url)).start(supporter("U0ANA"))
    yield app
    await app.stop()


async def sent(running: Running, kind: str, payload: dict[str, Any], **given: Any) -> list[int]:
    """The statuses of a request that Slack signs, sent ``times`` times."""
    found = await running.control.order("send", kind=kind, payload=payload, **given)
    return [one["status"] for one in found["replies"]]


@pytest.mark.parametrize(
    ("kind", "payload", "status"),
    [
        ("command", COMMAND, 200),
        ("interactive", SHORTCUT, 200),
        ("interactive", {"type": "view_closed", "user": {"id": "U0ANA"}, "team": {"id": "T0CLINIC"}}, 200),
        ("interactive", {"type": "block_suggestion"}, 200),
        ("event", event(type="message", text="hello"), 200),
        ("command", {**COMMAND, "team_id": "T9OTHER"}, 200),
        ("event", {**event(type="app_uninstalled"), "team_id": "T9OTHER"}, 401),
        ("interactive", SENT, 200),
        ("interactive", {**SENT, "user": None}, 400),
        ("interactive", {**SENT, "view": {**VIEW, "callback_id": None}}, 400),
        ("command", {"command": "/peersupport", "team_id": "T0CLINIC"}, 400),
        ("event", {"type": "event_callback", "team_id": "T0CLINIC"}, 400),
    ],
)
async def test_every_request_has_its_answer(running: Running, kind: str, payload: dict[str, Any], status: int):
    assert await sent(running, kind, payload) == [status]


UNREADABLE = {**VIEW, "state": {"values": {"phone": {"text": {"value": "x" * 9000}}}}}
UNREAD = {**SENT, "view": UNREADABLE}
IMPLAUSIBLE = ({**SENT, "user": None}, {**SENT, "view": None}, {**SENT, "view": {**UNREADABLE, "callback_id": "x"}})


async def test_a_form_that_can_not_be_read_is_never_closed_as_after_a_yes(running: Running):
    """Over HTTP and over Socket Mode: who sent it reads that it failed, with the lines that people answer."""
    found = await running.control.order("send", kind="interactive", payload=UNREAD)
    over_http = json.loads(found["replies"][0]["body"])
    over_socket = await running.edge.take_envelope({"type": "interactive", "payload": UNREAD})
    assert over_socket == {"payload": over_http}
    assert over_http["response_action"] == "update"
    for words in ("Something went wrong on our side", "988"):
        assert words in json.dumps(over_http["view"])


async def test_a_form_of_nobodys_is_not_acknowledged(running: Running):
    """An empty acknowledgement would close it; without one, Slack says itself that it failed."""
    for payload in IMPLAUSIBLE:
        assert await running.edge.take_envelope({"payload": payload}) is None
    assert await running.edge.take_envelope({"payload": {**PRESS, "actions": []}}) == {}
    assert await sent(running, "interactive", IMPLAUSIBLE[-1]) == [400]


@pytest.mark.parametrize("payload", [SENT, UNREAD])
async def test_a_form_that_nothing_can_be_said_about_is_not_acknowledged(
    running: Running, payload: dict[str, Any], monkeypatch: pytest.MonkeyPatch
):
    """Even the sentence that it failed can't be drawn."""

    def breaks(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(interactions.forms, "sorry", breaks)
    monkeypatch.setattr(interactions.forms, "screen", breaks)
    assert await running.edge.take_envelope({"payload": payload}) is None
    assert await sent(running, "interactive", payload) == [424]


async def test_a_replayed_request_stays_out(running: Running):
    assert await sent(running, "command", COMMAND, times=3) == [200, 401, 401]


async def test_an_unsigned_or_old_request_stays_out(running: Running):
    assert await sent(running, "command", COMMAND, secret="another-secret-entirely") == [401]
    assert await sent(running, "command", COMMAND, age=400) == [401]


async def test_an_event_that_could_not_be_handled_comes_again(running: Running):
    """With the database away; Slack is asked to repeat it, and not with a 5xx."""
    running.programme.store.close()
    gone = event(type="user_change", user={"id": "U0ANA", "deleted": True})
    assert await sent(running, "event", gone) == [424]


async def test_an_event_that_comes_twice_is_handled_once(running: Running):
    """The second has a signature of its own, as Slack's repetitions do."""
    gone = event(type="user_change", user={"id": "U0ANA", "deleted": True})
    assert await sent(running, "event", gone) == [200]
    assert await sent(running, "event", {**gone, "event_time": 1}, headers={"X-Slack-Retry-Num": "1"}) == [200]
    await running.programme.pump.run()
    member = await running.programme.store.read(lambda work: work.roster.get(person("U0ANA")))
    assert member is not None
    assert not member.active


async def test_garbage_behind_a_valid_signature_never_breaks_anything(running: Running):
    """T6: through Bolt, the door and the store."""
    dice = random.Random(66)  # noqa: S311 - a test that can be repeated
    user = event(type="user_change", user={"id": "U0NOOR", "deleted": True})
    look = event(type="app_home_opened", user="U0NOOR", tab="home")
    for _ in range(count(150, 2_000, 20_000)):
        payload = dice.choice([COMMAND, SHORTCUT, PRESS, {**PRESS, "view": VIEW}, SENT, user, look])
        payload = bent(dice, json.loads(json.dumps(payload)))
        if isinstance(payload, dict):
            await take(running, payload)


async def take(running: Running, payload: dict[str, Any]) -> None:
    """Anything but these two would have been a 500."""
    with suppress(GarbageError, ForeignError):
        await running.edge.take(payload)


async def test_a_modal_that_changed_meanwhile_shows_what_was_pressed_last(running: Running):
    """The hash of the press is an older one: Slack refuses once, and the newest state is shown all the same."""
    seen = await running.does("U0NOOR", "command")
    view = seen["modals"][-1]
    told: list[Refused] = []
    running.programme.line.workspace.calls.listen(lambda _method, refused: told.append(refused))
    token = next(one["value"] for block in view["blocks"] for one in block.get("elements", ()) if "value" in one)
    await running.edge._door.answer(
        Interaction("pressed", "U0NOOR", Place("1.2.abc", view["id"], "old.hash"), token=token)
    )
    assert told == [Refused("hash_conflict")]
    assert (await running.looks("U0NOOR"))["modals"][-1]["title"] != view["title"]


async def test_a_french_reader_reads_french_the_first_time_already(control: ControlRoom, tmp_path: Path):
    users = [{"id": "U0EVA", "name": "Eva Roux", "tz": "Europe/Paris", "locale": "fr-FR", "deleted": False}]
    await control.order("reset", users=users, rules={})
    app = await Running(control, settings_in(tmp_path, control.api_url)).start()
    seen = await app.does("U0EVA", "command")
    assert "Fermer" in str(seen["modals"][-1]["close"])
    await app.stop()


async def test_health_tells_of_a_token_that_was_taken_away(running: Running):
    assert (await running.health())[0] == 200
    await running.programme.line.workspace.pauses.stop()
    status, text = await running.health()
    assert status == 503
    assert "taken the app's token away" in text


async def test_slack_is_asked_once_whose_token_it_is(running: Running):
    """Not with every request, which would cost each of them a part of its three seconds."""
    for number in range(5):
        assert await sent(running, "command", {**COMMAND, "trigger_id": f"1.{number}.abc"}) == [200]
    said = await running.control.order("said")
    assert sum(one["method"] == "auth.test" for one in said["calls"]) == 1


async def test_a_departure_is_announced_once_for_each_delivery(running: Running):
    address, now = Address("slack", "T0CLINIC/U0ANA"), running.clock.now()

    def twice(work: SqlUnitOfWork) -> int:
        for _ in range(2):
            account_gone.announce(work, address, delivery_id="slack:Ev0ONE", now=now)
        return len(work.agenda.named("member_left"))

    assert await running.programme.store.run(twice) == 1
