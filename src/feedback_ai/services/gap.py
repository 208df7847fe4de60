"""Perception minus expectation, from three sources that are kept apart: a survey, promises in texts, targets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, get_args

import pandas as pd

from feedback_ai.errors import OptionError
from feedback_ai.measure.journey import load_journey
from feedback_ai.measure.periods import Period, spanning
from feedback_ai.measure.promises import BY, promise_gaps
from feedback_ai.measure.servqual import group_name
from feedback_ai.measure.surveys import survey_gaps
from feedback_ai.measure.targets import load_targets, target_gaps
from feedback_ai.measure.verdicts import VERDICT_NAMES
from feedback_ai.schema.names import Lang, name_of
from feedback_ai.schema.units import UNIT_NAMES
from feedback_ai.services.evidence import Evidence, label_versions, load_evidence
from feedback_ai.settings import Settings, get_settings
from feedback_ai.store import Store
from feedback_ai.store.promises import PromiseRepository
from feedback_ai.store.records import EvidenceFilter
from feedback_ai.store.surveys import SurveyRepository

SOURCES = ("survey", "promises", "targets")
OVERALL = ("All dimensions", "全部维度")
ANSWER_COLUMNS = ("feedback_id", "unit", "touchpoint", "channel", "created_at", "expected", "perceived", "survey")


@dataclass(frozen=True)
class Gap:
    """Three tables; none of them is mixed with another.

    Attributes:
        survey: As `measure.surveys.survey_gaps`.
        promises: As `measure.promises.promise_gaps`.
        targets: As `measure.targets.target_gaps`; never divided.
        by: What the first two are divided by, if by anything; the survey's rows are by dimension anyway.
        n_answers: Respondents that pass the filter.
        surveys: Whose answers they are, by name: `survey`, `n`, and `first` and `last` time, None where not known.
        n_texts: Analysed texts that pass the filter.
        n_stating: How many of them state a promise or an outcome in a quantity.
        period: The time that the filter names, where it names both ends.
        versions: Versions of model and label set by which texts belong to dimensions.
        groups: Names of the groups for people (`en`, `zh`), in order.
    """

    survey: pd.DataFrame
    promises: pd.DataFrame
    targets: pd.DataFrame
    by: str | None
    n_answers: int
    surveys: Sequence[Mapping[str, Any]]
    n_texts: int
    n_stating: int
    period: Period | None
    versions: tuple[str, ...]
    groups: Mapping[str, Mapping[Lang, str]] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """The tables as JSON takes them: a figure that is not known is null, names for people beside the codes."""
        return {
            **{name: getattr(self, name) for name in ("by", "n_answers", "n_texts", "n_stating")},
            "surveys": [dict(one) for one in self.surveys],
            "period": None if self.period is None else vars(self.period),
            "versions": list(self.versions),
            "groups": [{"group": group, "name": dict(names)} for group, names in self.groups.items()],
            **{source: [_record(row) for row in getattr(self, source).to_dict("records")] for source in SOURCES},
        }


def gap(
    store: Store, wanted: EvidenceFilter | None = None, *, by: str | None = None, settings: Settings | None = None
) -> Gap:
    """Gaps from the three sources.

    Args:
        store: The store.
        wanted: Of which texts and answers; a source named is that of the texts and the name of the survey.
        by: One of `measure.promises.BY`, or None.
        settings: Settings in force; the process's own if None.

    Raises:
        OptionError: If `by` is unknown, or the time ends before it starts.
        SettingError: If the journey or the targets cannot be used.
        StoreError: If the store cannot be read.
    """
    wanted, settings = wanted or EvidenceFilter(), settings or get_settings()
    if by is not None and by not in BY:
        raise OptionError(f"Gaps cannot be given by {by!r}.", hint="Choose how to divide them.", options=BY)
    period = None
    if wanted.created_from is not None and wanted.created_to is not None:
        period = spanning(wanted.created_from, wanted.created_to)
    targets = load_targets(settings.targets)
    evidence = load_evidence(store, wanted, settings=settings)
    promises, answers = load_promises(store, evidence), load_answers(store, wanted)
    survey = survey_gaps(answers, None if by == "dimension" else by)
    stated = promise_gaps(evidence.texts, promises, evidence.mentions, by)
    return Gap(
        survey=survey,
        promises=stated,
        targets=target_gaps(targets, evidence.texts, promises, evidence.mentions, answers),
        by=by,
        n_answers=len(answers),
        surveys=_surveys(answers),
        n_texts=len(evidence.texts),
        n_stating=promises["feedback_id"].nunique(),
        period=period,
        versions=tuple(f"{model} / {labels}" for model, labels in sorted(label_versions(evidence))),
        groups=_groups(by, [survey, stated], settings),
    )


def load_promises(store: Store, evidence: Evidence) -> pd.DataFrame:
    """A row a promise or outcome of the texts, as `measure.promises.promise_gaps` takes them."""
    with store.reading() as session:
        repository = PromiseRepository(session)
        stated, spans = repository.promises(), repository.segments()
    segments: dict[str, list[tuple[int, int, int]]] = {}
    for id_, index, start, end in spans:
        segments.setdefault(id_, []).append((index, start, end))
    rows = [
        (id_, _segments_of(promise, segments.get(id_, [])), promise)
        for id_ in evidence.texts["feedback_id"]
        for promise in stated.get(id_, ())
    ]
    return pd.DataFrame(rows, columns=["feedback_id", "segments", "promise"])


def load_answers(store: Store, wanted: EvidenceFilter) -> pd.DataFrame:
    """A row a respondent, as `measure.surveys.survey_gaps` takes them."""
    with store.reading() as session:
        rows = [tuple(row) for row in SurveyRepository(session).answers(wanted)]
    frame = pd.DataFrame(rows, columns=list(ANSWER_COLUMNS))
    frame["created_at"] = pd.to_datetime(frame["created_at"], utc=True)
    return frame


def _surveys(answers: pd.DataFrame) -> list[dict[str, Any]]:
    def known(moment: pd.Timestamp) -> datetime | None:
        return None if pd.isna(moment) else moment.to_pydatetime()

    return [
        {"survey": str(name), "n": len(own), "first": known(own.min()), "last": known(own.max())}
        for name, own in answers.groupby("survey")["created_at"]
    ]


def _segments_of(promise: Mapping[str, Any], segments: list[tuple[int, int, int]]) -> tuple[int, ...]:
    """The segments in which the two sides of a promise begin."""
    starts = [side["start"] for side in (promise["promised"], promise["actual"]) if side is not None]
    return tuple(index for index, low, high in segments if any(low <= start < high for start in starts))


def _groups(by: str | None, frames: list[pd.DataFrame], settings: Settings) -> dict[str, dict[Lang, str]]:
    if by is None:
        return {}
    found = {group for frame in frames if "group" in frame for group in frame["group"]}
    names = sorted(found, key=lambda name: (name == "", name))
    if by == "dimension":
        return {
            name: {lang: name_of(name, lang) or group_name(name, lang) for lang in get_args(Lang)} for name in names
        }
    journey = load_journey(settings.journey)
    return {name: {lang: group_name(journey.label_of(name, lang), lang) for lang in get_args(Lang)} for name in names}


def _record(row: Mapping[Any, Any]) -> dict[str, Any]:
    known = {name: None if isinstance(value, float) and pd.isna(value) else value for name, value in row.items()}
    names: dict[str, Any] = {"verdict_name": _both(VERDICT_NAMES[row["verdict"]])}
    if "dimension" in row:
        overall = row["dimension"] == "all"
        names["name"] = (
            _both(OVERALL) if overall else {lang: name_of(row["dimension"], lang) for lang in get_args(Lang)}
        )
    elif "labels" in row:
        labels = known.pop("labels")
        names["label"] = {lang: labels.get(lang, row["name"]) for lang in get_args(Lang)}
    if "unit" in row:
        names["unit_name"] = _both(UNIT_NAMES.get(row["unit"], ("points", "分")))
    return {**known, **names}


def _both(names: tuple[str, str]) -> dict[str, str]:
    return {"en": names[0], "zh": names[1]}
