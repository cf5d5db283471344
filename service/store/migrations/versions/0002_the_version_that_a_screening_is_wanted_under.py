"""The version of its policy that a screening is wanted under; none is today's."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables from the revision before to this one."""
    with op.batch_alter_table("screening", schema=None) as batch_op:
        batch_op.add_column(sa.Column("wanted_version", sa.String(length=32), nullable=True))


def downgrade() -> None:
    """Bring the tables back to the revision before."""
    with op.batch_alter_table("screening", schema=None) as batch_op:
        batch_op.drop_column("wanted_version")
