"""Indicators and service standards of a store."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from feedback_ai.errors import OptionError, SettingError
from feedback_ai.measure.complaints import is_complaint
from feedback_ai.measure.formulas import MISSING
from feedback_ai.measure.indicators import JUDGED, VERDICTS, figures_of, indicator_rows, inputs_of
from feedback_ai.measure.journey import Journey, load_journey
from feedback_ai.measure.periods import parse_period, spanning, utc
from feedback_ai.measure.register import ELEMENT_NAMES, KIND_NAMES, Indicator, Register, Standard, load_register
from feedback_ai.measure.servqual import group_name
from feedback_ai.measure.standards import Compliance, compliance
from feedback_ai.schema.names import Lang
from feedback_ai.services.case_times import case_times
from feedback_ai.services.evidence import label_versions, load_evidence
from feedback_ai.services.plain import named, plain_rows
from feedback_ai.services.series import load_series
from feedback_ai.settings import Settings, get_settings
from feedback_ai.store import Store
from feedback_ai.store.records import EvidenceFilter

GIVEN_BY = ("unit", "touchpoint", "channel")
CASE_COLUMNS = {"first_response": "first_response_h", "resolution_time": "resolution_h"}
"""Formulas of which each single case is a time that a standard was met or not."""


@dataclass(frozen=True)
class IndicatorReport:
    """Indicators and standards.

    Attributes:
        rows: As `measure.indicators.indicator_rows`, in the order of the register.
        standards: How each standard is kept.
        by: What the rows are divided by, if by anything.
        register: The register in force.
        journey: The journey, for the names of touchpoints.
        n_texts: Analysed texts of the time asked for.
        n_undated: How many of these have no time, and so are in no period.
        versions: Versions of model and label set that gave the labels.
    """

    rows: pd.DataFrame
    standards: tuple[Compliance, ...]
    by: str | None
    register: Register
    journey: Journey
    n_texts: int
    n_undated: int
    versions: tuple[str, ...]

    def document(self) -> dict[str, Any]:
        """The report as JSON takes it."""
        known = {indicator.name: indicator for indicator in self.register.indicator}
        return {
            "by": self.by,
            "n_texts": self.n_texts,
            "n_undated": self.n_undated,
            "versions": list(self.versions),
            "rows": [self._row(known[row["indicator"]], row) for row in plain_rows(self.rows)],
            "standards": [self._standard(one) for one in self.standards],
        }

    def group_names(self, group: str) -> dict[str, str] | None:
        """The names of a group for people; None of all together."""
        if self.by is None:
            return None
        label = self.journey.label_of if self.by == "touchpoint" else lambda name, lang: name
        return {lang: group_name(label(group, lang), lang) for lang in get_args(Lang)}

    def _row(self, indicator: Indicator, row: Mapping[str, Any]) -> dict[str, Any]:
        return {
            **row,
            "name": indicator.labels.model_dump(),
            "kind": indicator.kind,
            "kind_name": named(KIND_NAMES, indicator.kind),
            "group_name": self.group_names(row["group"]) if row["period"] else None,
            "missing_name": None if row["missing"] is None else named(MISSING, row["missing"]),
            "verdict_name": None if row["verdict"] is None else named(VERDICTS, row["verdict"]),
            "judged_name": None if row["judged"] is None else named(JUDGED, row["judged"]),
            **indicator.model_dump(include={"direction", "unit", "benchmark_source", "owner"}),
        }

    def _standard(self, one: Compliance) -> dict[str, Any]:
        standard = one.standard
        figures = ("n", "met", "share", "low", "high", "every_time", "average", "average_met", "due", "overdue")
        return {
            "standard": standard.name,
            "name": standard.labels.model_dump(),
            "touchpoint": standard.touchpoint,
            "touchpoint_name": {lang: self.journey.label_of(standard.touchpoint, lang) for lang in get_args(Lang)},
            "element_name": named(ELEMENT_NAMES, standard.element),
            **standard.model_dump(include={"element", "measure", "target", "direction", "by", "review", "owner"}),
            **{name: getattr(one, name) for name in figures},
        }


def indicators(
    store: Store,
    *,
    start: datetime | None = None,
    end: datetime | None = None,
    by: str | None = None,
    today: date | None = None,
    settings: Settings | None = None,
) -> IndicatorReport:
    """The indicators of the register, period by period, and how its standards are kept.

    Args:
        store: The store.
        start: Earliest time, inclusive; naive times are UTC. A period that it cuts has only what lies behind it, and an
            imported value of it is left out.
        end: Latest time, exclusive; alike.
        by: "unit", "touchpoint" or "channel"; all together if None.
        today: The day on which standards are judged due or overdue; today (UTC) if None.
        settings: Settings in force; the process's own if None.

    Raises:
        OptionError: If `by` is unknown, or the time ends before it starts.
        SettingError: If the register or the journey cannot be used.
        StoreError: If the store cannot be read.
    """
    if by is not None and by not in GIVEN_BY:
        raise OptionError(f"Indicators cannot be given by {by!r}.", hint="Choose how to divide.", options=GIVEN_BY)
    settings = settings or get_settings()
    if start is not None and end is not None:
        spanning(start, end)  # refuses a time that ends before it starts
    register, journey = load_register(settings.indicators), load_journey(settings.journey)
    if settings.journey is not None:
        _check_touchpoints(register, journey, settings)
    evidence = load_evidence(store, EvidenceFilter(created_from=start, created_to=end), settings=settings)
    texts = evidence.texts.assign(complaint=is_complaint(evidence.texts, evidence.mentions))
    cases = case_times(store, evidence, settings)
    names = register.series_names()
    series = {name: _within(values, start, end) for name, values in load_series(store, names).items()}
    rows = [_rows(one, texts, series, register, by, cases) for one in register.indicator]
    kept = [one for one in rows if len(one)]
    measured = {indicator.name: indicator for indicator in register.indicator}
    today = today or datetime.now(UTC).date()
    return IndicatorReport(
        rows=pd.concat(kept, ignore_index=True) if kept else pd.DataFrame(columns=["indicator"]),
        standards=tuple(
            compliance(one, _times(one, measured[one.measure], texts, series, register, cases), today)
            for one in register.standard
        ),
        by=by,
        register=register,
        journey=journey,
        n_texts=len(texts),
        n_undated=int(texts["created_at"].isna().sum()),
        versions=tuple(f"{model} / {labels}" for model, labels in sorted(label_versions(evidence))),
    )


def _check_touchpoints(register: Register, journey: Journey, settings: Settings) -> None:
    """Make sure that standards hold at touchpoints of one's own journey; the built-in one knows nobody's for sure."""
    for number, standard in enumerate(register.standard, 1):
        if standard.touchpoint not in journey.names:
            raise SettingError(
                f"{settings.indicators}, standard {number} ({standard.name!r}), touchpoint: "
                f"the journey has no {standard.touchpoint!r}.",
                hint="Correct it, or add it to the file that FEEDBACK_AI_JOURNEY names.",
                options=journey.names,
            )


def _rows(
    indicator: Indicator,
    texts: pd.DataFrame,
    series: Mapping[str, pd.DataFrame],
    register: Register,
    by: str | None,
    cases: pd.DataFrame | None,
) -> pd.DataFrame:
    def figures(divided: str | None) -> pd.DataFrame:
        inputs = inputs_of(texts, series, register, kind=indicator.period, by=divided, cases=cases)
        return figures_of(indicator, inputs)

    return indicator_rows(indicator, figures(by), figures("unit"))


def _times(
    standard: Standard,
    indicator: Indicator,
    texts: pd.DataFrame,
    series: Mapping[str, pd.DataFrame],
    register: Register,
    cases: pd.DataFrame | None,
) -> npt.NDArray[np.float64]:
    """What was measured of a standard at its touchpoint, each time: a case, else a period and unit, else a period.

    NaN of a case that is closed without it, as one without a response.
    """
    here = texts[texts["touchpoint"] == standard.touchpoint]
    own = None if cases is None else cases[cases["touchpoint"] == standard.touchpoint]
    if own is not None and indicator.formula in CASE_COLUMNS:
        known = own[CASE_COLUMNS[indicator.formula]].astype(float)
        # What is open for longer than the standard allows has missed it already.
        waiting = own["waiting_h"].astype(float)
        told = known.fillna(waiting.where(waiting > standard.target))
        return np.asarray(told[told.notna() | waiting.isna()], dtype=np.float64)
    for by in ("unit", None):
        inputs = inputs_of(here, series, register, kind=indicator.period, by=by, cases=own)
        values = figures_of(indicator, inputs)["value"].dropna()
        if len(values):
            break
    return values.to_numpy(dtype=np.float64)


def _within(values: pd.DataFrame, start: datetime | None, end: datetime | None) -> pd.DataFrame:
    """The values whose whole period lies in a time."""
    periods = [parse_period(name) for name in values["period"]]
    inside = [
        (start is None or period.start >= utc(start)) and (end is None or period.end <= utc(end)) for period in periods
    ]
    return values[pd.Series(inside, index=values.index, dtype=bool)].reset_index(drop=True)
