"""A database as the first release left it: written by that release's rules, with its keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import MetaData, text

from bot.conversation.events.every import Event
from bot.conversation.events.matching import MatchWanted
from bot.domain.case import Case
from bot.domain.people import Member, Person
from store.codec import Codec
from store.migrations import commands
from store.opening import connect
from store.repositories.outbox.repository import OUTBOX_ROW, OutboxRow
from store.sealing import Keyring, Place
from store.sealing.box import FIRST_FORMAT, KEY_BYTES, Box
from store.sealing.keyring import case_box, key_place
from tests.store.examples import ANA, BEN, CLEO, CODE, NOW, NUDGE, a_case, a_member, an_offer

if TYPE_CHECKING:
    from sqlalchemy import Connection

CASE_KEY_OF_OLD = bytes(range(KEY_BYTES))
CASE = a_case(supporter=BEN, offers=(an_offer(CLEO),), version=3)
MEMBER = a_member(BEN, version=2)


def write_first_release(url: str, keys: Keyring) -> None:
    """Fill a database with one row of everything, at the revision of the first release."""
    database = connect(url)
    with database.migrating() as connection:
        commands.upgrade(connection, "0002")
        _Writer(connection, keys).everything()
    database.close()


class _Writer:
    def __init__(self, connection: Connection, keys: Keyring) -> None:
        self._connection = connection
        self._keys = keys
        self._tables = MetaData()
        self._tables.reflect(connection)
        self._programme: Box = keys._held.programme[1].first_format
        self._case = case_box(CASE_KEY_OF_OLD, FIRST_FORMAT)

    def everything(self) -> None:
        self._roster()
        self._cases()
        self._people()
        self._agenda()
        self._outbox()
        self._put("inbox", delivery_index=self._keys.index("inbox", "Ev1"), day=NOW.date())
        self._put("slots", job="digest", slot=NOW.date())

    def _roster(self) -> None:
        index = self._keys.index("roster", BEN)
        sealed = self._programme.seal(Codec[Member](Member).encode(MEMBER), Place("roster", "identity", index.hex()))
        codes = dict.fromkeys(("profession", "level", "cluster", "department", "site"), "")
        sets = {"roles": '[1,["supporter"]]', "languages": '[1,["en","fr"]]', "hours": "[1,[]]", "leave": "[1,[]]"}
        zone = {"timezone": MEMBER.timezone, "locale": "en", "active": True, "cap": 2, "version": 2}
        self._put("roster", person_index=index, identity=sealed, specialty="surgery", **codes, **sets, **zone)

    def _cases(self) -> None:
        body = self._case.seal(Codec[Case](Case).encode(CASE), Place("cases", "body", CODE))
        wrapped = self._programme.close(CASE_KEY_OF_OLD, key_place(CODE))
        indexes = {
            "recipient_index": self._keys.index("cases recipient", ANA),
            "supporter_index": self._keys.index("cases supporter", BEN),
        }
        self._put("cases", code=CODE, wrapped_key=wrapped, body=body, version=3, **indexes)
        self._put("offer_index", case_code=CODE, person_index=self._keys.index("offer_index", CLEO))

    def _people(self) -> None:
        for person in (Person(person=ANA, opted_out=True), Person(person=CLEO, rests_until=NOW)):
            index = self._keys.index("people", person.person)
            body = self._programme.seal(Codec[Person](Person).encode(person), Place("people", "body", index.hex()))
            self._put("people", person_index=index, body=body, version=1)
        index = self._keys.index("addresses", "slack:T1/U1")
        sealed = self._programme.seal(ANA.encode(), Place("addresses", "canonical", index.hex()))
        self._put("addresses", address_index=index, canonical=sealed)

    def _agenda(self) -> None:
        event = Codec[Any](Event).encode(MatchWanted())
        for subject, box in ((CODE, self._case), ("key", self._programme)):
            sealed = box.seal(event, Place("agenda", "event", f"{subject}/match"))
            self._put("agenda", subject=subject, name="match", event=sealed, due=int(NOW.timestamp() * 1e6))

    def _outbox(self) -> None:
        letter = OUTBOX_ROW.encode(OutboxRow(BEN, NUDGE))
        for number, (code, box, state) in enumerate(
            [(CODE, self._case, "waiting"), (None, self._programme, "waiting"), (CODE, self._case, "sent")]
        ):
            token = f"token{number}"
            body = box.seal(letter, Place("outbox", "body", token)) if state == "waiting" else None
            reference = self._case.seal(b"where", Place("outbox", "reference", token)) if state == "sent" else None
            row = {"person_index": self._keys.index("outbox", BEN), "kind": "tell", "case_code": code, "name": "nudge"}
            more = {"token": token, "body": body, "reference": reference, "state": state, "created": NOW.date()}
            self._put("outbox", **row, **more, due_at=0.0, tries=0, uncertain=False)

    def _put(self, table: str, **values: object) -> None:
        self._connection.execute(self._tables.tables[table].insert(), values)


def raw(connection: Connection, statement: str) -> Any:
    """One value, whatever the release."""
    return connection.execute(text(statement)).scalar()
