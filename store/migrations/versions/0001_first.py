"""The tables of the first release."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_WAITING = sa.text("state = 'waiting'")


def upgrade() -> None:
    _cases()
    _people()
    _agenda()
    _outbox()
    _ledgers()


def downgrade() -> None:
    for table in ("offer_index", "cases", "roster", "people", "addresses", "agenda", "outbox", "inbox", "slots"):
        op.drop_table(table)


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("recipient_index", sa.LargeBinary()),
        sa.Column("supporter_index", sa.LargeBinary()),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_cases"),
        sa.UniqueConstraint("recipient_index", name="uq_cases_recipient_index"),
    )
    op.create_index("ix_cases_supporter_index", "cases", ["supporter_index"])
    op.create_table(
        "offer_index",
        sa.Column("case_code", sa.Text(), nullable=False),
        sa.Column("person_index", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_code"], ["cases.code"], name="fk_offer_index_case_code", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("case_code", "person_index", name="pk_offer_index"),
    )
    op.create_index("ix_offer_index_person_index", "offer_index", ["person_index"])


def _people() -> None:
    codes = ("timezone", "locale", "profession", "level", "specialty", "cluster", "department", "site")
    op.create_table(
        "roster",
        sa.Column("person_index", sa.LargeBinary(), nullable=False),
        sa.Column("identity", sa.LargeBinary(), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        *(sa.Column(code, sa.Text(), nullable=False) for code in codes),
        sa.Column("languages", sa.Text(), nullable=False),
        sa.Column("hours", sa.Text(), nullable=False),
        sa.Column("leave", sa.Text(), nullable=False),
        sa.Column("cap", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("person_index", name="pk_roster"),
    )
    op.create_table(
        "people",
        sa.Column("person_index", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("person_index", name="pk_people"),
    )
    op.create_table(
        "addresses",
        sa.Column("address_index", sa.LargeBinary(), nullable=False),
        sa.Column("canonical", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("address_index", name="pk_addresses"),
    )


def _agenda() -> None:
    op.create_table(
        "agenda",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("event", sa.LargeBinary(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("lease_token", sa.Text()),
        sa.Column("lease_until", sa.Double[float]()),
        sa.PrimaryKeyConstraint("id", name="pk_agenda"),
        sa.UniqueConstraint("subject", "name", name="uq_agenda_subject_name"),
    )
    op.create_index("ix_agenda_due", "agenda", ["due"])


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("person_index", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("case_code", sa.Text()),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("target", sa.BigInteger()),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary()),
        sa.Column("reference", sa.LargeBinary()),
        sa.Column("receipt", sa.Integer()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due_at", sa.Double[float](), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("uncertain", sa.Boolean(), nullable=False),
        sa.Column("lease_token", sa.Text()),
        sa.Column("lease_until", sa.Double[float]()),
        sa.Column("created", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
    )
    for name, columns in {"head": ["person_index", "id"], "due": ["due_at"]}.items():
        op.create_index(f"ix_outbox_{name}", "outbox", columns, sqlite_where=_WAITING, postgresql_where=_WAITING)
    op.create_index("ix_outbox_case_code_name", "outbox", ["case_code", "name"])


def _ledgers() -> None:
    op.create_table(
        "inbox",
        sa.Column("delivery_index", sa.LargeBinary(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("delivery_index", name="pk_inbox"),
    )
    op.create_index("ix_inbox_day", "inbox", ["day"])
    op.create_table(
        "slots",
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("slot", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("job", "slot", name="pk_slots"),
    )
