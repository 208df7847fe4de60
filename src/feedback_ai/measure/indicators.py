"""Indicators: each against its target and its benchmark, period by period."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from feedback_ai.measure.causes import wilson
from feedback_ai.measure.formulas import FIGURES, FORMULAS, GROUPED, Inputs
from feedback_ai.measure.periods import parse_period
from feedback_ai.measure.register import BEST_UNIT, Indicator, PeriodKind, Register

COLUMNS = [
    *("indicator", "period", "group", "value", "n", "low", "high", "basis", "missing"),
    *("target", "verdict", "judged", "benchmark", "benchmark_unit"),
]
MIN_BEST = 30
"""Texts, cases or contacts that a unit must have to be the benchmark of others: the best of small ones is chance."""

VERDICTS: dict[str, tuple[str, str]] = {
    "met": ("met", "达标"),
    "not_met": ("not met", "未达标"),
    "undecided": ("undecided", "未定"),
}
JUDGED: dict[str, tuple[str, str]] = {
    "interval": ("by its interval", "按区间判定"),
    "as_imported": ("as imported: without n, it is judged as it stands", "按导入值判定：无样本量，无区间"),
    "no_interval": ("too few to give an interval, so that nothing is decided", "样本太少或无区间，无法判定"),
}
"""By what a verdict is given."""


def period_of(times: "pd.Series[Any]", kind: PeriodKind) -> "pd.Series[Any]":
    """The names of the periods that hold moments, as `periods.parse_period` reads them; NaN where unknown."""
    names: pd.Series[Any]
    if kind == "quarter":
        names = times.dt.strftime("%Y") + "Q" + times.dt.quarter.astype("Int64").astype("string")
    else:
        names = times.dt.strftime({"week": "%GW%V", "month": "%Y-%m", "year": "%Y"}[kind])
    return names


def inputs_of(
    texts: pd.DataFrame,
    series: Mapping[str, pd.DataFrame],
    register: Register,
    *,
    kind: PeriodKind,
    by: str | None,
    cases: pd.DataFrame | None = None,
) -> Inputs:
    """What formulas read, for one kind of period.

    Args:
        texts: As `services.evidence.Evidence.texts`, with `complaint` (bool) added; those of unknown time are left out.
        series: Imported values by name: `period` (of any kind), `unit` ("" for all), `value`, `n`.
        register: Indicators and scales.
        kind: The kind of period.
        by: "unit", "touchpoint" or "channel", and records without one are left out; all together if None.
        cases: A row a case: `unit`, `touchpoint`, `channel`, `created_at`, `first_response_h`, `resolution_h`,
            `followed_up`; see `formulas.Inputs`.
    """

    def placed(frame: pd.DataFrame) -> pd.DataFrame:
        group = "" if by is None else frame[by].astype(object).where(frame[by].notna(), "")
        named = frame.assign(period=period_of(frame["created_at"], kind), group=group)
        return named[named["period"].notna() & ((named["group"] != "") | (by is None))]

    def is_kind(name: str) -> bool:
        return bool(period_of(pd.Series([parse_period(name).start]), kind)[0] == name)

    of_kind = {
        name: values[values["period"].map(lambda period: is_kind(str(period))).astype(bool)]
        for name, values in series.items()
    }
    return Inputs(placed(texts), None if cases is None else placed(cases), of_kind, register, by)


def figures_of(indicator: Indicator, inputs: Inputs) -> pd.DataFrame:
    """The figures of an indicator: of its formula, and where that has none, what was imported under its name.

    Returns:
        Columns of `formulas.FIGURES` and `basis` ("stored" or "imported"), by period and group. A single row with an
        empty period where nothing is known of any.
    """
    own = FORMULAS[indicator.formula](inputs).assign(basis="stored")
    imported = _with_interval(indicator, inputs.series_of(indicator.name)).assign(basis="imported")
    known = own[own["missing"].isna()]
    more = imported.merge(known[GROUPED].assign(known=True), on=GROUPED, how="left")
    more = more[more["known"].isna()].drop(columns="known")
    rest = own[own["missing"].notna()].merge(more[GROUPED].assign(told=True), on=GROUPED, how="left")
    rest = rest[rest["told"].isna() & ((rest["period"] != "") | (known.empty and more.empty))].drop(columns="told")
    rest["basis"] = None
    parts = [one for one in (known, more, rest) if len(one)]
    found = pd.concat([one.astype(object) for one in parts], ignore_index=True)
    floats = dict.fromkeys(("value", "n", "low", "high"), "float64")
    return found.sort_values(GROUPED, ignore_index=True)[[*FIGURES, "basis"]].astype(floats)


def indicator_rows(indicator: Indicator, figures: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """The figures of an indicator against its target and its benchmark.

    Args:
        indicator: Which.
        figures: As `figures_of` gives them.
        units: The same by unit: what the best unit is chosen from, of those with at least `MIN_BEST`.

    Returns:
        A row a period and group: `COLUMNS`. `verdict` is "met", "not_met", or "undecided" where the interval holds
        the target, or is not known; None without a target or a value. `judged` tells by what: a key of `JUDGED`.
    """
    rows = figures.assign(indicator=indicator.name, target=indicator.target, benchmark=np.nan, benchmark_unit=None)
    if indicator.benchmark == BEST_UNIT:
        best = {period: _best(own, indicator) for period, own in units.groupby("period")}
        found = [best.get(period) or (np.nan, None) for period in rows["period"]]
        rows["benchmark"] = [value for value, _ in found]
        rows["benchmark_unit"] = pd.Series([unit for _, unit in found], index=rows.index, dtype=object)
    elif indicator.benchmark is not None:
        rows["benchmark"] = float(indicator.benchmark)
    rows["target"] = rows["target"].astype("float64")
    figured = rows[["value", "low", "high"]].itertuples(index=False, name=None)
    whole = (rows["basis"] == "imported") & rows["n"].isna()
    verdicts = [verdict(indicator, *one, whole=own) for one, own in zip(figured, whole, strict=True)]
    rows["verdict"] = pd.Series([word for word, _ in verdicts], index=rows.index, dtype=object)
    rows["judged"] = pd.Series([by for _, by in verdicts], index=rows.index, dtype=object)
    return rows[COLUMNS]


def verdict(
    indicator: Indicator, value: float, low: float, high: float, *, whole: bool = False
) -> tuple[str | None, str | None]:
    """Whether a value meets the target, and by what that is told: keys of `VERDICTS` and `JUDGED`, or None.

    Args:
        indicator: Target and direction.
        value: The value.
        low: Lower end of its interval; NaN where it has none.
        high: Upper end.
        whole: Whether the value is no sample's, so that it needs no interval.
    """
    if indicator.target is None or np.isnan(value):
        return None, None
    by = "as_imported" if whole else "no_interval" if np.isnan(low) or np.isnan(high) else "interval"
    if by == "no_interval" or low < indicator.target < high:
        return "undecided", by
    met = value >= indicator.target if indicator.direction == "higher" else value <= indicator.target
    return "met" if met else "not_met", by


def _with_interval(indicator: Indicator, imported: pd.DataFrame) -> pd.DataFrame:
    """Imported shares of a known n with Wilson's interval; of other values the scatter is not known."""
    share = (imported["n"].astype("float64") >= 1) & imported["value"].astype("float64").between(0, 100)
    if not indicator.is_percent or indicator.share is False or not share.any():
        return imported
    known = imported[share].astype({"value": "float64", "n": "float64"})
    low, high = wilson(known["value"] / 100 * known["n"], known["n"])
    ends = (("low", pd.Series(100 * low, index=known.index)), ("high", pd.Series(100 * high, index=known.index)))
    return imported.assign(**{name: imported[name].astype("float64").fillna(end) for name, end in ends})


def _best(units: pd.DataFrame, indicator: Indicator) -> tuple[float, str] | None:
    enough = units[(units["n"] >= MIN_BEST) & units["value"].notna()].sort_values(["value", "group"])
    if enough.empty:
        return None
    row = enough.iloc[-1 if indicator.direction == "higher" else 0]
    return float(row["value"]), str(row["group"])
