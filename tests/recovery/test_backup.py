"""What a backup holds, what is refused as one, and that a restore happens as a whole or not at all."""

from __future__ import annotations

import json
import stat
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import NullPool, create_engine, select, text

from bot.domain.case import Closing, Step
from bot.domain.errors import ConfigurationError
from bot.domain.people import Address, Person, PersonId
from store.backup import archive, settling
from store.backup.restoring import Restoring, restore
from store.journal import FILE, KEPT, OPENS, Journal, Kind
from store.opening import open_store, snapshot
from store.sealing import Keyring
from store.tables import metadata
from tests.store.examples import ANA, BEN, a_case, a_member, a_reminder, save, tell

NOW = datetime(2026, 8, 3, 14, tzinfo=UTC)


def busy(work):
    work.cases.save(a_case())
    work.roster.save(a_member(BEN))
    work.people.save(Person(person=PersonId("web:someone"), opted_out=True))
    work.agenda.add(a_reminder())
    tell(BEN)(work)


def rows(url):
    with create_engine(url, poolclass=NullPool).connect() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in metadata.sorted_tables
        }


def back_up(url, keys, path, at=NOW):
    with snapshot(url) as connection:
        return archive.write(connection, keys, path, at=at)


def way(url, keys, folder, now=NOW):
    return Restoring(url=url, keys=keys, journal=Journal(folder, keys), now=now, slots=lambda _: [])


@pytest.fixture
def backup(store, database_url, keys, tmp_path):
    """Made beside the running process, which then stops."""
    store.run_now(busy)
    back_up(database_url, keys, tmp_path / "a.backup")
    store.close()
    return tmp_path / "a.backup"


def test_it_is_for_its_owner_only_and_never_replaces_another(backup, database_url, keys):
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    before = backup.read_bytes()
    with pytest.raises(ConfigurationError, match="exists already"):
        back_up(database_url, keys, backup)
    assert backup.read_bytes() == before
    assert [one.name for one in backup.parent.glob(".*")] == []


def test_it_shows_one_moment_although_the_programme_goes_on(store, database_url, keys, tmp_path):
    store.run_now(save(a_case()))
    with snapshot(database_url) as connection:
        assert connection.execute(text("SELECT count(*) FROM cases")).scalar_one() == 1
        store.run_now(lambda work: work.roster.save(a_member(BEN)))
        counts = archive.write(connection, keys, tmp_path / "b", at=NOW).rows
    assert (counts["cases"], counts["roster"]) == (1, 0)


def test_what_is_restored_opens_on_the_other_database_too(
    backup, sqlite_url, empty_postgres_url, keys, tmp_path, database_url
):
    other = sqlite_url if database_url == empty_postgres_url else empty_postgres_url
    settled = restore(way(other, keys, tmp_path), backup, replace=True)
    assert len(settled.open_cases) == 1
    reopened = open_store(other, keys)
    [case] = reopened.read_now(lambda work: work.cases.all())
    assert case.recipient == ANA
    reopened.run_now(lambda work: work.agenda.add(a_reminder("after", subject="x")))  # numbers go on
    reopened.close()


def test_a_message_that_waited_is_held_and_counted(backup, database_url, keys, tmp_path):
    settled = restore(way(database_url, keys, tmp_path), backup, replace=True)
    assert (settled.unsent, rows(database_url)["outbox"]) == (1, [])


@pytest.mark.parametrize("damage", ["cut", "flip", "swap", "line"])
def test_a_damaged_or_tampered_file_is_refused_and_nothing_changes(damage, backup, database_url, keys, tmp_path):
    whole, before = backup.read_bytes(), rows(database_url)
    lines = whole.splitlines(keepends=True)
    damaged = {
        "cut": whole[:-1],
        "flip": whole.replace(b'"roster"', b'"ROSTER"', 1),
        "swap": b"".join([lines[0], lines[2], lines[1], *lines[3:]]),
        "line": b"".join([*lines[:2], *lines[3:]]),
    }
    backup.write_bytes(damaged[damage])
    with pytest.raises(ConfigurationError, match="damaged, incomplete, or was made with other keys"):
        restore(way(database_url, keys, tmp_path), backup, replace=True)
    assert rows(database_url) == before


