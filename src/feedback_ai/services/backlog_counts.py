"""Counts of an item's problem from the store, for its effect test and its watch; how often its labels are right."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from feedback_ai.artifacts.locate import locate_bundle
from feedback_ai.backlog.effect import Counts
from feedback_ai.backlog.items import unhappy_segments
from feedback_ai.backlog.plan import WEEK, LabelQuality
from feedback_ai.backlog.series import Measure, at, count
from feedback_ai.errors import FeedbackError, OptionError
from feedback_ai.schema import Sentiment
from feedback_ai.services.evidence import Evidence, label_versions, load_evidence, part_of
from feedback_ai.settings import Settings
from feedback_ai.store import Store
from feedback_ai.store.records import EvidenceFilter

Versions = tuple[str, str]


class History:
    """The texts of an item's unit, or of all, from a moment up to another; nothing later is ever read.

    Counted by the model's own labels: people correct what they look at, and mostly look after a fix, not before.

    Args:
        store: The store.
        measure: What is counted.
        start: The first moment that is read.
        end: The first one that is not.
        elsewhere: Whether other units are read too.
        settings: Settings in force.
    """

    def __init__(
        self, store: Store, measure: Measure, start: datetime, end: datetime, *, elsewhere: bool, settings: Settings
    ) -> None:
        unit = None if elsewhere else measure.key.unit
        wanted = EvidenceFilter(created_from=start, created_to=end, unit=unit)
        self.measure = measure
        self.elsewhere = elsewhere
        self.evidence = load_evidence(store, wanted, uncorrected=True, settings=settings)
        own = self.evidence
        self._segments = unhappy_segments(own.texts, own.mentions, own.causes, own.topics)

    def weeks(self, start: datetime, n: int, *, elsewhere: bool = False) -> Counts:
        """Counts of so many weeks."""
        return self._count(start, n, WEEK, elsewhere=elsewhere)

    def days(self, start: datetime, n: int) -> Counts:
        """Counts of so many days."""
        return self._count(start, n, timedelta(days=1))

    def sources(self) -> tuple[str, ...]:
        """Where the texts of the item's unit come from."""
        return tuple(sorted(set(self._own().texts["source"])))

    def first(self) -> datetime | None:
        """When the first text of the item's unit was written."""
        times = self._own().texts["created_at"].dropna()
        return None if times.empty else times.min().to_pydatetime()

    def version(self) -> Versions | None:
        """Model and label set of all texts that count; None where there are no texts.

        Raises:
            OptionError: If they are of several versions: a new model finds more or less of the same.
        """
        texts, unit = self.evidence.texts, self.measure.key.unit
        counted = at(texts, unit) | at(texts, unit, elsewhere=True) if self.elsewhere else at(texts, unit)
        if self.measure.sources:
            counted &= texts["source"].isin(self.measure.sources)
        own = part_of(self.evidence, texts.loc[counted, "feedback_id"])
        found = sorted(label_versions(own))
        if len(found) > 1:
            told = ", ".join(f"{model} (labels {labels})" for model, labels in found)
            raise OptionError(
                f"The texts were labelled by several versions: {told}. Their counts cannot be compared.",
                hint="Let one model label all of them, then verify again.",
            )
        return found[0] if found else None

    def _own(self) -> Evidence:
        texts = self.evidence.texts
        return part_of(self.evidence, texts.loc[at(texts, self.measure.key.unit), "feedback_id"])

    def _count(self, start: datetime, n: int, step: timedelta, *, elsewhere: bool = False) -> Counts:
        texts = self.evidence.texts
        return count(texts, self._segments, self.measure, start, n, step, elsewhere=elsewhere)


def card_quality(measure: Measure, before: Counts, version: Versions | None, settings: Settings) -> LabelQuality | None:
    """How often the labels of a measure are right by the figures of the model's card.

    The card gives F1, the mean of precision and recall: it is taken for both, the worst one of the labels that the
    measure has (to be negative, dimension, cause). The specificity is the one that this precision means at the share
    that the baseline has. How often topics are right is measured nowhere, so it is not in it.

    Returns:
        None where the model at hand is not the one that labelled the texts, or has no such figures.
    """
    try:
        metrics = json.loads((locate_bundle(settings.model) / "metrics.json").read_text(encoding="utf-8"))
    except (FeedbackError, OSError, ValueError):
        return None
    if version is None or metrics.get("version") != version[0] or not before.bearing.sum():
        return None
    scores = _scores(metrics.get("test") or metrics.get("dev") or {}, measure)
    if scores is None:
        return None
    name, f1 = min(scores, key=lambda one: one[1])
    share = float(before.bearing.sum() / before.texts.sum())
    if not 0 < f1 <= 1 or share >= 1:
        return None
    specificity = 1 - share * (1 - f1) / (1 - share)
    source = f"card of model {version[0]}: F1 {f1:.2f} of {name}, taken for precision and recall; topics unknown"
    return LabelQuality(sensitivity=f1, specificity=specificity, source=source) if specificity > 0 else None


def _scores(part: dict[str, Any], measure: Measure) -> Sequence[tuple[str, float]] | None:
    details = part.get("details", {})
    wanted = [("sentiments", str(Sentiment.NEGATIVE))]
    wanted += [("facets", measure.key.dimension)] if "dimension" in measure.labels else []
    wanted += [("causes", measure.key.cause)] if "cause" in measure.labels else []
    try:
        return [(name, float(details[kind][name]["f1"])) for kind, name in wanted]
    except KeyError:
        return None
