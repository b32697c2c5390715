"""Payloads into gestures: the actor from the envelope alone, everything strict, garbage only ever garbage."""

from __future__ import annotations

import json
import random
from typing import Any
from urllib.parse import urlencode

import pytest

from adapters.slack import parse
from adapters.slack.parse import (
    AppUninstalled,
    ForeignError,
    GarbageError,
    HomeOpened,
    Ignored,
    Interaction,
    Place,
    ProfileChanged,
)
from adapters.slack.workspace.installation import Installation
from adapters.slack.workspace.profiles import Profile
from tests.platforms.test_typed import PASTED
from tests.proof import count

HERE = Installation("T0CLINIC")
GRID = Installation("T0CLINIC", "E0HOSPITAL", org_wide=True)
FORM = "application/x-www-form-urlencoded"
TEAM = {"id": "T0CLINIC", "domain": "clinic"}
USER = {"id": "U0ANA", "username": "ana", "team_id": "T0CLINIC"}
COMMAND = {
    "command": "/peersupport",
    "text": "about Tomasz Wilk",
    "team_id": "T0CLINIC",
    "user_id": "U0ANA",
    "user_name": "ana.duarte",
    "trigger_id": "1.2.abc",
    "enterprise_id": "",
}
SHORTCUT = {"type": "shortcut", "callback_id": "peersupport", "trigger_id": "1.2.abc", "user": USER, "team": TEAM}
PRESS = {
    "type": "block_actions",
    "user": USER,
    "team": TEAM,
    "trigger_id": "1.2.abc",
    "container": {"type": "message", "message_ts": "1.2", "channel_id": "D0ANA"},
    "actions": [
        {"type": "button", "action_id": "take.0", "block_id": "b", "value": "sealed_token", "action_ts": "1.2"}
    ],
}
VIEW = {
    "id": "V0VIEW",
    "type": "modal",
    "callback_id": "form",
    "hash": "156.xyz",
    "private_metadata": "sealed_token",
    "blocks": [{"type": "input", "block_id": "colleague"}, {"type": "input", "block_id": "phone"}, {"type": "section"}],
    "state": {"values": {}},
}
SENT = {"type": "view_submission", "user": USER, "team": TEAM, "trigger_id": "1.2.abc", "view": VIEW}


def event(**inside: Any) -> dict[str, Any]:
    return {"type": "event_callback", "team_id": "T0CLINIC", "event_id": "Ev0ONE", "event": inside}


def submitted(**values: Any) -> dict[str, Any]:
    """``name=(kind, element)`` for each answer."""
    state = {name: {kind: element} for name, (kind, element) in values.items()}
    return {**SENT, "view": {**VIEW, "state": {"values": state}}}


def hear(payload: dict[str, Any], at: Installation = HERE) -> Any:
    return parse.hear(payload, at)


def test_what_is_typed_behind_the_command_is_never_looked_at():
    heard = hear(COMMAND)
    place = Place("1.2.abc", surface="command", response_url=str(COMMAND.get("response_url", "")))
    assert heard == Interaction("opened", "U0ANA", place, delivery="slack:1.2.abc")
    assert "Tomasz" not in str(vars(heard))


def test_the_shortcut_is_the_same_door():
    assert hear(SHORTCUT) == Interaction(
        "opened", "U0ANA", Place("1.2.abc", surface="shortcut"), delivery="slack:1.2.abc"
    )


def test_a_press_brings_its_token_and_its_trigger():
    heard = hear(PRESS)
    place = Place("1.2.abc", surface="message")
    assert heard == Interaction("pressed", "U0ANA", place, delivery="slack:1.2.abc", token="sealed_token")


def test_a_press_in_a_modal_says_which():
    heard = hear({**PRESS, "view": VIEW})
    assert heard.place == Place("1.2.abc", "V0VIEW", "156.xyz", ("colleague", "phone"), surface="modal")


def test_a_press_at_home_opens_a_modal_of_its_own():
    assert hear({**PRESS, "view": {**VIEW, "type": "home"}}).place == Place("1.2.abc", surface="home")


@pytest.mark.parametrize("action", [{"type": "button"}, {"type": "users_select", "selected_user": "U0BEN"}])
def test_a_press_that_carries_nothing_says_nothing(action: dict[str, Any]):
    assert hear({**PRESS, "actions": [action]}) == Ignored()


ANSWERS = {
    "one": ({"selected_option": {"value": "urgent"}}, ("urgent",)),
    "many": ({"selected_options": [{"value": "a"}, {"value": "b"}]}, ("a", "b")),
    "person": ({"selected_user": "U0BEN"}, ("slack:T0CLINIC/U0BEN",)),
    "people": ({"selected_users": ["U0BEN", "W0EVA"]}, ("slack:T0CLINIC/U0BEN", "slack:T0CLINIC/W0EVA")),
    "day": ({"selected_date": "2026-08-03"}, ("2026-08-03",)),
    "time": ({"selected_time": "09:30"}, ("09:30",)),
    "text": ({"value": "+1 617 555 0100"}, ("+1 617 555 0100",)),
}


