"""The fits of topics and what each made of them: lineage, and themes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, update

from feedback_ai.store.insert import insert_all
from feedback_ai.store.repository import Repository
from feedback_ai.store.tables import TopicFitRow, TopicLineageRow, TopicRow, TopicThemeRow
from feedback_ai.store.topics import TopicFit


@dataclass(frozen=True)
class Lineage:
    """What a fit did to a topic, and what the topic was then.

    Attributes:
        kind: `continued`, `split`, `merged`, `new`, `returned` or `retired`.
        labels: Its name by language at that fit.
        n_segments: Segments that it had then.
        came_from: `topic_id`, `n` and `share` of its own earlier segments, of each topic whose segments it has now.
        went_to: The same of where the segments that it had are now.
    """

    fit_id: int
    topic_id: int
    kind: str
    labels: dict[str, str]
    n_segments: int
    came_from: list[dict[str, Any]]
    went_to: list[dict[str, Any]]


@dataclass(frozen=True)
class Theme:
    """A group of topics; `labels` are by language."""

    id: int
    labels: dict[str, str]


class HistoryRepository(Repository):
    """Reads and writes what fits left inside the caller's transaction."""

    def fits(self) -> list[TopicFit]:
        """All fits, the newest first."""
        rows = self.session.scalars(select(TopicFitRow).order_by(TopicFitRow.id.desc()))
        return [
            TopicFit(row.id, row.created_at, row.model_version, row.n_segments, row.cut, row.summary) for row in rows
        ]

    def add(self, lineage: Sequence[Lineage]) -> None:
        """Keep what a fit did to topics."""
        insert_all(self.session, TopicLineageRow, [vars(one) for one in lineage])

    def of_topic(self, topic_id: int) -> list[Lineage]:
        """What every fit did to a topic, the oldest first."""
        rows = select(TopicLineageRow).where(TopicLineageRow.topic_id == topic_id)
        return [_lineage(row) for row in self.session.scalars(rows.order_by(TopicLineageRow.fit_id))]

    def of_kinds(self, kinds: Sequence[str]) -> list[Lineage]:
        """What all fits did to topics, of some kinds, by fit and topic."""
        rows = select(TopicLineageRow).where(TopicLineageRow.kind.in_(kinds))
        return [
            _lineage(row)
            for row in self.session.scalars(rows.order_by(TopicLineageRow.fit_id, TopicLineageRow.topic_id))
        ]

    def between(self, first: int, last: int) -> list[Lineage]:
        """What the fits from one to another did to topics, by fit and topic."""
        rows = select(TopicLineageRow).where(TopicLineageRow.fit_id.between(first, last))
        return [
            _lineage(row)
            for row in self.session.scalars(rows.order_by(TopicLineageRow.fit_id, TopicLineageRow.topic_id))
        ]

    def told_fits(self) -> list[int]:
        """Fits whose topics are kept, ascending."""
        return list(self.session.scalars(select(TopicLineageRow.fit_id).distinct().order_by(TopicLineageRow.fit_id)))

    def merged(self) -> dict[int, int]:
        """The topic that each of those that people merged away went into."""
        rows = select(TopicRow.id, TopicRow.merged_into).where(TopicRow.merged_into.is_not(None))
        return {id_: into for id_, into in self.session.execute(rows) if into is not None}

    def themes(self) -> list[Theme]:
        """Themes of the last fit that made any, by id."""
        last = select(func.max(TopicThemeRow.last_fit)).scalar_subquery()
        rows = select(TopicThemeRow).where(TopicThemeRow.last_fit == last).order_by(TopicThemeRow.id)
        return [Theme(row.id, row.labels) for row in self.session.scalars(rows)]

    def theme_of(self) -> dict[int, int]:
        """The theme of each topic that has one."""
        rows = select(TopicRow.id, TopicRow.theme_id).where(TopicRow.theme_id.is_not(None))
        return {id_: theme_id for id_, theme_id in self.session.execute(rows) if theme_id is not None}

    def add_theme(self, fit_id: int, labels: Mapping[str, str]) -> int:
        """Store a new theme and give its id."""
        row = TopicThemeRow(first_fit=fit_id, last_fit=fit_id, labels=dict(labels))
        self.session.add(row)
        self.session.flush()
        return row.id

    def continue_theme(self, theme_id: int, fit_id: int, labels: Mapping[str, str]) -> None:
        """Let a fit go on with a known theme."""
        values = {"last_fit": fit_id, "labels": dict(labels)}
        self.session.execute(update(TopicThemeRow).where(TopicThemeRow.id == theme_id).values(**values))

    def set_themes(self, themes: Mapping[int, int]) -> None:
        """The theme of each topic; all others have none from now on."""
        self.session.execute(update(TopicRow).values(theme_id=None))
        for topic_id, theme_id in themes.items():
            self.session.execute(update(TopicRow).where(TopicRow.id == topic_id).values(theme_id=theme_id))


def _lineage(row: TopicLineageRow) -> Lineage:
    return Lineage(**{name: getattr(row, name) for name in Lineage.__dataclass_fields__})
