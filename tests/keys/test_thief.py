"""T8 and T9: what is found in the bytes, and what can be opened with every key there is once a case has gone."""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select, text

from bot.domain.case import Step, Wishes
from bot.domain.people import Address, Person, PersonId
from bot.ui import Message, literal
from store.tables import metadata
from tests.keys.thief import LASTING, copy_of, opened, recognised
from tests.proof import count
from tests.store.examples import BEN, CLEO, NOW, a_case, a_member, a_reminder, an_offer, claim, sent

DAY, WINDOW = 86_400.0, 14
STEM = "canary7c41"
"""In every name, id, phone number, text and token, so that one search finds any of them."""
CONTROL = "control9d20"
"""What somebody did write in the clear; another word, because both tests' rows lie in one server's files."""


def many(total):
    """A busy programme: so many people with a case, an opt-out or a rest, and messages under way."""

    def work(unit):
        unit.roster.replace_all([a_member(f"web:{STEM}-s{n}", name=f"{STEM} S{n}") for n in range(20)])
        for number in range(total):
            fill(unit, number)

    return work


def fill(unit, number):
    who, supporter = PersonId(f"web:{STEM}-{number}"), PersonId(f"web:{STEM}-s{number % 20}")
    code = f"C{number:04}"
    wishes, referrer = Wishes(phone=f"{STEM}{number}"), PersonId(f"web:{STEM}-r{number}")
    unit.cases.save(
        a_case(
            code, recipient=who, referrer=referrer, supporter=supporter, wishes=wishes, offers=(an_offer(supporter),)
        )
    )
    unit.people.save(Person(person=who, opted_out=number % 2 == 0, rests_until=NOW if number % 3 == 0 else None))
    unit.people.link(Address("slack", f"T/{STEM}{number}"), who)
    unit.inbox.first_time(f"{STEM}-delivery-{number}")
    unit.agenda.add(a_reminder(subject=code))
    unit.agenda.add(a_reminder("alone", subject=f"key{number}"))
    message = Message(notification=literal(f"{STEM} {number}"), blocks=())
    unit.outbox.tell(who, message, case=code, name="nudge", receipt=None)
    unit.outbox.tell(supporter, message, case=None, name="", receipt=None)


def forms(word):
    """UTF-8, UTF-16 in both orders, hexadecimal, base64 at three alignments (and its form for URLs), percent codes."""
    raw = word.encode()
    hexadecimal = raw.hex()
    yield from (
        raw,
        word.encode("utf-16-le"),
        word.encode("utf-16-be"),
        hexadecimal.encode(),
        hexadecimal.upper().encode(),
    )
    yield "".join(f"%{byte:02x}" for byte in raw).encode()
    yield from (b64encode(bytes(shift) + raw)[4:-4] for shift in range(3))
    yield b64encode(raw, b"-_").rstrip(b"=")[:-1]


def stolen_files(store, url):
    """The database as it lies on the disk: SQLite's file and log; PostgreSQL's tables, indexes and log."""
    if url.startswith("sqlite"):
        path = Path(url.removeprefix("sqlite:///"))
        return [file.read_bytes() for file in path.parent.glob(f"{path.name}*")]

    def find(unit):
        run = unit.cases.scope.connection.execute
        oid = run(text("SELECT oid FROM pg_database WHERE datname = current_database()")).scalar()
        return Path(run(text("SHOW data_directory")).scalar()), oid

    folder, oid = store.read_now(find)
    checkpoint(url)
    places = (folder / "base" / str(oid), folder / "pg_wal")
    return [file.read_bytes() for place in places for file in place.iterdir() if file.is_file()]


def checkpoint(url):
    from sqlalchemy import NullPool, create_engine  # noqa: PLC0415

    with create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool).connect() as connection:
        connection.execute(text("CHECKPOINT"))


@pytest.mark.proof("T8", tried=count(60, 1_000, 10_000), unit="cases")
def test_t8_no_name_id_text_or_token_lies_in_the_files(store, database_url):
    total = count(60, 1_000, 10_000)
    for begin in range(0, total, 100):
        store.run_now(lambda unit, begin=begin: [fill(unit, n) for n in range(begin, min(begin + 100, total))])
    for parcel in store.run_now(claim(limit=50)):
        store.run_now(sent(parcel, f"{STEM}-reference"))
    files = stolen_files(store, database_url)
    assert sum(map(len, files)) > total * 4_000
    assert not [form for form in forms(STEM) for file in files if form in file]


@pytest.mark.proof("T8", unit="controls")
def test_t8_the_search_finds_what_is_there(store, database_url):
    """The control: a name that somebody did write in the clear, in each encoding."""
    for form in forms(CONTROL):
        row = {"subject": form.decode("latin-1").replace("\0", ""), "name": "x"}
        store.run_now(lambda unit, row=row: unit.agenda.add(a_reminder(row["name"], subject=row["subject"])))
    files = stolen_files(store, database_url)
    assert sum(any(form in file for file in files) for form in forms(CONTROL)) >= 7  # text columns hold no UTF-16


