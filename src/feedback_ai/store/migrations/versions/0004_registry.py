"""What people do to topics, several prototypes of one topic, lineage and themes."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)

FITS = sa.table("topic_fit", sa.column("id", sa.Integer))
TOPICS = sa.table(
    "topic",
    sa.column("id", sa.Integer),
    sa.column("first_fit", sa.Integer),
    sa.column("last_fit", sa.Integer),
    sa.column("prototype", sa.LargeBinary),
    sa.column("labels", sa.JSON),
    sa.column("n_segments", sa.Integer),
)
PROTOTYPES = sa.table(
    "topic_prototype",
    sa.column("topic_id", sa.Integer),
    sa.column("position", sa.Integer),
    sa.column("vector", sa.LargeBinary),
)
LINEAGE = sa.table(
    "topic_lineage",
    sa.column("fit_id", sa.Integer),
    sa.column("topic_id", sa.Integer),
    sa.column("kind", sa.String),
    sa.column("labels", sa.JSON),
    sa.column("n_segments", sa.Integer),
    sa.column("came_from", sa.JSON),
    sa.column("went_to", sa.JSON),
)


def upgrade() -> None:
    _create_themes()
    _widen_topics()
    _create_prototypes()
    _create_history()


def downgrade() -> None:
    op.add_column("topic", sa.Column("prototype", sa.LargeBinary, nullable=False, server_default=""))
    first = (
        sa.select(PROTOTYPES.c.vector).where(PROTOTYPES.c.topic_id == TOPICS.c.id).order_by(PROTOTYPES.c.position)
    ).limit(1)
    has_one = sa.exists().where(PROTOTYPES.c.topic_id == TOPICS.c.id)
    op.execute(sa.update(TOPICS).where(has_one).values(prototype=first.scalar_subquery()))
    for table in ("topic_act", "topic_lineage", "topic_prototype"):
        op.drop_table(table)
    for column in ("theme_id", "merged_into", "shaped", "hidden", "pinned", "names"):
        op.drop_column("topic", column)
    op.drop_table("topic_theme")


def _create_themes() -> None:
    op.create_table(
        "topic_theme",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("first_fit", sa.Integer, nullable=False),
        sa.Column("last_fit", sa.Integer, nullable=False),
        sa.Column("labels", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_topic_theme"),
        sa.ForeignKeyConstraint(["first_fit"], ["topic_fit.id"], name="fk_topic_theme_first_fit"),
        sa.ForeignKeyConstraint(["last_fit"], ["topic_fit.id"], name="fk_topic_theme_last_fit"),
    )


def _widen_topics() -> None:
    # Nobody has done anything to the topics there are; the defaults say so.
    op.add_column("topic", sa.Column("names", sa.JSON, nullable=False, server_default="{}"))
    for column in ("pinned", "hidden", "shaped"):
        op.add_column("topic", sa.Column(column, sa.Boolean, nullable=False, server_default=sa.false()))
    # No references: SQLite adds one by copying the table, to which rows of others refer.
    op.add_column("topic", sa.Column("merged_into", sa.Integer))
    op.add_column("topic", sa.Column("theme_id", sa.Integer))


def _create_prototypes() -> None:
    op.create_table(
        "topic_prototype",
        sa.Column("topic_id", sa.Integer, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("vector", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("topic_id", "position", name="pk_topic_prototype"),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name="fk_topic_prototype_topic"),
    )
    known = sa.select(TOPICS.c.id, sa.literal(0), TOPICS.c.prototype)
    op.execute(sa.insert(PROTOTYPES).from_select(["topic_id", "position", "vector"], known))
    op.drop_column("topic", "prototype")


def _create_history() -> None:
    op.create_table(
        "topic_lineage",
        sa.Column("fit_id", sa.Integer, nullable=False),
        sa.Column("topic_id", sa.Integer, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("labels", sa.JSON, nullable=False),
        sa.Column("n_segments", sa.Integer, nullable=False),
        sa.Column("came_from", sa.JSON, nullable=False),
        sa.Column("went_to", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("fit_id", "topic_id", name="pk_topic_lineage"),
        sa.ForeignKeyConstraint(["fit_id"], ["topic_fit.id"], name="fk_topic_lineage_topic_fit"),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name="fk_topic_lineage_topic"),
    )
    op.create_index("ix_topic_lineage_topic_id", "topic_lineage", ["topic_id"])
    op.create_table(
        "topic_act",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("topic_id", sa.Integer, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("detail", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_topic_act"),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name="fk_topic_act_topic"),
    )
    op.create_index("ix_topic_act_topic_id", "topic_act", ["topic_id"])
    _keep_last_fit()


def _keep_last_fit() -> None:
    """The last fit as far as it is still known, so that the next one can be compared with it."""
    last = sa.select(sa.func.max(FITS.c.id)).scalar_subquery()
    kind = sa.case((TOPICS.c.first_fit == TOPICS.c.last_fit, "new"), else_="continued")
    nothing = sa.literal([], sa.JSON)
    known = sa.select(
        TOPICS.c.last_fit, TOPICS.c.id, kind, TOPICS.c.labels, TOPICS.c.n_segments, nothing, nothing
    ).where(TOPICS.c.last_fit == last)
    names = ["fit_id", "topic_id", "kind", "labels", "n_segments", "came_from", "went_to"]
    op.execute(sa.insert(LINEAGE).from_select(names, known))
