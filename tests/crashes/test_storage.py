"""A full disk and a missing key folder: said openly, crisis lines shown, mended without losing anything (T16)."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event

import bot.app.programme
from bot.app import compose_playground
from bot.domain.errors import ConfigurationError
from bot.domain.people import Address
from bot.ports import Incoming
from bot.scheduling.sweeps import LEASE
from bot.ui import Action, Opened, Pressed, Show
from store.opening import open_store
from tests.cast import START, set_clock, settings_for
from tests.proof import count

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from bot.app import Programme
    from bot.ui import Gesture
    from store.unit_of_work import SqlUnitOfWork
    from tests.conftest import RealClock


NIGHTS = count(3, 30, 300)


@contextmanager
def disk_full(programme: Programme) -> Generator[None]:
    """The database file may not grow by a single page, on this connection or the next."""
    database: Any = programme.store._database

    def cap(connection: Any, _record: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {limit}")

    limit = pages = programme.store.run_now(lambda work: pragma(work, "page_count"))
    programme.store.run_now(lambda work: pragma(work, f"max_page_count = {pages}"))
    event.listen(database.engine, "connect", cap)
    yield
    limit = 1_000_000  # the listener stays: the writer may be connecting right now
    programme.store.run_now(lambda work: pragma(work, f"max_page_count = {limit}"))


def pragma(work: SqlUnitOfWork, text: str) -> int:
    """Ask the connection on which everything is written."""
    return work._scope.connection.exec_driver_sql(f"PRAGMA {text}").scalar_one()


async def answer(programme: Programme, who: str, gesture: Gesture) -> str:
    reply = await programme.service.handle(Incoming(Address("web", who), gesture))
    assert isinstance(reply, Show)
    return str(reply.form)


async def asks_until_it_is_full(programme: Programme, night: int) -> set[str]:
    """Who read that their request is saved, before somebody read that theirs is not."""
    confirmed: set[str] = set()
    for number in range(2_000):
        said = await answer(programme, f"r{night}-{number}", Pressed(Action("ask")))
        if "could not be saved" in said:
            assert "988" in said
            return confirmed
        assert "It is saved." in said
        confirmed.add(f"web:r{night}-{number}")
    raise AssertionError


@pytest.mark.proof("T16", tried=NIGHTS, unit="nights on a full disk")
async def test_a_full_disk_is_said_and_what_was_confirmed_is_kept(
    sqlite_url: str, tmp_path: Path, real_clock: RealClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.app.programme, "open_store", partial(open_store, now=real_clock))
    set_clock(tmp_path, START)
    programme = compose_playground(settings_for(tmp_path, sqlite_url))
    confirmed: set[str] = set()
    for night in range(NIGHTS):
        with disk_full(programme):
            confirmed |= await asks_until_it_is_full(programme, night)
            assert "988" in await answer(programme, "noor-haddad", Opened())
        assert "It is saved." in await answer(programme, f"after{night}", Pressed(Action("ask")))
        confirmed.add(f"web:after{night}")
    real_clock.seconds += LEASE + 1  # what a sweep could not finish on the full disk is free again
    await programme.pump.run()
    assert await programme.store.read(lambda work: {one.recipient for one in work.cases.all()}) >= confirmed
    await programme.stop()


@pytest.mark.proof("T16", unit="key folders that are away")
async def test_without_its_keys_nothing_is_saved_and_it_does_not_start_and_with_them_everything_is_there(
    database_url: str, tmp_path: Path
) -> None:
    settings = settings_for(tmp_path, database_url)
    programme = compose_playground(settings)
    assert "It is saved." in await answer(programme, "noor-haddad", Pressed(Action("ask")))
    shutil.move(settings.key_dir, tmp_path / "safe")
    said = await answer(programme, "ana-duarte", Pressed(Action("ask")))
    assert "could not be saved" in said
    assert "988" in said
    await programme.pump.run()
    await programme.stop()
    with pytest.raises(ConfigurationError):
        compose_playground(settings)
    shutil.rmtree(settings.key_dir)
    shutil.move(tmp_path / "safe", settings.key_dir)
    again = compose_playground(settings)
    await again.pump.run()
    assert await again.store.read(lambda work: [one.recipient for one in work.cases.all()]) == ["web:noor-haddad"]
    await again.stop()
