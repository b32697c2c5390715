"""T5 and T6 for Teams: forged requests by the thousand never come in; garbage behind a good token breaks nothing."""

from __future__ import annotations

import base64
import hmac
import json
import random
import time
from typing import TYPE_CHECKING, Any

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bot.app import compose
from tests.platforms.teams.edge import JSON, Edge, bearer
from tests.platforms.teams.issuer import APP, Microsoft, activity, key, public
from tests.platforms.teams.line import settings_in
from tests.platforms.traces import rows, stays_flat
from tests.proof import count

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from bot.app import Programme

    Headers = list[tuple[str, str]]
    Json = dict[str, Any]
    Forgery = Callable[[random.Random, Microsoft], tuple[Headers, bytes]]

NOT_ALLOWED = "11111111-1111-4111-8111-111111111111"
OTHER_URLS = ("https://smba.trafficmanager.net/other/", "https://evil.example/", "http://127.0.0.1:1/teams/")


@pytest.fixture
async def programme(microsoft: Microsoft, tmp_path: Path) -> AsyncIterator[Programme]:
    """A whole programme on Teams; a second key is announced that speaks for another channel."""
    microsoft.keys = [public("one", "msteams"), public("webchat", "webchat")]
    running = compose(settings_in(tmp_path, microsoft))
    await running.start()
    yield running
    await running.stop()


@pytest.fixture
async def edge(programme: Programme, microsoft: Microsoft) -> Edge:
    """Where a genuine activity comes in, as the last thing before the forged ones."""
    edge = Edge(programme)
    assert await edge.status([JSON, bearer(microsoft.token())], said(microsoft)) == 200
    return edge


def said(microsoft: Microsoft, **changed: Any) -> bytes:
    return json.dumps(activity(microsoft, **changed)).encode()


