"""Which day's key a row needs, opt-outs apart from the rest about a person, and a check for each programme key."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_TABLES = ("cases", "people", "agenda", "outbox", "inbox")


def upgrade() -> None:
    """What is there is marked 0: the first start with this release seals it anew."""
    for table in _TABLES:
        op.add_column(table, sa.Column("period", sa.Integer(), server_default="0"))
    op.create_table(
        "opt_outs",
        sa.Column("person_index", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("person_index", name="pk_opt_outs"),
    )
    op.create_table(
        "key_checks",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_key_checks"),
    )


def downgrade() -> None:
    for table in ("opt_outs", "key_checks"):
        op.drop_table(table)
    for table in _TABLES:
        with op.batch_alter_table(table) as batch:
            batch.drop_column("period")
