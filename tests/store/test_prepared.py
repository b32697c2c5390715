"""PostgreSQL prepares a statement once for a connection, and what the database says comes back as psycopg says it."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from psycopg.errors import UniqueViolation
from sqlalchemy import bindparam, insert, select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from bot.domain.errors import NotSavedError
from store.statements import libpq
from store.tables import limits
from store.transaction import Transaction

SOON = datetime(2026, 6, 1, tzinfo=UTC)

_OF_KEYS = select(limits.c.count).where(limits.c.key_index.in_(bindparam("keys", expanding=True)))
_NAMES = text(
    "SELECT name FROM pg_prepared_statements WHERE name LIKE 'peersupport%' AND statement LIKE '%limits.key_index IN%'"
)


@pytest.fixture
def scope(postgres_store):
    with postgres_store._database.engine.connect() as connection, connection.begin():
        yield Transaction(connection, postgres_store._around)


def counted(scope, number):
    """How many of so many keys are counted: each number of them is a statement of its own."""
    return len(scope.execute(_OF_KEYS, keys=[bytes([key]) for key in range(number)]).all())


def prepared(scope):
    return scope.connection.execute(_NAMES).scalars().all()


def add(scope, count):
    scope.execute(insert(limits), key_index=bytes([count % 256]), count=count, expires=SOON)


def test_the_second_time_a_statement_is_known(scope):
    for _ in range(3):
        assert counted(scope, 2) == 0
    assert len(prepared(scope)) == 1


def test_of_too_many_what_was_used_longest_ago_is_given_up_and_prepared_again(scope, monkeypatch):
    monkeypatch.setattr(libpq, "KEPT", 3)
    names = libpq.session(scope.connection).names
    names.clear()
    assert counted(scope, 1) == 0
    (often,) = names.values()
    for number in (2, 3, 1, 4, 1, 5, 2, 1):
        assert counted(scope, number) == 0
        assert len(prepared(scope)) <= 3
    assert set(prepared(scope)) == {name.decode() for name in names.values()} > {often.decode()}


def test_a_number_of_any_size_is_a_value(scope):
    for count in (1, 2, 40_000, 2_000_000_000):
        add(scope, count)
    assert sorted(scope.execute(select(limits.c.count)).scalars()) == [1, 2, 40_000, 2_000_000_000]


def test_an_error_has_its_class_and_its_code_and_the_statement_works_afterwards(postgres_store):
    for _ in range(2):
        with postgres_store._database.engine.connect() as connection, connection.begin() as transaction:
            scope = Transaction(connection, postgres_store._around)
            add(scope, 1)
            with pytest.raises(IntegrityError) as refused:
                add(scope, 1)
            transaction.rollback()
        assert isinstance(refused.value.orig, UniqueViolation)
        assert not refused.value.connection_invalidated


def test_what_was_undone_takes_nothing_from_the_connection(postgres_store):
    """psycopg lets go of all that is prepared with a rollback, if anything of it is its own."""

    def undone(unit):
        unit.cases.scope.alone_for("slack:T1/U1")
        unit.cases.scope.execute_each(insert(limits), [{"key_index": b"1", "count": 1, "expires": SOON}] * 2)

    for _ in range(8):
        postgres_store.run_now(lambda unit: unit.cases.scope.alone_for("slack:T1/U1"))
    for _ in range(8):
        with pytest.raises(NotSavedError, match="nothing was saved") as refused:
            postgres_store.run_now(undone)
        assert refused.value.__notes__ == ["UniqueViolation 23505"]
        assert postgres_store.read_now(lambda unit: counted(unit.cases.scope, 1)) == 0


def test_a_plan_that_a_migration_has_overtaken_is_made_again(postgres_store):
    look = lambda: postgres_store.read_now(lambda unit: counted(unit.cases.scope, 1))  # noqa: E731
    assert look() == 0
    with postgres_store._database.engine.connect() as connection, connection.begin():
        connection.execute(text("ALTER TABLE limits ALTER COLUMN count TYPE bigint"))
    with pytest.raises(NotSavedError):
        look()
    assert look() == 0


def test_outside_a_transaction_nothing_is_run(postgres_store):
    with postgres_store._database.engine.connect() as connection:
        known = libpq.session(connection)
        with pytest.raises(RuntimeError):
            known.run("SELECT 1", [])


def test_the_last_rows_do_not_stay_with_a_connection(scope):
    add(scope, 1)
    assert counted(scope, 2) == 1
    assert libpq.session(scope.connection).values.pgresult is None


def test_what_an_error_undid_is_never_called_saved(postgres_store):
    def swallowing(unit):
        add(unit.cases.scope, 1)
        with suppress(IntegrityError):
            add(unit.cases.scope, 1)

    with pytest.raises(NotSavedError) as refused:
        postgres_store.run_now(swallowing)
    assert refused.value.__notes__ == ["InFailedSqlTransaction 25P02"]


def test_a_connection_that_is_lost_is_called_so(postgres_store):
    engine = postgres_store._database.engine
    with engine.connect() as connection, connection.begin() as transaction:
        scope = Transaction(connection, postgres_store._around)
        number = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        with engine.connect() as other:
            other.execute(text("SELECT pg_terminate_backend(:number, 5000)"), {"number": number})
        with pytest.raises(OperationalError) as lost:
            counted(scope, 1)
        transaction.rollback()
    assert lost.value.connection_invalidated
