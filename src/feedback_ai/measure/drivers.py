"""What moves an outcome (a rating, say): leave-one-out impact, and a ridge regression on what texts judge.

Both describe what goes together, not what causes what: who is angry about the price also scolds the staff.
Intervals are percentile bootstraps over customers (texts of one customer are drawn together), widened to hold the
estimate where they do not. They cover sampling; labels that the model reads wrongly draw both figures toward 0.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from feedback_ai.measure.servqual import CONFIDENCE, text_stances
from feedback_ai.schema.labels import Facet, Sentiment

Figures = npt.NDArray[np.float64]

MIN_TEXTS = 100
"""Texts with an outcome below which nothing is told."""
MIN_MENTIONS = 10
"""Texts that must judge a facet in one way, and as many that do not, for it to be a driver."""
TEXTS_A_DRIVER = 10
"""Texts with an outcome that each driver of the regression needs (ten events a variable: Harrell 2015, 4.4)."""
DRAWS = 400
SEED = 20260101
PENALTIES = np.logspace(-2, 4, 25)
FOLDS = 5
STANCES = {-1: Sentiment.NEGATIVE, 1: Sentiment.POSITIVE}
LACKING: dict[str, tuple[str, str]] = {
    "texts": ("too few texts with an outcome", "有结果值的文本太少"),
    "mentions": (
        f"no facet is judged in one way by at least {MIN_MENTIONS} texts and not so by as many",
        f"没有任何方面被至少 {MIN_MENTIONS} 条文本同向评价、且另有同样多的文本不这样评价",
    ),
    "variation": ("the outcome is the same everywhere", "结果值全部相同"),
}
COLUMNS = [
    *("facet", "sentiment", "n", "mean_with", "impact", "impact_low", "impact_high"),
    *("coefficient", "coefficient_low", "coefficient_high"),
]


@dataclass(frozen=True)
class Drivers:
    """Drivers of an outcome.

    Attributes:
        rows: A row a facet and polarity with enough mentions, the strongest impact first: `facet`, `sentiment`, `n`
            (texts that judge it so), `mean_with` (mean outcome of these), `impact` (mean of all texts minus the mean
            without these: what they add to the mean), `coefficient` (of the ridge regression: what the text's outcome
            is higher by, other judgements being equal), each with `_low` and `_high`.
        importance: A row a facet: `facet`, `importance` (coefficient of positive minus that of negative; one that had
            too few mentions counts 0), `importance_low`, `importance_high`.
        n: Texts with an outcome.
        mean: Their mean outcome; NaN where there are none.
        needed: Texts with an outcome that are needed.
        lacking: Why there are no rows (a key of `LACKING`); None where there are.
        penalty: Ridge penalty that cross-validation chose; NaN where there are no rows.
        r2: Share of variance that cross-validated predictions explain; may be negative.
    """

    rows: pd.DataFrame
    importance: pd.DataFrame
    n: int
    mean: float
    needed: int
    lacking: str | None
    penalty: float
    r2: float


def find_drivers(
    outcome: "pd.Series[float]", mentions: pd.DataFrame, customers: "pd.Series[Any] | None" = None
) -> Drivers:
    """Find what moves an outcome.

    Args:
        outcome: By feedback id; NaN is left out.
        mentions: As `services.evidence.Evidence.mentions`; texts that judge nothing are kept, as those that do not.
        customers: Customer (or None) by feedback id; all texts are of customers of their own if not given.
    """
    known = outcome.dropna().astype("float64")
    judged = _judged(known.index, mentions)
    n = len(known)
    columns: list[Any] = judged.columns.to_list()
    needed = max(MIN_TEXTS, TEXTS_A_DRIVER * len(columns))
    lacking = "texts" if n < needed else "mentions" if not columns else "variation" if known.nunique() < 2 else None
    if lacking is not None:
        nothing = pd.DataFrame(columns=COLUMNS)
        importance = pd.DataFrame(columns=["facet", "importance", "importance_low", "importance_high"])
        mean = float(known.mean()) if n else np.nan
        return Drivers(nothing, importance, n, mean, needed, lacking, np.nan, np.nan)
    x, y = judged.to_numpy(dtype=np.float64), np.asarray(known, dtype=np.float64)
    penalty, r2 = _choose_penalty(x, y)
    drawn = [_figures(x, y, weights, penalty) for weights in _draws(known.index, customers)]
    estimate = _figures(x, y, np.ones(n), penalty)
    low, high = _interval(np.array(drawn), estimate)
    with_ = [float(y[x[:, column] == 1].mean()) for column in range(x.shape[1])]
    rows = pd.DataFrame(columns, columns=["facet", "sentiment"]).assign(
        n=x.sum(axis=0).astype("int64"), mean_with=with_
    )
    for place, name in enumerate(("impact", "coefficient")):
        rows[name], rows[f"{name}_low"], rows[f"{name}_high"] = estimate[place], low[place], high[place]
    ordered = rows.sort_values("impact", key=lambda column: -column.abs(), kind="stable", ignore_index=True)
    importance = _importance(columns, estimate[1], np.array([one[1] for one in drawn]))
    return Drivers(ordered[COLUMNS], importance, n, float(y.mean()), needed, None, penalty, r2)


def _judged(ids: pd.Index, mentions: pd.DataFrame) -> pd.DataFrame:
    """A column a facet and polarity with enough texts: 1 where the text judges it so."""
    stances = text_stances(mentions)
    stances = stances[stances["feedback_id"].isin(ids)]
    found = {}
    for facet in Facet:
        own = stances[stances["facet"] == facet].set_index("feedback_id")["stance"].reindex(ids, fill_value=0)
        for stance, sentiment in STANCES.items():
            holds = own == stance
            if MIN_MENTIONS <= holds.sum() <= len(ids) - MIN_MENTIONS:
                found[str(facet), str(sentiment)] = holds.astype("float64")
    return pd.DataFrame(found, index=ids)


def _choose_penalty(x: Figures, y: Figures) -> tuple[float, float]:
    """The penalty whose predictions are best in cross-validation, and the share of variance they explain."""
    from sklearn.linear_model import Ridge
    from sklearn.model_selection import GridSearchCV, KFold, cross_val_predict

    folds = KFold(FOLDS, shuffle=True, random_state=0)
    search = GridSearchCV(Ridge(), {"alpha": PENALTIES}, cv=folds, scoring="neg_mean_squared_error").fit(x, y)
    predicted = cross_val_predict(search.best_estimator_, x, y, cv=folds)
    return float(search.best_params_["alpha"]), float(1 - ((y - predicted) ** 2).sum() / ((y - y.mean()) ** 2).sum())


def _draws(ids: pd.Index, customers: "pd.Series[Any] | None") -> Iterator[Figures]:
    """How often each text is in a bootstrap sample of customers, (n_texts,), `DRAWS` times."""
    owner = pd.Series(ids, index=ids, dtype=object)
    if customers is not None:
        named = customers.reindex(ids)
        owner = owner.where(named.isna(), named)
    places, _ = pd.factorize(owner)
    n = int(places.max()) + 1
    generator = np.random.default_rng(SEED)
    for _ in range(DRAWS):
        yield np.bincount(generator.integers(n, size=n), minlength=n)[places].astype(np.float64)


def _figures(x: Figures, y: Figures, weights: Figures, penalty: float) -> Figures:
    """Impacts and ridge coefficients of a weighted sample, (2, n_drivers)."""
    total = weights.sum()
    mean = float(weights @ y) / total
    of = weights @ x
    left = np.maximum(total - of, 1e-9)  # a draw in which every text has it leaves no text without
    impact = np.where(total - of > 0, mean - (total * mean - (weights * y) @ x) / left, np.nan)
    weighted = (x * weights[:, None]).T
    gram = weighted @ x - np.outer(of, of) / total + penalty * np.eye(x.shape[1])
    return np.array([impact, np.linalg.solve(gram, weighted @ y - of * mean)])


def _interval(drawn: Figures, estimate: Figures) -> tuple[Figures, Figures]:
    ends = (100 * (1 - CONFIDENCE) / 2, 100 * (1 + CONFIDENCE) / 2)
    low, high = np.nanpercentile(drawn, ends, axis=0)
    return np.minimum(low, estimate), np.maximum(high, estimate)


def _importance(columns: list[tuple[str, str]], coefficients: Figures, drawn: Figures) -> pd.DataFrame:
    rows = []
    for facet in dict.fromkeys(facet for facet, _ in columns):
        signs = np.array(
            [(own == facet) * (1 if sentiment == Sentiment.POSITIVE else -1) for own, sentiment in columns]
        )
        value = np.array(float(signs @ coefficients))
        low, high = _interval(drawn @ signs, value)
        rows.append((facet, float(value), float(low), float(high)))
    return pd.DataFrame(rows, columns=["facet", "importance", "importance_low", "importance_high"])
