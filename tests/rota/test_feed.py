"""Feeds by address, on loopback: what a server may answer, and what holds when it fails."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp import web

from bot.rota import feed
from bot.rota.feed import FeedError, fetch
from bot.rota.reader import MOST_BYTES, read_rota
from bot.rota.shifts import resolve
from tests.rota.samples import content, expected, instant, naming, window

NAMES = [name for name, one in expected().items() if one.get("shifts") and name.endswith((".ics", ".csv"))]
SECRET = "token-5f2c9a"


@pytest.fixture
async def serves():
    """A server on loopback whose one page is a handler; gives its secret address."""
    runners = []

    async def start(handler):
        site = web.Application()
        site.router.add_get("/{path:.*}", handler)
        runner = web.AppRunner(site, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        runners.append(runner)
        return f"http://127.0.0.1:{runner.addresses[0][1]}/private/{SECRET}/feed.ics"

    yield start
    for runner in runners:
        await runner.cleanup()


def inner(address, before=None):
    return fetch(address, before, inner_host="127.0.0.1")


@pytest.mark.parametrize("name", NAMES)
async def test_every_window_by_address(serves, name):
    async def page(_request):
        return web.Response(body=content(name), content_type="text/calendar")

    found = await inner(await serves(page))
    one = expected()[name]
    shifts = resolve(read_rota(found.data or b"", window(one)), naming(one)).shifts
    for when, who in one["at"].items():
        if not isinstance(who, dict):
            on = {
                shift.person
                for shift in shifts
                if shift.starts <= instant(when) < shift.ends and shift.drives != "leave"
            }
            assert on == set(who), when


async def test_asked_again_only_what_changed_comes(serves):
    asked = []

    async def page(request):
        asked.append(dict(request.headers))
        if request.headers.get("If-None-Match") == '"1"':
            return web.Response(status=304)
        return web.Response(
            body=b"BEGIN:VCALENDAR\nEND:VCALENDAR",
            headers={"ETag": '"1"', "Last-Modified": "Sun, 29 Nov 2026 00:00:00 GMT"},
        )

    address = await serves(page)
    first = await inner(address)
    again = await inner(address, first)
    assert (again.data, again.etag) == (None, '"1"')
    assert asked[1]["If-Modified-Since"] == "Sun, 29 Nov 2026 00:00:00 GMT"
    assert "peersupport" in asked[0]["User-Agent"]


@pytest.mark.parametrize(
    ("status", "said"), [(404, "404"), (401, "401"), (500, "500"), (302, "redirects are not followed")]
)
async def test_what_is_no_good_answer(serves, status, said):
    async def page(_request):
        return web.Response(status=status, headers={"Location": "http://127.0.0.1/inside"} if status == 302 else {})

    with pytest.raises(FeedError, match=said) as refused:
        await inner(await serves(page))
    assert SECRET not in str(refused.value)


async def test_a_slow_answer_is_given_up(serves, monkeypatch):
    monkeypatch.setattr(feed, "SECONDS", 0.2)

    async def page(_request):
        await asyncio.sleep(30)
        return web.Response()

    with pytest.raises(FeedError, match="no whole answer within"):
        await inner(await serves(page))


async def test_an_endless_answer_is_cut(serves):
    async def page(request):
        answer = web.StreamResponse()
        await answer.prepare(request)
        while True:
            await answer.write(b"x" * 500_000)

    with pytest.raises(FeedError, match=f"more than {MOST_BYTES // 1_000_000} MB"):
        await inner(await serves(page))


@pytest.mark.parametrize(
    "address",
    [
        "https://127.0.0.1/x",
        "https://10.0.0.8/x",
        "https://[::1]/x",
        "https://169.254.169.254/x",
        "https://localhost/x",
    ],
)
async def test_an_inner_host_is_asked_only_where_it_is_named(address):
    with pytest.raises(FeedError, match="inside a network"):
        await fetch(address)


async def test_an_address_without_tls_is_refused():
    with pytest.raises(FeedError, match="https://"):
        await fetch("http://calendar.example.org/x")


async def test_nobody_there():
    with pytest.raises(FeedError, match="no connection") as refused:
        await inner(f"http://127.0.0.1:9/{SECRET}")
    assert SECRET not in str(refused.value)
