"""The service circle: touchpoints as customers meet them, what is judged where, and the moments of truth."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from feedback_ai.measure.causes import dimension_by_touchpoint
from feedback_ai.measure.many_tests import ALPHA, adjusted
from feedback_ai.measure.servqual import STANCES, add_net, group_of, text_stances
from feedback_ai.schema.labels import SERVQUAL

MIN_CELL = 10
"""Of fewer texts a cell of the heat map is left empty."""
NET = ("net", "net_low", "net_high")


def heat_map(texts: pd.DataFrame, mentions: pd.DataFrame, journey_order: Sequence[str] = ()) -> pd.DataFrame:
    """Net score of every dimension at every known touchpoint; cells of fewer than `MIN_CELL` texts have no net.

    Args:
        texts: As `services.evidence.Evidence.texts`.
        mentions: As `services.evidence.Evidence.mentions`; of the same records.
        journey_order: Names of touchpoints as customers meet them; others follow by name.

    Returns:
        As `causes.dimension_by_touchpoint`, without the texts whose touchpoint is not known.
    """
    table = dimension_by_touchpoint(texts, mentions, journey_order)
    table = table[table["touchpoint"] != ""].reset_index(drop=True)
    table.loc[table["n"] < MIN_CELL, list(NET)] = np.nan
    return table


def moments_of_truth(texts: pd.DataFrame, mentions: pd.DataFrame, journey_order: Sequence[str] = ()) -> pd.DataFrame:
    """What touchpoints are judged like, and which are worse than the others beyond chance.

    A text's stance is the sign of the sum of its stances of the five dimensions. A touchpoint is compared with all
    other known ones together: both are given one negative and one positive text more (Agresti & Caffo 2000, as in
    `servqual.servqual_change`), statsmodels' test of two means with unequal variances follows, one-sided, adjusted over
    touchpoints after Benjamini and Hochberg (1995).

    Args:
        texts: As `services.evidence.Evidence.texts`.
        mentions: As `services.evidence.Evidence.mentions`; of the same records.
        journey_order: As in `heat_map`.

    Returns:
        A row a known touchpoint, in order: `touchpoint`, `n` (texts there that judge a dimension), `negative`,
        `neutral`, `positive`, `net`, `net_low`, `net_high` (as `servqual.servqual_scores`; NaN where n is 0),
        `rest_net` (of the others), `p` (of being no worse than the others; NaN where `n` is below `MIN_CELL` or there
        are no others), `q`, `moment` (q at most 0.05: a moment of truth).
    """
    places = group_of(texts, "touchpoint")
    places = places[places != ""]
    known = {name: place for place, name in enumerate(journey_order)}
    names = sorted(set(places), key=lambda name: (known.get(name, len(known)), name))
    counts = _counts(mentions, places).reindex(index=names, columns=[-1, 0, 1], fill_value=0).astype("int64")
    counts = counts.set_axis(list(STANCES), axis="columns").rename_axis(index="touchpoint").reset_index()
    counts.insert(1, "n", counts[list(STANCES)].sum(axis="columns"))
    table = add_net(counts)
    rest = counts[["n", *STANCES]].sum() - counts[["n", *STANCES]]
    with np.errstate(invalid="ignore", divide="ignore"):
        table["rest_net"] = 100 * (rest["positive"] - rest["negative"]) / rest["n"]
    stances = list(STANCES)
    table["p"] = [
        _p_worse(here, there) for here, there in zip(counts[stances].to_numpy(), rest[stances].to_numpy(), strict=True)
    ]
    table["q"] = adjusted(table["p"])
    table["moment"] = table["q"] <= ALPHA
    return table


def _counts(mentions: pd.DataFrame, places: "pd.Series[str]") -> pd.DataFrame:
    stances = text_stances(mentions[mentions["facet"].isin(list(map(str, SERVQUAL)))])
    overall = np.sign(stances.groupby("feedback_id")["stance"].sum()).reset_index()
    overall["touchpoint"] = overall["feedback_id"].map(places)
    counts: pd.DataFrame = overall.groupby(["touchpoint", "stance"]).size().unstack("stance", fill_value=0)
    return counts


def _p_worse(here: "np.ndarray", there: "np.ndarray") -> float:
    from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

    if here.sum() < MIN_CELL or not there.sum():
        return np.nan
    samples = [
        DescrStatsW(np.array([-1.0, 0.0, 1.0]), weights=counts + np.array([1, 0, 1])) for counts in (here, there)
    ]
    _, p = CompareMeans(*samples).ztest_ind(alternative="smaller", usevar="unequal")
    return float(p)