@pytest.mark.proof("T8", tried=count(60, 1_000, 10_000), unit="cases")
def test_t8_no_person_can_be_followed_from_one_column_to_another(store):
    store.run_now(many(count(60, 1_000, 10_000)))
    store.run_now(each_other)
    seen = set()
    for table in metadata.sorted_tables:
        for row in store.read_now(lambda unit, table=table: unit.cases.scope.execute(select(table)).mappings()):
            seen |= {(table.name, column, value) for column, value in row.items() if is_about_somebody(value)}
    places = Counter(value for _, _, value in seen)
    assert len(places) > 500
    assert [value for value, columns in places.items() if columns > 1] == []


def each_other(unit):
    """Two supporters, one of them supported by the other: in one row, and in two columns of one table."""
    first, second = PersonId(f"web:{STEM}-s0"), PersonId(f"web:{STEM}-s1")
    unit.cases.save(a_case("CSSS", recipient=first, supporter=second, offers=(an_offer(second),)))


def is_about_somebody(value):
    return isinstance(value, bytes) and len(value) >= 16


@pytest.mark.proof("T9", tried=25 * count(2, 12, 120), unit="cases")
@pytest.mark.slow
async def test_t9_with_every_live_key_nothing_is_left_of_those_who_have_gone(store, real_clock, key_folder):
    """Cases open every day and are purged three days later; a backup is kept of each evening, for ever."""
    per_day = count(2, 12, 120)
    days, life, backups, everybody = 25, 3, [], []
    for day in range(days):
        everybody += [f"web:{STEM}-{day}-{n}" for n in range(per_day)]
        store.run_now(lambda unit, day=day: [open_case(unit, day, n) for n in range(per_day)])
        if day >= life:
            store.run_now(lambda unit, day=day: [forget(unit, day - life, n) for n in range(per_day)])
        await store.scrub()
        backups.append(copy_of(store))
        real_clock.seconds += DAY
        await store.tidy()
        await store.tidy()
    live, gone = copy_of(store), [who for who in everybody if int(who.split("-")[1]) < days - life]
    assert recognised(live, key_folder, gone) == set()
    assert len(opened(live, key_folder)) == len(opened(backups[-1], key_folder)) > 0  # only those who are there
    for backup in backups[: days - WINDOW + 1]:
        assert recognised(backup, key_folder, everybody) == set()
        assert opened(backup, key_folder) == set()
    young = backups[days - WINDOW + 1 :]
    assert all(opened(backup, key_folder) for backup in young)  # the control: these attacks do open what can be opened
    assert all(recognised(backup, key_folder, everybody) for backup in young)


def open_case(unit, day, number):
    who, code = PersonId(f"web:{STEM}-{day}-{number}"), f"D{day}N{number}"
    unit.cases.save(a_case(code, recipient=who, supporter=BEN, step=Step.ACCEPTED, offers=(an_offer(CLEO),)))
    unit.agenda.add(a_reminder(subject=code))
    unit.agenda.add(a_reminder("matures", subject=f"key-{day}-{number}"))
    unit.inbox.first_time(f"Ev-{day}-{number}")
    unit.people.save(Person(person=who, rests_until=NOW))
    message = Message(notification=literal(STEM), blocks=())
    unit.outbox.tell(who, message, case=code, name="nudge", receipt=None)
    unit.outbox.tell(BEN, message, case=None, name="", receipt=None)


def forget(unit, day, number):
    who = PersonId(f"web:{STEM}-{day}-{number}")
    unit.cases.save(replace(unit.cases.lock_open_of(who), step=Step.PURGED))
    unit.agenda.cancel(f"key-{day}-{number}")
    unit.people.save(Person(person=who, version=unit.people.get(who).version))


@pytest.mark.proof("T9", unit="erasures")
def test_t9_the_day_after_an_erasure_the_person_can_not_be_tested_for(store, key_folder):
    """At once in the live database, with all keys: no index, no body, also not of the message that waited."""
    store.run_now(lambda unit: open_case(unit, 0, 0))
    who = f"web:{STEM}-0-0"
    assert recognised(copy_of(store), key_folder, [who]) == {who}
    store.run_now(lambda unit: forget(unit, 0, 0))
    left = copy_of(store)
    assert recognised(left, key_folder, [who]) == set()
    assert {name for name, rows in left.items() if rows} - LASTING == {"inbox", "outbox"}  # both under the day's key
    assert {name for name, _ in opened(left, key_folder)} == {"outbox.body"}  # what waits for Ben, of no case


@pytest.mark.proof("T9", unit="opt-outs")
def test_t9_an_opt_out_says_no_more_than_that(store, key_folder):
    """A keyed hash without a body, under the programme's key: it must last."""
    store.run_now(lambda unit: unit.people.save(Person(person=PersonId("web:zoe"), opted_out=True)))
    left = copy_of(store)
    assert {name for name, rows in left.items() if rows} == {"opt_outs", "key_checks", "roster_head"}
    assert [len(value) for row in left["opt_outs"] for value in row] == [16]
