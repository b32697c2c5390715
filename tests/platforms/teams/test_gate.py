"""Only what Bot Framework signed for this bot comes in, from allowed tenants and hosts; anything else is 401 or 400."""

from __future__ import annotations

import asyncio
import base64
import hmac
import json
import secrets
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import jwt
import pytest
from aiohttp.test_utils import TestClient, TestServer
from multidict import CIMultiDict, CIMultiDictProxy

from adapters.teams.connector.calls import allowing
from adapters.teams.connector.http import Web
from adapters.teams.connector.signing_keys import FRESH, LONGEST, PATIENCE, Keys
from adapters.teams.gate import Gate, OpenGate, RefusedError, Rules
from bot.app import compose
from bot.domain.errors import ConfigurationError
from tests import proof
from tests.platforms.teams.issuer import APP, ISSUER, TENANT, Microsoft, activity, key, public
from tests.platforms.teams.line import Line, settings_in

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

UNAUTHORIZED, BAD = 401, 400


async def test_a_signed_activity_comes_in(line: Line):
    assert (await line.says("ana", text="hello")).status == 200


def by_secret(claims: dict[str, Any], secret: bytes) -> str:
    """A token whose secret is what everybody knows."""
    parts = [base64.urlsafe_b64encode(json.dumps(one).encode()).rstrip(b"=") for one in (HS256, claims)]
    signed = hmac.digest(secret, b".".join(parts), "sha256")
    return b".".join([*parts, base64.urlsafe_b64encode(signed).rstrip(b"=")]).decode()


HS256 = {"alg": "HS256", "typ": "JWT", "kid": "one"}
FORGED: dict[str, Callable[[Microsoft], str]] = {
    "another issuer": lambda ms: ms.token(iss="https://evil.example"),
    "another audience": lambda ms: ms.token(aud="somebody-else"),
    "a list of audiences": lambda ms: ms.token(aud=[APP]),
    "no audience": lambda ms: ms.token(aud=None),
    "expired": lambda ms: ms.token(exp=time.time() - 301),
    "no end": lambda ms: ms.token(exp=None),
    "not yet": lambda ms: ms.token(nbf=time.time() + 301),
    "an odd end": lambda ms: ms.token(exp=True),
    "another service address": lambda ms: ms.token(serviceurl="https://smba.trafficmanager.net/other/"),
    "no service address": lambda ms: ms.token(serviceurl=None),
    "another key": lambda ms: ms.token("two", kid="one"),
    "an unknown key": lambda ms: ms.token("two"),
    "another algorithm": lambda ms: ms.token(algorithm="RS512"),
    "no signature": lambda ms: jwt.encode(ms.claims(), "", algorithm="none", headers={"kid": "one"}),
    "the public key as a secret": lambda ms: by_secret(ms.claims(), json.dumps(public("one")).encode()),
    "no key id": lambda ms: jwt.encode(ms.claims(), key("one"), algorithm="RS256"),
    "garbage": lambda _: "a.b.c",
}


@pytest.mark.parametrize("forgery", FORGED)
async def test_a_forged_token_is_refused(line: Line, forgery: str):
    assert (await line.says("ana")).status == 200  # the keys are known
    token = FORGED[forgery](line.microsoft)
    assert (await line.post(activity(line.microsoft), token=token)).status == UNAUTHORIZED


@pytest.mark.parametrize("claimed", [{"exp": 299}, {"nbf": 299}])
async def test_clocks_may_differ_by_five_minutes(line: Line, claimed: dict[str, int]):
    shifted: Any = {name: time.time() + (-by if name == "exp" else by) for name, by in claimed.items()}
    assert (await line.post(activity(line.microsoft), token=line.microsoft.token(**shifted))).status == 200


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Basic dTpw", "Bearer a b", "bearer a.b.c", "Bearer a.b.c, Bearer d.e.f"]
)
async def test_odd_headers_are_refused(line: Line, header: str):
    answer = await line.post(activity(line.microsoft), Authorization=header)
    assert answer.status == UNAUTHORIZED


@pytest.mark.parametrize("kind", ["text/plain", "", "application/json; charset=utf-16", "multipart/form-data"])
async def test_only_json_comes_in(line: Line, kind: str):
    assert (await line.post(activity(line.microsoft), **{"Content-Type": kind})).status == UNAUTHORIZED


async def test_a_packed_body_is_refused(line: Line):
    assert (await line.post(activity(line.microsoft), **{"Content-Encoding": "gzip"})).status == UNAUTHORIZED


async def test_a_body_of_more_than_a_mebibyte_is_refused(line: Line):
    assert (await line.post(b'{"x": "' + b"a" * 1024 * 1024 + b'"}')).status == UNAUTHORIZED