@pytest.mark.parametrize("kind", ANSWERS)
def test_every_kind_of_answer_is_read(kind: str):
    element, expected = ANSWERS[kind]
    assert hear(submitted(colleague=(kind, element))).values == (("colleague", expected),)


@pytest.mark.parametrize("kind", ANSWERS)
def test_an_empty_answer_is_none(kind: str):
    nothing = {name: [] if isinstance(value, list) else None for name, value in ANSWERS[kind][0].items()}
    assert hear(submitted(colleague=(kind, nothing))).values == (("colleague", ()),)


def test_no_answer_is_no_answer():
    assert hear(submitted(reach=("one", {"selected_option": {"value": "-"}}))).values == (("reach", ()),)


@pytest.mark.parametrize(
    "answer",
    [
        ("person", {"selected_user": "<@U0BEN>"}),
        ("person", {"selected_user": "u0ben"}),
        ("people", {"selected_users": ["U0BEN"] * 201}),
        ("people", {"selected_users": ["slack:T1/U1"]}),
        ("day", {"selected_date": "tomorrow"}),
        ("time", {"selected_time": "25:00"}),
        ("text", {"value": "x" * 8001}),
        ("text", {"value": 7}),
        ("one", {"selected_option": {"value": "a\u202eb"}}),
        ("many", {"selected_options": [{"value": "x" * 201}]}),
        ("one", {"selected_option": "urgent"}),
        ("story", {"value": "x"}),
    ],
)
def test_an_answer_that_slack_would_not_send_makes_the_form_unread(answer: Any):
    """Nothing of it counts; but a form of ours came back, and whoever sent it has to be told."""
    assert hear(submitted(colleague=answer)) == Interaction(parse.UNREAD, "U0ANA", Place())


@pytest.mark.parametrize(
    "view", [{**VIEW, "private_metadata": ""}, {**VIEW, "state": 7}, {**VIEW, "blocks": [7]}, {**VIEW, "id": None}]
)
def test_a_form_of_ours_that_can_not_be_read_is_told_from_garbage(view: dict[str, Any]):
    assert hear({**SENT, "view": view}).what == parse.UNREAD
    for other in ({**view, "callback_id": "theirs"}, None, "form"):
        with pytest.raises(GarbageError):
            hear({**SENT, "view": other})
    with pytest.raises(GarbageError):
        hear({**SENT, "view": view, "user": None})


@pytest.mark.parametrize(("pasted", "meant"), PASTED.items(), ids=ascii)
def test_what_was_pasted_is_read_as_it_was_meant(pasted: str, meant: str):
    assert hear(submitted(phone=("text", {"value": pasted}))).values == (("phone", (meant,) if meant else ()),)


def test_a_text_that_is_too_long_is_left_to_its_field():
    assert hear(submitted(phone=("text", {"value": "x" * 3000}))).values == (("phone", ("x" * 3000,)),)


def test_sending_again_after_an_error_is_another_gesture():
    """The view and its hash are the same then; only the trigger is new."""
    again = {**SENT, "trigger_id": "3.4.def"}
    assert hear(SENT).delivery != hear(again).delivery


def test_the_same_gesture_twice_has_one_name():
    assert hear(SENT).delivery == hear(json.loads(json.dumps(SENT))).delivery
    without = {name: value for name, value in SENT.items() if name != "trigger_id"}
    other = {**without, "view": {**VIEW, "hash": "157.abc"}}
    assert hear(without).delivery == hear(dict(without)).delivery != hear(other).delivery


def test_a_home_is_looked_at():
    assert hear(event(type="app_home_opened", user="U0ANA", tab="home")) == HomeOpened("U0ANA")
    assert hear(event(type="app_home_opened", user="U0ANA", tab="messages")) == Ignored()


def test_a_deactivated_account_is_gone():
    heard = hear(event(type="user_change", user={"id": "U0ANA", "deleted": True}))
    assert heard == ProfileChanged("U0ANA", Profile(deleted=True), delivery="slack:Ev0ONE")


def test_a_changed_profile_keeps_language_and_zone_only():
    user = {"id": "U0ANA", "deleted": False, "tz": "Europe/Paris", "locale": "fr-FR", "real_name": "Ana Duarte"}
    assert hear(event(type="user_change", user=user)).profile == Profile("fr-FR", "Europe/Paris")
    odd = {"id": "U0ANA", "tz": "../../etc/passwd", "locale": "<script>"}
    assert hear(event(type="user_change", user=odd)).profile == Profile()