def packed(part: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


class Forger:
    """Signs once what is expensive to sign, and then changes it in as many ways as there are dice."""

    def __init__(self, microsoft: Microsoft) -> None:
        self.microsoft, self.good, now = microsoft, microsoft.token(), time.time()
        self.wrong = [
            *(self._signed(exp=now - 301 - 10**n, nbf=now - 10**9) for n in range(6)),
            *(self._signed(nbf=now + 10.0 ** (5 + n)) for n in range(6)),
            *(self._signed(aud=one) for one in (APP.upper(), f"{APP} ", f"api://{APP}", "", [APP], None, 1)),
            *(self._signed(iss=one) for one in ("https://sts.windows.net/x/", "https://api.botframework.us", [], None)),
            *(self._signed(serviceurl=one) for one in (*OTHER_URLS, None, 7, [microsoft.service_url])),
            *(self._signed(exp=one) for one in (None, True, "9999999999", 10**400, [])),
            *(microsoft.token("two", kid=kid) for kid in ("one", "two", "webchat", "../one", "one\n")),
            microsoft.token("webchat"),
            *(microsoft.token(algorithm=one) for one in ("RS384", "RS512", "PS256")),
            *self._embedded(),
            *self._by_secret(),
            *self._unsigned(),
        ]

    def _signed(self, **changed: Any) -> str:
        """By the right key, whatever it says."""
        claims = json.dumps(self.microsoft.claims(**changed)).encode()
        return jwt.PyJWS().encode(claims, key("one"), algorithm="RS256", headers={"kid": "one", "typ": "JWT"})

    def _embedded(self) -> list[str]:
        """Signed by a key that the token brings along, or says where to find."""
        own = {"jwk": public("two"), "jku": "https://evil.example/keys", "x5u": "https://evil.example/key"}
        claims = self.microsoft.claims()
        return [
            jwt.encode(claims, key("two"), algorithm="RS256", headers={"kid": "one", name: value})
            for name, value in own.items()
        ]

    def _by_secret(self) -> list[str]:
        """What everybody knows, used as if it were a secret."""
        known = key("one").public_key()
        kinds = [(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo), (Encoding.DER, PublicFormat.PKCS1)]
        secrets = [known.public_bytes(*kind) for kind in kinds] + [json.dumps(public("one")).encode(), b"", b"one"]
        start = f"{packed({'alg': 'HS256', 'kid': 'one', 'typ': 'JWT'})}.{packed(self.microsoft.claims())}"
        signed = [hmac.digest(one, start.encode(), "sha256") for one in secrets]
        return [f"{start}.{base64.urlsafe_b64encode(one).rstrip(b'=').decode()}" for one in signed]

    def _unsigned(self) -> list[str]:
        good = self.microsoft.token().split(".")
        names = ("none", "None", "NONE", "nOnE", "", "RS256 ", "rs256")
        heads = [packed({"alg": name, "kid": "one", "typ": "JWT"}) for name in names]
        return [f"{head}.{good[1]}.{end}" for head in heads for end in (good[2], "", "AA")]

    def token(self, dice: random.Random) -> str:
        """Any wrong token, or the right one with something changed in it."""
        if dice.random() < 0.5:
            return dice.choice(self.wrong)
        parts = self.good.split(".")
        match dice.randrange(4):
            case 0:
                place = dice.randrange(3)
                parts[place] = flipped(dice, parts[place])
            case 1:
                claims = self.microsoft.claims(**{dice.choice(["aud", "iss", "sub", "exp"]): dice.random()})
                parts[1] = packed(claims)
            case 2:
                dice.shuffle(parts)
                parts = parts[: dice.choice([2, 3])] + ["A"] * dice.randrange(3)
                return ".".join(parts) if ".".join(parts) != self.good else "a.b.c"
            case _:
                parts[2] = parts[2][: dice.randrange(len(parts[2]) - 4)]
        return ".".join(parts)

    def header(self, dice: random.Random) -> Headers:
        """Another way of saying who one is, none of which is Teams'."""
        good = self.good
        odd = [
            [],
            ["Bearer"],
            [f"Basic {good}"],
            [f"bearer {good}"],
            [f"Bearer  {good}"],
            [f"Bearer {good}", "Bearer a.b.c"],
        ]
        odd += [[f"Bearer {good} "], [f"Bearer {good},{good}"], [good], [f"Bearer {good}{'A' * 20_000}"]]
        return [("Authorization", one) for one in dice.choice(odd)]

    def envelope(self, dice: random.Random) -> bytes:
        """Properly signed, but from elsewhere than the token says, or from where the bot may not be used."""
        changes: list[Json] = [
            {"serviceUrl": dice.choice([*OTHER_URLS, None, 3, self.microsoft.service_url + "x"])},
            {"channelId": dice.choice(["webchat", "emulator", "", None, "directline", "MSTEAMS"])},
            {"channelData": {"tenant": {"id": dice.choice([NOT_ALLOWED, f"{dice.getrandbits(128):032x}"])}}},
        ]
        return said(self.microsoft, **dice.choice(changes))


def flipped(dice: random.Random, part: str) -> str:
    """One sign changed; never the last, whose spare bits may not count."""
    place = dice.randrange(len(part) - 1)
    other = dice.choice([one for one in "AZaz09-_" if one != part[place]])
    return part[:place] + other + part[place + 1 :]


@pytest.mark.proof("T5", tried=count(500, 25_000, 1_000_000), unit="requests")
async def test_forged_requests_never_come_in(edge: Edge, microsoft: Microsoft):
    """T5: any token but the right one, any other way to show it, any envelope that is not the token's: 401 each."""
    dice, forger, body = random.Random(5), Forger(microsoft), said(microsoft)  # noqa: S311 - can be repeated
    for _ in range(count(500, 25_000, 1_000_000)):
        kind = dice.randrange(8)
        headers = forger.header(dice) if kind == 0 else [bearer(forger.good if kind == 1 else forger.token(dice))]
        sent = forger.envelope(dice) if kind == 1 else body
        assert await edge.status([JSON, *headers], sent) == 401, (headers, sent)


# T6


JUNK: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    1e308,
    10**30,
    "",
    "x",
    "\x00",
    "\ud800",
    "é" * 300,
    "x" * 20_000,
    [],
    {},
    [[]],
)
PRESS = {"do": "press", "token": "x" * 60}
VALUES: tuple[Json, ...] = (
    {"action": {"type": "Action.Execute", "verb": "peersupport", "data": {"peersupport": PRESS}}, "trigger": "manual"},
    {"data": {"peersupport": {"do": "open"}}},
    {"data": {"peersupport": {"do": "home"}}},
    {
        "data": {
            "peersupport": {"do": "submit", "token": "A" * 60, "copy": "B" * 60},
            "text.phone": "1",
            "many.days": "a,b",
        }
    },
    {"commandId": "peersupport", "commandContext": "compose"},
)
NAMES = (
    "adaptiveCard/action",
    "task/fetch",
    "task/submit",
    "composeExtension/fetchTask",
    "composeExtension/submitAction",
)
KINDS = ("message", "invoke", "installationUpdate", "conversationUpdate", "typing", "event", "messageReaction")


