"""Nothing comes in that Slack did not sign for this app, just now, once; and no answer is ever a 5xx."""

from __future__ import annotations

import gzip
import hashlib
import hmac
import io
import json
import random
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest
from aiohttp.test_utils import TestClient, TestServer
from multidict import CIMultiDict, CIMultiDictProxy
from slack_sdk.signature import SignatureVerifier

from adapters.slack import parse
from adapters.slack.app import build
from adapters.slack.gate import LARGEST, REMEMBERED, WINDOW, Gate, RefusedError
from bot.domain.errors import ConfigurationError
from tests.platforms.slack.edge import ToyEdge
from tests.proof import count

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

SECRET, JSON, FORM = "8f742231b10e8888abcd99yyyzzz85a5", "application/json", "application/x-www-form-urlencoded"
NOW = 1_790_000_000.0
BODY = b'{"type":"event_callback"}'


class Clock:
    """Seconds since 1970, as a test wants them."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> float:
        return self.now


def signed(body: bytes = BODY, *, secret: str = SECRET, at: float = NOW, kind: str = JSON) -> dict[str, str]:
    """Slack's headers for a body, by Slack's own library."""
    stamp = str(int(at))
    signature = SignatureVerifier(secret).generate_signature(timestamp=stamp, body=body)
    assert signature is not None
    return {"X-Slack-Signature": signature, "X-Slack-Request-Timestamp": stamp, "Content-Type": kind}


def check(gate: Gate, headers: dict[str, str] | list[tuple[str, str]], body: bytes = BODY) -> str:
    return gate.check(CIMultiDictProxy(CIMultiDict(headers)), body)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def gate(clock: Clock) -> Gate:
    return Gate(SECRET, clock)


@pytest.mark.parametrize("secret", ["", "   "])
def test_without_a_secret_nothing_starts(secret: str):
    with pytest.raises(ConfigurationError, match="SLACK_SIGNING_SECRET"):
        Gate(secret, Clock())


@pytest.mark.parametrize("kind", [JSON, FORM, f"{JSON}; charset=utf-8", f"{FORM};charset=UTF-8"])
def test_what_slack_signed_comes_in(gate: Gate, kind: str):
    assert check(gate, signed(kind=kind)) == kind.partition(";")[0]


def test_slacks_own_example_comes_in():
    """The numbers of Slack's documentation, worked out here by hand."""
    base = b"v0:1531420618:token=xyzz0WbapA4vBCDEFasx0q6G"
    signature = "v0=" + hmac.new(SECRET.encode(), base, hashlib.sha256).hexdigest()
    headers = {"X-Slack-Signature": signature, "X-Slack-Request-Timestamp": "1531420618", "Content-Type": FORM}
    assert check(Gate(SECRET, lambda: 1531420618.0), headers, base.rpartition(b":")[2]) == FORM


@pytest.mark.parametrize("age", [-WINDOW, 0, WINDOW])
def test_slacks_clock_may_be_five_minutes_off(gate: Gate, age: int):
    check(gate, signed(at=NOW - age))


@pytest.mark.parametrize("age", [-WINDOW - 1, WINDOW + 1, 86_400, NOW])
def test_an_old_or_future_request_stays_out(gate: Gate, age: float):
    with pytest.raises(RefusedError):
        check(gate, signed(at=NOW - age))


def test_the_same_request_comes_in_once(gate: Gate, clock: Clock):
    check(gate, signed())
    for later in (0, 1, WINDOW):
        clock.now = NOW + later
        with pytest.raises(RefusedError):
            check(gate, signed())


def test_a_forged_request_is_not_remembered(gate: Gate):
    """Nobody without the secret can fill the memory, or lock a genuine request out."""
    with pytest.raises(RefusedError):
        check(gate, signed(secret="another" * 5))
    assert not gate._seen
    check(gate, signed())


def test_what_can_not_come_back_is_forgotten(gate: Gate, clock: Clock):
    for second in range(0, 3 * REMEMBERED, 10):
        clock.now = NOW + second
        check(gate, signed(at=clock.now))
    assert len(gate._seen) <= REMEMBERED / 10 + 1


WRONG = {
    "no signature": {"X-Slack-Signature": None},
    "empty signature": {"X-Slack-Signature": ""},
    "short signature": {"X-Slack-Signature": "v0=ab"},
    "capital letters": {"X-Slack-Signature": "v0=" + "A" * 64},
    "other version": {"X-Slack-Signature": "v1=" + "a" * 64},
    "wrong signature": {"X-Slack-Signature": "v0=" + "a" * 64},
    "letters beyond ASCII": {"X-Slack-Signature": "v0=" + "é" * 64},
    "no timestamp": {"X-Slack-Request-Timestamp": None},
    "no number": {"X-Slack-Request-Timestamp": "now"},
    "signed number": {"X-Slack-Request-Timestamp": "-1790000000"},
    "other digits": {"X-Slack-Request-Timestamp": "١٧٩٠٠٠٠٠٠٠"},
    "long number": {"X-Slack-Request-Timestamp": "1" * 400},
    "no type": {"Content-Type": None},
    "other type": {"Content-Type": "text/plain"},
    "other letters": {"Content-Type": "application/json; charset=utf-16"},
    "packed": {"Content-Encoding": "gzip"},
}


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG)
def test_odd_headers_stay_out(gate: Gate, change: dict[str, str | None]):
    headers = {name: value for name, value in {**signed(), **change}.items() if value is not None}
    with pytest.raises(RefusedError):
        check(gate, headers)


@pytest.mark.parametrize("name", ["X-Slack-Signature", "X-Slack-Request-Timestamp", "Content-Type"])
def test_a_header_that_comes_twice_stays_out(gate: Gate, name: str):
    """Two readers could pick a different one each."""
    headers = signed()
    with pytest.raises(RefusedError):
        check(gate, [*headers.items(), (name, headers[name])])


