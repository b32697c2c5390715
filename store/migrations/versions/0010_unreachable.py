"""Whom a platform refuses to write to is kept, for those who have a role."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unreachable",
        sa.Column("address_index", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("address_index", name="pk_unreachable"),
    )


def downgrade() -> None:
    op.drop_table("unreachable")
