"""Systemic or sporadic (批量性/偶发性): whether a cause gathers at units or in weeks more than chance would have it.

Chance is asked by drawing: within every week the texts that name the cause are dealt out anew to that week's texts,
whatever their unit, and the units' counts compared with those of the store; then the same within every unit over weeks.
So a bad month does not look like a bad unit, nor the other way round. Labels of different models or label sets are
dealt out apart, so that a model which finds a cause more often is no bad month. The test is exact for any number of
texts, which the chi-square distribution is not for small units. It takes texts as independent: one customer who writes
ten times looks like a cluster.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from feedback_ai.measure.causes import CAUSES, KEY, unhappy_segments, wilson
from feedback_ai.measure.many_tests import ALPHA, adjusted
from feedback_ai.measure.servqual import CONFIDENCE, group_of
from feedback_ai.schema.labels import RootCause

OCCASIONAL = 0.02
"""A cause that fewer of all texts name happens now and then; a company may draw the line elsewhere."""
DRAWS = 999
MIN_N = 5
"""Of fewer texts nothing is tested."""
PER_UNIT = 20
"""So many texts a unit on average are needed to say that all are alike: a unit twice as bad would mostly have shown."""
VERDICTS = ("units", "time", "units_and_time", "systemic", "sporadic", "undecided")

VERSION = ["model_version", "labels_version"]

Counts = npt.NDArray[np.int64]


class Gathering(NamedTuple):
    """Whether texts gather at some places.

    Attributes:
        p: Of the places differing by chance alone; NaN where that cannot be asked.
        above: Places that stand out above the others, each beyond what the highest of all reaches by chance.
        p_runs: Of so few changes between above and below the mean along the places by chance alone.
    """

    p: float
    above: tuple[str, ...]
    p_runs: float


def cause_spread(
    texts: pd.DataFrame, mentions: pd.DataFrame, causes: pd.DataFrame, *, occasional: float = OCCASIONAL, seed: int = 0
) -> pd.DataFrame:
    """How each cause is spread over units and weeks, and what that makes it.

    Args:
        texts: As `services.evidence.Evidence.texts`; what one version of model and label set labelled is compared among
            itself only.
        mentions: As `services.evidence.Evidence.mentions`; of the same records.
        causes: As `services.evidence.Evidence.causes`; of the same records.
        occasional: Share of all texts below which a cause is occasional, in (0, 1).
        seed: Of the draws.

    Returns:
        A row a cause that occurs in unhappy segments, `unknown` left out, in the order of the label set:

        - `cause`, `n` (texts that name it), `n_texts` (all), `rate`, `rate_low`, `rate_high` (Wilson's 95 % interval).
        - `n_units`, `p_units`, `q_units`: texts that name a unit are tested; `units`: names of those that
          stand out, where q is at most `ALPHA`.
        - `n_weeks`, `p_time`, `q_time`, `weeks`: the same of weeks, by how they differ and by their runs: twice the
          smaller p of both.
        - `verdict`: one of `VERDICTS`. q is p adjusted over the causes after Benjamini and Hochberg (1995); NaN where
          there are fewer than `MIN_N` texts or two places.
    """
    named = causes.merge(unhappy_segments(mentions), on=KEY)[["feedback_id", "cause"]].drop_duplicates()
    units = group_of(texts, "unit").reindex(texts["feedback_id"])
    weeks = group_of(texts, "week").reindex(texts["feedback_id"])
    frame = pd.DataFrame({"unit": units.mask(units == ""), "week": weeks})
    frame[VERSION] = texts.set_index("feedback_id")[VERSION]
    rows = []
    for number, cause in enumerate(CAUSES):
        hit = frame.index.isin(named.loc[named["cause"] == cause, "feedback_id"])
        if cause == RootCause.UNKNOWN or not hit.any():
            continue
        own = frame.assign(hit=hit)
        at_units = gathering(own, "unit", ["week", *VERSION], np.random.default_rng([seed, number, 0]))
        in_time = gathering(own, "week", ["unit", *VERSION], np.random.default_rng([seed, number, 1]))
        rows.append((cause, int(hit.sum()), at_units.p, at_units.above, _either(in_time), in_time.above))
    table = pd.DataFrame(rows, columns=["cause", "n", "p_units", "units", "p_time", "weeks"])
    table["n_texts"] = len(texts)
    table["n_units"], table["n_weeks"] = frame["unit"].nunique(), frame["week"].nunique()
    table["rate"] = table["n"] / table["n_texts"]
    table["rate_low"], table["rate_high"] = wilson(table["n"], table["n_texts"])
    for axis in ("units", "time"):
        table[f"q_{axis}"] = adjusted(table[f"p_{axis}"])
    for places, axis in (("units", "units"), ("weeks", "time")):  # what may be chance names nobody
        beyond = table[f"q_{axis}"] <= ALPHA
        table[places] = pd.Series(
            [own if yes else () for own, yes in zip(table[places], beyond, strict=True)], dtype=object
        )
    table["verdict"] = [_verdict(row, occasional) for _, row in table.iterrows()]
    columns = ["cause", "n", "n_texts", "rate", "rate_low", "rate_high", "n_units", "p_units", "q_units", "units"]
    return table[[*columns, "n_weeks", "p_time", "q_time", "weeks", "verdict"]]


def gathering(frame: pd.DataFrame, place: str, within: list[str], rng: np.random.Generator) -> Gathering:
    """Test whether hits gather at some places.

    The statistic is the sum over places of the squared distance from the expected count by its variance; which places
    stand out is told by the largest such distance of each draw (Westfall and Young 1993), runs are those of Wald and
    Wolfowitz (1940).

    Args:
        frame: A row a text: `hit` (bool) and the columns of `place` and `within`; texts without a place are left out.
        place: Where hits may gather; runs go along its sorted names.
        within: What the draws keep as it is, column by column; texts without are one group.
        rng: Of the draws.
    """
    known = frame.dropna(subset=place)
    codes, names = pd.factorize(known[place], sort=True)
    hit = known["hit"].to_numpy(dtype=bool)
    if len(names) < 2 or hit.sum() < MIN_N:
        return Gathering(np.nan, (), np.nan)
    groups = known.groupby(within, sort=False, dropna=False).ngroup().to_numpy()
    sizes = np.zeros((groups.max() + 1, len(names)), dtype=np.int64)
    np.add.at(sizes, (groups, codes), 1)
    hits = np.bincount(groups, weights=hit).astype(np.int64)
    expected, variance = _moments(sizes, hits)
    if not (variance > 0).any():
        return Gathering(np.nan, (), np.nan)
    drawn = _draws(sizes, hits, rng)
    seen = np.bincount(codes, weights=hit, minlength=len(names))
    scale = np.where(variance > 0, np.sqrt(variance), np.inf)
    distance, by_chance = (seen - expected) / scale, (drawn - expected) / scale
    highest = np.quantile(by_chance.max(axis=1), CONFIDENCE, method="higher")
    return Gathering(
        p=_rank((distance**2).sum(), (by_chance**2).sum(axis=1)),
        above=tuple(str(name) for name, far in zip(names, distance, strict=True) if far > highest),
        p_runs=_rank(-_runs(distance[None])[0], -_runs(by_chance)),
    )


def _moments(sizes: Counts, hits: Counts) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Expected hits and their variance at each place, if a group's hits are dealt out to its texts."""
    n = sizes.sum(axis=1, keepdims=True)
    share, rate = sizes / n, (hits / n[:, 0])[:, None]
    variance = n * n * rate * (1 - rate) * share * (1 - share) / np.maximum(n - 1, 1)
    return (n * share * rate).sum(axis=0), variance.sum(axis=0)


def _draws(sizes: Counts, hits: Counts, rng: np.random.Generator) -> Counts:
    drawn = np.zeros((DRAWS, sizes.shape[1]), dtype=np.int64)
    for row, n in zip(sizes, hits, strict=True):
        at = np.flatnonzero(row)
        drawn[:, at] += rng.multivariate_hypergeometric(row[at], n, size=DRAWS, method="marginals")
    return drawn


def _runs(distance: npt.NDArray[np.float64]) -> Counts:
    above = distance > 0
    runs: Counts = 1 + (above[:, 1:] != above[:, :-1]).sum(axis=1)
    return runs


def _rank(seen: float, drawn: npt.NDArray[np.float64] | Counts) -> float:
    # What is equal but for rounding must count as reached.
    return float((1 + (drawn >= seen - 1e-9).sum()) / (1 + len(drawn)))


def _either(found: Gathering) -> float:
    return float(np.minimum(1.0, 2 * np.minimum(found.p, found.p_runs)))


def _verdict(row: "pd.Series", occasional: float) -> str:
    units, time = row["q_units"] <= ALPHA, row["q_time"] <= ALPHA
    if units or time:
        return "units_and_time" if units and time else "units" if units else "time"
    if row["rate_high"] < occasional:
        return "sporadic"
    enough = row["n_units"] > 1 and row["n"] >= PER_UNIT * row["n_units"]
    return "systemic" if enough and row["rate_low"] > occasional else "undecided"
