"""Reading in a process of its own: the same answers, and an end for what would never end."""

from __future__ import annotations

import asyncio
import resource
import time

import pytest

from bot.rota.process import _environment, read_apart
from bot.rota.reader import read_rota
from bot.rota.reading import UnreadableCalendarError, Window
from tests.rota.samples import content, expected, instant, window
from tests.rota.test_traps import NINE, at, event

NOVEMBER = Window(starts=at("2026-11-01"), ends=at("2026-12-01"), zone="America/New_York")


def calendar(*lines):
    return "\n".join(("BEGIN:VCALENDAR", *lines, "END:VCALENDAR")).encode()


@pytest.mark.parametrize("name", ["amion-rpt-625c.csv", "vancouver-old-definition.ics", "outlook-busy-and-away.ics"])
async def test_the_same_as_in_this_process(name):
    one = window(expected()[name])
    assert await read_apart(content(name), one) == read_rota(content(name), one)


async def test_a_refusal_comes_through():
    with pytest.raises(UnreadableCalendarError, match="web page"):
        await read_apart(content("login-page-instead.ics"), NOVEMBER)


async def test_a_rule_that_never_has_a_member_costs_its_event_alone():
    """30 February: the library would look for it until the year 9999."""
    endless = event(*NINE, "RRULE:FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30", uid="endless")
    found = await read_apart(calendar(*endless, *event(*NINE)), NOVEMBER)
    assert len(found.entries) == 1
    assert [str(one) for one in found.problems] == ["line 2: took longer than 0.5 seconds: left out"]


async def test_a_file_that_takes_too_long_is_given_up():
    began = time.monotonic()
    with pytest.raises(UnreadableCalendarError, match="took longer"):
        await read_apart(content("huge.ics"), NOVEMBER, seconds=0.05)
    assert time.monotonic() - began < 5


async def test_the_child_sees_no_secret(monkeypatch):
    """What a stranger's file could make it tell is nothing."""
    monkeypatch.setenv("PEERSUPPORT_SLACK_BOT_TOKEN", "xoxb-secret")
    assert "xoxb-secret" not in str(_environment())


@pytest.mark.slow
async def test_a_large_feed_is_read_in_three_seconds_beside_the_event_loop():
    """1.4 MB in three seconds at most, while the loop is never held for 50 ms."""
    one = window(expected()["huge.ics"])
    lags = []

    async def watch():
        while True:
            began = time.perf_counter()
            await asyncio.sleep(0.005)
            lags.append(time.perf_counter() - began - 0.005)

    watching = asyncio.create_task(watch())
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    found = await read_apart(content("huge.ics"), one)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    watching.cancel()
    assert {entry.starts for entry in found.entries} == {instant(x["start"]) for x in expected()["huge.ics"]["shifts"]}
    assert after.ru_utime - before.ru_utime <= 3, "processor time: the machine may be busy with something else"
    assert sorted(lags)[int(len(lags) * 0.95)] <= 0.05
