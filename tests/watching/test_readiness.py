"""Readiness with the thing really broken: it names it by a word, nothing is called saved, and it recovers by itself."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import NullPool, create_engine, text

from bot import metrics
from bot.app import compose
from bot.app import readiness as looking
from bot.domain.people import Address
from bot.ports import Incoming
from bot.scheduling import supervised
from bot.scheduling.supervised import Supervised
from bot.ui import Action, Pressed, Show
from store.sealing import create_keys
from tests.cast import settings_for
from tests.crashes.test_storage import disk_full

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Iterator
    from pathlib import Path

    from bot.app.programme import Programme
    from bot.settings import Settings


pytestmark = pytest.mark.proof("T28", unit="breaks")


class Running:
    """A playground that is served, and people who ask."""

    def __init__(self, settings: Settings, programme: Programme, client: TestClient[Any, Any]) -> None:
        self.settings, self.programme, self._client = settings, programme, client
        self._asked = 0

    async def ready(self) -> tuple[int, list[str]]:
        """The answer of the next look, and what it says is wrong."""
        async with self._client.get("/readyz") as response:
            return response.status, (await response.json()).get("wrong", [])

    async def says(self) -> str:
        """What somebody new reads who asks for support."""
        self._asked += 1
        reply = await self.programme.service.handle(Incoming(Address("web", f"r{self._asked}"), Pressed(Action("ask"))))
        assert isinstance(reply, Show)
        return str(reply.form)

    async def saves(self) -> bool:
        said = await self.says()
        assert "988" in said or "It is saved." in said
        assert ("It is saved." in said) != ("could not be saved" in said)
        return "It is saved." in said


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks waits for a look of its own."""
    monkeypatch.setattr(looking, "FRESH", 0.0)

    async def nothing(*_: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(looking.Readiness, "_look_again", nothing)


@asynccontextmanager
async def serving(settings: Settings) -> AsyncGenerator[Running]:
    programme = compose(settings)
    await programme.start()
    async with TestClient(TestServer(programme.site, host="127.0.0.1")) as client:
        running = Running(settings, programme, client)
        assert await running.ready() == (200, [])
        assert await running.saves()
        yield running
    await programme.stop()


@pytest.fixture
async def running(tmp_path: Path, database_url: str) -> AsyncIterator[Running]:
    async with serving(settings_for(tmp_path, database_url)) as found:
        yield found


async def test_the_key_folder_moved_away(running: Running, tmp_path: Path):
    shutil.move(running.settings.key_dir, tmp_path / "away")
    assert await running.ready() == (503, ["keys"])
    assert not await running.saves()
    shutil.move(tmp_path / "away", running.settings.key_dir)
    assert await running.saves()
    assert await running.ready() == (200, [])


@pytest.mark.parametrize(
    "what", ["another folder", "no keys", "one key", "another key", "cut", "a day's", "a day's cut"]
)
async def test_the_key_folder_holds_something_else(what: str, running: Running, tmp_path: Path):
    folder, safe = running.settings.key_dir, tmp_path / "safe"
    shutil.copytree(folder, safe)
    [day] = sorted((folder / "periods").glob("*.key"))[:1]
    match what:
        case "another folder":
            shutil.rmtree(folder)
            create_keys(folder)
        case "no keys":
            shutil.rmtree(folder)
            folder.mkdir(mode=0o700)
        case "one key":
            (folder / "0001.key").unlink()
        case "another key":
            (folder / "0001.key").write_text("ab" * 32 + " playground\n")
        case "cut":
            (folder / "0001.key").write_text("")
        case "a day's":
            day.unlink()
        case _:
            day.write_text(day.read_text()[:20])
    assert await running.ready() == (503, ["keys"])
    assert not await running.saves()
    shutil.rmtree(folder)
    shutil.copytree(safe, folder)
    assert await running.ready() == (200, [])
    assert await running.saves()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_full_disk(running: Running):
    with disk_full(running.programme):
        for _ in range(2_000):
            if not await running.saves():
                break
        assert await running.ready() == (503, ["database"])
    assert await running.saves()
    assert await running.ready() == (200, [])


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_database_file_that_was_moved_or_replaced(running: Running, tmp_path: Path):
    path = tmp_path / "test.db"
    path.rename(tmp_path / "moved.db")
    assert await running.ready() == (503, ["database"])
    assert not await running.saves()
    path.touch()
    assert not await running.saves()
    path.unlink()
    (tmp_path / "moved.db").rename(path)
    assert await running.saves()
    assert await running.ready() == (200, [])


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_somebody_holds_the_database_file(running: Running, tmp_path: Path):
    other = sqlite3.connect(tmp_path / "test.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    began = asyncio.get_running_loop().time()
    assert await asyncio.gather(*(running.saves() for _ in range(8))) == [False] * 8
    assert asyncio.get_running_loop().time() - began < 4
    assert await running.ready() == (503, ["database"])
    other.execute("ROLLBACK")
    other.close()
    assert await running.saves()
    assert await running.ready() == (200, [])


@pytest.fixture
def administrator(empty_postgres_url: str) -> Iterator[Any]:
    engine = create_engine(empty_postgres_url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


CUT = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


@pytest.mark.proof("T16", unit="read-only servers")
@pytest.mark.parametrize("database_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
async def test_a_read_only_server_and_sessions_that_began_then(running: Running, administrator: Any):
    """The sessions that were opened meanwhile stay read-only after it: they must leave the pool."""
    name = administrator.execute(text("SELECT current_database()")).scalar()
    administrator.execute(text(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on'))
    administrator.execute(text(CUT))
    try:
        assert not await running.saves()
        assert await running.ready() == (503, ["database"])
    finally:
        administrator.execute(text(f'ALTER DATABASE "{name}" SET default_transaction_read_only = off'))
    await asyncio.gather(*(running.says() for _ in range(12)))
    assert await running.ready() == (200, [])
    assert all(await asyncio.gather(*(running.saves() for _ in range(12))))


@pytest.mark.parametrize("database_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
async def test_a_locked_table_costs_an_answer_of_two_seconds(running: Running, administrator: Any):
    administrator.execute(text("BEGIN"))
    administrator.execute(text("LOCK TABLE agenda"))
    began = asyncio.get_running_loop().time()
    assert await asyncio.gather(*(running.saves() for _ in range(20))) == [False] * 20
    assert asyncio.get_running_loop().time() - began < 4
    administrator.execute(text("ROLLBACK"))
    assert await running.saves()
    assert await running.ready() == (200, [])


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_task_that_ends_is_named_counted_and_begun_again(running: Running, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(supervised, "FIRST", 0.2)
    lives = asyncio.Event()

    async def dies_once() -> None:
        if not lives.is_set():
            lives.set()
            raise ZeroDivisionError
        await asyncio.Event().wait()

    before = metrics.REGISTRY.get_sample_value("peersupport_tasks_ended_total", {"task": "people"}) or 0
    task = Supervised("people", dies_once)
    await task.start()
    await lives.wait()
    await asyncio.sleep(0)
    assert await running.ready() == (503, ["tasks"])
    assert metrics.REGISTRY.get_sample_value("peersupport_tasks_ended_total", {"task": "people"}) == before + 1
    await asyncio.sleep(0.6)
    assert await running.ready() == (200, [])
    await task.stop()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_sweep_that_hangs(running: Running, monkeypatch: pytest.MonkeyPatch):
    await running.programme.pump.run()
    progress = running.programme.core.progress
    with monkeypatch.context() as hanging:
        hanging.setattr(progress, "step", lambda: None)  # nothing goes on
        progress._at -= looking.HANGS + 1
        assert await running.ready() == (503, ["sweeps"])
    await running.programme.pump.run()
    assert await running.ready() == (200, [])
