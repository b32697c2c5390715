"""T10: known answers computed by other means, and everything that was moved, changed, cut or swapped fails closed."""

from __future__ import annotations

import hmac
import random
from itertools import permutations
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, text

from bot.domain.errors import SealBrokenError
from store.sealing import Box, Keyring, Place
from store.sealing.box import PERIOD, derive_key
from store.sealing.keyring import Period, Programme, case_box, key_place
from store.tables import metadata
from tests.keys.test_thief import open_case
from tests.keys.thief import _sealed, copy_of, is_field
from tests.proof import count
from tests.store.examples import a_member

if TYPE_CHECKING:
    from store.statements import Row

ROOT = bytes(range(32))
TRIES = count(400, 5_000, 100_000)


def hkdf(root: bytes, info: str) -> bytes:
    """RFC 5869 with SHA-256, no salt, one block: by the standard library alone."""
    extracted = hmac.digest(bytes(32), root, "sha256")
    return hmac.digest(extracted, info.encode() + b"\x01", "sha256")


def test_derived_keys_are_those_of_the_standard():
    """The first line is test case 3 of RFC 5869."""
    assert hkdf(b"\x0b" * 22, "").hex() == "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
    assert derive_key(ROOT, "seal") == hkdf(ROOT, "peersupport seal")


@pytest.mark.parametrize(
    ("index", "info"),
    [
        (Programme(ROOT, 1).indexes.index, "peersupport index roster"),
        (Period(ROOT, 20_780).index, "peersupport period index roster"),
    ],
)
def test_a_blind_index_is_the_beginning_of_an_hmac_under_a_key_of_its_purpose(index, info):
    assert index("roster", "web:ana") == hmac.digest(hkdf(ROOT, info), b"web:ana", "sha256")[:16]


def test_the_keys_of_a_root_have_nothing_in_common():
    purposes = ("seal", "token", "index roster", "period seal", "period index roster", "period index cases recipient")
    assert len({derive_key(ROOT, purpose) for purpose in purposes}) == len(purposes)


def test_key_ids_tell_cases_programme_and_days_apart():
    boxes = (case_box(ROOT), Programme(ROOT, 1).box, Period(ROOT, 20_780).box)
    sealed = [box.seal(b"", Place("t", "c", "r"))[:6].hex() for box in boxes]
    assert sealed == ["020100000000", "020100000001", f"0201{PERIOD | 20_780:08x}"]


@pytest.mark.proof("T10", tried=count(20_000, 200_000, 1_000_000), unit="nonces")
def test_a_nonce_is_never_used_twice():
    box, place = Box(ROOT, 1), Place("t", "c", "r")
    nonces = {box.close(b"", place)[6:18] for _ in range(count(20_000, 200_000, 1_000_000))}
    assert len(nonces) == count(20_000, 200_000, 1_000_000)


