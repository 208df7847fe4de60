"""What exact rules found beside the model."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Analyses made before had no rules; the default fills them in.
    op.add_column("analysis", sa.Column("rules", sa.JSON, nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("analysis", "rules")
