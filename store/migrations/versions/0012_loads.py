"""What cases change about a supporter leaves the roster; nothing readable stays there; rows lie in no order of time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_CODES = (
    *("roles", "timezone", "locale", "profession", "level", "specialty", "cluster", "department", "site"),
    *("languages", "hours", "leave"),
)
_KEYED = (
    *("offer_index", "people", "opt_outs", "addresses", "inbox", "limits", "holds", "unreachable", "conversations"),
)


def upgrade() -> None:
    """The first start with this release moves what is sealed; of the very first release it reads ``roster_first``."""
    op.create_table(
        "loads",
        sa.Column("person_index", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("period", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("person_index", name="pk_loads"),
        sqlite_with_rowid=False,
    )
    head = op.create_table(
        "roster_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_roster_head"),
    )
    op.bulk_insert(head, [{"id": 1, "state": b""}])
    _seal_roster()
    if op.get_bind().dialect.name == "sqlite":
        for table in _KEYED:
            _without_row_ids(table)


def _seal_roster() -> None:
    """A new table: a column that is dropped leaves its bytes in PostgreSQL's rows."""
    connection = op.get_bind()
    op.rename_table("roster", "roster_first")
    if connection.dialect.name == "postgresql":
        op.execute("ALTER INDEX pk_roster RENAME TO pk_roster_first")
    op.create_table(
        "roster",
        sa.Column("person_index", sa.LargeBinary(), nullable=False),
        sa.Column("identity", sa.LargeBinary(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("person_index", name="pk_roster"),
        sqlite_with_rowid=False,
    )
    if connection.execute(sa.text("SELECT 1 FROM key_checks")).first() or not _has_roster():
        op.execute(
            "INSERT INTO roster (person_index, identity, active, version) "
            "SELECT person_index, identity, active, version FROM roster_first ORDER BY person_index"
        )
        op.drop_table("roster_first")


def _has_roster() -> bool:
    return op.get_bind().execute(sa.text("SELECT 1 FROM roster_first")).first() is not None


def _without_row_ids(table: str) -> None:
    connection = op.get_bind()
    find = sa.text("SELECT sql FROM sqlite_master WHERE tbl_name = :name AND type = :kind AND sql IS NOT NULL")
    made = connection.execute(find, {"name": table, "kind": "table"}).scalar_one()
    indexes = connection.execute(find, {"name": table, "kind": "index"}).scalars().all()
    key = ", ".join(sa.inspect(connection).get_pk_constraint(table)["constrained_columns"])
    op.rename_table(table, f"{table}_before")
    op.execute(f"{made} WITHOUT ROWID")
    op.execute(f"INSERT INTO {table} SELECT * FROM {table}_before ORDER BY {key}")  # noqa: S608 - our own tables
    op.drop_table(f"{table}_before")
    for index in indexes:
        op.execute(index)


def downgrade() -> None:
    """The release before finds every entry, and no load."""
    with op.batch_alter_table("roster") as batch:
        for column in _CODES:
            batch.add_column(sa.Column(column, sa.Text(), nullable=False, server_default=""))
        batch.add_column(sa.Column("cap", sa.Integer(), nullable=False, server_default="0"))
    op.drop_table("roster_head")
    op.drop_table("loads")
