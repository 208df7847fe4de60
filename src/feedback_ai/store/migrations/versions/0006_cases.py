"""Cases with their history and follow-ups, and what people say is right in place of the model's labels."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create_cases()
    _create_corrections()


def downgrade() -> None:
    op.drop_column("label", "superseded")
    for table in ("correction", "case_follow_up", "case_event", "triage_case"):
        op.drop_table(table)


def _create_cases() -> None:
    op.create_table(
        "triage_case",
        sa.Column("feedback_id", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("assignee", sa.String),
        sa.Column("unit", sa.String),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("feedback_id", name="pk_triage_case"),
        sa.ForeignKeyConstraint(["feedback_id"], ["feedback.id"], name="fk_triage_case_feedback", ondelete="CASCADE"),
    )
    _create_of_case(
        "case_event",
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("detail", sa.JSON, nullable=False),
    )
    _create_of_case(
        "case_follow_up",
        sa.Column("outcome", sa.String, nullable=False),
        sa.Column("planned_for", INSTANT),
        sa.Column("severity_given", sa.String),
        sa.Column("severity_found", sa.String),
        sa.Column("model_version", sa.String, nullable=False),
        sa.Column("note", sa.String),
    )


def _create_of_case(table: str, *columns: "sa.Column[object]") -> None:
    op.create_table(
        table,
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("feedback_id", sa.String, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor", sa.String, nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        sa.ForeignKeyConstraint(
            ["feedback_id"], ["triage_case.feedback_id"], name=f"fk_{table}_triage_case", ondelete="CASCADE"
        ),
    )
    op.create_index(f"ix_{table}_feedback_id", table, ["feedback_id"])


def _create_corrections() -> None:
    op.create_table(
        "correction",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("feedback_id", sa.String, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("author", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("segment_index", sa.Integer),
        sa.Column("labels", sa.JSON, nullable=False),
        sa.Column("replaced", sa.JSON, nullable=False),
        sa.Column("labels_version", sa.String, nullable=False),
        sa.Column("note", sa.String),
        sa.PrimaryKeyConstraint("id", name="pk_correction"),
        sa.ForeignKeyConstraint(["feedback_id"], ["feedback.id"], name="fk_correction_feedback", ondelete="CASCADE"),
    )
    op.create_index("ix_correction_feedback_id", "correction", ["feedback_id"])
    # Labels made before were corrected by nobody; the default says so.
    op.add_column("label", sa.Column("superseded", sa.Boolean, nullable=False, server_default=sa.false()))
