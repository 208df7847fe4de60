"""Trackers: messages about items in the outbox, and the issues that stand for items."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("outbox") as outbox:
        outbox.add_column(sa.Column("kind", sa.String, nullable=False, server_default="webhook"))
        outbox.add_column(sa.Column("tracker", sa.String))
        outbox.add_column(sa.Column("item_id", sa.Integer))
        outbox.alter_column("webhook_id", existing_type=sa.String, nullable=True)
        outbox.create_foreign_key("fk_outbox_backlog_item", "backlog_item", ["item_id"], ["id"], ondelete="CASCADE")
        outbox.create_index("ix_outbox_item_id", ["item_id"])
    op.create_table(
        "tracker_link",
        sa.Column("item_id", sa.Integer, nullable=False),
        sa.Column("tracker", sa.String, nullable=False),
        sa.Column("external_id", sa.String, nullable=False),
        sa.Column("url", sa.String),
        sa.Column("status", sa.String),
        sa.Column("category", sa.String),
        sa.Column("state_sent", sa.String),
        sa.Column("gone", sa.Boolean, nullable=False),
        sa.Column("synced_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("item_id", "tracker", name="pk_tracker_link"),
        sa.ForeignKeyConstraint(
            ["item_id"], ["backlog_item.id"], name="fk_tracker_link_backlog_item", ondelete="CASCADE"
        ),
    )


def downgrade() -> None:
    op.drop_table("tracker_link")
    op.execute("DELETE FROM outbox WHERE webhook_id IS NULL")
    with op.batch_alter_table("outbox") as outbox:
        outbox.drop_index("ix_outbox_item_id")
        outbox.drop_constraint("fk_outbox_backlog_item", type_="foreignkey")
        outbox.alter_column("webhook_id", existing_type=sa.String, nullable=False)
        for name in ("item_id", "tracker", "kind"):
            outbox.drop_column(name)
