"""What each answer of Microsoft's means: every documented body, and what only its users report."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from adapters.teams.connector import send_outcomes
from adapters.teams.connector.http import Got
from adapters.teams.connector.send_outcomes import of
from bot.ports import Delivered, Gone, Mendable, TryLater, Unknown, Unreachable

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parents[1] / "answers" / "teams.json").read_text())
MANY = {"personal": False}
NOT_SURE = {"sure": False, "personal": False}
EXPECTED = {
    "T01": Unreachable("MessageWritesBlocked"),
    "T02": Unreachable("ConversationBlockedByUser"),
    "T03": Unreachable("BotNotInConversationRoster"),
    "T04": Unreachable("ForbiddenOperationException"),
    "T05": Unreachable("BadArgument"),
    "T06": Unreachable("other", **NOT_SURE),
    "T07": Unreachable("BotDisabledByAdmin", **MANY),
    "T08": Unreachable("BotDisabledByUser"),
    "T09": Unreachable("TenantNoPermission", **NOT_SURE),
    "T10": Unreachable("CapabilityOverride", **NOT_SURE),
    "T11": Mendable("NotEnoughPermissions"),
    "T12": Mendable("InvalidBotApiHost"),
    "T13": Gone(),
    "T14": Unreachable("BadArgument", **NOT_SURE),
    "T15": Unreachable("BadSyntax"),
    "T16": Unreachable("MemberNotFoundInConversation"),
    "T17": Mendable("BadSyntax", ours=True),
    "T18": Mendable("BadArgument", ours=True),
    "T19": Gone(),
    "T20": Mendable("BadArgument", ours=True),
    "T21": Mendable("BotNotRegistered"),
    "T22": Mendable("other"),
    "T23": Unreachable("ConversationNotFound"),
    "T24": Gone(),
    "T25": Gone(),
    "T26": Unreachable("BotNotInConversationRoster"),
    "T27": Mendable("other"),
    "T28": TryLater(),
    "T29": Mendable("MessageSizeTooBig", ours=True),
    "T30": TryLater(12),
    "T31": TryLater(send_outcomes.UNSAID),
    "T32": Unknown(),
    "T33": Unknown(),
    "T34": Unknown(),
    "T35": Unknown(),
    "T36": Unknown(),
    "T37": Mendable("proxy", after=60.0),
    "T38": Unreachable("other", **NOT_SURE),
    "T39": Unreachable("MessageWritesBlocked"),
    "T40": Unreachable("BotNotInConversationRoster"),
    "T41": Delivered("r"),
    "T42": Unreachable("BotDisabledByAdmin", **MANY),
}
"""What is left after the waits that some rows ask for first."""


@pytest.mark.parametrize("case", CASES, ids=[one["id"] for one in CASES])
def test_each_documented_answer_has_its_outcome(case: dict[str, Any]):
    body: dict[str, Any] = case.get("body") or {}
    got = Got(case["status"], body, case.get("headers", {}))
    assert of(case["op"], got, "r") == EXPECTED[case["id"]]


DEEP: dict[str, Any] = {"error": {"details": [{"code": "Bot Disabled By User"}]}}
INNER: dict[str, Any] = {"error": {"code": "x", "innerHttpError": {"code": "MessageWritesBlocked"}}}


@pytest.mark.parametrize(
    ("got", "outcome"),
    [
        (None, Unknown()),
        (Got(408, {}), Unknown()),
        (Got(429, {}, {"retry-after": "soon"}), TryLater(send_outcomes.UNSAID)),
        (Got(429, {}, {"retry-after": "999999"}), TryLater(3600)),
        (Got(403, INNER),
         Unreachable("MessageWritesBlocked")),
        (Got(403, {"message": json.dumps({"a": json.dumps({"b": {"subCode": "ConversationBlockedByUser"}})})}),
         Unreachable("ConversationBlockedByUser")),
        (Got(403, DEEP), Unreachable("BotDisabledByUser")),
        (Got(405, {}), Mendable("other", ours=True)),
        (Got(301, {}), TryLater()),
        (Got(418, {}), TryLater()),
    ],
)  # fmt: skip
def test_the_other_answers(got: Got | None, outcome: object):
    assert of("send", got, "r") == outcome


def test_nothing_was_said_to_anybody_if_a_chat_could_not_be_opened():
    assert of("create", Got(503, {}, {"retry-after": "30"})) == TryLater(30)


@pytest.mark.parametrize("body", [{"a": "x" * 100_000}, {"message": "{" * 10_000}, {"a": [[[[[[[[1]]]]]]]]}])
def test_whatever_the_body_is_it_has_an_outcome(body: dict[str, Any]):
    assert isinstance(of("send", Got(403, body)), Unreachable)


def test_the_word_of_one_person_goes_before_the_word_of_all():
    body: dict[str, Any] = {
        "error": {"code": "NotEnoughPermissions", "innerHttpError": {"body": {"code": "MessageWritesBlocked"}}}
    }
    assert of("send", Got(403, body)) == Unreachable("MessageWritesBlocked")
