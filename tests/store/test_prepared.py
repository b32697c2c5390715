"""PostgreSQL prepares a statement once for a connection, and what the database says comes back as psycopg says it."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from psycopg.errors import UniqueViolation
from sqlalchemy import bindparam, insert, select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from bot.domain.errors import NotSavedError
from store.scope import Scope
from store.statements import libpq
from store.tables import limits

SOON = datetime(2026, 6, 1, tzinfo=UTC)

_OF_KEYS = select(limits.c.count).where(limits.c.key_index.in_(bindparam("keys", expanding=True)))
_NAMES = text(
    "SELECT name FROM pg_prepared_statements WHERE name LIKE 'peersupport%' AND statement LIKE '%limits.key_index IN%'"
)


@pytest.fixture
def scope(postgres_store):
    with postgres_store._database.engine.connect() as connection, connection.begin():
        yield Scope(connection, postgres_store._around)


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


def test_of_too_many_the_oldest_is_given_up_and_prepared_again_when_it_is_needed(scope, monkeypatch):
    monkeypatch.setattr(libpq, "KEPT", 3)
    libpq.session(scope.connection).names.clear()
    for number in (1, 2, 3, 4, 5, 1, 2):
        assert counted(scope, number) == 0
        assert len(prepared(scope)) <= 3
    assert len(set(prepared(scope))) == 3


def test_a_number_of_any_size_is_a_value(scope):
    for count in (1, 2, 40_000, 2_000_000_000):
        add(scope, count)
    assert sorted(scope.execute(select(limits.c.count)).scalars()) == [1, 2, 40_000, 2_000_000_000]


def test_an_error_has_its_class_and_its_code_and_the_statement_works_afterwards(postgres_store):
    for _ in range(2):
        with postgres_store._database.engine.connect() as connection, connection.begin() as transaction:
            scope = Scope(connection, postgres_store._around)
            add(scope, 1)
            with pytest.raises(IntegrityError) as refused:
                add(scope, 1)
            transaction.rollback()
        assert isinstance(refused.value.orig, UniqueViolation)
        assert not refused.value.connection_invalidated


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
        scope = Scope(connection, postgres_store._around)
        number = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        with engine.connect() as other:
            other.execute(text("SELECT pg_terminate_backend(:number, 5000)"), {"number": number})
        with pytest.raises(OperationalError) as lost:
            counted(scope, 1)
        transaction.rollback()
    assert lost.value.connection_invalidated
