"""Alerts, mass incidents, webhooks and the outbox."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create_alerts()
    _create_incidents()
    _create_texts("alert_text", "alert")
    _create_texts("incident_case", "incident")
    _create_events("alert")
    _create_events("incident")
    _create_messages()


def downgrade() -> None:
    for table in ("outbox", "webhook", "incident_event", "alert_event", "incident_case", "alert_text"):
        op.drop_table(table)
    for table in ("incident", "alert"):
        op.drop_table(table)


def _create_alerts() -> None:
    op.create_table(
        "alert",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("rule", sa.String, nullable=False),
        sa.Column("signal", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("severity", sa.String),
        sa.Column("title", sa.JSON, nullable=False),
        sa.Column("figures", sa.JSON, nullable=False),
        sa.Column("openings", sa.Integer, nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("arrived_at", INSTANT, nullable=False),
        sa.Column("last_seen", INSTANT, nullable=False),
        sa.Column("closed_at", INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_alert"),
        sa.UniqueConstraint("key", name="uq_alert_key"),
    )


def _create_incidents() -> None:
    op.create_table(
        "incident",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("topic_id", sa.Integer),
        sa.Column("cause", sa.String),
        sa.Column("dimension", sa.String),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("severity", sa.String),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("figures", sa.JSON, nullable=False),
        sa.Column("playbook", sa.JSON),
        sa.Column("proposed_at", INSTANT, nullable=False),
        sa.Column("last_seen", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_incident"),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name="fk_incident_topic"),
    )
    op.create_index("ix_incident_topic_id", "incident", ["topic_id"])


def _create_texts(table: str, owner: str) -> None:
    op.create_table(
        table,
        sa.Column(f"{owner}_id", sa.Integer, nullable=False),
        sa.Column("feedback_id", sa.String, nullable=False),
        sa.PrimaryKeyConstraint(f"{owner}_id", "feedback_id", name=f"pk_{table}"),
        sa.ForeignKeyConstraint([f"{owner}_id"], [f"{owner}.id"], name=f"fk_{table}_{owner}", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["feedback_id"], ["feedback.id"], name=f"fk_{table}_feedback", ondelete="CASCADE"),
    )
    op.create_index(f"ix_{table}_feedback_id", table, ["feedback_id"])


def _create_events(owner: str) -> None:
    table = f"{owner}_event"
    op.create_table(
        table,
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column(f"{owner}_id", sa.Integer, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("detail", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        sa.ForeignKeyConstraint([f"{owner}_id"], [f"{owner}.id"], name=f"fk_{table}_{owner}", ondelete="CASCADE"),
    )
    op.create_index(f"ix_{table}_{owner}_id", table, [f"{owner}_id"])


def _create_messages() -> None:
    op.create_table(
        "webhook",
        sa.Column("id", sa.String, nullable=False),
        sa.Column("url", sa.String, nullable=False),
        sa.Column("rules", sa.JSON, nullable=False),
        sa.Column("salt", sa.String, nullable=False),
        sa.Column("secret_hash", sa.String, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("revoked_at", INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_webhook"),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.String, nullable=False),
        sa.Column("webhook_id", sa.String, nullable=False),
        sa.Column("alert_id", sa.Integer),
        sa.Column("opening", sa.Integer),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("claim", sa.String),
        sa.Column("claimed_until", INSTANT),
        sa.Column("delivered_at", INSTANT),
        sa.Column("last_error", sa.String),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.ForeignKeyConstraint(["webhook_id"], ["webhook.id"], name="fk_outbox_webhook", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name="fk_outbox_alert", ondelete="CASCADE"),
    )
    op.create_index("ix_outbox_state_due_at", "outbox", ["state", "due_at"])
    op.create_index("ix_outbox_alert_id", "outbox", ["alert_id"])
    op.create_index("ix_outbox_webhook_id", "outbox", ["webhook_id"])
