"""The tables: sealed bodies, blind indexes, and only codes, counts and times in the clear.

SQLite numbers the rows of a table in the order in which they came, unless the table has no row ids.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

if TYPE_CHECKING:
    from sqlalchemy import Dialect

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Moment(TypeDecorator[datetime]):
    """An instant as microseconds since 1970: the same on both databases, and a naive time can't slip in."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        return None if value is None else (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else _EPOCH + value * _MICROSECOND


def period() -> Column[int]:
    """Which day's key the row's indexes and sealed values need; null for none, 0 for what the first release wrote."""
    return Column("period", Integer, server_default="0")


RowId = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts up by itself only for INTEGER

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

cases = Table(
    "cases",
    metadata,
    Column("code", Text, primary_key=True),
    Column("recipient_index", LargeBinary, unique=True),  # only while open: one open case per recipient
    Column("supporter_index", LargeBinary, index=True),  # only while open and accepted
    Column("wrapped_key", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("version", Integer, nullable=False),
    period(),
)

offer_index = Table(  # offers that can still be taken
    "offer_index",
    metadata,
    Column("case_code", Text, ForeignKey("cases.code", ondelete="CASCADE"), primary_key=True),
    Column("person_index", LargeBinary, primary_key=True, index=True),
    sqlite_with_rowid=False,
)

roster = Table(  # wholly sealed, but for who has left; nothing that a case changes is here
    "roster",
    metadata,
    Column("person_index", LargeBinary, primary_key=True),
    Column("identity", LargeBinary, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    sqlite_with_rowid=False,
)

roster_head = Table(  # one row: a random mark, another one after each change of the roster
    "roster_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("state", LargeBinary, nullable=False),
)

loads = Table(  # what cases change about a supporter, under the day's key as the cases are
    "loads",
    metadata,
    Column("person_index", LargeBinary, primary_key=True),
    Column("body", LargeBinary, nullable=False),
    Column("version", Integer, nullable=False),  # random: it says nothing of how often
    Column("period", Integer, nullable=False),
    sqlite_with_rowid=False,
)

people = Table(  # what a case left behind about somebody
    "people",
    metadata,
    Column("person_index", LargeBinary, primary_key=True),
    Column("body", LargeBinary, nullable=False),
    Column("version", Integer, nullable=False),
    period(),
    sqlite_with_rowid=False,
)

opt_outs = Table("opt_outs", metadata, Column("person_index", LargeBinary, primary_key=True), sqlite_with_rowid=False)

addresses = Table(
    "addresses",
    metadata,
    Column("address_index", LargeBinary, primary_key=True),
    Column("canonical", LargeBinary, nullable=False),
    Column("person_index", LargeBinary, index=True),  # the canonical one's: their other addresses are found by it
    Column("address", LargeBinary),
    sqlite_with_rowid=False,
)

agenda = Table(
    "agenda",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("subject", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("event", LargeBinary, nullable=False),
    Column("due", Moment, nullable=False, index=True),
    Column("lease_token", Text),
    Column("lease_until", Double[float]),
    period(),
    UniqueConstraint("subject", "name"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("person_index", LargeBinary, nullable=False),
    Column("kind", Text, nullable=False),
    Column("case_code", Text),
    Column("name", Text, nullable=False),
    Column("target", BigInteger),  # the earlier message that a replacement or withdrawal is about
    Column("token", Text, nullable=False),
    Column("body", LargeBinary),  # gone once delivered
    Column("reference", LargeBinary),
    Column("receipt", Integer),
    Column("state", Text, nullable=False),
    Column("due_at", Double[float], nullable=False),
    Column("tries", Integer, nullable=False),
    Column("uncertain", Boolean, nullable=False),
    Column("lease_token", Text),
    Column("lease_until", Double[float]),
    Column("created", Date, nullable=False),
    Column("first_due", Double[float]),  # while it waits: how late it is, however often it was put off
    period(),
)
_waiting = outbox.c.state == "waiting"
Index("ix_outbox_head", outbox.c.person_index, outbox.c.id, sqlite_where=_waiting, postgresql_where=_waiting)
Index("ix_outbox_due", outbox.c.due_at, sqlite_where=_waiting, postgresql_where=_waiting)
Index("ix_outbox_case_code_name", outbox.c.case_code, outbox.c.name)

inbox = Table(
    "inbox",
    metadata,
    Column("delivery_index", LargeBinary, primary_key=True),
    Column("day", Date, nullable=False, index=True),
    period(),
    sqlite_with_rowid=False,
)

counters = Table(
    "counters",
    metadata,
    Column("name", Text, primary_key=True),
    Column("quarter", Text, primary_key=True),
    Column("count", Integer, nullable=False),
)

slots = Table("slots", metadata, Column("job", Text, primary_key=True), Column("slot", Date, primary_key=True))

releases = Table(  # what was published of a period to an audience: appended to, never changed
    "releases",
    metadata,
    Column("name", Text, primary_key=True),
    Column("body", LargeBinary, nullable=False),
)

key_checks = Table(  # one value sealed with each programme key: the wrong keys are noticed before they are mixed
    "key_checks",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("sealed", LargeBinary, nullable=False),
)

audit = Table(  # a chain: each row's MAC covers the one before it
    "audit",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("day", Date, nullable=False),
    Column("kind", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("actor", LargeBinary, nullable=False),
    Column("case_mark", LargeBinary, nullable=False),
    Column("mac", LargeBinary, nullable=False),
)

audit_head = Table(  # one row: where the chain ends, and where the part that is kept begins
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("sequence", Integer, nullable=False),
    Column("mac", LargeBinary, nullable=False),
    Column("anchor", Integer, nullable=False),
    Column("anchor_mac", LargeBinary, nullable=False),
    Column("seal", LargeBinary, nullable=False),
)

limits = Table(
    "limits",
    metadata,
    Column("key_index", LargeBinary, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("expires", Moment, nullable=False, index=True),
    sqlite_with_rowid=False,
)

holds = Table(  # why nothing is sent to a platform for now
    "holds",
    metadata,
    Column("place_index", LargeBinary, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("until", Double[float]),  # none: until somebody mends it
    sqlite_with_rowid=False,
)

directory = Table(  # the hospital's people, from a file; what is not of the head's generation does not count
    "directory",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("generation", Integer, nullable=False),
    Column("address_index", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("staged", Date, nullable=False),
    UniqueConstraint("generation", "address_index"),
)

directory_head = Table(  # one row, or none: which generation counts
    "directory_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("generation", Integer, nullable=False),
)

unreachable = Table(  # addresses of people with a role that a platform refuses to write to
    "unreachable",
    metadata,
    Column("address_index", LargeBinary, primary_key=True),
    Column("body", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

heartbeats = Table(  # one row a process: that it could write and read lately; the number only ever grows
    "heartbeats",
    metadata,
    Column("process", Text, primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("at", Moment, nullable=False),
    Column("body", LargeBinary, nullable=False),  # random bytes, so that a full disk is met
)

conversations = Table(  # where direct messages are, on platforms that can't be asked for it
    "conversations",
    metadata,
    Column("address_index", LargeBinary, primary_key=True),
    Column("body", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
