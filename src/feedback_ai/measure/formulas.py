"""What indicators may be computed by: a closed set of named functions over labels, ratings, cases and imported series.

Each gives a frame of `period`, `group`, `value`, `n`, `low`, `high`, `missing`: where the value is not known, `missing`
names what lacks (a key of `MISSING`), and the value is NaN, never 0.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from feedback_ai.measure.register import Register
from feedback_ai.measure.servqual import CONFIDENCE, net_interval
from feedback_ai.schema.labels import Sentiment

FIGURES = ["period", "group", "value", "n", "low", "high", "missing"]
GROUPED = ["period", "group"]
SERIES = ["period", "unit", "value", "n"]
CASES = ["unit", "created_at", "first_response_h", "resolution_h", "followed_up"]

MISSING: dict[str, tuple[str, str]] = {
    "scale": (
        "no source is declared to have ratings of this kind ([[scale]] in the register)",
        "登记表中没有声明哪个来源的评分属于此类（[[scale]]）",
    ),
    "ratings": ("the sources declared for it have no ratings here", "已声明的来源在此没有评分"),
    "texts": ("there are no texts with a known sentiment", "没有情感已知的文本"),
    "analysed": ("there are no analysed texts", "没有已分析的文本"),
    "contacts": ("no contacts (measure import-series FILE --indicator contacts)", "未导入接触量"),
    "cases": ("there are no case times, and no series was imported", "没有投诉的时间，也未导入数据"),
    "series": ("no series was imported (measure import-series)", "未导入数据"),
    "parts": (
        "the series was imported by unit only and without n: it has no total",
        "数据仅按单位导入且无样本量，无法合计",
    ),
}


@dataclass(frozen=True)
class Inputs:
    """What formulas read.

    Attributes:
        texts: As `services.evidence.Evidence.texts`, with `complaint` (bool), `period` and `group` added.
        cases: A row a case: `period`, `group`, `first_response_h`, `resolution_h` (hours; NaN where it has not come to
            that), `followed_up` (NA where not known); None where no case times are kept.
        series: Imported values by name: `period`, `unit`, `value`, `n`.
        register: The scales of ratings.
        by: What figures are given by: "unit", "touchpoint" or "channel"; all together if None.
    """

    texts: pd.DataFrame
    cases: pd.DataFrame | None
    series: dict[str, pd.DataFrame]
    register: Register
    by: str | None

    def series_of(self, name: str) -> pd.DataFrame:
        """An imported series in the form of figures: by unit as it is, or as totals; it has no other groups."""
        found = self.series.get(name, pd.DataFrame(columns=SERIES)).rename(columns={"unit": "group"})
        found = found.assign(low=np.nan, high=np.nan, missing=None)
        if self.by is not None:
            return found[(found["group"] != "") & (self.by == "unit")][FIGURES]
        whole = found[found["group"] == ""]
        units = found[(found["group"] != "") & ~found["period"].isin(whole["period"])]
        totals = [_total(str(period), own, add=name == "contacts") for period, own in units.groupby("period")]
        return pd.concat([whole[FIGURES], *totals], ignore_index=True) if totals else whole[FIGURES]


Formula = Callable[[Inputs], pd.DataFrame]


def nothing(missing: str) -> pd.DataFrame:
    """One row that tells what lacks for all periods."""
    row = {"period": "", "group": "", "value": np.nan, "n": np.nan, "low": np.nan, "high": np.nan, "missing": missing}
    return pd.DataFrame([row], columns=FIGURES)


def nps(inputs: Inputs) -> pd.DataFrame:
    """Net Promoter Score: percentage of 9 and 10 minus percentage of 0 to 6 (Reichheld 2003)."""
    rated, missing = _rated(inputs, "nps")
    return nothing(missing) if missing else _net(rated, rated["rating"] >= 9, rated["rating"] <= 6)


def csat(inputs: Inputs) -> pd.DataFrame:
    """Percentage of ratings that are satisfied by their source's scale."""
    rated, missing = _rated(inputs, "csat")
    cuts = {scale.source: scale.satisfied for scale in inputs.register.scale}
    return (
        nothing(missing) if missing else _share(rated, rated["rating"] >= rated["source"].map(cuts).astype("float64"))
    )