def test_an_uninstalled_app_and_a_revoked_bot_token_end_the_sending():
    assert hear(event(type="app_uninstalled")) == AppUninstalled()
    assert hear(event(type="tokens_revoked", tokens={"bot": ["U0BOT"]})) == AppUninstalled()
    assert hear(event(type="tokens_revoked", tokens={"oauth": ["U0ANA"]})) == Ignored()


@pytest.mark.parametrize("payload", [COMMAND, SHORTCUT, PRESS, SENT, event(type="app_uninstalled")])
def test_another_workspace_is_refused(payload: dict[str, Any]):
    foreign = {**payload, "team": {"id": "T9OTHER"}, "team_id": "T9OTHER"}
    for other in (foreign, {**foreign, "team": None, "team_id": None}):
        with pytest.raises(ForeignError):
            hear(other)


def test_nobody_acts_for_another():
    """Whatever a form holds, the actor is the envelope's."""
    sent = submitted(user=("person", {"selected_user": "U0BEN"}))
    assert hear(sent).user == "U0ANA"


@pytest.mark.parametrize("payload", [SHORTCUT, PRESS, SENT])
def test_an_organisation_wide_app_is_known_by_its_enterprise(payload: dict[str, Any]):
    """Its payloads may name any workspace, or none; its people have the organisation's key."""
    there = {**payload, "team": None, "enterprise": {"id": "E0HOSPITAL"}, "is_enterprise_install": True}
    assert hear(there, GRID).user == "U0ANA"
    with pytest.raises(ForeignError):
        hear({**there, "enterprise": {"id": "E9OTHER"}}, GRID)
    assert str(GRID.address("W0ANA")) == "slack:E0HOSPITAL/W0ANA"


def test_a_workspace_of_a_grid_still_counts_as_itself():
    """A token of one workspace does not let in its sisters."""
    sister = {**SHORTCUT, "team": {"id": "T0SISTER"}, "enterprise": {"id": "E0HOSPITAL"}}
    with pytest.raises(ForeignError):
        hear(sister, Installation("T0CLINIC", "E0HOSPITAL"))


def test_what_nobody_asked_for_is_ignored():
    for payload in (
        {"type": "block_suggestion"},
        {"type": "view_closed", "user": USER, "team": TEAM},
        {"ssl_check": "1"},
    ):
        assert hear(payload) == Ignored()
    assert hear(event(type="message", text="hello")) == Ignored()


def test_a_form_carries_json_and_a_command_does_not():
    assert parse.body(urlencode({"payload": json.dumps(SENT)}).encode(), FORM) == SENT
    assert parse.body(urlencode(COMMAND).encode(), FORM) == COMMAND
    assert parse.body(json.dumps(SENT).encode(), "application/json") == SENT


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (b"\xff", "application/json"),
        (b"[1]", "application/json"),
        (b"null", "application/json"),
        (b"[" * 100_000, "application/json"),
        (b'{"a":' * 50_000, "application/json"),
        (b"payload=[]", FORM),
        (b"payload={", FORM),
        (b"&" * 100, FORM),
        (b"a=1&" * 100, FORM),
        (b"\xff=\xff", FORM),
    ],
)
def test_a_body_that_is_no_object_is_garbage(raw: bytes, kind: str):
    with pytest.raises(GarbageError):
        parse.body(raw, kind)


ODD: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    1e308,
    "",
    "x",
    "U0ANA",
    "é\u202e",
    "\ud800",
    "x" * 5000,
    [],
    {},
    [[]],
    [None],
)


def bent(dice: random.Random, node: Any) -> Any:
    """The payload with one part of it replaced, dropped, doubled or moved."""
    if isinstance(node, dict) and node and dice.random() < 0.8:
        name = dice.choice(list(node))
        match dice.randrange(4):
            case 0:
                return {key: value for key, value in node.items() if key != name}
            case 1:
                return {**node, name: dice.choice(ODD)}
            case _:
                return {**node, name: bent(dice, node[name])}
    if isinstance(node, list) and node and dice.random() < 0.8:
        return [bent(dice, node[0]), *node]
    return dice.choice(ODD)


def test_garbage_is_only_ever_garbage():
    """T6: behind a valid signature, anything: understood, ignored or refused, and nothing else."""
    dice = random.Random(6)  # noqa: S311 - a test that can be repeated
    whole = submitted(**{kind: (kind, element) for kind, (element, _) in ANSWERS.items()})
    user = event(type="user_change", user={"id": "U0ANA", "deleted": True, "tz": "x"})
    for _ in range(count(2_000, 10_000, 200_000)):
        payload = dice.choice([COMMAND, SHORTCUT, PRESS, {**PRESS, "view": VIEW}, whole, user])
        for _ in range(dice.randint(1, 3)):
            payload = bent(dice, payload)
        if isinstance(payload, dict):
            understood(payload)


def understood(payload: dict[str, Any]) -> None:
    try:
        parse.challenge(payload)
        hear(payload)
    except (GarbageError, ForeignError):
        pass
