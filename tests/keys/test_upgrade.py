"""What the first release kept is found and read by this one, and lies under today's key from the first start on."""

from __future__ import annotations

import secrets

import pytest
from sqlalchemy import select, text

from bot.domain.errors import ConfigurationError
from bot.domain.people import Address
from store.opening import open_store
from store.sealing import Keyring
from store.sealing.box import FORMAT
from store.tables import metadata
from tests.keys.first_release import CASE, MEMBER, write_first_release
from tests.store.examples import ANA, BEN, CLEO, CODE, NOW, NUDGE, claim

LASTING = {"roster", "addresses", "key_checks"}


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def old_url(request, tmp_path, keys):
    url = f"sqlite:///{tmp_path / 'old.db'}"
    if request.param == "postgres":
        url = request.getfixturevalue("new_postgres")(f"upgrade_{secrets.token_hex(4)}")
    write_first_release(url, keys)
    return url


@pytest.fixture
def upgraded(old_url, keys, real_clock):
    store = open_store(old_url, keys, now=real_clock)
    yield store
    store.close()


def rows(store):
    read = lambda unit: [(t.name, row) for t in metadata.sorted_tables for row in unit.cases.scope.execute(select(t))]  # noqa: E731
    return store.read_now(read)


def test_everything_is_found_and_read(upgraded):
    look = upgraded.read_now
    assert look(lambda unit: unit.cases.open_of(ANA)) == CASE
    assert look(lambda unit: unit.cases.supported_by(BEN)) == [CASE]
    assert look(lambda unit: unit.cases.offered_to(CLEO)) == [CASE]
    assert look(lambda unit: unit.roster.get(BEN)) == MEMBER
    assert look(lambda unit: unit.people.canonical(Address("slack", "T1/U1"))) == ANA
    assert look(lambda unit: unit.people.get(ANA)).opted_out
    assert look(lambda unit: unit.people.get(CLEO)).rests_until == NOW
    due = upgraded.run_now(lambda unit: unit.agenda.claim(NOW, limit=9, lease_seconds=60))
    assert {one.subject for one in due} == {CODE, "key"}
    (parcel,) = upgraded.run_now(claim())
    assert (str(parcel.to), parcel.message) == (BEN, NUDGE)


def test_a_message_that_was_sent_can_still_be_taken_back(upgraded):
    upgraded.run_now(lambda unit: unit.outbox.withdraw(BEN, case=CODE))
    references = [
        parcel.reference for _ in range(2) for parcel in upgraded.run_now(claim()) if finish(upgraded, parcel)
    ]
    assert "where" in references


def finish(store, parcel):
    return store.run_now(lambda unit: unit.outbox.sent(parcel, "here"))


def test_nothing_of_a_case_lies_under_the_programmes_key_any_longer(upgraded, keys):
    sealed = {(name, value[0], value[2] >> 7) for name, row in rows(upgraded) for value in row if is_sealed(value)}
    assert {version for _, version, _ in sealed} == {FORMAT}
    old = {keys.index(purpose, one) for purpose in OLD_PURPOSES for one in (ANA, BEN, CLEO)}
    assert not [name for name, row in rows(upgraded) for value in row if value in old]
    under_programme = {
        name for name, row in rows(upgraded) for value in row if is_sealed(value) and value[2:6] == FIRST
    }
    assert under_programme == LASTING


OLD_PURPOSES = ("cases recipient", "cases supporter", "offer_index", "people", "outbox")
FIRST = (1).to_bytes(4)


def is_sealed(value):
    return isinstance(value, bytes) and len(value) > 34


def test_it_happens_once(upgraded, old_url, keys, real_clock):
    before = rows(upgraded)
    upgraded.close()
    again = open_store(old_url, keys, now=real_clock)
    assert rows(again) == before
    again.close()


def test_the_keys_of_another_installation_change_nothing(old_url, keys, real_clock):
    with pytest.raises(ConfigurationError, match="don't belong together"):
        open_store(old_url, Keyring({1: bytes(32)}), now=real_clock)
    store = open_store(old_url, keys, now=real_clock)
    assert store.read_now(lambda unit: unit.cases.all()) == [CASE]
    store.close()


def test_a_damaged_row_stays_behind_and_stops_nobody(old_url, keys, real_clock):
    spoil(old_url, "UPDATE people SET body = person_index")
    store = open_store(old_url, keys, now=real_clock)
    assert store.read_now(lambda unit: unit.cases.all()) == [CASE]
    assert store.unreadable == 2
    store.close()


def spoil(url, statement):
    from store.opening import connect  # noqa: PLC0415

    database = connect(url)
    with database.migrating() as connection:
        connection.execute(text(statement))
    database.close()
