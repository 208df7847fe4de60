"""SERVQUAL scores: what customers' judgements of the five dimensions come to, with intervals.

Intervals cover sampling only: that other customers might have written. They do not cover the errors of the model that
gave the labels; its card says how large those are.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from feedback_ai.errors import OptionError
from feedback_ai.schema.labels import SERVQUAL, Sentiment
from feedback_ai.schema.names import Lang

GROUPS = ("unit", "touchpoint", "channel", "week", "month")
"""What figures can be given by."""
NONE_NAMES = {"en": "(none)", "zh": "（未填）"}
CONFIDENCE = 0.95
Z = 1.959963984540054
"""Standard normal quantile of a two-sided 95 % interval."""
STANCES = ("negative", "neutral", "positive")
MIDDLE, REACH = 4.0, 3.0
"""A net of 0 is the middle of the 1-7 scale, -100 and 100 are its ends."""
SIGNS = {Sentiment.NEGATIVE: -1, Sentiment.NEUTRAL: 0, Sentiment.POSITIVE: 1}

Figures = npt.NDArray[np.float64]


def servqual_scores(texts: pd.DataFrame, mentions: pd.DataFrame, by: str | None = None) -> pd.DataFrame:
    """Scores of the five dimensions, overall or by group.

    A text counts once a dimension: its stance is the sign of the sum over its segments (-1 negative, 0 neutral,
    1 positive), so that a complaint and a praise of the same dimension make it neutral.

    Args:
        texts: As `services.evidence.Evidence.texts`.
        mentions: As `services.evidence.Evidence.mentions`; of the same records.
        by: One of `GROUPS`; all texts together if None. By week or month, texts of unknown time are left out, and
            weeks or months without texts have no rows.

    Returns:
        A row a group and dimension, groups in order of name ("2026-W31", "2026-07"; "" for records that name none is
        last), dimensions in the order of the label set, all of them even where nothing judges them:

        - `group`: only with `by`.
        - `dimension`.
        - `n`: texts that judge it; `negative`, `neutral`, `positive`: how many of them do so in which way.
        - `net`: percentage of positive minus negative texts, in [-100, 100]; NaN where n is 0, like all that follow.
        - `net_low`, `net_high`: 95 % interval of net, by `net_interval`.
        - `score`, `score_low`, `score_high`: the same on the scale of SERVQUAL, in [1, 7]: 4 + 3 net / 100.

    Raises:
        OptionError: If `by` is none of `GROUPS`.
    """
    groups = group_of(texts, by)
    stances = text_stances(mentions)
    stances["group"] = stances["feedback_id"].map(groups)
    counted = stances.dropna(subset="group").groupby(["group", "facet", "stance"]).size()
    names = groups_in_order(groups) if by else [""]
    rows = pd.MultiIndex.from_product([names, map(str, SERVQUAL)], names=["group", "dimension"])
    counts = (
        counted.unstack("stance", fill_value=0)
        .rename_axis(index=["group", "dimension"])
        .reindex(index=rows, columns=[-1, 0, 1], fill_value=0)
        .set_axis(list(STANCES), axis="columns")
        .astype("int64")
    )
    counts.insert(0, "n", counts.sum(axis="columns"))
    scores = add_net(counts.reset_index())
    for ending in ("", "_low", "_high"):
        scores[f"score{ending}"] = MIDDLE + REACH * scores[f"net{ending}"] / 100
    return scores if by else scores.drop(columns=["group"])


def text_stances(mentions: pd.DataFrame) -> pd.DataFrame:
    """One row a text and facet (all seven): `feedback_id`, `facet`, `stance` (-1, 0 or 1)."""
    signed = mentions[["feedback_id", "facet"]].assign(stance=mentions["sentiment"].map(SIGNS).astype("int64"))
    summed = signed.groupby(["feedback_id", "facet"])["stance"].sum().reset_index()
    return summed.assign(stance=np.sign(summed["stance"]))


def group_of(texts: pd.DataFrame, by: str | None) -> "pd.Series[str]":
    """The group of every text that has one, by feedback id; "" where the record names none.

    Raises:
        OptionError: If `by` is none of `GROUPS`.
    """
    if by is not None and by not in GROUPS:
        raise OptionError(f"Figures cannot be given by {by!r}.", hint="Choose how to divide them.", options=GROUPS)
    if by in {"week", "month"}:
        dated = texts.dropna(subset="created_at")
        times = pd.to_datetime(dated["created_at"], utc=True)
        names = times.dt.strftime("%G-W%V" if by == "week" else "%Y-%m")
        ids = dated["feedback_id"]
    else:
        ids = texts["feedback_id"]
        names = pd.Series("", index=texts.index) if by is None else texts[by].astype(object).fillna("")
    return pd.Series(names.to_numpy(dtype=object), index=ids.to_numpy(), name="group", dtype=object)


def groups_in_order(groups: "pd.Series[str]") -> list[str]:
    """The names of the groups that occur, sorted; "" (none) is last."""
    return sorted(groups.unique(), key=lambda name: (name == "", name))


def group_name(group: str, lang: Lang) -> str:
    """The name of a group for people: records that name none are told as such."""
    return group or NONE_NAMES[lang]


def add_net(counts: pd.DataFrame) -> pd.DataFrame:
    """Add `net`, `net_low` and `net_high`, in [-100, 100], to a frame with `n`, `negative` and `positive`."""
    n, negative, positive = (counts[name].to_numpy(dtype=np.float64) for name in ("n", "negative", "positive"))
    low, high = net_interval(negative, positive, n)
    with np.errstate(invalid="ignore"):
        net = 100 * (positive - negative) / n
    return counts.assign(net=net, net_low=low, net_high=high)


def net_interval(negative: Figures, positive: Figures, n: Figures) -> tuple[Figures, Figures]:
    """95 % interval of a net percentage: the difference of two shares of the same n texts.

    The adjusted Wald interval for the difference of two shares of one multinomial sample: one text is added to either
    side, two to n (Bonett & Price 2012, Adjusted Wald confidence interval for a difference of binomial proportions
    based on paired data, Journal of Educational and Behavioral Statistics 37, 479-488).

    Args:
        negative: Number of negative texts, (n_rows,).
        positive: Number of positive texts, (n_rows,).
        n: Number of texts, neutral ones too, (n_rows,).

    Returns:
        Both ends, (n_rows,) each, within [-100, 100]; NaN where n is 0.
    """
    share_negative, share_positive = (negative + 1) / (n + 2), (positive + 1) / (n + 2)
    middle = share_positive - share_negative
    half = Z * np.sqrt((share_positive + share_negative - middle**2) / (n + 2))
    low, high = 100 * np.clip(middle - half, -1, 1), 100 * np.clip(middle + half, -1, 1)
    return np.where(n > 0, low, np.nan), np.where(n > 0, high, np.nan)


def servqual_change(now: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """How scores changed from one set of texts to another that shares none with it.

    Both samples are given one negative and one positive text more, as Agresti & Caffo (2000, The American Statistician
    54, 280-288) do for two proportions; statsmodels' Wald interval and test for two means with unequal variances
    follow. A p-value stands for its row alone: who looks at many rows will find small ones among them.

    Args:
        now: As `servqual_scores` gives it.
        before: The same of the period before, by the same groups.

    Returns:
        A row for every row of `now`: `group` (where it has one), `dimension`, `change` of the score (in [-6, 6]),
        `low` and `high` (95 % interval), `p` (two-sided test of no change); NaN where either n is 0.
    """
    keys = [name for name in ("group", "dimension") if name in now.columns]
    both = now.merge(before, on=keys, how="left", suffixes=("", "_before"))
    figures = [_change(row) for _, row in both.iterrows()]
    return both[keys].join(pd.DataFrame(figures, columns=["change", "low", "high", "p"], dtype="float64"))


def _change(row: "pd.Series[Any]") -> tuple[float, float, float, float]:
    from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

    if not (row["n"] > 0 and row["n_before"] > 0):
        return np.nan, np.nan, np.nan, np.nan
    values = np.array([-REACH, 0.0, REACH])
    added = np.array([1, 0, 1])
    samples = [
        DescrStatsW(values, weights=added + np.array([row[f"{stance}{ending}"] for stance in STANCES]))
        for ending in ("", "_before")
    ]
    comparison = CompareMeans(*samples)
    low, high = comparison.zconfint_diff(alpha=1 - CONFIDENCE, usevar="unequal")
    _, p = comparison.ztest_ind(usevar="unequal")
    return row["score"] - row["score_before"], max(low, -2 * REACH), min(high, 2 * REACH), float(p)
