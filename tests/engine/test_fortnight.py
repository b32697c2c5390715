"""The desk shows time: who can be asked now, on call, the next gap, and 14 days in blocks of four hours."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.conversation.views.desk import queue
from bot.domain.availability import can_be_asked
from bot.domain.coverage import BLOCKS, FORTNIGHT, fortnight
from bot.domain.people import Drives, PersonId, Role, Shift
from bot.domain.policy import Policy, RotaState
from bot.domain.typed.hours import parse_hours
from bot.ui import Action, Chart, Notice, Plain, Table
from tests.engine.test_views import parts
from tests.engine.test_when_asked import supporter
from tests.engine.world import CARL, CLEO, SAM, clinic, peer

NOW = datetime(2026, 11, 30, 15, tzinfo=UTC)  # a Monday, 10:00 in New York
HOUR = timedelta(hours=1)


def seen(*members, now=NOW):
    return fortnight(members, {}, Policy(), now=now)


def test_who_can_be_asked_now_and_who_is_on_call():
    office = supporter(hours=parse_hours("Mon-Fri 09:00-17:00"))
    shift = Shift(rota="r", starts=NOW - HOUR, ends=NOW + HOUR, drives=Drives.ON_CALL)
    on_call = replace(
        supporter(hours=parse_hours("Sat 09:00-17:00"), shifts=(shift,)), name="O", person=PersonId("web:o")
    )
    weekend = replace(supporter(hours=parse_hours("Sat 09:00-17:00")), name="W", person=PersonId("web:w"))
    found = seen(office, on_call, weekend)
    assert [one.name for one in found.now] == ["N", "O"]
    assert [one.name for one in found.on_call] == ["O"]


def test_each_block_counts_those_who_can_be_asked_in_it():
    member = supporter(hours=parse_hours("Mon-Fri 08:00-12:00"))
    found = seen(member, supporter(hours=parse_hours("Mon 10:00-18:00")))
    assert (len(found.days), len(found.counts[0])) == (FORTNIGHT, len(BLOCKS))
    assert found.counts[0] == (0, 0, 2, 1, 1, 0)
    assert found.counts[1] == (0, 0, 1, 0, 0, 0)
    assert found.counts[5] == (0,) * 6


def test_the_next_gap_is_one():
    found = seen(supporter(hours=parse_hours("Mon-Sun 07:00-12:00")))
    assert found.gap is not None
    assert found.gap == (NOW + 2 * HOUR, NOW + 11 * HOUR)
    assert not can_be_asked(supporter(hours=parse_hours("Mon-Sun 07:00-12:00")), found.gap[0], Policy())
    assert seen(supporter()).gap is None
    assert seen().gap == (NOW, NOW + 11 * HOUR)


def test_somebody_who_left_or_has_another_role_is_not_counted():
    director = replace(supporter(), roles=frozenset({Role.DIRECTOR}))
    assert seen(director, replace(supporter(), active=False)).now == ()


def test_the_form_has_a_picture_and_a_table_with_the_same_figures():
    reply = clinic(peer(SAM)).presses(CLEO, "fortnight")
    chart = next(one for one in parts(reply) if isinstance(one, Chart))
    table = next(one for one in parts(reply) if isinstance(one, Table))
    for at, (_, series) in enumerate(chart.series, start=1):
        assert [dict(row[at].values)["count"] for row in table.rows] == list(series)
    assert clinic().presses(CARL, "fortnight").form.title.text == "Peer support"


def test_the_desk_says_which_calendar_fails_and_how_many_names_match_nobody():
    world = clinic()
    bare = queue.desk(world.sight(CLEO, Action("desk")))
    told = queue.desk(world.sight(CLEO, Action("desk")).also(rotas=RotaState(("nights",), 2)))
    said = [
        span.words.text
        for one in parts(told)
        if isinstance(one, Notice)
        for span in one.spans[:1]
        if isinstance(span, Plain)
    ]
    assert not [one for one in parts(bare) if isinstance(one, Notice)]
    assert said == [
        "Not read for a day: {names}. What was known holds.",
        "{count} name in the calendars matches nobody.",
    ]