@pytest.mark.parametrize(
    "changed",
    [
        {"serviceUrl": "https://evil.example/"},
        {"serviceUrl": None},
        {"serviceUrl": "ftp://smba.trafficmanager.net/"},
        {"channelId": "webchat"},
        {"channelData": {"tenant": {"id": "11111111-1111-4111-8111-111111111111"}}},
    ],
)
async def test_an_envelope_that_does_not_agree_is_refused(line: Line, changed: dict[str, Any]):
    assert (await line.says("ana", **changed)).status == UNAUTHORIZED


async def test_an_address_that_is_allowed_is_refused_when_the_token_says_another(line: Line):
    elsewhere = line.microsoft.service_url + "elsewhere/"
    said, token = activity(line.microsoft, serviceUrl=elsewhere), line.microsoft.token(serviceurl=elsewhere)
    assert (await line.post(said)).status == UNAUTHORIZED
    assert (await line.post(said, token=token)).status != UNAUTHORIZED


async def test_a_host_that_is_not_allowed_is_refused_even_when_it_is_signed(line: Line):
    evil = "https://evil.example/"
    said, token = activity(line.microsoft, serviceUrl=evil), line.microsoft.token(serviceurl=evil)
    assert (await line.post(said, token=token)).status == UNAUTHORIZED


@pytest.mark.parametrize("endorsements", [(), ("webchat",)])
async def test_a_key_that_does_not_speak_for_teams_is_refused(line: Line, endorsements: tuple[str, ...]):
    line.microsoft.keys = [public("one", *endorsements)]
    assert (await line.says("ana")).status == UNAUTHORIZED


@pytest.mark.parametrize("kind", ["channel", "groupChat", None])
async def test_only_personal_chats_are_heard(line: Line, kind: str | None):
    place = {"id": "19:x@thread.tacv2", "conversationType": kind}
    for said in ({"type": "message"}, {"type": "invoke", "name": "task/fetch", "value": {}}):
        assert (await line.says("ana", conversation=place, **said)).status == BAD


async def test_the_compose_box_is_heard_anywhere(line: Line):
    place = {"id": "19:x@thread.tacv2", "conversationType": "channel"}
    value = {"commandId": "peersupport", "commandContext": "compose"}
    answer = await line.invokes("ana", "composeExtension/fetchTask", value, conversation=place)
    assert answer.body["task"]["type"] == "continue"


# Keys


class Time:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
async def keys(microsoft: Microsoft) -> AsyncIterator[tuple[Keys, Time]]:
    web, clock = Web(), Time()
    yield Keys(web, f"{microsoft.url}/v1/.well-known/openidconfiguration", clock), clock
    await web.close()


async def test_a_new_key_is_found_after_one_refresh(keys: tuple[Keys, Time], microsoft: Microsoft):
    cache, clock = keys
    assert await cache.find("one")
    microsoft.keys = [public("two", "msteams")]
    clock.seconds += PATIENCE
    assert await cache.find("two")
    assert await cache.find("one") is None
    assert microsoft.asked == ["document", "keys"] * 2


async def test_everybody_who_comes_while_the_keys_are_fetched_waits_for_them(
    keys: tuple[Keys, Time], microsoft: Microsoft
):
    """The first minute after a start would refuse them all otherwise."""
    assert all(await asyncio.gather(*(keys[0].find("one") for _ in range(20))))
    assert microsoft.asked == ["document", "keys"]


async def test_unknown_key_ids_make_us_ask_once_a_minute_at_most(keys: tuple[Keys, Time], microsoft: Microsoft):
    cache, clock = keys
    for number in range(120):
        assert await cache.find(f"invented-{number}") is None
        clock.seconds += 1
    assert len(microsoft.asked) == 4


async def test_known_keys_hold_while_microsoft_does_not_answer(keys: tuple[Keys, Time], microsoft: Microsoft):
    cache, clock = keys
    assert await cache.find("one")
    microsoft.keys = []
    clock.seconds += 90_000
    assert await cache.find("one")


async def test_nobody_with_a_known_key_waits_for_microsoft(keys: tuple[Keys, Time], microsoft: Microsoft):
    """Teams gives up after a few seconds. A day-old key is asked for anew beside the answer, once."""
    cache, clock = keys
    assert await cache.find("one")
    microsoft.waits, microsoft.keys = 0.5, [public("two", "msteams")]
    clock.seconds += FRESH
    async with asyncio.timeout(0.2):
        assert all(await asyncio.gather(*(cache.find("one") for _ in range(20))))
    assert await cache.find("two"), "whoever brings an unknown key waits for what was asked already"
    assert await cache.find("one") is None
    assert microsoft.asked == ["document", "keys"] * 2


async def test_no_key_is_believed_for_longer_than_three_days(keys: tuple[Keys, Time], microsoft: Microsoft):
    """It may have been withdrawn, and whoever stole it keeps Microsoft's word from us."""
    cache, clock = keys
    assert await cache.find("one")
    announced, microsoft.keys = microsoft.keys, []
    clock.seconds += LONGEST - 1
    assert await cache.find("one")
    assert await cache.find("invented") is None
    clock.seconds += PATIENCE
    assert await cache.find("one") is None
    microsoft.keys = announced
    clock.seconds += PATIENCE
    assert await cache.find("one"), "and it is asked for until Microsoft answers"


