"""Values of imported series that were taken back, and by whom."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "series_withdrawal",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String, nullable=False),
        sa.Column("series", sa.String, nullable=False),
        sa.Column("period", sa.String, nullable=False),
        sa.Column("unit", sa.String, nullable=False),
        sa.Column("value", sa.Double, nullable=False),
        sa.Column("n", sa.Double),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series_withdrawal")),
    )


def downgrade() -> None:
    op.drop_table("series_withdrawal")
