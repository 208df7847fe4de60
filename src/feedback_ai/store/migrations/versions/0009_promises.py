"""Promises stated in texts, and imported SERVQUAL surveys."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    # Analyses made before were not searched for promises; `docs/gap.md` tells how to search them.
    op.add_column("analysis", sa.Column("promises", sa.JSON, nullable=False, server_default="[]"))
    op.create_table(
        "survey_answer",
        sa.Column("id", sa.String, nullable=False),
        sa.Column("survey", sa.String, nullable=False),
        sa.Column("respondent", sa.String, nullable=False),
        sa.Column("unit", sa.String, nullable=True),
        sa.Column("touchpoint", sa.String, nullable=True),
        sa.Column("channel", sa.String, nullable=True),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.Column("expected", sa.JSON, nullable=False),
        sa.Column("perceived", sa.JSON, nullable=False),
        sa.Column("imported_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_survey_answer"),
        sa.UniqueConstraint("survey", "respondent", name="uq_survey_answer_survey_respondent"),
    )
    op.create_index("ix_survey_answer_answered_at", "survey_answer", ["answered_at"])


def downgrade() -> None:
    op.drop_index("ix_survey_answer_answered_at", "survey_answer")
    op.drop_table("survey_answer")
    op.drop_column("analysis", "promises")
