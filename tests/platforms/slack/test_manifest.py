"""The manifest: the least scopes, everything the code listens to, and the file that is read before the app exists."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from adapters.slack import app as edge
from adapters.slack.manifest import (
    COMMAND,
    EVENTS,
    EXAMPLE,
    PATH,
    RECONCILING,
    SCOPES,
    SHORTCUT,
    Wishes,
    draw,
    manifest,
)
from adapters.slack.workspace.web_api import CALLED
from bot.__main__ import command
from bot.domain.errors import ConfigurationError

ROOT = Path(__file__).parents[3]
NEEDED = {
    "apps.connections.open": None,  # the app's own token
    "auth.test": None,
    "chat.delete": "chat:write",
    "chat.postMessage": "chat:write",
    "chat.update": "chat:write",
    "conversations.history": RECONCILING,
    "conversations.open": "im:write",
    "users.info": "users:read",
    "users.list": "users:read",
    "views.open": None,
    "views.publish": None,
    "views.update": None,
}
"""Slack's own list of what each method needs of a bot token."""
ALLOWED = {"chat:write", "commands", "im:write", "users:read"}
"""The list that this project promises never to exceed without being asked."""


pytestmark = pytest.mark.proof("T21", unit="checks")


def test_the_scopes_are_the_promised_ones_and_every_call_is_covered():
    """T21: 0 extra, 0 missing."""
    assert set(SCOPES) == ALLOWED
    assert set(CALLED) == set(NEEDED)
    wanted = {NEEDED[method] for method in CALLED} - {None}
    assert wanted == {*SCOPES, RECONCILING} - {"commands"}


def test_every_method_that_is_named_in_the_code_is_in_the_list():
    source = "".join(path.read_text("utf-8") for path in (ROOT / "adapters" / "slack").rglob("*.py"))
    named = set(
        re.findall(r'"((?:apps|auth|chat|conversations|users|views|team|files|reactions)\.[a-zA-Z.]+)"', source)
    )
    assert named == set(CALLED)


def test_history_is_only_asked_for_on_wish():
    assert RECONCILING not in draw(Wishes(url=EXAMPLE))
    assert f'- "{RECONCILING}"' in draw(Wishes(url=EXAMPLE, reconcile=True))


def test_every_event_command_and_shortcut_is_listened_to():
    """And nothing else is: an event that nobody handles would only tell us more than we need."""
    source = Path(edge.__file__).read_text("utf-8")
    listened = re.search(r"for name in \((.+?)\):", source)
    assert listened is not None
    assert set(re.findall(r'"(\w+)"', listened[1])) == set(EVENTS)
    features: Any = manifest(Wishes(url=EXAMPLE))["features"]
    assert [one["command"] for one in features["slash_commands"]] == [COMMAND]
    assert [one["callback_id"] for one in features["shortcuts"]] == [SHORTCUT]


def test_everything_enters_at_one_address():
    urls = re.findall(r'url: "(.+)"', draw(Wishes(url=EXAMPLE)))
    assert urls == [EXAMPLE + PATH] * 3


@pytest.mark.parametrize("url", [EXAMPLE + "/", EXAMPLE + PATH, EXAMPLE])
def test_the_address_may_be_given_with_or_without_its_end(url: str):
    assert draw(Wishes(url=url)) == draw(Wishes(url=EXAMPLE))


def test_socket_mode_needs_no_address():
    drawn = draw(Wishes(socket_mode=True))
    assert "url" not in drawn
    assert "socket_mode_enabled: true" in drawn


@pytest.mark.parametrize(
    "url", ["", "http://peers.example.org", "peers.example.org", "https://", "https://x/?a=b", "https://x/foo/bar"]
)
def test_an_address_that_slack_would_refuse_is_refused_here(url: str):
    with pytest.raises(ConfigurationError, match="--url must be"):
        draw(Wishes(url=url))


def test_two_ways_at_once_are_refused():
    """Rather than to leave the address out without a word."""
    with pytest.raises(ConfigurationError, match="--url and --socket-mode"):
        draw(Wishes(url=EXAMPLE, socket_mode=True))


@pytest.mark.parametrize("name", ["", "   ", "x" * 36, "two\nlines"])
def test_a_name_that_slack_would_refuse_is_refused_here(name: str):
    with pytest.raises(ConfigurationError, match="--name"):
        draw(Wishes(url=EXAMPLE, name=name))


def test_a_name_of_any_letters_stays_one_text():
    """A colon, quotes or a word that YAML reads as something else must not change the structure."""
    assert 'name: "a: \\"b\\" # c"' in draw(Wishes(url=EXAMPLE, name='a: "b" # c'))
    assert 'name: "yes"' in draw(Wishes(url=EXAMPLE, name="yes"))


def test_slacks_own_limits_hold():
    parts: Any = manifest(Wishes(url=EXAMPLE))
    assert len(parts["display_information"]["description"]) <= 140
    assert len(parts["features"]["shortcuts"][0]["name"]) <= 24
    assert len(COMMAND) <= 32


def test_the_file_is_what_the_command_prints():
    """``peersupport manifest slack --url https://peers.example.org > manifest/slack.yaml`` writes it again."""
    printed = CliRunner().invoke(command, ["manifest", "slack", "--url", EXAMPLE])
    assert printed.exit_code == 0
    assert printed.stdout == (ROOT / "manifest" / "slack.yaml").read_text("utf-8")