def genuine(dice: random.Random, microsoft: Microsoft) -> Json:
    """Something of the right shape, from one of a few people."""
    more = {"type": "invoke", "name": dice.choice(NAMES), "value": json.loads(json.dumps(dice.choice(VALUES)))}
    if dice.random() < 0.3:
        more = {"type": dice.choice(KINDS), "action": dice.choice(["add", "remove"]), "text": "hello"}
    return activity(microsoft, person=dice.choice(["ana", "ben", "noor"]), **more)


def garbled(dice: random.Random, node: Any, depth: int = 0) -> Any:
    """The same with something in it gone, or something else in its place."""
    if depth > 6 or not isinstance(node, dict | list) or not node:
        return dice.choice([*JUNK, json.loads("[" * 50 + "]" * 50), {"id": node}, [node]])
    place = dice.choice(list(node) if isinstance(node, dict) else list(range(len(node))))
    if isinstance(node, dict) and dice.random() < 0.2:
        return {name: value for name, value in node.items() if name != place}
    node[place] = garbled(dice, node[place], depth + 1) if dice.random() < 0.8 else dice.choice(JUNK)
    return node


def broken(dice: random.Random, raw: bytes) -> bytes:
    """Bytes that are hardly JSON any more."""
    place = dice.randrange(len(raw))
    ends = [
        raw[:place],
        raw[:place] + dice.randbytes(9) + raw[place:],
        raw * 2,
        b"[" * 5_000,
        b"NaN",
        b'{"a":' * 900,
        b"",
    ]
    return dice.choice(ends)


@pytest.mark.proof("T6", tried=count(200, 10_000, 200_000), unit="requests")
async def test_garbage_behind_a_good_token_breaks_nothing(edge: Edge, programme: Programme, microsoft: Microsoft):
    """T6: an answer to each, no 5xx, memory stays flat, nothing is stored, and nothing goes on afterwards."""
    dice, token = random.Random(6), bearer(microsoft.token())  # noqa: S311 - can be repeated
    seen, stored = set[int](), rows(programme)

    async def come() -> None:
        bent = garbled(dice, genuine(dice, microsoft)) if dice.random() < 0.8 else genuine(dice, microsoft)
        raw = json.dumps(bent).encode()
        seen.add(await edge.status([JSON, token], broken(dice, raw) if dice.random() < 0.2 else raw))
        microsoft.sent.clear()
        microsoft.asked.clear()

    await stays_flat(come, times=count(200, 10_000, 200_000))
    assert seen == {200, 400, 401}
    await programme.surfaces[0].stop()
    assert not programme.surfaces[0].tasks._running  # pyright: ignore[reportAttributeAccessIssue]
    assert rows(programme) == stored
