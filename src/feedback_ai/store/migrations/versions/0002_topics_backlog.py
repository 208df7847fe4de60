"""Segment vectors, topics and the improvement backlog."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create_vectors()
    _create_topics()
    _create_backlog()
    _create_backlog_history()


def downgrade() -> None:
    for table in ("backlog_event", "backlog_evidence", "backlog_item"):
        op.drop_table(table)
    for table in ("topic_assignment", "topic", "topic_fit", "segment_vector"):
        op.drop_table(table)


def _of_segment(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["feedback_id", "segment_index"],
        ["segment.feedback_id", "segment.index"],
        name=f"fk_{table}_segment",
        ondelete="CASCADE",
    )


def _create_vectors() -> None:
    op.create_table(
        "segment_vector",
        sa.Column("feedback_id", sa.String, nullable=False),
        sa.Column("segment_index", sa.Integer, nullable=False),
        sa.Column("model_version", sa.String, nullable=False),
        sa.Column("vector", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("feedback_id", "segment_index", name="pk_segment_vector"),
        _of_segment("segment_vector"),
    )


def _create_topics() -> None:
    op.create_table(
        "topic_fit",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("model_version", sa.String, nullable=False),
        sa.Column("n_segments", sa.Integer, nullable=False),
        sa.Column("cut", sa.Double, nullable=False),
        sa.Column("summary", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_topic_fit"),
    )
    op.create_table(
        "topic",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("first_fit", sa.Integer, nullable=False),
        sa.Column("last_fit", sa.Integer, nullable=False),
        sa.Column("retired", sa.Boolean, nullable=False),
        sa.Column("model_version", sa.String, nullable=False),
        sa.Column("prototype", sa.LargeBinary, nullable=False),
        sa.Column("labels", sa.JSON, nullable=False),
        sa.Column("terms", sa.JSON, nullable=False),
        sa.Column("examples", sa.JSON, nullable=False),
        sa.Column("n_segments", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_topic"),
        sa.ForeignKeyConstraint(["first_fit"], ["topic_fit.id"], name="fk_topic_first_fit"),
        sa.ForeignKeyConstraint(["last_fit"], ["topic_fit.id"], name="fk_topic_last_fit"),
    )
    op.create_table(
        "topic_assignment",
        sa.Column("feedback_id", sa.String, nullable=False),
        sa.Column("segment_index", sa.Integer, nullable=False),
        sa.Column("topic_id", sa.Integer),
        sa.Column("nearest_id", sa.Integer),
        sa.Column("similarity", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("feedback_id", "segment_index", name="pk_topic_assignment"),
        _of_segment("topic_assignment"),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name="fk_topic_assignment_topic"),
        sa.ForeignKeyConstraint(["nearest_id"], ["topic.id"], name="fk_topic_assignment_nearest"),
    )
    op.create_index("ix_topic_assignment_topic_id_feedback_id", "topic_assignment", ["topic_id", "feedback_id"])


def _create_backlog() -> None:
    op.create_table(
        "backlog_item",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("topic_id", sa.Integer),
        sa.Column("cause", sa.String, nullable=False),
        sa.Column("dimension", sa.String, nullable=False),
        sa.Column("unit", sa.String),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("owner", sa.String),
        sa.Column("team", sa.String),
        sa.Column("due_at", INSTANT),
        sa.Column("priority", sa.Double, nullable=False),
        sa.Column("parts", sa.JSON, nullable=False),
        sa.Column("seen", sa.Boolean, nullable=False),
        sa.Column("window_to", INSTANT),
        sa.Column("first_seen", INSTANT),
        sa.Column("last_seen", INSTANT),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_backlog_item"),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name="fk_backlog_item_topic"),
    )
    op.create_index("ix_backlog_item_topic_id_unit", "backlog_item", ["topic_id", "unit"])


def _create_backlog_history() -> None:
    op.create_table(
        "backlog_evidence",
        sa.Column("item_id", sa.Integer, nullable=False),
        sa.Column("feedback_id", sa.String, nullable=False),
        sa.Column("segment_index", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("item_id", "feedback_id", "segment_index", name="pk_backlog_evidence"),
        sa.ForeignKeyConstraint(
            ["item_id"], ["backlog_item.id"], name="fk_backlog_evidence_backlog_item", ondelete="CASCADE"
        ),
        _of_segment("backlog_evidence"),
    )
    op.create_index(
        "ix_backlog_evidence_feedback_id_segment_index", "backlog_evidence", ["feedback_id", "segment_index"]
    )
    op.create_table(
        "backlog_event",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("item_id", sa.Integer, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("detail", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_backlog_event"),
        sa.ForeignKeyConstraint(
            ["item_id"], ["backlog_item.id"], name="fk_backlog_event_backlog_item", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_backlog_event_item_id", "backlog_event", ["item_id"])
