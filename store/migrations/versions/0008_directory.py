"""The hospital's people from a file, in generations: one is staged beside the one that counts, then takes its place."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "directory",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("address_index", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("staged", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_directory"),
        sa.UniqueConstraint("generation", "address_index", name="uq_directory_generation_address_index"),
    )
    op.create_table(
        "directory_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_directory_head"),
    )


def downgrade() -> None:
    for table in ("directory_head", "directory"):
        op.drop_table(table)
