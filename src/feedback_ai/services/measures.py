"""Figures of a store: SERVQUAL scores and root causes, with the change against the period before."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, get_args

import pandas as pd

from feedback_ai.measure.causes import DIMENSION, cause_change, cause_pareto, unhappy_segments
from feedback_ai.measure.corrected import ESTIMATE
from feedback_ai.measure.journey import load_journey
from feedback_ai.measure.periods import Period, spanning
from feedback_ai.measure.servqual import group_name
from feedback_ai.schema.names import Lang, name_of
from feedback_ai.services import corrected
from feedback_ai.services.evidence import Evidence, label_versions, load_evidence, model_mentions
from feedback_ai.settings import Settings, get_settings
from feedback_ai.store import Store
from feedback_ai.store.records import EvidenceFilter

CHANGE_COLUMNS = ("change", "change_low", "change_high", "p")
TIMES = ("week", "month")
LANGS: tuple[Lang, ...] = get_args(Lang)

Table = Callable[[Evidence, EvidenceFilter], pd.DataFrame]
Change = Callable[[pd.DataFrame, pd.DataFrame], pd.DataFrame]
Told = Callable[[Evidence, pd.DataFrame], tuple[Mapping[Lang, str], ...]]


@dataclass(frozen=True)
class Measure:
    """A table of figures and what it rests on.

    Attributes:
        rows: The table.
        by: What it is divided by, if by anything.
        n_texts: Analysed texts that pass the filter.
        n_undated: How many of them have no time, and so are in no week or month.
        n_complaining: How many of them are unhappy: they judge any facet negative.
        n_without_cause: How many of these have no root cause that the model recognised.
        period: The time that the filter names, where it names both ends.
        before: The period before that, where the rows have the change against it.
        versions: Versions of model and label set that gave the labels ("0.1.0 / 1.1"), of both periods.
        groups: Names of the groups for people (`en`, `zh`), in the order of the rows.
        corrections: By what the figures are corrected for the model's errors, for people (`en`, `zh`); empty for tables
            without corrected figures.
    """

    rows: pd.DataFrame
    by: str | None
    n_texts: int
    n_undated: int
    n_complaining: int
    n_without_cause: int
    period: Period | None
    before: Period | None
    versions: tuple[str, ...]
    groups: Mapping[str, Mapping[Lang, str]] = field(default_factory=dict)
    corrections: tuple[Mapping[Lang, str], ...] = ()

    def document(self) -> dict[str, Any]:
        """The measure as JSON takes it: a figure that is not known is null, each row has its `name` for people."""
        return {
            **{name: getattr(self, name) for name in ("by", "n_texts", "n_undated", "n_complaining")},
            "n_without_cause": self.n_without_cause,
            "period": _span(self.period),
            "before": _span(self.before),
            "versions": list(self.versions),
            "groups": [{"group": group, "name": dict(names)} for group, names in self.groups.items()],
            "corrections": [dict(names) for names in self.corrections],
            "rows": [_record(row) for row in self.rows.to_dict("records")],
        }


def servqual(
    store: Store, wanted: EvidenceFilter | None = None, *, by: str | None = None, settings: Settings | None = None
) -> Measure:
    """SERVQUAL scores, as `measure.servqual.servqual_scores`, also corrected: `services.corrected.Corrections.scores`.

    Where the filter has both ends of time, and the table is not divided by time, the rows also have the change of the
    score against the period before, as `measure.servqual.servqual_change`: `change`, `change_low`, `change_high`, `p`,
    and the same of the corrected score, as `measure.corrected.corrected_change`.
    Labels of several models or label sets are not compared: then, the change is left out.

    Args:
        store: The store.
        wanted: Of which records.
        by: One of `measure.servqual.GROUPS`, or None.
        settings: Settings in force; the process's own if None.

    Raises:
        OptionError: If `by` is unknown, or the time ends before it starts.
        SettingError: If the journey cannot be used.
        StoreError: If the store cannot be read.
    """
    settings = settings or get_settings()
    corrections = corrected.load_corrections(store, settings)
    measure = _measure(
        store,
        wanted or EvidenceFilter(),
        by,
        settings,
        table=lambda evidence, own: corrections.scores(evidence, model_mentions(store, evidence, own), by),
        change=corrected.change,
        told=corrections.told,
    )
    return replace(measure, rows=measure.rows.drop(columns=ESTIMATE))


def causes(
    store: Store, wanted: EvidenceFilter | None = None, *, by: str | None = None, settings: Settings | None = None
) -> Measure:
    """Root causes, as `measure.causes.cause_pareto`; with the change of the rate, as for `servqual`.

    Args:
        store: The store.
        wanted: Of which records.
        by: One of `measure.causes.CAUSE_GROUPS`, or None.
        settings: Settings in force; the process's own if None.

    Raises:
        OptionError: If `by` is unknown, or the time ends before it starts.
        SettingError: If the journey cannot be used.
        StoreError: If the store cannot be read.
    """
    return _measure(
        store,
        wanted or EvidenceFilter(),
        by,
        settings,
        table=lambda evidence, _: cause_pareto(evidence.texts, evidence.mentions, evidence.causes, by),
        change=cause_change,
    )


def _measure(
    store: Store,
    wanted: EvidenceFilter,
    by: str | None,
    settings: Settings | None,
    *,
    table: Table,
    change: Change,
    told: Told = lambda *_: (),
) -> Measure:
    period = None
    if wanted.created_from is not None and wanted.created_to is not None:
        period = spanning(wanted.created_from, wanted.created_to)
    settings = settings or get_settings()
    evidence = load_evidence(store, wanted, settings=settings)
    rows = table(evidence, wanted)
    measure = replace(_grouped(_about(evidence, rows, by, period), settings), corrections=told(evidence, rows))
    if period is None or by in TIMES:
        return measure
    before = period.before()
    earlier = wanted.model_copy(update={"created_from": before.start, "created_to": before.end})
    evidence_before = load_evidence(store, earlier, settings=settings)
    versions = _versions(evidence, evidence_before)
    if len(versions) > 1:
        return replace(measure, versions=versions)
    changes = change(measure.rows, table(evidence_before, earlier))
    changes = changes.rename(columns={"low": "change_low", "high": "change_high"})
    added = [name for name in changes.columns if name not in measure.rows.columns]
    rows = measure.rows.assign(**{name: changes[name] for name in added})
    return replace(measure, rows=rows, before=before, versions=versions)


def _about(evidence: Evidence, rows: pd.DataFrame, by: str | None, period: Period | None) -> Measure:
    unhappy = unhappy_segments(evidence.mentions)
    explained = unhappy.merge(evidence.causes, on=["feedback_id", "segment_index"])
    n_complaining = unhappy["feedback_id"].nunique()
    return Measure(
        rows=rows,
        by=by,
        n_texts=len(evidence.texts),
        n_undated=int(evidence.texts["created_at"].isna().sum()),
        n_complaining=n_complaining,
        n_without_cause=n_complaining - explained["feedback_id"].nunique(),
        period=period,
        before=None,
        versions=_versions(evidence),
    )


def _grouped(measure: Measure, settings: Settings) -> Measure:
    """Name the groups; touchpoints come in the journey's order, with the journey's names."""
    if measure.by is None:
        return measure
    groups, rows = list(measure.rows["group"].unique()), measure.rows
    if measure.by == DIMENSION:
        return replace(measure, groups={group: {lang: name_of(group, lang) for lang in LANGS} for group in groups})
    journey = load_journey(settings.journey)
    if measure.by == "touchpoint":
        groups = journey.in_order(groups)
        rows = rows.sort_values("group", key=lambda column: column.map(groups.index), kind="stable", ignore_index=True)
    names = {
        group: {lang: group_name(journey.label_of(group, lang), lang) for lang in get_args(Lang)} for group in groups
    }
    return replace(measure, rows=rows, groups=names)


def _span(period: Period | None) -> dict[str, Any] | None:
    return None if period is None else {"name": period.name, "start": period.start, "end": period.end}


def _record(row: Mapping[Any, Any]) -> dict[str, Any]:
    label = row["dimension"] if "dimension" in row else row["cause"]
    known = {name: None if pd.isna(value) else value for name, value in row.items()}
    return {**known, "name": {lang: name_of(label, lang) for lang in get_args(Lang)}}


def _versions(*evidence: Evidence) -> tuple[str, ...]:
    pairs = {pair for one in evidence for pair in label_versions(one)}
    return tuple(f"{model} / {labels}" for model, labels in sorted(pairs))
