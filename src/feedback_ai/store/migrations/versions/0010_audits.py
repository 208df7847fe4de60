"""Audits: random samples that people label."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("month", sa.String, nullable=False),
        sa.Column("drawn_at", INSTANT, nullable=False),
        sa.Column("drawn_by", sa.String, nullable=False),
        sa.Column("seed", sa.Integer, nullable=False),
        sa.Column("n_population", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_index("ix_audit_month", "audit", ["month"])
    op.create_table(
        "audit_text",
        sa.Column("audit_id", sa.Integer, nullable=False),
        sa.Column("feedback_id", sa.String, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("probability", sa.Double, nullable=False),
        sa.Column("labelled_at", INSTANT),
        sa.Column("labelled_by", sa.String),
        sa.PrimaryKeyConstraint("audit_id", "feedback_id", name="pk_audit_text"),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name="fk_audit_text_audit", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["feedback_id"], ["feedback.id"], name="fk_audit_text_feedback", ondelete="CASCADE"),
    )
    op.create_index("ix_audit_text_feedback_id", "audit_text", ["feedback_id"])
    op.create_table(
        "audit_label",
        sa.Column("audit_id", sa.Integer, nullable=False),
        sa.Column("feedback_id", sa.String, nullable=False),
        sa.Column("segment_index", sa.Integer, nullable=False),
        sa.Column("facet", sa.String, nullable=False),
        sa.Column("sentiment", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("audit_id", "feedback_id", "segment_index", "facet", name="pk_audit_label"),
        sa.ForeignKeyConstraint(
            ["audit_id", "feedback_id"],
            ["audit_text.audit_id", "audit_text.feedback_id"],
            name="fk_audit_label_audit_text",
            ondelete="CASCADE",
        ),
    )


def downgrade() -> None:
    for table in ("audit_label", "audit_text", "audit"):
        op.drop_table(table)
