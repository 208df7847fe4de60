"""The gap of a SERVQUAL survey: perception minus expectation by item and dimension, with Cronbach's alpha."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from feedback_ai.measure.servqual import group_of, groups_in_order
from feedback_ai.measure.verdicts import mean_interval, verdict
from feedback_ai.schema.surveys import HIGHEST, ITEMS, LOWEST, N_ITEMS

MARGIN = 0.25
"""Gaps within a quarter of a point of 0 count as equal."""
WHOLE = "all"
"""The row over all dimensions, each with the same weight."""
REACH = float(HIGHEST - LOWEST)
COLUMNS = (
    *("group", "dimension", "item", "n", "expected", "perceived", "gap", "gap_low", "gap_high", "verdict"),
    *("alpha_expected", "alpha_perceived"),
)

Answers = npt.NDArray[np.float64]


def survey_gaps(answers: pd.DataFrame, by: str | None = None, margin: float = MARGIN) -> pd.DataFrame:
    """Gaps of a survey, overall or by group.

    A respondent's gap of a dimension is the mean over the items of which both sides were answered; the whole is the
    mean of the respondent's dimensions. Intervals are Student's, over respondents, and cover sampling only.

    Args:
        answers: A row a respondent: `feedback_id` (any id), `unit`, `touchpoint`, `channel`, `created_at`, `expected`
            and `perceived` (22 values from 1 to 7 each, None where left out).
        by: One of `servqual.GROUPS`; all respondents together if None.
        margin: Gaps within it count as equal, in points.

    Returns:
        A row a group and dimension (`item` is 0), each followed by its items (1-22), the whole (`all`) last: `n`
        respondents with both sides, means `expected` and `perceived`, `gap` with `gap_low` and `gap_high` (all in
        [-6, 6]; NaN where there is none), `verdict`, and for dimensions and the whole `alpha_expected` and
        `alpha_perceived`.

    Raises:
        OptionError: If `by` is none of `servqual.GROUPS`.
    """
    groups = group_of(answers, by)
    rows: list[dict[str, Any]] = []
    for name in groups_in_order(groups) if by else [""]:
        chosen = answers[answers["feedback_id"].map(groups).eq(name)]
        expected, perceived = (_matrix(chosen[side]) for side in ("expected", "perceived"))
        rows += [{"group": name, **row} for row in _rows(expected, perceived, margin)]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame if by else frame.drop(columns="group")


def cronbach_alpha(answers: Answers) -> float:
    """Cronbach's alpha (1951, Psychometrika 16, 297-334) of respondents who answered every item.

    Args:
        answers: (n_respondents, n_items), NaN where left out.

    Returns:
        At most 1, below 0 where items run against each other; NaN for fewer than two items or complete respondents,
        or where all respondents have the same sum.
    """
    complete = answers[~np.isnan(answers).any(axis=1)]
    n_respondents, n_items = complete.shape
    if n_respondents < 2 or n_items < 2:
        return math.nan
    total = float(np.var(complete.sum(axis=1), ddof=1))
    if math.isclose(total, 0.0, abs_tol=1e-12):
        return math.nan
    alpha = n_items / (n_items - 1) * (1 - float(np.var(complete, axis=0, ddof=1).sum()) / total)
    return min(float(alpha), 1.0)


def _matrix(column: "pd.Series[Any]") -> Answers:
    rows: Sequence[Sequence[float | None]] = list(column)
    values = [[math.nan if answer is None else answer for answer in row] for row in rows]
    return np.array(values, dtype=np.float64).reshape(len(values), N_ITEMS)


def _rows(expected: Answers, perceived: Answers, margin: float) -> Iterator[dict[str, Any]]:
    if not expected.size:
        return
    both = ~np.isnan(expected) & ~np.isnan(perceived)
    wanted, met = np.where(both, expected, np.nan), np.where(both, perceived, np.nan)
    means: dict[str, tuple[Answers, Answers]] = {}
    for dimension, items in ITEMS.items():
        columns = [item - 1 for item in items]
        means[dimension] = _means(wanted[:, columns]), _means(met[:, columns])
        yield _row(dimension, 0, *means[dimension], margin, _alphas(expected[:, columns], perceived[:, columns]))
        for item in items:
            yield _row(dimension, item, wanted[:, item - 1], met[:, item - 1], margin, {})
    whole = [_means(np.stack([pair[side] for pair in means.values()], axis=1)) for side in (0, 1)]
    yield _row(WHOLE, 0, whole[0], whole[1], margin, _alphas(expected, perceived))


def _means(values: Answers) -> Answers:
    """Mean of each row over what is there; NaN where nothing is."""
    known = ~np.isnan(values)
    sums, counts = np.where(known, values, 0.0).sum(axis=1), known.sum(axis=1)
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)


def _row(
    dimension: str, item: int, wanted: Answers, met: Answers, margin: float, alphas: Mapping[str, float]
) -> dict[str, Any]:
    known = ~np.isnan(wanted)
    gaps = (met - wanted)[known].tolist()
    gap, low, high = mean_interval(gaps)
    low, high = max(low, -REACH), min(high, REACH)
    return {
        "dimension": str(dimension),
        "item": item,
        "n": len(gaps),
        "expected": float(wanted[known].mean()) if gaps else math.nan,
        "perceived": float(met[known].mean()) if gaps else math.nan,
        "gap": gap,
        "gap_low": low,
        "gap_high": high,
        "verdict": str(verdict(low, high, n=len(gaps), margin=margin)),
        **alphas,
    }


def _alphas(expected: Answers, perceived: Answers) -> dict[str, float]:
    return {"alpha_expected": cronbach_alpha(expected), "alpha_perceived": cronbach_alpha(perceived)}
