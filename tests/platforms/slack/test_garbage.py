"""T6 for Slack: garbage behind a valid signature breaks nothing and leaves no trace, by HTTP and over Socket Mode."""

from __future__ import annotations

import hmac
import json
import random
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
from multidict import CIMultiDict, CIMultiDictProxy

from adapters.slack.app import build
from adapters.slack.gate import REMEMBERED, Gate
from tests.platforms.slack.driver import EASY
from tests.platforms.slack.running import Running, settings_in, supporter
from tests.platforms.slack.test_gate import FORM, JSON, SECRET, Clock
from tests.platforms.slack.test_parse import ANSWERS, COMMAND, ODD, PRESS, SHORTCUT, VIEW, bent, event, submitted
from tests.platforms.teams.edge import Content
from tests.platforms.traces import rows, stays_flat
from tests.proof import count

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.platforms.slack.process import ControlRoom

    Json = dict[str, Any]

WHOLE: tuple[Json, ...] = (
    COMMAND,
    SHORTCUT,
    PRESS,
    {**PRESS, "view": VIEW},
    submitted(**{kind: (kind, element) for kind, (element, _) in ANSWERS.items()}),
    event(type="user_change", user={"id": "U0NOOR", "tz": "Europe/Paris", "locale": "fr-FR"}),
    event(type="app_home_opened", user="U0NOOR", tab="home"),
)
"""One of each kind; none asks for anything that would be stored."""
TIMES = count(150, 10_000, 200_000)
STEP = REMEMBERED / 50
"""Seconds between two requests: a signature is forgotten when it could not be used again."""


@pytest.fixture(autouse=True)
def _no_second_between_two_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thousands come in a second here, and what is said in the place of a refused screen would wait in a long row."""
    monkeypatch.setattr("adapters.slack.send.SPACING", 0.0)


@pytest.fixture
async def running(control: ControlRoom, tmp_path: Path) -> AsyncIterator[Running]:
    await control.order("rules", **EASY)
    app = await Running(control, settings_in(tmp_path, control.api_url)).start(supporter("U0ANA"))
    yield app
    await app.stop()


class Door:
    """The handler of the address for Slack, without a socket before it; ``statuses`` are its answers."""

    def __init__(self, running: Running, dice: random.Random) -> None:
        self.dice, self.clock, self.statuses = dice, Clock(), set[int]()
        self._site = build(running.edge, Gate(SECRET, self.clock))
        [self._handle] = [one.handler for one in self._site.router.routes()]

    async def come(self) -> None:
        """Something that Slack signed just now, which Slack would hardly send."""
        self.clock.now += STEP
        raw, kind = self._written(spoilt(self.dice))
        raw = broken(self.dice, raw) if self.dice.random() < 0.2 else raw
        kind = self.dice.choice([JSON, FORM]) if self.dice.random() < 0.1 else kind
        stamp = str(int(self.clock.now))
        digest = hmac.digest(SECRET.encode(), b":".join([b"v0", stamp.encode(), raw]), "sha256").hex()
        headers = {"X-Slack-Signature": f"v0={digest}", "X-Slack-Request-Timestamp": stamp, "Content-Type": kind}
        held = CIMultiDictProxy(CIMultiDict(headers))
        request: Any = SimpleNamespace(headers=held, content=Content(raw), app=self._site)
        self.statuses.add((await self._handle(request)).status)

    def _written(self, posted: object) -> tuple[bytes, str]:
        held = posted if isinstance(posted, dict) else {}
        if "command" in held:
            return urlencode(held, errors="surrogatepass").encode(), FORM
        raw = json.dumps(posted)
        return (raw.encode(), JSON) if "event" in held else (urlencode({"payload": raw}).encode(), FORM)


def spoilt(dice: random.Random) -> object:
    """A payload with one to three things wrong in it."""
    payload: object = dice.choice(WHOLE)
    for _ in range(dice.randint(1, 3)):
        payload = bent(dice, payload)
    return payload


def broken(dice: random.Random, raw: bytes) -> bytes:
    """Bytes that are hardly a payload any more."""
    place = dice.randrange(len(raw) + 1)
    ends = [raw[:place], raw[:place] + dice.randbytes(9) + raw[place:], raw * 2, b"[" * 5_000, b'{"a":' * 900, b""]
    return dice.choice(ends)


@pytest.mark.proof("T6", tried=TIMES, unit="requests")
async def test_over_http_it_is_answered_and_leaves_no_trace(running: Running):
    """Through the gate, the parser, Bolt, the door and the store; whatever escapes the handler escapes here too."""
    door, stored = Door(running, random.Random(66)), rows(running.programme)  # noqa: S311 - can be repeated
    await stays_flat(door.come, times=TIMES)
    assert door.statuses <= {200, 400, 401}
    assert {200, 400} <= door.statuses
    assert rows(running.programme) == stored


@pytest.mark.proof("T6", tried=TIMES, unit="envelopes")
async def test_over_a_socket_it_is_answered_and_leaves_no_trace(running: Running):
    """An envelope is answered or, with an event that failed, not; none raises, which would end the connection."""
    dice, stored = random.Random(67), rows(running.programme)  # noqa: S311 - can be repeated

    async def arrive() -> None:
        payload = spoilt(dice) if dice.random() < 0.9 else dice.choice(ODD)
        envelope: Json = {"envelope_id": f"{dice.random()}", "type": "interactive", "payload": payload}
        come = envelope if dice.random() < 0.9 else {"payload": dice.choice(ODD)}
        answer = await running.edge.take_envelope(json.loads(json.dumps(come)))
        json.dumps(answer)

    await stays_flat(arrive, times=TIMES)
    assert rows(running.programme) == stored
