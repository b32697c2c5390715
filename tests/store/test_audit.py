"""The audit in the database: appended in order by whoever writes, pruned after a year, and every tampering is found."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from bot.domain.audit import Kind, Record
from bot.domain.case import CaseCode
from bot.domain.errors import ConfigurationError
from bot.domain.people import PersonId
from store.opening import open_store
from store.sealing import Keyring

DAY = date(2026, 8, 3)


def record(by="web:ana", on=DAY, **more):
    about: dict[str, Any] = {
        "kind": Kind.ACCESS,
        "role": "supporter",
        "case": CaseCode("K7F3"),
        "reason": "card",
    } | more
    return Record(by=PersonId(by), on=on, **about)


def filled(store, count=6):
    for number in range(count):
        store.run_now(lambda work, number=number: work.audit.append(record(on=DAY + timedelta(days=number))))
    return store


def found(store, printed=""):
    return store.read_now(lambda work: work.audit.verify(printed))


def changed(store, statement):
    with store._database.migrating() as connection:
        connection.exec_driver_sql(statement)


def test_a_chain_that_nobody_touched_is_whole(store):
    assert found(filled(store)) == []


def test_an_audit_without_any_entry_is_not_whole(store):
    """The first start records the policy, so there is always one."""
    assert found(store)


def test_no_name_id_or_code_is_in_a_row(store):
    """A pseudonym is the same for the same person, and nothing else can be read from it."""
    filled(store, 2)
    first, second = store.read_now(lambda work: work.audit.entries())
    assert first.actor == second.actor
    assert b"ana" not in first.actor
    assert b"K7F3" not in first.case_mark
    store.run_now(lambda work: work.audit.append(record(by="web:ben")))
    assert store.read_now(lambda work: work.audit.entries())[-1].actor != first.actor


TAMPERED = [
    "UPDATE audit SET reason = 'backup' WHERE sequence = 3",
    "UPDATE audit SET day = '2020-01-01' WHERE sequence = 3",
    "DELETE FROM audit WHERE sequence = 3",
    "DELETE FROM audit WHERE sequence = 1",
    "DELETE FROM audit WHERE sequence = 6",
    "DELETE FROM audit",
    "DELETE FROM audit_head",
    "UPDATE audit_head SET sequence = 5, mac = (SELECT mac FROM audit WHERE sequence = 5)",
    "UPDATE audit_head SET anchor = 2, anchor_mac = (SELECT mac FROM audit WHERE sequence = 2)",
    "UPDATE audit SET sequence = CASE sequence WHEN 3 THEN 104 ELSE sequence END",
]


@pytest.mark.parametrize("statement", TAMPERED)
def test_whoever_writes_the_database_without_the_keys_is_found(store, statement):
    filled(store)
    changed(store, statement)
    assert found(store)


@pytest.mark.parametrize("statement", TAMPERED)
def test_and_what_is_recorded_afterwards_does_not_hide_it(store, statement):
    filled(store)
    changed(store, statement)
    with suppress(Exception):
        filled(store, 2)
        store.run_now(lambda work: work.audit.prune(DAY - timedelta(days=300)))
    assert found(store)


def test_a_date_that_was_changed_takes_no_entry_along_when_old_ones_go(store):
    filled(store)
    changed(store, "UPDATE audit SET day = '2020-01-01' WHERE sequence <= 3")
    store.run_now(lambda work: work.audit.prune(DAY - timedelta(days=365)))
    assert len(store.read_now(lambda work: work.audit.entries())) == 6
    assert found(store)


def test_what_is_older_goes_and_the_rest_still_verifies(store):
    filled(store)
    store.run_now(lambda work: work.audit.prune(DAY + timedelta(days=4)))
    assert [one.sequence for one in store.read_now(lambda work: work.audit.entries())] == [5, 6]
    assert found(store) == []
    store.run_now(lambda work: work.audit.prune(DAY + timedelta(days=40)))
    assert found(filled(store, 1)) == []


def test_a_printed_head_finds_an_end_that_was_cut_off_with_its_head(store):
    """Somebody who kept an older copy of the head puts both back; the overview that came later tells."""
    filled(store, 4)
    with store._database.reading.connect() as connection:
        mac, seal = connection.exec_driver_sql("SELECT mac, seal FROM audit_head").one()
    filled(store, 3)
    printed = store.read_now(lambda work: work.audit.head()).short
    changed(store, "DELETE FROM audit WHERE sequence > 4")
    older = f"mac = {_bytes(store, mac)}, seal = {_bytes(store, seal)}"
    changed(store, f"UPDATE audit_head SET sequence = 4, {older}")  # noqa: S608 - constants
    assert found(store) == []
    assert found(store, printed)


def _bytes(store, value):
    raw = bytes(value).hex()
    return f"X'{raw}'" if store._database.reading.dialect.name == "sqlite" else f"'\\x{raw}'::bytea"


def test_an_older_printed_head_is_found_in_the_chain(store):
    filled(store, 3)
    printed = store.read_now(lambda work: work.audit.head()).short
    assert found(filled(store, 3), printed) == []
    assert found(store, f"3-{'0' * 12}")
    assert found(store, "three")


def test_another_installation_reads_nothing_into_it(store, database_url, real_clock):
    filled(store).close()
    with pytest.raises(ConfigurationError):
        open_store(database_url, Keyring({1: bytes(range(1, 33))}), now=real_clock)


def test_an_entry_stands_and_falls_with_what_it_records(store):
    def fails(work):
        work.audit.append(record())
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        store.run_now(fails)
    assert store.read_now(lambda work: work.audit.entries()) == []


def test_many_who_append_at_once_make_one_chain(store):
    """On PostgreSQL over several connections: each waits for the head, so that none has to be tried again."""
    tried = []

    def append(number):
        store.run_now(lambda work: (tried.append(number), work.audit.append(record(f"web:{number}"))))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(append, range(40)))
    numbers = [one.sequence for one in store.read_now(lambda work: work.audit.entries())]
    assert all(after == before + 1 for before, after in pairwise(numbers))
    assert (len(numbers), len(tried)) == (40, 40)
    assert found(store) == []