@pytest.mark.parametrize(
    "odd", [[None, 3, {}], [{"kid": "one", "kty": "RSA"}], [{"kid": 1, "kty": "RSA", "n": "x", "e": "y"}]]
)
async def test_odd_keys_are_passed_over(keys: tuple[Keys, Time], microsoft: Microsoft, odd: list[Any]):
    microsoft.keys = [*odd, public("good", "msteams")]
    assert await keys[0].find("good")


# Hosts, and doors that stay open


@pytest.mark.parametrize(
    ("url", "is_allowed"),
    [
        ("https://smba.trafficmanager.net/amer/", True),
        ("https://smba.trafficmanager.net.evil.example/", False),
        ("https://smba.trafficmanager.net@evil.example/", False),
        ("https://u:p@smba.trafficmanager.net/", False),
        ("http://smba.trafficmanager.net/", False),
        ("https://smba.trafficmanager.net:444/", False),
        ("https://smba.trafficmanager.net/?q", False),
        ("https://[::1/", False),
        ("https://smba.trafficmanager.net:x/", False),
        ("", False),
    ],
)
def test_a_token_is_sent_to_allowed_hosts_only(url: str, is_allowed: bool):
    assert allowing(("smba.trafficmanager.net",))(url) is is_allowed


def test_in_development_only_this_computer_is_answered():
    rules = Rules(app_id="", issuer="", tenants=frozenset(), is_allowed=allowing((), is_open=True))
    gate = OpenGate(rules)
    gate.admit(replace_caller(), {"serviceUrl": "http://localhost:56150/_connector"}, "t")
    for url in ("https://smba.trafficmanager.net/", "http://10.0.0.1/", None):
        with pytest.raises(RefusedError):
            gate.admit(replace_caller(), {"serviceUrl": url}, "t")


def replace_caller() -> Any:
    return None


def test_without_an_app_id_there_is_no_gate():
    rules = Rules(app_id="", issuer=ISSUER, tenants=frozenset({TENANT}), is_allowed=allowing(()))
    with pytest.raises(ConfigurationError):
        Gate(rules, Keys(Web(), "", time.monotonic), time.time)
    with pytest.raises(ConfigurationError):
        OpenGate(replace(rules, app_id=APP))


async def test_in_development_the_agents_playground_is_answered(microsoft: Microsoft, tmp_path: Path):
    """It signs nothing, and its ids are longer than real ones."""
    settings = settings_in(tmp_path, microsoft)
    assert settings.teams
    programme = compose(replace(settings, teams=replace(settings.teams, app_id="", allowed_tenants=())))
    await programme.start()
    async with TestClient(TestServer(programme.site)) as client:
        said = activity(microsoft, channelData={"tenant": {"id": "00000000-0000-0000-0000-0000000000001"}})
        async with client.post("/api/messages", json=said) as response:
            assert response.status == 200
    await programme.stop()


# T5 for Teams


def _mutated(token: str) -> str:
    """One character changed, or parts swapped, dropped or padded; never the token itself."""
    header, claims, signature = token.split(".")
    kind = secrets.randbelow(6)
    if kind < 3:
        parts = [header, claims, signature]
        place = secrets.randbelow(len(parts[kind]) - 1)  # the last sign's spare bits may not count
        other = "A" if parts[kind][place] != "A" else "B"
        parts[kind] = parts[kind][:place] + other + parts[kind][place + 1 :]
        return ".".join(parts)
    unsigned = base64.urlsafe_b64encode(b'{"alg":"none","kid":"one"}').rstrip(b"=").decode()
    return [f"{unsigned}.{claims}.", f"{header}.{claims}.{signature[:-8]}", f"{claims}.{header}.{signature}"][kind - 3]


async def test_no_mutation_of_a_token_is_ever_accepted(microsoft: Microsoft):
    web = Web()
    found = Keys(web, f"{microsoft.url}/v1/.well-known/openidconfiguration", time.monotonic)
    rules = Rules(app_id=APP, issuer=ISSUER, tenants=frozenset({TENANT}), is_allowed=allowing(()))
    gate, token, json_ = Gate(rules, found, time.time), microsoft.token(), ("Content-Type", "application/json")
    await gate.check(CIMultiDictProxy(CIMultiDict([json_, ("Authorization", f"Bearer {token}")])))
    for _ in range(proof.count(500, 12_500, 500_000)):
        headers = CIMultiDict([json_, ("Authorization", f"Bearer {_mutated(token)}")])
        with pytest.raises(RefusedError):
            await gate.check(CIMultiDictProxy(headers))
    await web.close()
