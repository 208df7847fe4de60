"""SERVQUAL shares and scores beside what they are when the model's errors are corrected.

Shares are of all texts in a language that the model reads; net and score are of those that judge the dimension, as in
`servqual`. Where people audited every month of a group, their labels correct it; else the gold texts do, where the
bundle has figures of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from feedback_ai.measure.correction import (
    CLASSES,
    Array,
    Estimate,
    Figure,
    by_audit,
    by_gold,
    net_change,
    net_figure,
    share_figure,
)
from feedback_ai.measure.servqual import CONFIDENCE, MIDDLE, REACH, group_of, text_stances
from feedback_ai.schema.labels import SERVQUAL, Language

MIN_AUDITED = 30
"""Audited texts of a month, in each group of a table, from which on they correct its figures."""
LANGUAGES = {Language.ENGLISH: "en", Language.SIMPLIFIED: "zh", Language.TRADITIONAL: "zh"}
"""Languages that the model reads, and the gold texts that stand for them."""
GOLD_LANGUAGES = ("en", "zh")
ENDINGS = ("", "_low", "_high")
ESTIMATE = "estimate"
"""Column that keeps what a change is tested from; no figure, to be dropped before a table is shown."""

POLES = ("negative", "positive")
CORRECTED = ("negative_share_corrected", "positive_share_corrected", "net_corrected", "score_corrected")
FIGURES = ("negative_share", "positive_share", *CORRECTED)
COLUMNS = (
    "texts",
    *(f"{name}{ending}" for name in FIGURES for ending in ENDINGS),
    *("corrected_by", "n_audited", ESTIMATE),
)
"""What `add_corrected` adds, in this order."""

GoldTables = Mapping[str, Mapping[str, Sequence[Sequence[int]]]]
"""By language (`en`, `zh`) and facet: gold texts by truth and given class, 4 x 4 in the order of `CLASSES`."""


@dataclass(frozen=True)
class Audited:
    """What people said of the texts that they labelled in audits.

    Attributes:
        feedback_ids: The texts, whether they judge anything or not.
        mentions: As `services.evidence.Evidence.mentions`, by people.
    """

    feedback_ids: frozenset[str]
    mentions: pd.DataFrame


def add_corrected(
    scores: pd.DataFrame,
    texts: pd.DataFrame,
    mentions: pd.DataFrame,
    *,
    given: pd.DataFrame,
    audited: Audited,
    gold: GoldTables | None,
    by: str | None = None,
) -> pd.DataFrame:
    """Scores with their shares, and both corrected.

    Args:
        scores: As `servqual.servqual_scores` gives it, of the same records.
        texts: As `services.evidence.Evidence.texts`.
        mentions: As `services.evidence.Evidence.mentions`.
        given: The same as the model gave them. What people put right in single texts must not count as the model's:
            it would look faultless in the very texts that tell its errors.
        audited: What people said.
        gold: What corrects where people said too little; None where there is nothing, or where it is of another model.
        by: As for the scores.

    Returns:
        The scores with, each in percent and with `_low` and `_high` (95 % interval, NaN where not known):

        - `texts`: texts of the group in languages that the model reads: what shares are of.
        - `negative_share`, `positive_share`: by `mentions`, Wilson's interval, which covers sampling only.
        - `negative_share_corrected`, `positive_share_corrected`, `net_corrected`, `score_corrected`: corrected, the
          intervals cover the model's errors too.
        - `corrected_by`: `audit`, `gold`, or None; `n_audited`: audited texts of the group where it is `audit`, else 0.
        - `estimate`: an `Estimate`, or None.
    """
    read = texts[texts["language"].isin([str(language) for language in LANGUAGES])]
    groups = group_of(read, by)
    read = read.set_index("feedback_id").loc[groups.index]
    in_force, by_model = _codes(mentions, read.index), _codes(given, read.index)
    truth = _codes(audited.mentions, read.index)
    labelled = read.index.isin(list(audited.feedback_ids))
    months = pd.to_datetime(read["created_at"], utc=True).dt.strftime("%Y-%m").fillna("").to_numpy(dtype=object)
    languages = read["language"].map({str(name): lang for name, lang in LANGUAGES.items()}).to_numpy(dtype=object)
    parts = []
    for group, rows in _by_group(scores):
        own = np.ones(len(groups), dtype=bool) if group is None else (groups == group).to_numpy()
        estimate = _by_audit(by_model[own], truth[own], labelled[own], months[own])
        n_audited = 0 if estimate is None else int(labelled[own].sum())
        if estimate is None and gold is not None and own.any():
            estimate = _by_gold(by_model[own], languages[own], gold)
        parts.append(_with_figures(rows, in_force[own], estimate, n_audited))
    return pd.concat(parts).loc[scores.index]


def corrected_change(now: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """How corrected scores changed; a row for every row of `now`, both as `add_corrected` gives them.

    Returns:
        `change_corrected`, `change_corrected_low`, `change_corrected_high` in [-6, 6], and `p_corrected`, the
        two-sided test of no change; NaN where either is not corrected.
    """
    keys = [name for name in ("group", "dimension") if name in now.columns]
    both = now[[*keys, ESTIMATE]].merge(before[[*keys, ESTIMATE]], on=keys, how="left", suffixes=("", "_before"))
    rows = [_change(one, other) for one, other in zip(both[ESTIMATE], both[f"{ESTIMATE}_before"], strict=True)]
    names = [f"change_corrected{ending}" for ending in ENDINGS]
    return pd.DataFrame(rows, columns=[*names, "p_corrected"], dtype="float64", index=now.index)


def _change(now: Estimate | None, before: Estimate | float | None) -> tuple[float, ...]:
    if not isinstance(now, Estimate) or not isinstance(before, Estimate):
        return (np.nan,) * 4
    figure, p = net_change(now, before)
    return (*(REACH * float(end) / 100 for end in (figure.value, figure.low, figure.high)), float(p))


def _by_group(scores: pd.DataFrame) -> list[tuple[str | None, pd.DataFrame]]:
    if "group" not in scores.columns:
        return [(None, scores)]
    return [(str(group), rows) for group, rows in scores.groupby("group", sort=False)] or [(None, scores)]


def _codes(mentions: pd.DataFrame, ids: "pd.Index[str]") -> npt.NDArray[np.int64]:
    """Places in `CLASSES`, (n_texts, n_dimensions)."""
    stances = text_stances(mentions[mentions["feedback_id"].isin(ids)])
    table = stances.pivot_table(index="feedback_id", columns="facet", values="stance", aggfunc="first")
    codes = table.reindex(index=ids, columns=[str(facet) for facet in SERVQUAL]).to_numpy(dtype=np.float64) + 2
    return np.asarray(np.nan_to_num(codes), dtype=np.int64)


def _by_audit(
    given: npt.NDArray[np.int64],
    truth: npt.NDArray[np.int64],
    labelled: npt.NDArray[np.bool_],
    months: npt.NDArray[np.object_],
) -> Estimate | None:
    """None unless every month of the texts was audited; texts of unknown time are in no month."""
    names = sorted(set(months))
    if not names or "" in names or any(labelled[months == name].sum() < MIN_AUDITED for name in names):
        return None
    counts = np.stack([_counts(given[months == name]) for name in names], axis=1)
    audits = [labelled & (months == name) for name in names]
    return by_audit(counts, np.stack([_table(truth[own], given[own]) for own in audits], axis=1))


def _by_gold(given: npt.NDArray[np.int64], languages: npt.NDArray[np.object_], gold: GoldTables) -> Estimate:
    counts = np.stack([_counts(given[languages == lang]) for lang in GOLD_LANGUAGES], axis=1)
    empty = np.zeros((len(CLASSES), len(CLASSES)))
    tables = np.array([[gold.get(lang, {}).get(str(facet), empty) for lang in GOLD_LANGUAGES] for facet in SERVQUAL])
    return by_gold(counts, tables.astype(np.float64))


def _counts(codes: npt.NDArray[np.int64]) -> Array:
    """Texts by class, (n_dimensions, 4)."""
    return np.stack([(codes == place).sum(axis=0) for place in range(len(CLASSES))], axis=-1).astype(np.float64)


def _table(truth: npt.NDArray[np.int64], given: npt.NDArray[np.int64]) -> Array:
    """Texts by truth and given class, (n_dimensions, 4, 4)."""
    one_hot = np.eye(len(CLASSES))
    return np.asarray(np.einsum("ndj,ndk->djk", one_hot[truth], one_hot[given]))


def _with_figures(
    rows: pd.DataFrame, codes: npt.NDArray[np.int64], estimate: Estimate | None, n_audited: int
) -> pd.DataFrame:
    """The rows of one group, a row a dimension in their order."""
    if rows.empty:
        return rows.reindex(columns=[*rows.columns, *COLUMNS])
    counts, n = _counts(codes), len(codes)
    figures = [_as_counted(counts[:, CLASSES.index(name)], n) for name in POLES]
    if estimate is None:
        nothing = np.full(len(SERVQUAL), np.nan)
        figures += [Figure(nothing, nothing, nothing)] * (len(POLES) + 2)
    else:
        net = net_figure(estimate)
        score = Figure(*(MIDDLE + REACH * end / 100 for end in (net.value, net.low, net.high)))
        figures += [*(share_figure(estimate, name) for name in POLES), net, score]
    values = [end for figure in figures for end in (figure.value, figure.low, figure.high)]
    own = [_of_dimension(estimate, place) for place in range(len(SERVQUAL))]
    by = pd.Series([None if one is None else one.by for one in own], index=rows.index, dtype=object)
    columns: tuple[Any, ...] = (n, *values, by, n_audited, pd.Series(own, index=rows.index, dtype=object))
    return rows.assign(**dict(zip(COLUMNS, columns, strict=True)))


def _of_dimension(estimate: Estimate | None, place: int) -> Estimate | None:
    """None too where the gold texts cannot correct the dimension."""
    if estimate is None or np.isnan(estimate.values[place]).any():
        return None
    return Estimate(
        values=estimate.values[place],
        centre=estimate.centre[place],
        covariance=estimate.covariance[place],
        shared=estimate.shared[place],
        by=estimate.by,
    )


def _as_counted(counts: Array, n: int) -> Figure:
    from statsmodels.stats.proportion import proportion_confint

    if not n:
        return Figure(*(np.full(len(counts), np.nan) for _ in ENDINGS))
    low, high = proportion_confint(counts, n, alpha=1 - CONFIDENCE, method="wilson")
    share = counts / n
    return Figure(100 * share, 100 * np.minimum(low, share), 100 * np.maximum(high, share))
