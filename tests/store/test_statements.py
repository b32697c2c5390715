"""What we run is what SQLAlchemy would run: the same values go in and come out, and the same errors."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from store.tables import agenda, inbox, metadata, outbox
from store.transaction import Transaction

MOMENT = datetime(2026, 6, 1, 9, 30, 15, 250_000, tzinfo=UTC)
MESSAGE = {
    "person_index": b"\x00\xffperson",
    "kind": "tell",
    "case_code": None,
    "name": "100% %(name)s :of ?",
    "token": "-",
    "body": b"body",
    "state": "waiting",
    "due_at": 12.5,
    "tries": 3,
    "uncertain": True,
    "created": date(2026, 6, 1),
    "period": None,
}
ENTRY = {"subject": "X2B4", "name": "next", "event": b"event", "due": MOMENT}
_OF_NAMES = select(agenda.c.name).where(agenda.c.name.in_(bindparam("names", expanding=True))).order_by(agenda.c.name)


def scope_of(unit):
    return unit.cases.scope


def seen_by_both(unit, statement):
    """Rows as we read them; SQLAlchemy reads the same."""
    ours = scope_of(unit).execute(statement).mappings()
    assert ours == [dict(row) for row in scope_of(unit).connection.execute(statement).mappings()]
    return ours


def entries(unit, *names):
    for name in names:
        scope_of(unit).execute(insert(agenda), **(ENTRY | {"name": name}))


def test_values_come_back_as_they_were_given(store):
    store.run_now(lambda unit: scope_of(unit).execute(insert(outbox), **MESSAGE))
    store.run_now(lambda unit: entries(unit, "next"))
    (message,) = store.read_now(lambda unit: seen_by_both(unit, select(outbox)))
    (entry,) = store.read_now(lambda unit: seen_by_both(unit, select(agenda)))
    assert {name: message[name] for name in MESSAGE} == MESSAGE
    assert {name: entry[name] for name in ENTRY} == ENTRY


def test_what_several_rows_have_in_common_is_said_once(store):
    rows = [ENTRY | {"name": name, "event": name.encode()} for name in "abc"]
    store.run_now(lambda unit: scope_of(unit).execute_each(insert(agenda), rows))
    found = store.read_now(lambda unit: seen_by_both(unit, select(agenda.c.name, agenda.c.event).order_by("name")))
    assert found == [{"name": name, "event": name.encode()} for name in "abc"]


@pytest.mark.parametrize("wanted", [[], ["a"], ["a", "c"], ["a", "b", "c", "d"]])
def test_a_list_may_have_any_length(store, wanted):
    store.run_now(lambda unit: entries(unit, *"abc"))
    for _ in range(2):  # compiled, and known
        found = store.read_now(lambda unit: scope_of(unit).execute(_OF_NAMES, names=wanted).scalars())
        assert found == [one for one in wanted if one in "abc"]


def test_what_a_statement_brings_along_and_what_it_is_given_both_count(store):
    store.run_now(lambda unit: entries(unit, *"abc"))
    later = update(agenda).where(agenda.c.name == bindparam("of"), agenda.c.subject == "X2B4").values(lease_token=None)
    changed = lambda **given: store.run_now(lambda unit: scope_of(unit).execute(later, **given).rowcount)  # noqa: E731
    assert changed(of="a", event=b"new") == 1
    assert changed(of="z", event=b"new") == 0
    events = select(agenda.c.event).order_by(agenda.c.name)
    assert store.read_now(lambda unit: scope_of(unit).execute(events).scalars()) == [b"new", b"event", b"event"]


def test_a_column_without_a_name_is_found_by_its_place(store):
    earliest = select(func.min(agenda.c.due))
    assert store.read_now(lambda unit: scope_of(unit).execute(earliest).scalar()) is None
    store.run_now(lambda unit: entries(unit, "next"))
    assert store.read_now(lambda unit: scope_of(unit).execute(earliest).scalar()) == MOMENT


def test_one_row_is_one(store):
    with pytest.raises(ValueError, match="not enough"):
        store.read_now(lambda unit: scope_of(unit).execute(select(inbox)).one())
    assert store.read_now(lambda unit: scope_of(unit).execute(select(inbox)).first()) is None


def test_a_row_is_read_by_its_columns(store):
    store.run_now(lambda unit: entries(unit, "next"))
    row = store.read_now(lambda unit: scope_of(unit).execute(select(agenda.c.subject, agenda.c.name)).one())
    assert (row.subject, row.name) == tuple(row) == ("X2B4", "next")


@pytest.mark.parametrize("each", [False, True], ids=["one", "many"])
def test_an_error_is_sqlalchemys_and_names_no_value(store, each):
    def twice(unit):
        scope = scope_of(unit)
        same = {"delivery_index": b"CANARY", "day": date(2026, 6, 1)}
        scope.execute(insert(inbox), **same)
        write = (
            (lambda: scope.execute_each(insert(inbox), [same]))
            if each
            else lambda: scope.execute(insert(inbox), **same)
        )
        with pytest.raises(IntegrityError) as refused, scope.connection.begin_nested():
            write()
        return refused.value

    error = store.run_now(twice)
    assert isinstance(error, DBAPIError)
    assert error.params is None
    assert error.statement is None
    assert error.__context__ is None


def test_every_table_reads_as_sqlalchemy_reads_it(store):
    for table in metadata.sorted_tables:
        store.read_now(lambda unit, table=table: seen_by_both(unit, select(table)))


def test_a_statement_is_compiled_once_for_a_shape(store):
    compiled = store._database.statements._compiled
    store.read_now(lambda unit: unit.roster.everybody())
    before = compiled.cache_info()
    for _ in range(3):
        store.read_now(lambda unit: unit.roster.everybody())
    after = compiled.cache_info()
    assert (after.misses, after.hits) == (before.misses, before.hits + 3)


def test_a_list_may_stand_in_the_statement_itself_and_a_tuple_is_one(store):
    store.run_now(lambda unit: entries(unit, *"abc"))
    fixed = select(agenda.c.name).where(agenda.c.name.in_(["a", "c"]), agenda.c.due == MOMENT).order_by(agenda.c.name)
    assert store.read_now(lambda unit: scope_of(unit).execute(fixed).scalars()) == ["a", "c"]
    assert store.read_now(lambda unit: scope_of(unit).execute(_OF_NAMES, names=("a", "b")).scalars()) == ["a", "b"]


def test_a_value_that_no_statement_asks_for_is_a_mistake(store):
    with pytest.raises(TypeError, match="takes no nam"):
        store.read_now(lambda unit: scope_of(unit).execute(_OF_NAMES, names=["a"], nam="a"))


def test_for_no_rows_nothing_is_run(store):
    store.run_now(lambda unit: scope_of(unit).execute_each(insert(agenda), []))
    assert store.read_now(lambda unit: scope_of(unit).execute(select(agenda)).all()) == []


def test_outside_a_transaction_nothing_is_run(store):
    with store._database.reading.connect() as connection, pytest.raises(RuntimeError):
        Transaction(connection, store._around)
