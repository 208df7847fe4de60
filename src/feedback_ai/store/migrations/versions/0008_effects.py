"""The effect test of an improvement, its countermeasures, and what people estimate of it."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ESTIMATES = ("impact", "confidence", "effort", "cost")


def upgrade() -> None:
    op.add_column("backlog_item", sa.Column("effect", sa.JSON(none_as_null=True), nullable=True))
    # Items filed before had no countermeasures; the default fills them in.
    op.add_column("backlog_item", sa.Column("countermeasures", sa.JSON, nullable=False, server_default="[]"))
    for name in ESTIMATES:
        op.add_column("backlog_item", sa.Column(name, sa.Double, nullable=True))


def downgrade() -> None:
    for name in (*ESTIMATES, "countermeasures", "effect"):
        op.drop_column("backlog_item", name)