def ces(inputs: Inputs) -> pd.DataFrame:
    """Mean Customer Effort Score, with Student's interval; none where all ratings are alike, which tell no scatter."""
    from scipy.stats import t

    rated, missing = _rated(inputs, "ces")
    if missing:
        return nothing(missing)
    figures = rated.groupby(GROUPED)["rating"].agg(value="mean", n="size", sd="std").reset_index()
    scatter = figures["sd"].where(figures["sd"] > 0)
    half = t.ppf((1 + CONFIDENCE) / 2, (figures["n"] - 1).clip(lower=1)) * scatter / np.sqrt(figures["n"])
    return figures.assign(low=figures["value"] - half, high=figures["value"] + half, missing=None)[FIGURES]


def net_sentiment(inputs: Inputs) -> pd.DataFrame:
    """Percentage of positive minus percentage of negative texts, of those whose sentiment is known."""
    known = inputs.texts[inputs.texts["sentiment"].notna()]
    if known.empty:
        return nothing("texts")
    return _net(known, known["sentiment"] == Sentiment.POSITIVE, known["sentiment"] == Sentiment.NEGATIVE)


def decided_texts(inputs: Inputs) -> pd.DataFrame:
    """Percentage of analysed texts whose sentiment, intent and severity are all known: the model abstained from none.

    What people said in its place is known, too.
    """
    if inputs.texts.empty:
        return nothing("analysed")
    return _share(inputs.texts, inputs.texts[["sentiment", "intent", "severity"]].notna().all(axis="columns"))


def complaints_per_1000_contacts(inputs: Inputs) -> pd.DataFrame:
    """Complaints on 1,000 contacts, with the exact Poisson interval (Garwood 1936), by statsmodels.

    Where contacts are known by unit only, the rate of all is that of the units with contacts.
    """
    from statsmodels.stats.rates import confint_poisson

    contacts = inputs.series_of("contacts")
    contacts = contacts[contacts["value"] > 0][[*GROUPED, "value"]].rename(columns={"value": "contacts"})
    if contacts.empty:
        return nothing("contacts")
    counted = _of_known_contacts(inputs).groupby(GROUPED)["complaint"].sum().rename("complaints").reset_index()
    figures = contacts.merge(counted, on=GROUPED, how="outer")
    known = figures["contacts"].notna()
    figures["missing"] = pd.Series("contacts", index=figures.index).astype(object).mask(known, None)
    # Where customers were met and nobody complained, the rate is known to be low, not unknown.
    complaints = figures["complaints"].fillna(0).astype("float64")
    exposure = figures["contacts"].astype("float64") / 1000
    low, high = confint_poisson(complaints, exposure.fillna(1), method="exact-c", alpha=1 - CONFIDENCE)
    low = np.where(complaints == 0, 0.0, low)
    figures = figures.assign(value=complaints / exposure, n=figures["contacts"])
    return figures.assign(low=np.where(known, low, np.nan), high=np.where(known, high, np.nan))[FIGURES]


def first_response(inputs: Inputs) -> pd.DataFrame:
    """Median hours from receipt to the first response."""
    return _median(inputs, "first_response_h")


def resolution_time(inputs: Inputs) -> pd.DataFrame:
    """Median hours from receipt to the end of the case, of those that were answered."""
    return _median(inputs, "resolution_h")


def follow_up_rate(inputs: Inputs) -> pd.DataFrame:
    """Percentage of cases that were followed up, of those of which it is known."""
    known = None if inputs.cases is None else inputs.cases[inputs.cases["followed_up"].notna()]
    return nothing("cases") if known is None or known.empty else _share(known, known["followed_up"].astype(bool))


def series(inputs: Inputs) -> pd.DataFrame:
    """Nothing but what was imported."""
    return nothing("series")


FORMULAS: dict[str, Formula] = {
    one.__name__: one
    for one in (
        nps,
        csat,
        ces,
        net_sentiment,
        decided_texts,
        complaints_per_1000_contacts,
        first_response,
        resolution_time,
        follow_up_rate,
        series,
    )
}


