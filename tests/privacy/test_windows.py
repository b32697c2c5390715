"""The check that every story runs on the modals and dialogs it opened finds what must not be in their ids (T20)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.windows import check_windows

TOKEN = "AQEAAAABs9" * 8
BUTTON: dict[str, Any] = {"type": "button", "action_id": "ask.0", "value": TOKEN}
ASKED: dict[str, Any] = {"block_id": "colleague", "element": {"action_id": "person", "initial_user": "U0BEN"}}
MODAL: dict[str, Any] = {"type": "modal", "callback_id": "form", "private_metadata": TOKEN}
SENT: dict[str, Any] = {"data": {"peersupport": {"do": "submit", "token": TOKEN, "copy": TOKEN}}}


pytestmark = pytest.mark.proof("T20", unit="payloads")


def test_tokens_and_names_of_ours_pass():
    assert check_windows([json.dumps([MODAL, BUTTON, ASKED]), json.dumps([SENT, {"id": "person.colleague"}])]) == 2


@pytest.mark.parametrize(
    "one",
    [
        {**MODAL, "private_metadata": "K7WQ"},
        {**MODAL, "callback_id": "K7WQ"},
        {**BUTTON, "value": "slack:T0CLINIC/U0BEN"},
        {**BUTTON, "action_id": "ben.0"},
        {**ASKED, "block_id": "tomasz"},
        {"id": "shown.c4f080bd-107b-5aa8-a518-c1e37c2872fd"},
        {"id": "text.tomasz"},
        {"data": {"peersupport": {"do": "press", "token": "K7WQ"}}},
        {"data": {"peersupport": {"do": "press", "case": TOKEN}}},
        {"data": {"who": "x"}},
    ],
)
def test_what_tells_something_is_found(one: dict[str, Any]):
    with pytest.raises(AssertionError):
        check_windows([json.dumps(one)])