@pytest.mark.parametrize("place", range(0, len(BODY), 3))
def test_one_changed_byte_keeps_it_out(gate: Gate, place: int):
    changed = bytearray(BODY)
    changed[place] ^= 1
    with pytest.raises(RefusedError):
        check(gate, signed(), bytes(changed))


@pytest.mark.parametrize("place", range(3, 67))
def test_one_changed_digit_of_the_signature_keeps_it_out(gate: Gate, place: int):
    headers = signed()
    signature = headers["X-Slack-Signature"]
    other = "0" if signature[place] != "0" else "1"
    with pytest.raises(RefusedError):
        check(gate, headers | {"X-Slack-Signature": signature[:place] + other + signature[place + 1 :]})


def test_a_body_that_is_too_large_stays_out(gate: Gate):
    body = b"x" * (LARGEST + 1)
    with pytest.raises(RefusedError):
        check(gate, signed(body), body)


@pytest.fixture
async def edge() -> ToyEdge:
    return ToyEdge()


@pytest.fixture
async def client(edge: ToyEdge, gate: Gate) -> AsyncIterator[TestClient]:
    async with TestClient(TestServer(build(edge, gate))) as connected:  # pyright: ignore[reportArgumentType]
        yield connected


async def answered(client: TestClient, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
    async with client.post(
        "/slack/events", data=io.BytesIO(body), headers=headers, skip_auto_headers=["Content-Type"]
    ) as response:
        return response.status, await response.read()


async def test_everything_bad_gets_the_same_answer(client: TestClient, edge: ToyEdge):
    """Nobody learns which check they failed."""
    answers = [
        await answered(client, BODY, signed(secret="another" * 5)),
        await answered(client, BODY, signed(at=NOW - 400)),
        await answered(client, BODY, {"Content-Type": JSON}),
        await answered(client, b"x" * (LARGEST + 1), signed(b"x" * (LARGEST + 1))),
        await answered(client, gzip.compress(BODY), {**signed(), "Content-Encoding": "gzip"}),
        await answered(client, BODY, {**signed(), "Content-Type": "text/plain"}),
    ]
    assert set(answers) == {(401, b"")}
    assert edge.heard == []


@pytest.mark.parametrize("body", [b"{", b"", b"\xff", b'{"type":"url_verification","challenge":"c"}'])
async def test_what_nobody_signed_is_not_even_read(client: TestClient, body: bytes):
    """Nothing in it changes the answer: no parser has seen it."""
    assert await answered(client, body, signed()) == (401, b"")


async def test_a_foreign_workspace_reads_the_same(client: TestClient, edge: ToyEdge):
    edge.raises = parse.ForeignError()
    assert await answered(client, BODY, signed()) == (401, b"")


async def test_only_one_address_answers(client: TestClient):
    for method, path, status in (("GET", "/slack/events", 405), ("POST", "/", 404), ("POST", "/slack/actions", 404)):
        async with client.request(method, path) as response:
            assert response.status == status


async def test_slacks_challenge_is_answered_before_anything_is_installed(client: TestClient, edge: ToyEdge):
    body = json.dumps({"type": "url_verification", "token": "x", "challenge": "3eZbrw1aB"}).encode()
    assert await answered(client, body, signed(body)) == (200, b'{"challenge": "3eZbrw1aB"}')
    assert edge.heard == []


async def test_a_challenge_that_is_markup_is_not_repeated(client: TestClient):
    body = json.dumps({"type": "url_verification", "challenge": "<script>"}).encode()
    assert (await answered(client, body, signed(body)))[0] == 400


async def test_a_certificate_check_is_answered(client: TestClient, edge: ToyEdge):
    body = urlencode({"ssl_check": "1", "token": "x"}).encode()
    assert await answered(client, body, signed(body, kind=FORM)) == (200, b"")


@pytest.mark.proof("T5", tried=count(150, 25_000, 1_000_000), unit="requests")
async def test_forged_requests_never_come_in(client: TestClient, edge: ToyEdge):
    """T5: any of Slack's headers bent, any byte of the body changed; all get 401, and nothing is handled."""
    dice = random.Random(5)  # noqa: S311 - a test that can be repeated
    for _ in range(count(150, 25_000, 1_000_000)):
        body = json.dumps({"type": "event_callback", "event_id": f"Ev{dice.random()}"}).encode()
        headers, sent = bent(dice, signed(body), body)
        assert await answered(client, sent, headers) == (401, b"")
    assert edge.heard == []


def bent(dice: random.Random, headers: dict[str, str], body: bytes) -> tuple[dict[str, str], bytes]:
    """A genuine request with one thing wrong."""
    match dice.randrange(6):
        case 0:
            place = dice.randrange(len(body))
            return headers, body[:place] + bytes([body[place] ^ (1 << dice.randrange(8))]) + body[place + 1 :]
        case 1:
            place = dice.randrange(3, 67)
            found = headers["X-Slack-Signature"]
            other = dice.choice("0123456789abcdef".replace(found[place], ""))
            return headers | {"X-Slack-Signature": found[:place] + other + found[place + 1 :]}, body
        case 2:
            return headers | {"X-Slack-Request-Timestamp": str(int(NOW) + dice.choice([-1, 1, 301, -301]))}, body
        case 3:
            other = headers["X-Slack-Signature"].replace("v0", dice.choice(["v1", "V0", ""]))
            return headers | {"X-Slack-Signature": other}, body
        case 4:
            gone = dice.choice(list(headers)[:2])
            return {name: value for name, value in headers.items() if name != gone}, body
        case _:
            return signed(body, secret=SECRET[:-1] + dice.choice("abcdef")), body
