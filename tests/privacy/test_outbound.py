"""The check that every story runs on what it sent finds what must not leave, on every platform's payloads (T20)."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from bot import language
from bot.conversation.nudges import EXAMPLES
from bot.insight.examples import MESSAGES
from bot.ui import Action, Button, Buttons, Message, Paragraph, Plain, literal, say
from store.codec import Codec
from tests.outbound import _sentences, check_outbound, notifications

CODEC = Codec[Message](Message)
GOOD = EXAMPLES["offer"]
TOKEN = "AQEAAAABs9" * 8
SLACK: dict[str, Any] = {
    "text": "A short note for you. Today, please.",
    "blocks": [
        {
            "type": "section",
            "text": {"type": "mrkdwn", "text": "*You planned to check in.* Tap when you have been in touch."},
        },
        {"type": "actions", "elements": [{"type": "button", "action_id": "open.0", "value": TOKEN}]},
    ],
    "metadata": {"event_type": "peersupport_message", "event_payload": {"token": "x"}},
}
TEAMS: dict[str, Any] = {
    "type": "message",
    "summary": "A short note for you. Today, please.",
    "attachments": [
        {"content": {"body": [{"type": "TextBlock", "text": "This one is taken care of. Thank you for being there."}]}}
    ],
}


pytestmark = pytest.mark.proof("T20", unit="payloads")


def written(message: Message) -> str:
    return CODEC.encode(message).decode()


def changed(payload, **fields):
    return json.dumps({**payload, **fields})


def test_what_the_programme_says_passes():
    fine = [one for name, one in {**EXAMPLES, **MESSAGES}.items() if not name.startswith(("backup_page", "complaint"))]
    assert check_outbound(written(one) for one in fine) == len(fine)
    assert check_outbound([json.dumps(SLACK), json.dumps(TEAMS)]) == 2


def test_a_lock_screen_shows_one_of_four_sentences():
    """The list that every payload is held against is made from the messages; this is where it is frozen."""
    strengths = {f"A short note for you. {when}" for when in ("Now, please.", "Today, please.", "When you have time.")}
    assert notifications() == {*strengths, "The weekly overview is here."}


@pytest.mark.parametrize("spoken", language.languages())
@pytest.mark.parametrize("name", ["check_in_due", "restored", "programme_restored"])
def test_it_knows_every_language(name, spoken):
    message = EXAMPLES[name]
    said = " ".join(language.speak(words, spoken, "UTC") for words in _sentences(message))
    text = language.speak(message.notification, spoken, "UTC")
    check_outbound([changed(SLACK, text=text, blocks=[{"text": {"text": f"*{said}*"}}])])
    with pytest.raises(AssertionError):
        check_outbound([changed(SLACK, text=text, blocks=[{"text": {"text": f"{said} Tomasz"}}])])


@pytest.mark.parametrize(
    "message",
    [
        replace(GOOD, notification=say("Tomasz Wilk needs a peer.")),
        replace(GOOD, notification=literal("Tomasz Wilk")),
        replace(GOOD, blocks=(Paragraph((Plain(literal("Tomasz Wilk")),)), *GOOD.blocks)),
        replace(GOOD, blocks=(*GOOD.blocks, Buttons((Button(say("Open"), Action("Tomasz")),)))),
        replace(
            GOOD, blocks=(*GOOD.blocks, Buttons((Button(say("Open"), Action("open", draft=(("who", ("web:t",)),))),)))
        ),
    ],
)
def test_what_says_too_much_is_found(message):
    with pytest.raises(AssertionError):
        check_outbound([written(message)])


@pytest.mark.parametrize(
    "payload",
    [
        changed(SLACK, text="Tomasz Wilk"),
        changed(SLACK, text=""),
        changed(SLACK, blocks=[{"text": {"text": "Tomasz Wilk"}}]),
        changed(
            SLACK, blocks=[SLACK["blocks"][0], {"elements": [{"action_id": "open.0", "value": "web:tomasz-wilk"}]}]
        ),
        changed(SLACK, blocks=[SLACK["blocks"][0], {"elements": [{"action_id": "tomasz-wilk.0", "value": TOKEN}]}]),
        changed(SLACK, metadata={"event_payload": {"token": "x", "case": "K7F3"}}),
        changed(TEAMS, summary="Tomasz Wilk"),
        changed(TEAMS, attachments=[{"content": {"body": [{"type": "TextBlock", "text": "Tomasz Wilk"}]}}]),
    ],
)
def test_a_platforms_payload_that_says_too_much_is_found(payload):
    with pytest.raises(AssertionError):
        check_outbound([payload])