def test_every_single_flipped_bit_is_found(backup, keys):
    whole = backup.read_bytes()
    for at in range(0, len(whole), max(1, len(whole) // 300)):
        backup.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(ConfigurationError), archive.open_archive(backup, keys):
            pass


def test_another_installations_backup_is_refused(backup, database_url, tmp_path):
    foreign = Keyring({1: bytes(32)})
    with pytest.raises(ConfigurationError, match="other keys"):
        restore(way(database_url, foreign, tmp_path), backup, replace=True)


def test_a_database_with_rows_is_replaced_only_on_request(backup, database_url, keys, tmp_path):
    before = rows(database_url)
    with pytest.raises(ConfigurationError, match="--replace"):
        restore(way(database_url, keys, tmp_path), backup, replace=False)
    assert rows(database_url) == before


def test_a_running_bot_is_in_the_way(store, database_url, keys, tmp_path):
    store.run_now(busy)
    back_up(database_url, keys, tmp_path / "a.backup")
    with pytest.raises(ConfigurationError, match=r"Another process is using|Somebody else is connected"):
        restore(way(database_url, keys, tmp_path), tmp_path / "a.backup", replace=True)


def test_a_backup_that_is_too_old_is_refused(backup, database_url, keys, tmp_path):
    late = way(database_url, keys, tmp_path, now=NOW + OPENS + timedelta(seconds=1))
    with pytest.raises(ConfigurationError, match="known for 14 days only"):
        restore(late, backup, replace=True)


def test_a_backup_of_a_newer_release_is_refused(backup, database_url, keys, tmp_path, monkeypatch):
    monkeypatch.setattr("store.backup.restoring.HEAD", "0000")
    with pytest.raises(ConfigurationError, match="newer release"):
        restore(way(database_url, keys, tmp_path), backup, replace=True)


def test_a_backup_of_an_older_release_is_migrated(sqlite_url, tmp_path, keys, store):
    """Its tables are made as they were, filled, and then brought up to date."""
    from store.migrations import commands  # noqa: PLC0415
    from store.opening import connect  # noqa: PLC0415

    old = connect(f"sqlite:///{tmp_path / 'old.db'}")
    with old.migrating() as connection:
        commands.upgrade(connection, "0001")
    old.close()
    back_up(f"sqlite:///{tmp_path / 'old.db'}", keys, tmp_path / "old.backup")
    restore(way(f"sqlite:///{tmp_path / 'new.db'}", keys, tmp_path), tmp_path / "old.backup", replace=False)
    assert set(rows(f"sqlite:///{tmp_path / 'new.db'}")) == set(metadata.tables)


def test_what_fails_half_way_leaves_the_old_database(backup, database_url, keys, tmp_path, monkeypatch):
    before = rows(database_url)

    def breaks(*_args, **_named):
        raise ConfigurationError

    monkeypatch.setattr(settling.SqlUnitOfWork, "agenda", property(breaks))
    with pytest.raises(ConfigurationError):
        restore(way(database_url, keys, tmp_path), backup, replace=True)
    assert rows(database_url) == before


def test_the_journal_is_durable_before_the_commit_and_names_nobody(database_url, keys, tmp_path, real_clock):
    store = open_store(database_url, keys, now=real_clock, journal=Journal(tmp_path, keys))
    with pytest.raises(ZeroDivisionError):
        store.run_now(lambda work: (work.people.save(Person(person=ANA, opted_out=True)), 1 / 0))
    store.close()
    written = (tmp_path / FILE).read_text()
    assert Journal(tmp_path, keys).entries()[0].kind is Kind.OPTED_OUT
    assert str(ANA) not in written
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


def test_a_purge_is_in_the_journal_before_it_is_committed(database_url, keys, tmp_path, real_clock):
    """A crash in between makes an old backup forget more than it had to, never less."""
    store = open_store(database_url, keys, now=real_clock, journal=Journal(tmp_path, keys))
    store.run_now(lambda work: work.cases.save(a_case()))
    with pytest.raises(ZeroDivisionError):
        store.run_now(lambda work: (work.cases.save(a_case(step=Step.PURGED)), 1 / 0))
    store.close()
    assert [one.kind for one in Journal(tmp_path, keys).entries()] == [Kind.CASE]


def test_a_line_that_a_crash_cut_short_is_left_out_and_the_next_stands_alone(tmp_path, keys, real_clock):
    journal = Journal(tmp_path, keys, real_clock)
    journal.undone("one")
    with (tmp_path / FILE).open("a") as file:
        file.write("1780000000 undo")
    journal.undone("two")
    first, second = [one.mark for one in journal.entries()]
    assert first in journal.subject_marks("one")
    assert second in journal.subject_marks("two")


def test_the_journal_forgets_what_no_backup_can_bring_back(tmp_path, keys, real_clock):
    journal = Journal(tmp_path, keys, real_clock)
    journal.undone("old")
    real_clock.seconds += KEPT.total_seconds()
    journal.undone("new")
    real_clock.seconds += 1
    journal.forget_old()
    [left] = [one.mark for one in journal.entries()]
    assert left in journal.subject_marks("new")


async def test_a_running_programme_forgets_it_without_any_backup(database_url, keys, tmp_path, real_clock):
    journal = Journal(tmp_path, keys, real_clock)
    journal.opted_out(ANA, out=True)
    real_clock.seconds += KEPT.total_seconds() + 1
    store = open_store(database_url, keys, now=real_clock, journal=journal)
    await store.tidy()
    store.close()
    assert journal.entries() == []


def test_the_tables_stay_sealed(backup):
    held = backup.read_text()
    assert str(ANA) not in held
    assert json.loads(held.splitlines()[-1])["rows"]["cases"] == 1


@pytest.mark.parametrize("out", [True, False])
def test_an_opt_out_since_the_backup_holds_and_a_lifted_one_is_lifted(out, database_url, keys, tmp_path):
    journal = Journal(tmp_path, keys)
    store = open_store(database_url, keys, journal=journal)
    store.run_now(lambda work: work.people.save(Person(person=BEN, opted_out=not out)))
    back_up(database_url, keys, tmp_path / "a.backup")
    store.run_now(lambda work: work.people.save(replace(work.people.get(BEN), opted_out=out)))
    store.run_now(lambda work: work.people.save(Person(person=ANA, opted_out=out)))
    store.close()
    restore(way(database_url, keys, tmp_path), tmp_path / "a.backup", replace=True)
    store = open_store(database_url, keys)
    found = store.read_now(lambda work: (work.people.get(BEN), work.people.get(ANA)))
    store.close()
    assert [(one.person, one.opted_out) for one in found] == [(BEN, out), (ANA, out)]


@pytest.mark.parametrize("parted", [True, False])
def test_addresses_that_were_parted_since_the_backup_stay_parted(parted, database_url, keys, tmp_path):
    journal, here = Journal(tmp_path, keys), Address("slack", "T1/U1")
    store = open_store(database_url, keys, journal=journal)
    store.run_now(lambda work: work.people.join(PersonId(str(here)), ANA))
    back_up(database_url, keys, tmp_path / "a.backup")
    if parted:
        store.run_now(lambda work: work.people.unlink(here, NOW + timedelta(minutes=1)))
    store.close()
    restore(way(database_url, keys, tmp_path), tmp_path / "a.backup", replace=True)
    store = open_store(database_url, keys)
    assert store.read_now(lambda work: work.people.canonical(here)) == (str(here) if parted else ANA)
    store.close()


def test_what_has_ended_or_is_erased_is_noted_under_every_address(database_url, keys, tmp_path):
    journal, here = Journal(tmp_path, keys), PersonId("slack:T1/U1")
    store = open_store(database_url, keys, journal=journal)
    store.run_now(lambda work: work.people.join(here, ANA))
    store.run_now(lambda work: work.people.erased(ANA, NOW))
    store.run_now(lambda work: work.cases.save(a_case(recipient=ANA, step=Step.CLOSED, closed_at=NOW)))
    store.close()
    for kind in (Kind.ERASED, Kind.ENDED):
        marks = {one.mark for one in journal.entries() if one.kind is kind}
        assert marks & journal.person_marks(ANA)
        assert marks & journal.person_marks(here)


def test_two_cases_that_became_one_have_not_ended(database_url, keys, tmp_path):
    """Else a restore would take the one that goes on for one that has ended."""
    journal = Journal(tmp_path, keys)
    store = open_store(database_url, keys, journal=journal)
    merged = a_case(recipient=ANA, step=Step.CLOSED, closed_at=NOW, closing=Closing.MERGED)
    store.run_now(lambda work: work.cases.save(merged))
    store.close()
    assert journal.entries() == []
