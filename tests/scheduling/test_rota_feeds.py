"""The rotas of a programme as they are read again and again: a fault costs nothing that was known."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.availability import can_be_asked
from bot.domain.people import Drives, Member, PersonId, Role, Supporter
from bot.domain.policy import STALE_AFTER, Policy, Rota
from bot.scheduling.rota_feeds import RotaFeeds

START = datetime(2026, 10, 29, 12, tzinfo=UTC)
NIGHTS = (
    "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nSUMMARY:Night: {name}\nDTSTART;TZID=America/New_York:20261030T190000\n"
    "DTEND;TZID=America/New_York:20261031T070000\nRRULE:FREQ=DAILY;COUNT={count}\nEND:VEVENT\nEND:VCALENDAR\n"
)


class Clock:
    def __init__(self):
        self.at = START

    def now(self):
        return self.at


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def calendar(tmp_path):
    return tmp_path / "nights.ics"


@pytest.fixture
def feeds(store, clock, calendar):
    supporter = Supporter(trained_on=date(2026, 9, 1))
    for name in ("Ana Roy", "Bo Chen"):
        member = Member(
            person=PersonId(f"web:{name[:3].lower().strip()}"),
            name=name,
            roles=frozenset({Role.SUPPORTER}),
            timezone="America/New_York",
            supporter=supporter,
        )
        store.run_now(lambda work, member=member: work.roster.save(member))
    rota = Rota(name="nights", file=str(calendar), pattern=": (?P<who>.+)$", timezone="America/New_York")
    return RotaFeeds(store, clock, policy=replace(Policy(), rota=(rota,)), addresses={})


def ana(store):
    return store.read_now(lambda work: work.roster.get(PersonId("web:ana")))


async def test_shifts_lie_on_the_roster_and_decide_who_is_asked(feeds, store, calendar):
    calendar.write_text(NIGHTS.format(name="Ana Roy", count=3))
    await feeds.refresh()
    member = ana(store)
    assert [one.drives for one in member.supporter.shifts] == [Drives.HOURS] * 3
    assert can_be_asked(member, datetime(2026, 10, 31, 4, 30, tzinfo=UTC), Policy()), "half past midnight, at work"
    assert not can_be_asked(member, datetime(2026, 10, 31, 16, tzinfo=UTC), Policy()), "noon, asleep"
    lengths = [(one.ends - one.starts) / timedelta(hours=1) for one in member.supporter.shifts]
    assert lengths == [12, 13, 12]
    assert not store.read_now(lambda work: work.roster.get(PersonId("web:bo"))).supporter.shifts


async def test_an_unchanged_rota_writes_nothing(feeds, store, clock, calendar):
    calendar.write_text(NIGHTS.format(name="Ana Roy", count=3))
    await feeds.refresh()
    version = ana(store).version
    clock.at += timedelta(hours=1)
    await feeds.refresh()
    assert ana(store).version == version


@pytest.mark.parametrize("broken", ["", "<html>Sign in</html>", "BEGIN:VCALENDAR\nBEGIN:VEVENT\n", None])
async def test_what_was_known_holds_when_a_rota_breaks(feeds, store, clock, calendar, broken):
    calendar.write_text(NIGHTS.format(name="Ana Roy", count=3))
    await feeds.refresh()
    known = ana(store).supporter.shifts
    if broken is None:
        calendar.unlink()
    else:
        calendar.write_text(broken)
    clock.at += timedelta(hours=1)
    await feeds.refresh()
    assert ana(store).supporter.shifts == known
    assert feeds.troubles()["nights"]
    assert feeds.stale() == ()
    clock.at += STALE_AFTER
    await feeds.refresh()
    assert feeds.stale() == ("nights",)
    calendar.write_text(NIGHTS.format(name="Bo Chen", count=3))
    clock.at += timedelta(hours=1)
    await feeds.refresh()
    assert (feeds.stale(), feeds.troubles()) == ((), {})


async def test_most_shifts_gone_at_once_are_believed_after_a_day(feeds, store, clock, calendar):
    calendar.write_text(NIGHTS.format(name="Ana Roy", count=10))
    await feeds.refresh()
    calendar.write_text(NIGHTS.format(name="Ana Roy", count=2))
    clock.at += timedelta(hours=1)
    await feeds.refresh()
    assert len(ana(store).supporter.shifts) == 10
    assert "where it had 10" in feeds.troubles()["nights"]
    clock.at += STALE_AFTER
    await feeds.refresh()
    assert len(ana(store).supporter.shifts) == 2


async def test_another_person_has_the_shift_now(feeds, store, clock, calendar):
    calendar.write_text(NIGHTS.format(name="Ana Roy", count=3))
    await feeds.refresh()
    calendar.write_text(NIGHTS.format(name="Bo Chen", count=3))
    clock.at += timedelta(hours=1)
    await feeds.refresh()
    assert not ana(store).supporter.shifts
    assert len(store.read_now(lambda work: work.roster.get(PersonId("web:bo"))).supporter.shifts) == 3


async def test_whoever_works_once_a_month_is_on_the_rota_all_the_same(feeds, store, clock, calendar):
    """Between two shifts they are not asked whenever they like: their hours are the rota's."""
    calendar.write_text(NIGHTS.format(name="Ana Roy", count=2).replace("FREQ=DAILY", "FREQ=MONTHLY"))
    clock.at = START + timedelta(days=5)
    await feeds.refresh()
    member = ana(store)
    assert [one.starts.month for one in member.supporter.shifts] == [12]
    assert not can_be_asked(member, clock.at + timedelta(hours=4), Policy())
