"""Root causes of unhappy texts, the most frequent first, and where in the journey which dimension fails.

A text is unhappy if it judges any facet negative; whether it is a complaint (`services.cases`) is another question.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from feedback_ai.errors import OptionError
from feedback_ai.measure.servqual import CONFIDENCE, GROUPS, STANCES, add_net, group_of, groups_in_order, text_stances
from feedback_ai.measure.shares import share_change
from feedback_ai.schema.labels import SERVQUAL, Facet, RootCause, Sentiment

CAUSES = [str(cause) for cause in RootCause]
KEY = ["feedback_id", "segment_index"]
DIMENSION = "dimension"
CAUSE_GROUPS = (DIMENSION, *GROUPS)
"""What causes can be given by."""
VITAL = 0.8
"""The line of the Pareto table: the vital few causes make up so much of all (Juran)."""
MATRIX = ["dimension", "touchpoint", "n", "negative", "net", "net_low", "net_high"]


def unhappy_segments(mentions: pd.DataFrame) -> pd.DataFrame:
    """The segments that judge some facet negative: `feedback_id`, `segment_index`, each once."""
    return mentions.loc[mentions["sentiment"] == Sentiment.NEGATIVE, KEY].drop_duplicates()


def cause_pareto(
    texts: pd.DataFrame, mentions: pd.DataFrame, causes: pd.DataFrame, by: str | None = None
) -> pd.DataFrame:
    """How many unhappy texts name which root cause, the most frequent first.

    Only causes named in segments that judge something negative count, and each once a text. An unhappy text can
    name several causes, or none that the model recognised: so the rates do not add up to 1, the shares do.

    Args:
        texts: As `services.evidence.Evidence.texts`.
        mentions: As `services.evidence.Evidence.mentions`; of the same records.
        causes: As `services.evidence.Evidence.causes`; of the same records.
        by: One of `CAUSE_GROUPS`; all texts together if None. By dimension (all seven facets, in the order of the label
            set) a text stands at each that it judges negative, with the causes of the segments that do; the others
            are treated as in `servqual`.

    Returns:
        A row a cause that occurs, within its group by `n` downwards (`unknown`, which nobody can act on, last):

        - `group`: only with `by`.
        - `cause`.
        - `n`: unhappy texts that name it.
        - `share`: n of all n of the group, in [0, 1]; `cumulative`: share of this row and those before it.
        - `vital`: whether it is one of the vital few: the most frequent known causes up to the one that reaches the
          line of 80 % of all n.
        - `complaining`: unhappy texts of the group (that judge the dimension negative); `rate`: n of these, in [0, 1];
          `rate_low`, `rate_high`: its 95 % interval (Wilson's, by statsmodels), which covers sampling only.

    Raises:
        OptionError: If `by` is none of `CAUSE_GROUPS`.
    """
    segments, order = _grouped_segments(texts, mentions, by)
    named = causes.merge(segments, on=KEY)[["feedback_id", "group", "cause"]].drop_duplicates()
    counts = named.groupby(["group", "cause"]).size().reset_index(name="n").astype({"n": "int64"})
    of_texts = segments[["feedback_id", "group"]].drop_duplicates()["group"].value_counts()
    place = {group: at for at, group in enumerate(order)}
    counts = counts.assign(
        place=counts["group"].map(place),
        last=counts["cause"] == RootCause.UNKNOWN,
        at=counts["cause"].map(CAUSES.index),
    ).sort_values(["place", "last", "n", "at"], ascending=[True, True, False, True], ignore_index=True)
    in_group = counts.groupby("group")["n"]
    total, so_far = in_group.transform("sum"), in_group.cumsum()
    counts["share"] = counts["n"] / total
    counts["cumulative"] = so_far / total
    counts["vital"] = (so_far - counts["n"] < VITAL * total) & ~counts["last"]
    counts["complaining"] = counts["group"].map(of_texts).astype("int64")
    counts["rate"] = counts["n"] / counts["complaining"]
    counts["rate_low"], counts["rate_high"] = wilson(counts["n"], counts["complaining"])
    hidden = {"place", "last", "at"} | (set() if by else {"group"})
    return counts[[name for name in counts.columns if name not in hidden]]


def cause_change(now: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """How the rates of causes changed from one set of texts to another that shares none with it.

    Interval and test are those of `shares.share_change`. A p-value stands for its row alone.

    Args:
        now: As `cause_pareto` gives it.
        before: The same of the period before, by the same groups.

    Returns:
        A row for every row of `now`: `group` (where it has one), `cause`, `change` of the rate (in [-1, 1]), `low` and
        `high` (95 % interval), `p` (two-sided test of no change). A cause that `before` does not name had a rate of 0
        there; NaN where `before` names none at all (of the group).
    """
    keys = [name for name in ("group", "cause") if name in now.columns]
    within = keys[:-1]
    both = now.merge(before[[*keys, "n"]], on=keys, how="left", suffixes=("", "_before"))
    both["n_before"] = both["n_before"].fillna(0)
    if within:
        both["complaining_before"] = both["group"].map(before.groupby("group")["complaining"].first()).fillna(0)
    else:
        both["complaining_before"] = before["complaining"].iloc[0] if len(before) else 0
    figures = [_change(row) for _, row in both.iterrows()]
    return both[keys].join(pd.DataFrame(figures, columns=["change", "low", "high", "p"], dtype="float64"))


def dimension_by_touchpoint(
    texts: pd.DataFrame, mentions: pd.DataFrame, journey_order: Sequence[str] = ()
) -> pd.DataFrame:
    """Net score of every dimension at every touchpoint, in long form.

    Args:
        texts: As `services.evidence.Evidence.texts`.
        mentions: As `services.evidence.Evidence.mentions`; of the same records.
        journey_order: Names of touchpoints as customers meet them; others follow by name, "" (none known) is last.

    Returns:
        A row a dimension and touchpoint that occurs in the texts, by dimension, then touchpoint: `dimension`,
        `touchpoint`, `n` (texts that judge it there), `negative`, `net`, `net_low`, `net_high` (as
        `servqual.servqual_scores`, NaN where n is 0).
    """
    groups = group_of(texts, "touchpoint")
    stances = text_stances(mentions)
    stances["touchpoint"] = stances["feedback_id"].map(groups)
    known = {name: place for place, name in enumerate(journey_order)}
    found = sorted(set(groups), key=lambda name: (name == "", known.get(name, len(known)), name))
    rows = pd.MultiIndex.from_product([map(str, SERVQUAL), found], names=["dimension", "touchpoint"])
    counted = stances.groupby(["facet", "touchpoint", "stance"]).size().unstack("stance", fill_value=0)
    counts = counted.rename_axis(index=["dimension", "touchpoint"]).reindex(index=rows, fill_value=0)
    counts = counts.reindex(columns=[-1, 0, 1], fill_value=0).set_axis(list(STANCES), axis="columns").astype("int64")
    counts.insert(0, "n", counts.sum(axis="columns"))
    return add_net(counts.reset_index())[MATRIX]


def wilson(counts: "pd.Series[int]", n: "pd.Series[int]") -> tuple[Any, Any]:
    """Both ends of the 95 % interval of shares, (n_rows,) each; NaN where n is 0."""
    from statsmodels.stats.proportion import proportion_confint

    with np.errstate(divide="ignore", invalid="ignore"):
        low, high = proportion_confint(counts.to_numpy(), n.to_numpy(), alpha=1 - CONFIDENCE, method="wilson")
    return low, high


def _grouped_segments(texts: pd.DataFrame, mentions: pd.DataFrame, by: str | None) -> tuple[pd.DataFrame, list[str]]:
    """Unhappy segments with their `group`, and the groups in order."""
    if by == DIMENSION:
        negative = mentions.loc[mentions["sentiment"] == Sentiment.NEGATIVE, [*KEY, "facet"]].drop_duplicates()
        return negative.rename(columns={"facet": "group"}), list(map(str, Facet))
    if by is not None and by not in GROUPS:
        raise OptionError(f"Causes cannot be given by {by!r}.", hint="Choose how to divide.", options=CAUSE_GROUPS)
    groups = group_of(texts, by)
    segments = unhappy_segments(mentions)
    return segments.assign(group=segments["feedback_id"].map(groups)), groups_in_order(groups)


def _change(row: "pd.Series[Any]") -> tuple[float, float, float, float]:
    counts = (int(row[name]) for name in ("n", "complaining", "n_before", "complaining_before"))
    return share_change(*counts) or (np.nan, np.nan, np.nan, np.nan)