def spoilt(chance: random.Random, sealed: bytes) -> bytes:
    """A bit turned, bytes cut off or put on, two bytes exchanged, another key id or version."""
    bit = chance.randrange(len(sealed) * 8)
    turned = bytearray(sealed)
    turned[bit // 8] ^= 1 << bit % 8
    cut = chance.randrange(len(sealed))
    end = chance.randbytes(chance.randrange(1, 40))
    header = chance.randbytes(6) + sealed[6:]
    return chance.choice([bytes(turned), sealed[:cut], sealed[cut:], sealed + end, end, header, sealed[::-1]])


@pytest.mark.proof("T10", tried=TRIES, unit="values")
def test_whatever_was_changed_fails_closed():
    chance = random.Random(7)  # noqa: S311 - the same tries in every run
    keyring = Keyring({1: ROOT, 2: bytes(32)})
    period, place = keyring.period(0.0), Place("cases", "body", "[K7F3,1]")
    for _ in range(TRIES):
        sealed = chance.choice([period.box, keyring.current]).seal(chance.randbytes(chance.randrange(3_000)), place)
        changed = spoilt(chance, sealed)
        if changed != sealed:
            with pytest.raises(SealBrokenError):
                keyring.box(changed).open(changed, place)


@pytest.mark.proof("T10", tried=TRIES, unit="places")
def test_whatever_was_put_elsewhere_fails_closed():
    """Parts of a place that run together differently are another place, also where the letters are the same."""
    chance, box = random.Random(7), Box(ROOT, 1)  # noqa: S311 - the same
    word = lambda: "".join(chance.choices('ab,/[]"0é', k=chance.randrange(4)))  # noqa: E731
    for _ in range(TRIES):
        here, there = Place(word(), word(), word()), Place(word(), word(), word())
        sealed = box.close(b"secret", here)
        if here == there:
            assert box.disclose(sealed, there) == b"secret"
        else:
            with pytest.raises(SealBrokenError):
                box.disclose(sealed, there)


def test_a_cases_key_opens_for_its_case_and_day_only():
    one, other = Period(ROOT, 20_780), Period(bytes(32), 20_781)
    wrapped = one.box.close(bytes(32), key_place("K7F3"))
    assert one.box.disclose(wrapped, key_place("K7F3")) == bytes(32)
    for box, code in ((one.box, "X2B4"), (other.box, "K7F3"), (Period(bytes(32), 20_780).box, "K7F3")):
        with pytest.raises(SealBrokenError):
            box.disclose(wrapped, key_place(code))


@pytest.mark.proof("T10", unit="databases")
def test_no_value_of_a_database_opens_in_the_place_of_another(sqlite_store):
    """Every sealed value, in every other place: of another row, another column, another table."""
    sqlite_store.run_now(lambda unit: [open_case(unit, 0, number) for number in range(count(4, 8, 40))])
    scope_keys = sqlite_store._around.keyring
    copy = copy_of(sqlite_store)
    boxes = {row.code: case_key_of(scope_keys, row) for row in copy["cases"]}
    values = list(_sealed(copy))
    opened = 0
    for (_, _, sealed, place), (_, _, _, elsewhere) in permutations(values, 2):
        for box in (*boxes.values(), scope_keys.period(sqlite_store._real_now()).box):
            opened += opens(box, sealed, elsewhere) and place != elsewhere
    assert opened == 0
    assert len(values) >= 16
    assert all(is_field(sealed) for _, _, sealed, _ in values)


def case_key_of(keyring: Keyring, row: Row) -> Box:
    return case_box(keyring.box(row.wrapped_key).disclose(row.wrapped_key, key_place(row.code)))


def opens(box: Box, sealed: bytes, place: Place) -> bool:
    try:
        box.open(sealed, place)
    except SealBrokenError:
        return False
    return True


@pytest.mark.proof("T10", tried=4, unit="columns")
def test_exchanging_any_two_rows_of_a_column_is_noticed(store):
    """In the database itself: nothing of what was exchanged is read, and nothing breaks."""
    store.run_now(lambda unit: [open_case(unit, 0, number) for number in range(2)])
    store.run_now(lambda unit: unit.roster.replace_all([a_member("web:a"), a_member("web:b")]))
    for table, column in (("cases", "body"), ("cases", "wrapped_key"), ("people", "body"), ("roster", "identity")):
        exchange(store, metadata.tables[table], column)
    assert store.read_now(lambda unit: unit.cases.all()) == []
    assert store.read_now(lambda unit: unit.roster.persons()) == []
    with pytest.raises(SealBrokenError):
        store.read_now(lambda unit: unit.people.get("web:canary7c41-0-0"))


def exchange(store, table, column):
    (key,) = table.primary_key
    read = select(key, table.c[column]).order_by(key)
    one, other = store.read_now(lambda unit: unit.cases.scope.execute(read).all())
    statement = text(f"UPDATE {table.name} SET {column} = :value WHERE {key.name} = :key")  # noqa: S608 - our names
    for row, value in ((one, other[1]), (other, one[1])):
        store.run_now(lambda unit, r=row, v=value: unit.cases.scope.execute(statement, key=r[0], value=v))
