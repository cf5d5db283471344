"""The installation's id, which its object store holds too, and objects that have no row.

The id is written by the first start that follows, once it has found that both belong together.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.store.tables import UtcTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables from the revision before to this one."""
    op.create_table(
        "installation",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
    )
    op.create_table(
        "stray",
        sa.Column("name", sa.String(length=36), nullable=False),
        sa.Column("found", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_stray")),
    )
    op.create_index(op.f("ix_stray_found"), "stray", ["found"])


def downgrade() -> None:
    """Bring the tables back to the revision before."""
    op.drop_table("stray")
    op.drop_table("installation")
