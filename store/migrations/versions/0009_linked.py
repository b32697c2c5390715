"""A person's other addresses can be found: by a blind index, and each sealed beside whose it is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing linked an address before, so there is nothing to fill in."""
    op.add_column("addresses", sa.Column("person_index", sa.LargeBinary()))
    op.add_column("addresses", sa.Column("address", sa.LargeBinary()))
    op.create_index("ix_addresses_person_index", "addresses", ["person_index"])


def downgrade() -> None:
    op.drop_index("ix_addresses_person_index", "addresses")
    with op.batch_alter_table("addresses") as batch:
        for column in ("person_index", "address"):
            batch.drop_column(column)
