"""What somebody who takes the database finds in it: no name, id or text; nothing at all of a purged case."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

from sqlalchemy import select

from bot.conversation.events.matching import OfferTaken, SupporterAssigned
from bot.domain.case import CheckIn, Step, Wishes
from bot.domain.people import Address, Person, PersonId
from bot.ui import Message, literal
from store.tables import metadata
from tests.store.examples import (
    BEN,
    CODE,
    NOW,
    a_case,
    a_member,
    a_reminder,
    an_offer,
    claim,
    move_on,
    save,
    sent,
    tell,
)

CANARIES = [f"canary-{word}-7c41" for word in ("ana", "ben", "cleo", "phone", "name", "text", "ref", "delivery")]
ANA_C, BEN_C, CLEO_C, PHONE, NAME, TEXT, REFERENCE, DELIVERY = CANARIES
ANA_ID, BEN_ID, CLEO_ID = (PersonId(f"web:{word}") for word in (ANA_C, BEN_C, CLEO_C))


def all_forms(word):
    """As it is, in hexadecimal, in UTF-16, and in base64 at each of three alignments."""
    raw = word.encode()
    yield from (raw, raw.hex().encode(), raw.hex().upper().encode(), word.encode("utf-16-le"), word.encode("utf-16-be"))
    yield from (b64encode(bytes(shift) + raw)[4:-4] for shift in range(3))


def every_value(store):
    """All columns of all tables about people, as bytes."""

    about_people = [table for table in metadata.sorted_tables if table.name != "key_checks"]

    def read(unit):
        rows = [row for table in about_people for row in unit.cases._scope.execute(select(table))]
        return [value if isinstance(value, bytes) else str(value).encode() for row in rows for value in row]

    return store.read_now(read)


def files(url):
    path = Path(url.removeprefix("sqlite:///"))
    return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))


def busy(unit):
    """Everything that can hold something personal, in every place where it can be."""
    case = a_case(
        recipient=ANA_ID,
        referrer=CLEO_ID,
        wishes=Wishes(phone=PHONE),
        not_these=frozenset({CLEO_ID}),
        offers=(an_offer(BEN_ID),),
        check_ins=(CheckIn(number=1, due=NOW),),
    )
    unit.cases.save(case)
    move_on(unit, step=Step.ACCEPTED, supporter=BEN_ID)
    unit.roster.save(a_member(BEN_ID, name=NAME))
    unit.people.save(Person(person=ANA_ID, opted_out=True))
    unit.people.link(Address("slack", f"T/{ANA_C}"), ANA_ID)
    unit.inbox.first_time(DELIVERY)
    unit.agenda.add(a_reminder("a", event=OfferTaken(by=BEN_ID, offer=1)))
    unit.agenda.add(a_reminder("b", subject="programme", event=SupporterAssigned(by=BEN, turn=1, supporter=CLEO_ID)))
    for name in ("one", "two"):
        tell(BEN_ID, name=name, message=Message(notification=literal(TEXT), blocks=()))(unit)


def test_a_busy_database_names_nobody(store, database_url):
    store.run_now(busy)
    (parcel,) = store.run_now(claim())
    store.run_now(sent(parcel, REFERENCE))
    held = b"\n".join(every_value(store)) + (files(database_url) if "sqlite" in database_url else b"")
    assert len(held) > 10_000
    assert [word for word in CANARIES for form in all_forms(word) if form in held] == []


def test_one_person_is_another_in_every_table(store):
    """Who supports whom can't be joined: each index has its own key."""
    keyring = store._around.keyring
    lasting = [keyring.index(purpose, BEN) for purpose in ("roster", "opt_outs", "addresses")]
    daily = ("cases recipient", "cases supporter", "offer_index", "people", "outbox", "inbox")
    indexes = lasting + [keyring.period(NOW.timestamp()).index(purpose, BEN) for purpose in daily]
    assert len(set(indexes)) == len(indexes) == 9
    store.run_now(busy)
    taken = [value for value in every_value(store) if len(value) == 16]
    assert len(taken) == len(set(taken)) + 1  # two messages to one person, in one table


async def test_of_a_purged_case_not_even_ciphertext_stays(sqlite_store, sqlite_url):
    sqlite_store.run_now(busy)
    sealed = [value[40:72] for value in every_value(sqlite_store) if len(value) > 2_000 or len(value) == 66]
    before = files(sqlite_url)
    assert len(sealed) >= 6
    assert all(piece in before for piece in sealed)
    sqlite_store.run_now(forget_all)
    assert await sqlite_store.scrub() is True
    assert [piece for piece in sealed if piece in files(sqlite_url)] == []


def forget_all(unit):
    move_on(unit, step=Step.PURGED)
    unit.roster.replace_all([])
    unit.agenda.cancel("programme")
    unit.people.save(Person(person=ANA_ID, version=1))
    unit.cases._scope.connection.exec_driver_sql("DELETE FROM addresses")


def test_what_was_taken_earlier_of_a_purged_case_no_longer_opens(store):
    """The purged row held the only copy of the case's key, wrapped: with today's keys alone its body is lost."""
    store.run_now(save(a_case()))
    store.run_now(lambda unit: unit.agenda.add(a_reminder()))
    taken = store.read_now(lambda unit: unit.cases._scope.execute(select(metadata.tables["agenda"].c.event)).scalar())
    assert taken[:6] == b"\x02\x01\0\0\0\0"  # sealed by a case's own key, not by the programme's
    store.run_now(lambda unit: move_on(unit, step=Step.PURGED))
    assert CODE not in {case.code for case in store.read_now(lambda unit: unit.cases.all())}
    assert all(len(value) < 32 for value in every_value(store))


def test_lengths_tell_one_of_two_sizes(store):
    store.run_now(busy)
    header = 6 + 12 + 16
    assert {len(value) for value in every_value(store) if len(value) > 100} <= {2048 + header, 8192 + header}
