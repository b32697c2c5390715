"""Why nothing is sent to a platform for now: its own wish for a pause, or an installation that was taken away."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "holds",
        sa.Column("place_index", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("until", sa.Double[float](), nullable=True),
        sa.PrimaryKeyConstraint("place_index", "name", name="pk_holds"),
    )


def downgrade() -> None:
    op.drop_table("holds")
