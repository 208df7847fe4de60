"""The first tables: feedback with its segments and labels, keys, jobs and answered requests."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# A migration keeps its own picture of the types: what the code calls UtcDateTime may change later.
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create_jobs()
    _create_feedback()
    _create_labels()
    _create_access()


def downgrade() -> None:
    for table in ("idempotency", "api_key", "label", "analysis", "segment", "feedback", "job"):
        op.drop_table(table)


def _create_jobs() -> None:
    op.create_table(
        "job",
        sa.Column("id", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("actor", sa.String, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("known", sa.Integer, nullable=False),
        sa.Column("refused", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_job"),
    )


def _create_feedback() -> None:
    op.create_table(
        "feedback",
        sa.Column("id", sa.String, nullable=False),
        sa.Column("source", sa.String, nullable=False),
        sa.Column("record_id", sa.String, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("mixed", sa.Boolean, nullable=False),
        sa.Column("informative", sa.Boolean, nullable=False),
        sa.Column("channel", sa.String),
        sa.Column("unit", sa.String),
        sa.Column("touchpoint", sa.String),
        sa.Column("rating", sa.Double),
        sa.Column("customer_hash", sa.String),
        sa.Column("customer_tier", sa.String),
        sa.Column("metadata", sa.JSON, nullable=False),
        sa.Column("created_at", INSTANT),
        sa.Column("sort_at", INSTANT, nullable=False),
        sa.Column("stored_at", INSTANT, nullable=False),
        sa.Column("redactions", sa.JSON, nullable=False),
        sa.Column("job_id", sa.String),
        sa.PrimaryKeyConstraint("id", name="pk_feedback"),
        sa.UniqueConstraint("source", "record_id", name="uq_feedback_source_record_id"),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name="fk_feedback_job"),
    )
    op.create_index("ix_feedback_job_id", "feedback", ["job_id"])
    op.create_index("ix_feedback_sort_at_id", "feedback", ["sort_at", "id"])


def _create_labels() -> None:
    op.create_table(
        "segment",
        sa.Column("feedback_id", sa.String, nullable=False),
        sa.Column("index", sa.Integer, nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("feedback_id", "index", name="pk_segment"),
        sa.ForeignKeyConstraint(["feedback_id"], ["feedback.id"], name="fk_segment_feedback", ondelete="CASCADE"),
    )
    op.create_table(
        "analysis",
        sa.Column("feedback_id", sa.String, nullable=False),
        sa.Column("model_name", sa.String, nullable=False),
        sa.Column("model_version", sa.String, nullable=False),
        sa.Column("labels_version", sa.String, nullable=False),
        sa.Column("needs_review", sa.Boolean, nullable=False),
        sa.Column("review_reasons", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("feedback_id", name="pk_analysis"),
        sa.ForeignKeyConstraint(["feedback_id"], ["feedback.id"], name="fk_analysis_feedback", ondelete="CASCADE"),
    )
    op.create_table(
        "label",
        sa.Column("feedback_id", sa.String, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("segment_index", sa.Integer),
        sa.Column("name", sa.String),
        sa.Column("sentiment", sa.String),
        sa.Column("score", sa.Double),
        sa.Column("probability", sa.Double),
        sa.Column("abstained", sa.Boolean, nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("model_version", sa.String, nullable=False),
        sa.Column("labels_version", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("feedback_id", "position", name="pk_label"),
        sa.ForeignKeyConstraint(
            ["feedback_id"], ["analysis.feedback_id"], name="fk_label_analysis", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["feedback_id", "segment_index"],
            ["segment.feedback_id", "segment.index"],
            name="fk_label_segment",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_label_kind_name_feedback_id", "label", ["kind", "name", "feedback_id"])


def _create_access() -> None:
    op.create_table(
        "api_key",
        sa.Column("id", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("token_hash", sa.String, nullable=False),
        sa.Column("scopes", sa.JSON, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("revoked_at", INSTANT),
        sa.Column("last_used_at", INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_api_key"),
        sa.UniqueConstraint("token_hash", name="uq_api_key_token_hash"),
    )
    op.create_table(
        "idempotency",
        sa.Column("principal", sa.String, nullable=False),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("body_hash", sa.String, nullable=False),
        sa.Column("status", sa.Integer),
        sa.Column("body", sa.Text),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("principal", "key", name="pk_idempotency"),
    )
