"""Imported series: figures of periods and units that no text tells."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "series_value",
        sa.Column("series", sa.String, nullable=False),
        sa.Column("period", sa.String, nullable=False),
        sa.Column("unit", sa.String, nullable=False),
        sa.Column("value", sa.Double, nullable=False),
        sa.Column("n", sa.Double),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("series", "period", "unit", name=op.f("pk_series_value")),
    )


def downgrade() -> None:
    op.drop_table("series_value")
