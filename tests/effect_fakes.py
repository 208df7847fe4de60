"""A year of texts around a countermeasure, in which the problem falls or does not."""

from collections.abc import Iterable
from datetime import timedelta

from backlog_fakes import NOW, Complaint

from feedback_ai.schema import Facet, Sentiment
from feedback_ai.services.corrections import Judgement, SegmentJudgement, correct
from feedback_ai.store import Store

START = NOW - timedelta(weeks=12)
"""When the countermeasure is in place; the follow-up ends at NOW."""
BASELINE_DAYS, FOLLOW_UP_DAYS = 280, 84
BASELINE = range(FOLLOW_UP_DAYS + 1, FOLLOW_UP_DAYS + BASELINE_DAYS)
"""Days before NOW."""
CALM = {"sentiment": "positive", "topic": None}
"""A text without the problem."""


def texts(every: int, days: range, prefix: str, **fields: object) -> list[Complaint]:
    """A text every so many days, by days before NOW."""
    return [
        Complaint(f"{prefix}-{day}", days_ago=day, **fields)  # type: ignore[arg-type]
        for day in days
        if day % every == 0
    ]


def history(after: int, unit: str = "mobile-care", others_after: int = 2) -> list[Complaint]:
    """A problem every second day before; every `after` days since. Other texts every second day, or `others_after`."""
    before, since = BASELINE, range(1, FOLLOW_UP_DAYS + 1)
    own = [*texts(2, before, f"{unit}-b", unit=unit), *texts(after, since, f"{unit}-a", unit=unit)]
    calm = {"unit": unit, **CALM}
    others = [*texts(2, before, f"{unit}-ob", **calm), *texts(others_after, since, f"{unit}-oa", **calm)]
    return [*own, *others, *texts(1, range(1), f"{unit}-last", **calm)]


def praise(store: Store, feedback_ids: Iterable[str]) -> None:
    """Somebody says of texts that they complain of nothing."""
    facets = {Facet.RELIABILITY: Sentiment.POSITIVE}
    for id_ in feedback_ids:
        correct(store, id_, Judgement(segments=(SegmentJudgement(index=0, facets=facets),)), author="bob")