def _of_known_contacts(inputs: Inputs) -> pd.DataFrame:
    """The texts without those of units whose contacts are missing from a total."""
    raw = inputs.series["contacts"]
    if inputs.by is not None:
        return inputs.texts
    whole, keys = set(raw.loc[raw["unit"] == "", "period"]), set(zip(raw["period"], raw["unit"], strict=True))
    by_unit = set(raw["period"]) - whole
    own = zip(inputs.texts["period"], inputs.texts["unit"], strict=True)
    return inputs.texts[[key[0] not in by_unit or key in keys for key in own]]


def _rated(inputs: Inputs, kind: str) -> tuple[pd.DataFrame, str | None]:
    sources = inputs.register.sources_of(kind)
    rated = inputs.texts[inputs.texts["source"].isin(sources) & inputs.texts["rating"].notna()]
    rated = rated.astype({"rating": "float64"})
    return rated, "scale" if not sources else "ratings" if rated.empty else None


def _net(texts: pd.DataFrame, good: "pd.Series[bool]", bad: "pd.Series[bool]") -> pd.DataFrame:
    counted = (
        texts[GROUPED]
        .assign(good=good, bad=bad)
        .groupby(GROUPED)
        .agg(n=("good", "size"), good=("good", "sum"), bad=("bad", "sum"))
    )
    n, plus, minus = (counted[name].to_numpy(dtype=np.float64) for name in ("n", "good", "bad"))
    low, high = net_interval(minus, plus, n)
    value = 100 * (plus - minus) / n
    figures = counted.reset_index().assign(value=value, low=np.minimum(low, value), high=np.maximum(high, value))
    return figures.assign(missing=None)[FIGURES]


def _share(rows: pd.DataFrame, holds: "pd.Series[bool]") -> pd.DataFrame:
    from statsmodels.stats.proportion import proportion_confint

    counted = rows[GROUPED].assign(holds=holds).groupby(GROUPED)["holds"].agg(n="size", count="sum").reset_index()
    low, high = proportion_confint(
        counted["count"].to_numpy(), counted["n"].to_numpy(), alpha=1 - CONFIDENCE, method="wilson"
    )
    return counted.assign(value=100 * counted["count"] / counted["n"], low=100 * low, high=100 * high, missing=None)[
        FIGURES
    ]


def _median(inputs: Inputs, column: str) -> pd.DataFrame:
    """Medians with the interval of order statistics (Conover 1999, Practical Nonparametric Statistics, 3.2)."""
    from scipy.stats import binom

    known = None if inputs.cases is None else inputs.cases[inputs.cases[column].notna()]
    if known is None or known.empty:
        return nothing("cases")
    rows: list[dict[str, Any]] = []
    for (period, group), own in known.groupby(GROUPED):
        values = np.sort(own[column].to_numpy(dtype=np.float64))
        n = len(values)
        rank = int(binom.ppf((1 - CONFIDENCE) / 2, n, 0.5))  # the interval is from this one to as many from the end
        ends = (values[rank - 1], values[n - rank]) if rank else (np.nan, np.nan)
        row = {"period": period, "group": group, "value": float(np.median(values)), "n": n}
        rows.append(row | {"low": ends[0], "high": ends[1], "missing": None})
    return pd.DataFrame(rows, columns=FIGURES)


def _total(period: str, units: pd.DataFrame, *, add: bool) -> pd.DataFrame:
    """One row for all units: the sum of what counts, else the mean by n."""
    n = units["n"].astype("float64")
    row = {"period": period, "group": "", "value": np.nan, "n": n.sum(), "low": np.nan, "high": np.nan, "missing": None}
    if add:
        row |= {"value": units["value"].sum(), "n": np.nan}
    elif n.notna().all() and n.sum() > 0:
        row |= {"value": float((units["value"] * n).sum() / n.sum())}
    else:
        row |= {"n": np.nan, "missing": "parts"}
    return pd.DataFrame([row], columns=FIGURES)
