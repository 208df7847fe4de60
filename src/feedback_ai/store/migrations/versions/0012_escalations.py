"""Escalations: what followed from letters of finished months, as records."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "escalation",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("by", sa.String, nullable=False),
        sa.Column("unit", sa.String, nullable=False),
        sa.Column("unit_name", sa.JSON, nullable=False),
        sa.Column("month", sa.String, nullable=False),
        sa.Column("rule", sa.String, nullable=False),
        sa.Column("rule_name", sa.JSON, nullable=False),
        sa.Column("letters", sa.JSON, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("lapsed_at", INSTANT),
        sa.Column("acknowledged_at", INSTANT),
        sa.Column("acknowledged_by", sa.String),
        sa.Column("note", sa.String),
        sa.PrimaryKeyConstraint("id", name="pk_escalation"),
        sa.UniqueConstraint("by", "unit", "month", "rule", name="uq_escalation_by_unit_month_rule"),
    )


def downgrade() -> None:
    op.drop_table("escalation")
