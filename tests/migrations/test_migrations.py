"""Migrations lead from nothing to what tables.py says, on both databases, and lose no rows on the way."""

from __future__ import annotations

import secrets
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations

from bot.domain.errors import ConfigurationError
from store.migrations import commands
from store.opening import connect, open_store
from store.schema_version import HEAD, bring_up_to_date
from tests.store.examples import a_case, an_offer, save

pytestmark = pytest.mark.proof("T24", unit="migrations")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty_url(request, tmp_path):
    """A database without a table."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'new.db'}"
    return request.getfixturevalue("new_postgres")(f"migration_{secrets.token_hex(4)}")


@pytest.fixture
def empty(empty_url):
    database = connect(empty_url)
    yield database
    database.close()


def tables_of(connection):
    return set(sa.inspect(connection).get_table_names())


def test_there_is_one_newest_revision_and_the_store_knows_it():
    assert commands.heads() == (HEAD,)


def test_revisions_are_numbered_without_a_gap():
    names = sorted(path.name for path in Path(commands.__file__).parent.glob("versions/[0-9]*.py"))
    assert [name[:4] for name in names] == [f"{number:04}" for number in range(1, len(names) + 1)]


def test_from_nothing_to_what_the_tables_say(empty):
    bring_up_to_date(empty)
    with empty.reading.connect() as connection:
        assert commands.differences(connection) == []


def test_down_and_up_again(empty):
    bring_up_to_date(empty)
    with empty.migrating() as connection:
        commands.downgrade(connection)
        assert tables_of(connection) == {"alembic_version"}
        commands.upgrade(connection)
        assert commands.differences(connection) == []


def test_a_migration_that_fails_leaves_nothing_behind(empty):
    def interrupted():
        with empty.migrating() as connection:
            commands.upgrade(connection)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        interrupted()
    with empty.reading.connect() as connection:
        assert tables_of(connection) == set()


def test_the_previous_release_works_on_a_newer_database(store, database_url, keys):
    store.run_now(save(a_case()))
    store.close()
    with changed(database_url, "UPDATE alembic_version SET version_num = '9999'"):
        newer = open_store(database_url, keys)
        assert len(newer.read_now(lambda unit: unit.cases.all())) == 1
        newer.close()


@contextmanager
def changed(url, statement):
    """The shared database is given back as it was."""
    back = f"UPDATE alembic_version SET version_num = '{HEAD}'"  # noqa: S608 - constants
    for each in (statement, back):
        database = connect(url)
        with database.migrating() as connection:
            connection.exec_driver_sql(each)
        database.close()
        if each == statement:
            yield


def test_rebuilding_a_table_keeps_the_rows_that_hang_on_it(sqlite_store):
    """With foreign keys on, the drop inside a rebuild would delete every offer."""
    sqlite_store.run_now(save(a_case(offers=(an_offer(),))))
    with sqlite_store._database.migrating() as connection:
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("cases", recreate="always") as batch:
            batch.add_column(sa.Column("extra", sa.Text()))
    assert len(sqlite_store.read_now(lambda unit: unit.cases.offered_to("web:ben"))) == 1


def test_a_migration_that_orphans_rows_is_refused(sqlite_store):
    sqlite_store.run_now(save(a_case(offers=(an_offer(),))))
    with pytest.raises(ConfigurationError), sqlite_store._database.migrating() as connection:
        connection.exec_driver_sql("DELETE FROM cases")
    assert len(sqlite_store.read_now(lambda unit: unit.cases.all())) == 1


def test_counters_come_with_the_second_revision_and_leave_every_row(empty):
    """What a clinic kept under the first release is there under the second, and under the first again."""
    with empty.migrating() as connection:
        commands.upgrade(connection, "0001")
        connection.exec_driver_sql("INSERT INTO slots (job, slot) VALUES ('digest', '2026-08-03')")
        commands.upgrade(connection, "0002")
        connection.exec_driver_sql("INSERT INTO counters (name, quarter, count) VALUES ('yes', '2026-Q3', 1)")
        assert connection.exec_driver_sql("SELECT count(*) FROM slots").scalar() == 1
