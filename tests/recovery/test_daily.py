"""The running process makes one backup a day, deletes those that nobody can restore, and says so in the overview."""

from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta

import pytest

from bot.app import back_up, restore_from
from bot.app.backup import KEPT, SLOT, DailyBackup, latest_backup
from bot.insight import examples
from store.sealing import open_keys
from tests.cast import START, Clinic, settings_for
from tests.playground import PlaygroundDriver
from tests.simulation.world import Hands


@pytest.fixture
def daily(tmp_path, database_url, store, keys):
    settings = settings_for(tmp_path, database_url)
    open_keys(settings.key_dir, create=True)
    return DailyBackup(settings, store, Hands(START), tmp_path / "backups")


def names(daily):
    return sorted(path.name for path in daily.folder.iterdir())


async def test_one_a_day_and_the_store_remembers_it(daily, store):
    assert await daily.run() is True
    assert await daily.run() is False
    assert names(daily) == ["peersupport-2026-08-03.backup"]
    assert store.read_now(lambda work: work.slots.latest(SLOT)) == START.date()
    assert stat.S_IMODE(daily.folder.stat().st_mode) == 0o700
    assert latest_backup(daily.folder) == datetime(2026, 8, 3, tzinfo=UTC)


async def test_what_nobody_can_restore_any_longer_is_deleted(daily):
    await daily.run()
    for _ in range(KEPT.days + 3):
        daily.clock.moment += timedelta(days=1)
        await daily.run()
    assert len(names(daily)) == KEPT.days + 1
    assert names(daily)[0] == "peersupport-2026-08-06.backup"


async def test_a_folder_that_can_not_be_written_is_logged_and_tried_again(daily, store, capsys):
    daily.folder.touch()
    assert await daily.run() is False
    assert "backup_failed" in capsys.readouterr().err
    assert store.read_now(lambda work: work.slots.latest(SLOT)) is None
    daily.folder.unlink()
    assert await daily.run() is True


async def test_it_stands_beside_the_programme_and_stops_with_it(daily):
    await daily.start()
    for _ in range(200):
        if daily.folder.exists() and names(daily) == ["peersupport-2026-08-03.backup"]:
            break
        import asyncio  # noqa: PLC0415

        await asyncio.sleep(0.05)
    await daily.stop()
    assert names(daily) == ["peersupport-2026-08-03.backup"]


def test_the_overview_says_when():
    said = str(examples.MESSAGES["overview"])
    assert "The last backup is of {day}." in said
    assert "Please ask your administrator." in said


async def test_a_programme_that_people_use_is_backed_up_lost_and_restored(tmp_path, database_url, no_power_cut):
    """Through the commands' own door: whoever ended it meanwhile stays gone, the others are asked to look."""
    clinic = Clinic(settings_for(tmp_path, database_url), PlaygroundDriver())
    await clinic.starts(at=START)
    ana, noor = clinic.person("ana-duarte"), clinic.person("noor-haddad")
    await noor.suggests("Tomasz Wilk")
    await clinic.passes(minutes=10)
    await ana.presses("Take it")
    back_up(clinic.settings, tmp_path / "a.backup")
    await ana.presses("We were in touch")
    await clinic.passes(days=2)
    await clinic.stops()
    settled = restore_from(clinic.settings, tmp_path / "a.backup", replace=True)
    assert len(settled.open_cases) == 1
    await clinic.starts()
    assert await ana.count("The programme was restored from a backup of Mon 3 Aug.") == 1
    await clinic.names_nobody()
    await clinic.stops()
