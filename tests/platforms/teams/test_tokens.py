"""A bot without a secret: the host vouches for it, is asked once however many wait, and never through a proxy."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import pytest

from adapters.teams.connector import credentials
from adapters.teams.connector.credentials import Credentials, scope_of
from adapters.teams.connector.http import Web
from adapters.teams.connector.token_sources import NO_ANSWER, NO_IDENTITY, ManagedIdentity
from tests.platforms.teams.issuer import APP, HEADER, Microsoft

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

APP_SERVICE, MACHINE = ("/msi/token", HEADER), ("/metadata/identity/oauth2/token", "")


@pytest.fixture
async def web() -> AsyncIterator[Web]:
    web = Web()
    yield web
    await web.close()


def tokens(web: Web, microsoft: Microsoft, host: tuple[str, str]) -> Credentials:
    path, header = host
    source = ManagedIdentity(web=web, app_id=APP, endpoint=microsoft.url + path, header=header, now=time.time)
    return Credentials(source, scope_of("https://login.microsoftonline.com"))


@pytest.mark.parametrize("host", [APP_SERVICE, MACHINE])
async def test_the_host_gives_a_token_for_the_connector(web: Web, microsoft: Microsoft, host: tuple[str, str]):
    found = tokens(web, microsoft, host)
    assert await found.token() == "token-1"
    assert found._ends_at - time.monotonic() > 3500


async def test_the_host_is_asked_once_however_many_wait(web: Web, microsoft: Microsoft):
    microsoft.waits = 0.05
    found = tokens(web, microsoft, APP_SERVICE)
    assert await asyncio.gather(*(found.token() for _ in range(20))) == ["token-1"] * 20
    assert microsoft.asked == ["identity"]


async def test_the_token_is_renewed_before_it_ends(web: Web, microsoft: Microsoft):
    found = tokens(web, microsoft, MACHINE)
    assert await found.token() == "token-1"
    found._ends_at = time.monotonic() + credentials.EARLY - 1
    found._asked_at -= credentials.PATIENCE
    assert await found.token() == "token-2"


@pytest.mark.parametrize("host", [APP_SERVICE, MACHINE])
async def test_an_identity_that_the_host_does_not_have_is_a_refusal(
    web: Web, microsoft: Microsoft, host: tuple[str, str]
):
    microsoft.identity = "somebody-else"
    found = tokens(web, microsoft, host)
    assert await found.token() is None
    assert found.refusal == NO_IDENTITY


async def test_a_host_that_says_nothing_of_use_gives_none(web: Web, microsoft: Microsoft):
    found = tokens(web, microsoft, ("/elsewhere", ""))
    assert await found.token() is None
    assert found.refusal == NO_ANSWER


async def test_the_host_is_never_asked_through_a_proxy(web: Web, microsoft: Microsoft, monkeypatch: pytest.MonkeyPatch):
    """A proxy would learn the token, and answer with an identity of its own."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    assert await web.get(f"{microsoft.url}/elsewhere", seconds=2) is None
    assert await tokens(web, microsoft, MACHINE).token() == "token-1"
