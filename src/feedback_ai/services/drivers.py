"""Drivers of ratings and other outcomes, with the importance-performance matrix, overall or by group."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

import numpy as np
import pandas as pd

from feedback_ai.errors import OptionError
from feedback_ai.measure.drivers import LACKING, Drivers, find_drivers
from feedback_ai.measure.importance import QUADRANTS, importance_performance
from feedback_ai.measure.journey import load_journey
from feedback_ai.measure.register import Register, load_register
from feedback_ai.measure.servqual import group_name, group_of, groups_in_order
from feedback_ai.schema.names import Lang, name_of
from feedback_ai.services.evidence import Evidence, label_versions, load_evidence
from feedback_ai.services.plain import named, plain, plain_rows
from feedback_ai.settings import Settings, get_settings
from feedback_ai.store import Store
from feedback_ai.store.evidence import EvidenceRepository
from feedback_ai.store.records import EvidenceFilter

DRIVEN_BY = ("unit", "touchpoint", "channel")
RATING = "rating"
OUTCOME_NAMES: dict[str, tuple[str, str]] = {
    RATING: ("Rating", "评分"),
    "nps": ("Net Promoter Score", "净推荐值"),
    "csat": ("Customer satisfaction (CSAT)", "客户满意度"),
    "ces": ("Customer Effort Score", "客户费力度得分"),
}


@dataclass(frozen=True)
class GroupDrivers:
    """Drivers of one group.

    Attributes:
        group: As records have it; None of all together.
        name: For people (`en`, `zh`).
        drivers: As `measure.drivers.find_drivers`.
        matrix: As `measure.importance.importance_performance`.
    """

    group: str | None
    name: Mapping[str, str] | None
    drivers: Drivers
    matrix: pd.DataFrame


@dataclass(frozen=True)
class DriverReport:
    """Drivers of an outcome and what they rest on.

    Attributes:
        outcome: Which.
        name: Its name for people.
        by: What is divided by, if by anything.
        groups: The groups in order; a single one without `by`.
        n_texts: Analysed texts that pass the filter, also those without an outcome.
        versions: Versions of model and label set that gave the labels.
    """

    outcome: str
    name: Mapping[str, str]
    by: str | None
    groups: tuple[GroupDrivers, ...]
    n_texts: int
    versions: tuple[str, ...]

    def document(self) -> dict[str, Any]:
        """The report as JSON takes it."""
        return {
            "outcome": self.outcome,
            "name": dict(self.name),
            "by": self.by,
            "n_texts": self.n_texts,
            "versions": list(self.versions),
            "groups": [_group(one) for one in self.groups],
        }


def drivers(
    store: Store,
    wanted: EvidenceFilter | None = None,
    *,
    outcome: str = RATING,
    by: str | None = None,
    settings: Settings | None = None,
) -> DriverReport:
    """What moves an outcome, by `measure.drivers.find_drivers`.

    "rating" is the rating of all sources that the register does not declare to be of another kind. "nps" counts a
    promoter as 100 and a detractor as -100, "csat" a satisfied customer as 100 and another one as 0, so that their
    means are NPS and CSAT; "ces" is the rating itself. Outcomes of the register are 100 for yes and 0 for no.

    Args:
        store: The store.
        wanted: Of which records.
        outcome: Which.
        by: "unit", "touchpoint" or "channel"; all together if None.
        settings: Settings in force; the process's own if None.

    Raises:
        OptionError: If the outcome or `by` is unknown, or the time ends before it starts.
        SettingError: If the register or the journey cannot be used.
        StoreError: If the store cannot be read.
    """
    if by is not None and by not in DRIVEN_BY:
        raise OptionError(f"Drivers cannot be given by {by!r}.", hint="Choose how to divide.", options=DRIVEN_BY)
    settings, wanted = settings or get_settings(), wanted or EvidenceFilter()
    register = load_register(settings.indicators)
    _check_outcome(outcome, register, settings)
    evidence = load_evidence(store, wanted, settings=settings)
    values = _outcome(outcome, evidence, register, store, wanted)
    customers = evidence.texts.set_index("feedback_id")["customer"]
    groups = group_of(evidence.texts, by)
    label = load_journey(settings.journey).label_of if by == "touchpoint" else lambda name, lang: name
    found = []
    for group in groups_in_order(groups) if by else [""]:
        ids = groups.index[groups == group]
        own = values[values.index.isin(ids)].dropna()
        mentions = evidence.mentions[evidence.mentions["feedback_id"].isin(own.index)]
        driven = find_drivers(own, mentions, customers)
        names = {lang: group_name(label(group, lang), lang) for lang in get_args(Lang)} if by else None
        matrix = importance_performance(driven.importance, mentions)
        found.append(GroupDrivers(group if by else None, names, driven, matrix))
    return DriverReport(
        outcome=outcome,
        name=_outcome_name(outcome, register),
        by=by,
        groups=tuple(found),
        n_texts=len(evidence.texts),
        versions=tuple(f"{model} / {labels}" for model, labels in sorted(label_versions(evidence))),
    )


def _check_outcome(outcome: str, register: Register, settings: Settings) -> None:
    kinds = [kind for kind in OUTCOME_NAMES if kind == RATING or register.sources_of(kind)]
    named_outcomes = {one.name: one for one in register.outcome}
    if outcome not in {*kinds, *named_outcomes}:
        raise OptionError(
            f"There is no outcome {outcome!r}.",
            hint="Declare it in the register ([[scale]] or [[outcome]]; docs/measures.md), or choose another.",
            options=[*kinds, *named_outcomes],
        )
    own = named_outcomes.get(outcome)
    if own is not None and own.metadata not in settings.metadata_keys:
        raise OptionError(
            f"The outcome {outcome!r} stands in the metadata {own.metadata!r}, which are not kept.",
            hint="Add the key to FEEDBACK_AI_METADATA_KEYS and ingest the records anew.",
        )


def _outcome(
    outcome: str, evidence: Evidence, register: Register, store: Store, wanted: EvidenceFilter
) -> "pd.Series[float]":
    """The outcome by feedback id; NaN where it is not known."""
    texts = evidence.texts.set_index("feedback_id")
    for one in register.outcome:
        if one.name == outcome:
            with store.reading() as session:
                metadata = EvidenceRepository(session).metadata(wanted)
            told = [one.value_of(metadata.get(str(id_), {}).get(one.metadata)) for id_ in texts.index]
            return 100 * pd.Series(told, index=texts.index, dtype="float64")
    rating = texts["rating"].astype("float64")
    if outcome == RATING:
        return rating[~texts["source"].isin({scale.source for scale in register.scale})]
    rating = rating[texts["source"].isin(register.sources_of(outcome))].dropna()
    if outcome == "nps":
        return 100.0 * ((rating >= 9).astype("float64") - (rating <= 6).astype("float64"))
    if outcome == "csat":
        cuts = {scale.source: scale.satisfied for scale in register.scale}
        return 100.0 * (rating >= texts["source"].reindex(rating.index).map(cuts).astype("float64")).astype("float64")
    return rating


def _outcome_name(outcome: str, register: Register) -> dict[str, str]:
    own = next((one for one in register.outcome if one.name == outcome), None)
    return named(OUTCOME_NAMES, outcome) if own is None else own.labels.model_dump()


def _group(one: GroupDrivers) -> dict[str, Any]:
    own = one.drivers
    langs = get_args(Lang)
    rows = [
        row
        | {"name": {lang: name_of(row["facet"], lang) for lang in langs}}
        | {"sentiment_name": {lang: name_of(row["sentiment"], lang) for lang in langs}}
        for row in plain_rows(own.rows)
    ]
    matrix = [
        row
        | {"name": {lang: name_of(row["facet"], lang) for lang in langs}}
        | {"quadrant_name": named(QUADRANTS, row["quadrant"])}
        for row in plain_rows(one.matrix)
    ]
    lines = {name: plain(one.matrix.attrs.get(name, np.nan)) for name in ("importance_line", "performance_line")}
    return {
        "group": one.group,
        "name": None if one.name is None else dict(one.name),
        "n": own.n,
        "mean": plain(own.mean),
        "needed": own.needed,
        "lacking": own.lacking,
        "lacking_name": None if own.lacking is None else named(LACKING, own.lacking),
        "penalty": plain(own.penalty),
        "r2": plain(own.r2),
        "rows": rows,
        "matrix": matrix,
        **lines,
    }
