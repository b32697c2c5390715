"""How the databases are opened, and that the claims find their rows by an index."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import insert, select
from sqlalchemy.dialects import postgresql

from bot.domain.errors import ConfigurationError
from store import tables
from store.opening import open_store
from store.repositories import agenda
from store.repositories.outbox import statements
from store.sealing import Keyring
from tests.store.examples import NOW, a_case, a_reminder, save, tell

MANY = 4_000


def pragma(store, name, run="run_now"):
    return getattr(store, run)(lambda unit: unit.cases._scope.connection.exec_driver_sql(f"PRAGMA {name}").scalar())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("secure_delete", 1),
        ("trusted_schema", 0),
        ("temp_store", 2),
        ("busy_timeout", 1500),
    ],
)
def test_every_connection_to_sqlite_is_durable_and_leaves_no_traces(sqlite_store, name, value):
    assert pragma(sqlite_store, name) == value
    assert pragma(sqlite_store, name, "read_now") == value


def test_a_unit_of_work_owns_the_file_from_its_first_read(sqlite_store, sqlite_url):
    """A deferred transaction that reads, then writes, would decide on what somebody else has changed meanwhile."""

    def read_only(unit):
        unit.cases.all()
        with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), timeout=0)) as administrator:
            administrator.execute("BEGIN IMMEDIATE")

    with pytest.raises(sqlite3.OperationalError, match="locked"):
        sqlite_store.run_now(read_only)


OPENS = (
    "import sys\n"
    "from store.opening import open_store\nfrom store.sealing import Keyring\n"
    "open_store(sys.argv[1], Keyring({1: bytes(range(32))}))\n"
)


@pytest.mark.parametrize("name", ["itself", "hard link", "soft link", "lock deleted", "both", "a folder's other name"])
def test_a_second_process_is_refused_by_the_file_itself_through_whatever_name(name, sqlite_store, tmp_path):
    """Through another name it would have a log of its own, and what either commits is lost."""
    path = tmp_path / "test.db"
    match name:
        case "hard link" | "both":
            (tmp_path / "other.db").hardlink_to(path)
            path = tmp_path / "other.db"
        case "soft link":
            (tmp_path / "other.db").symlink_to(path)
            path = tmp_path / "other.db"
        case "a folder's other name":
            (tmp_path / "folder").symlink_to(tmp_path)
            path = tmp_path / "folder" / "test.db"
        case _:
            pass
    if name in {"lock deleted", "both"}:
        (tmp_path / "test.db.lock").unlink()
    command = [sys.executable, "-c", OPENS, f"sqlite:///{path}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])
    assert "Another process is using" in done.stderr
    with pytest.raises(ConfigurationError, match="Another process is using"):
        open_store(f"sqlite:///{path}", Keyring({1: bytes(range(32))}))
    sqlite_store.run_now(save(a_case()))
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])
    assert "Another process is using" in done.stderr


def test_only_its_owner_can_read_the_file_and_its_log(sqlite_store, sqlite_url):
    sqlite_store.run_now(save(a_case()))
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    modes = {file.suffix: file.stat().st_mode & 0o777 for file in path.parent.glob("test.db*")}
    assert modes == dict.fromkeys([".db", ".db-wal", ".db-shm", ".lock"], 0o600)


def test_one_process_at_a_time(sqlite_store, sqlite_url, keys):
    with pytest.raises(ConfigurationError, match="Another process is using"):
        open_store(sqlite_url, keys)
    sqlite_store.close()
    open_store(sqlite_url, keys).close()


def test_another_process_is_kept_out_too(sqlite_store, sqlite_url):
    code = f"from store.opening import connect; connect({sqlite_url!r})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "Another process is using" in done.stderr


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://x/y", "sqlite:////no/such/folder/x.db"])
def test_an_address_that_cannot_be_used_is_explained(url, keys):
    with pytest.raises(ConfigurationError):
        open_store(url, keys)


def test_an_unreachable_server_is_explained_without_its_password(keys):
    with pytest.raises(ConfigurationError) as refused:
        open_store("postgresql://someone:hunter2@/nowhere?host=/nowhere", keys)
    assert "hunter2" not in str(refused.value)


def test_the_keys_of_another_installation_are_refused(store, database_url):
    store.run_now(save(a_case()))
    store.close()
    with pytest.raises(ConfigurationError, match="don't belong together"):
        open_store(database_url, Keyring({1: bytes(32)}))


def test_a_usual_start_loads_neither_alembic_nor_the_other_database(sqlite_url):
    code = (
        "import sys; from store.opening import open_store; from store.sealing import Keyring;"
        f"open_store({sqlite_url!r}, Keyring({{1: bytes(range(32))}})).close();"
        "print({'alembic', 'psycopg'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


async def test_a_reader_in_the_way_of_scrubbing_is_reported(sqlite_store, monkeypatch):
    sqlite_store.run_now(save(a_case()))
    monkeypatch.setattr("store.databases.sqlite.SQLITE_WAIT", 0)
    with sqlite_store._database.reading.connect() as connection:
        connection.execute(select(tables.cases)).all()
        sqlite_store.run_now(save(a_case("X2B4", recipient="web:zoe")))
        sqlite_store._database.engine.dispose()
        with sqlite_store._database.engine.connect() as other:
            other.connection.execute("PRAGMA busy_timeout=0")
        assert await sqlite_store.scrub() is False
    assert await sqlite_store.scrub() is True


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("statement", "values"),
    [
        (statements.CLAIM, {"now": 2e9}),
        (agenda.CLAIM, {"now": 1_780_000_000_000_000, "real_now": 2e9}),
    ],
)
def test_claims_find_their_rows_by_an_index(postgres_store, statement, values):
    """Among many that were sent, or are not due."""
    postgres_store.run_now(fill)
    execute(postgres_store, "UPDATE outbox SET state = 'sent' WHERE due_at > 1.7e9")
    execute(postgres_store, "ANALYZE")
    assert "Seq Scan" not in "".join(explain(postgres_store, "EXPLAIN", statement, **values))


@pytest.mark.postgres
@pytest.mark.parametrize("state", ["waiting", "sent"])
@pytest.mark.parametrize("statement", [statements.CLAIM, statements.NEXT_DUE, agenda.CLAIM])
def test_what_piles_up_is_claimed_also_with_the_statistics_of_an_empty_queue(postgres_store, statement, state):
    """An outage fills tables that are nearly empty all year: with what PostgreSQL knew of them then, it once compared
    every message with every other, four million times for two thousand, until our own time limit ended it."""
    if state == "sent":
        postgres_store.run_now(fill)
        execute(postgres_store, "UPDATE outbox SET state = 'sent'")
    execute(postgres_store, "ANALYZE")
    if state == "waiting":
        postgres_store.run_now(fill)
    execute(postgres_store, "UPDATE outbox SET state = 'waiting', due_at = 1")
    values = {"now": 2e9} if statement is statements.CLAIM else {"now": 1_900_000_000_000_000, "real_now": 2e9}
    ((plan,),) = explain(postgres_store, "EXPLAIN (ANALYZE, FORMAT JSON)", statement, **values)
    assert rows_touched(plan["Plan"]) < 200 * MANY  # each with ten others at most, and not with all


def execute(store, statement):
    store.run_now(lambda unit: unit.cases._scope.connection.exec_driver_sql(statement))


def explain(store, how, statement, **values):
    compiled = statement.compile(dialect=postgresql.dialect(paramstyle="pyformat"))
    given = {**compiled.params, "lease": "x", "until": 3e9, "limit": 10, **values}
    return store.run_now(
        lambda unit: unit.cases._scope.connection.exec_driver_sql(f"{how} {compiled}", given).scalars().all()
    )


def rows_touched(plan):
    """What each step brought or threw away, each time it ran."""
    here = sum(plan.get(key, 0) for key in ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Join Filter"))
    return here * plan.get("Actual Loops", 1) + sum(map(rows_touched, plan.get("Plans", ())))


def fill(unit):
    """Some that are due, among many that are not."""
    tell(case=None)(unit)
    unit.agenda.add(a_reminder())
    scope = unit.cases._scope
    message = scope.execute(select(tables.outbox)).one()._asdict()
    entry = scope.execute(select(tables.agenda)).one()._asdict()
    many = range(1, MANY)
    scope.connection.execute(
        insert(tables.outbox),
        [message | {"id": message["id"] + n, "person_index": n.to_bytes(16), "due_at": 1.7e9 + n * 1e6} for n in many],
    )
    scope.connection.execute(
        insert(tables.agenda),
        [entry | {"id": entry["id"] + n, "name": str(n), "due": NOW.replace(year=2027)} for n in many],
    )
