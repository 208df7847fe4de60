"""Answers to imported surveys."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, false, or_, select

from feedback_ai.schema.surveys import SurveyAnswer
from feedback_ai.store.insert import insert_new
from feedback_ai.store.records import EvidenceFilter, feedback_id
from feedback_ai.store.repository import Repository
from feedback_ai.store.tables import SurveyAnswerRow

COLUMNS = {"source": "survey", "unit": "unit", "touchpoint": "touchpoint", "channel": "channel"}
"""The column that holds what each field of a filter names."""


class SurveyRepository(Repository):
    """Reads and writes answers inside the caller's transaction."""

    def add(self, survey: str, answers: Iterable[SurveyAnswer]) -> int:
        """Store answers; those of respondents whose answer the survey has already are left as they are.

        Args:
            survey: Name of the survey.
            answers: Answers, of respondents that are hashed.

        Returns:
            How many are new.
        """
        now = datetime.now(UTC)
        rows = [
            {
                "id": feedback_id(f"survey:{survey}", answer.respondent),
                "survey": survey,
                "imported_at": now,
                **answer.model_dump(exclude={"expected", "perceived"}),
                "expected": list(answer.expected),
                "perceived": list(answer.perceived),
            }
            for answer in answers
        ]
        return len(insert_new(self.session, SurveyAnswerRow, rows, SurveyAnswerRow.id))

    def answers(self, wanted: EvidenceFilter) -> Sequence[tuple[Any, ...]]:
        """One row a respondent that passes: id, unit, touchpoint, channel, time, expected, perceived, survey.

        The filter's source is the name of the survey; its language does not matter here.
        """
        row = SurveyAnswerRow
        statement = select(
            *(row.id, row.unit, row.touchpoint, row.channel, row.answered_at, row.expected, row.perceived),
            row.survey,
        )
        return self.session.execute(statement.where(*_conditions(wanted)).order_by(row.survey, row.id)).all()

    def choices(self) -> dict[str, list[str]]:
        """What answers can be filtered by: the names of surveys as `source`, and their places."""
        found = {field: getattr(SurveyAnswerRow, column) for field, column in COLUMNS.items()}
        return {
            field: list(self.session.scalars(select(column).where(column.is_not(None)).distinct()))
            for field, column in found.items()
        }


def _conditions(wanted: EvidenceFilter) -> Iterator[ColumnElement[bool]]:
    for name, column in COLUMNS.items():
        if (value := getattr(wanted, name)) is not None:
            yield getattr(SurveyAnswerRow, column) == value
    unknown = SurveyAnswerRow.answered_at.is_(None) if wanted.undated else false()
    if wanted.created_from is not None:
        yield or_(SurveyAnswerRow.answered_at >= wanted.created_from, unknown)
    if wanted.created_to is not None:
        yield or_(SurveyAnswerRow.answered_at < wanted.created_to, unknown)
