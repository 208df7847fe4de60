"""Shares of texts corrected for the errors of the model, with intervals that cover these errors too.

All is counted from tables: which texts the model gave which stance, and what people said of some of them. Arrays may
have further axes in front, so that many figures are corrected at once.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from feedback_ai.measure.servqual import STANCES, Z

CLASSES = ("none", *STANCES)
"""A text does not judge the dimension, or judges it so: the order of rows (truth) and columns (given) of tables."""
ESTIMATED = ("negative", "positive", "judged")
ADDED = 1 / 8
"""Two texts, spread over the sixteen cells of a table, are added before variances are taken: an error that nobody saw
yet is still possible."""
MIN_GOLD = 10
"""Gold texts of a class below which a language borrows those of the others."""
MIN_DETERMINANT = 0.02
"""A model that tells classes apart less than this cannot be corrected."""

Array = npt.NDArray[np.float64]
_MEMBERS = np.array([[0, 1, 0, 0], [0, 0, 0, 1], [0, 1, 1, 1]], dtype=np.float64)
_POLES = np.array([[1, 0, 1, 0], [0, 1, 0, 0], [0, 0, 0, 1]], dtype=np.float64)
_JUDGED = np.array([[1, 0, 0, 0], [0, 1, 1, 1]], dtype=np.float64)


@dataclass(frozen=True)
class Estimate:
    """Shares of all texts that judge a dimension negative, positive, or at all.

    Attributes:
        values: The shares, in [0, 1], (..., 3) in the order of `ESTIMATED`.
        centre: The same with the texts of `ADDED`, around which intervals lie.
        covariance: Of `centre`, (..., 3, 3).
        shared: Square root of the part of `covariance` that comes from the gold texts, (..., m, 3): two periods that
            are corrected by the same gold texts share it. Without rows after an audit.
        by: What corrected them.
    """

    values: Array
    centre: Array
    covariance: Array
    shared: Array
    by: Literal["audit", "gold"]


@dataclass(frozen=True)
class Figure:
    """A figure with its 95 % interval, which holds it; NaN where it is not known."""

    value: Array
    low: Array
    high: Array


def by_audit(given: Array, audit: Array) -> Estimate:
    """Correct by a random sample that people labelled: prediction-powered inference with a tuned power.

    The share among all texts by the model, plus the mean difference between people and model in the audit (Angelopoulos
    et al. 2023, Science 382, 669-674); the model's part is weighted by the slope of truth on label in the audit, which
    is at best as good as the model and at worst leaves it out (Angelopoulos, Duchi & Zrnic 2023, arXiv:2311.01453).
    Since the audit is a part of the texts, not a sample beside them, the variance is that of sampling in two phases:
    that of the texts, and that of the differences times 1/n - 1/N. With all texts audited, what people say stands.

    Args:
        given: Texts by the model's class, (..., n_strata, 4) in the order of `CLASSES`.
        audit: Audited texts by truth and given class, (..., n_strata, 4, 4); each stratum has at least two.
    """
    n_texts = given.sum(-1)
    values, _, _ = _powered(given, audit)
    centre, own, residual = _powered(given, audit + ADDED)
    n = audit.sum((-2, -1)) + ADDED * audit.shape[-1] ** 2
    left = np.maximum(1 / n - 1 / n_texts, 0) * n / (n - 1)
    covariance = own / n_texts[..., None, None] + residual * left[..., None, None]
    weights = n_texts / n_texts.sum(-1, keepdims=True)
    total = (weights[..., None, None] ** 2 * covariance).sum(-3)
    shares = [(weights[..., None] * part).sum(-2) for part in (values, centre)]
    return Estimate(_possible(shares[0]), shares[1], total, np.zeros((*total.shape[:-2], 0, 3)), "audit")


def by_gold(given: Array, gold: Array) -> Estimate:
    """Correct by how the model reads gold texts: the inverse of its confusion matrix (Rogan & Gladen 1978).

    The matrix of negative, positive and other texts corrects the first two shares, that of texts which judge the
    dimension or not the third. Variances are by the delta method over the counts of the texts and of the gold texts.
    It holds where the model errs on these texts as often as on the gold texts of the same class.

    Args:
        given: Texts by the model's class and language, (..., n_languages, 4).
        gold: Gold texts by truth and given class, (..., n_languages, 4, 4). A language with fewer than `MIN_GOLD` of
            a class takes those of all languages for it.

    Returns:
        The estimate; NaN where the gold texts show that the model cannot tell the classes apart.
    """
    n_texts = given.sum(-1)
    weights = n_texts / n_texts.sum(-1, keepdims=True)
    shares = given / np.maximum(n_texts, 1)[..., None]
    lent = _lent(gold)
    exact, smooth = (np.einsum("...lmj,...mjk->...ljk", lent, counts) for counts in (gold, gold + ADDED))
    values, centre, on_texts, on_gold = (
        np.concatenate(parts, axis=-1)
        for parts in zip(*(_inverted(shares, exact, smooth, merged) for merged in (_POLES, _JUDGED)), strict=True)
    )
    seen = np.einsum("...lk,...lka,...lkb->...lab", shares, on_texts, on_texts)
    own = np.einsum("...l,...lab->...ab", weights**2 / np.maximum(n_texts, 1), seen)
    of_cell = np.einsum("...l,...lmj,...ljka->...mjka", weights, lent, on_gold)
    shared = (np.sqrt(gold + ADDED)[..., None] * of_cell).reshape(*gold.shape[:-3], -1, 3)
    covariance = own + np.swapaxes(shared, -2, -1) @ shared
    summed = [(weights[..., None] * part).sum(-2) for part in (values, centre)]
    return Estimate(_possible(summed[0]), summed[1], covariance, shared, "gold")


def share_figure(estimate: Estimate, name: str) -> Figure:
    """One share, in percent.

    After an audit the interval is Wilson's at the sample size that has the variance of the estimate, else Wald's.

    Args:
        estimate: The estimate.
        name: One of `ESTIMATED`.
    """
    place = ESTIMATED.index(name)
    value, centre = estimate.values[..., place], estimate.centre[..., place]
    variance = np.maximum(estimate.covariance[..., place, place], 1e-12)
    if estimate.by == "audit":
        middle = np.clip(centre, 1e-9, 1 - 1e-9)
        size = middle * (1 - middle) / variance
        half = Z * np.sqrt(variance + Z**2 / (4 * size**2)) / (1 + Z**2 / size)
        centre = (middle + Z**2 / (2 * size)) / (1 + Z**2 / size)
    else:
        half = Z * np.sqrt(variance)
    return _figure(value, centre - half, centre + half, 0, 1)


def net_figure(estimate: Estimate) -> Figure:
    """Percentage of positive minus negative among the texts that judge the dimension; delta method."""
    with np.errstate(divide="ignore", invalid="ignore"):
        value = _net(estimate.values)
    middle, slope = _net_at_centre(estimate)
    half = Z * np.sqrt(np.einsum("...a,...ab,...b->...", slope, estimate.covariance, slope))
    known = estimate.values[..., 2] > 0
    return _figure(np.where(known, value, np.nan), middle - half, middle + half, -1, 1)


def net_change(now: Estimate, before: Estimate) -> tuple[Figure, Array]:
    """Change of the net percentage, in [-200, 200], between two sets of texts that share none, and p of no change."""
    from scipy.stats import norm

    (middle, slope), (middle_before, slope_before) = _net_at_centre(now), _net_at_centre(before)
    variance = np.einsum("...a,...ab,...b->...", slope, now.covariance, slope)
    variance += np.einsum("...a,...ab,...b->...", slope_before, before.covariance, slope_before)
    if now.by == before.by == "gold":
        variance -= 2 * np.einsum("...a,...ma,...mb,...b->...", slope, now.shared, before.shared, slope_before)
    error = np.sqrt(np.maximum(variance, 1e-12))
    change = middle - middle_before
    with np.errstate(divide="ignore", invalid="ignore"):
        value = _net(now.values) - _net(before.values)
    figure = _figure(value, change - Z * error, change + Z * error, -2, 2)
    return figure, np.where(np.isnan(value), np.nan, 2 * norm.sf(np.abs(change) / error))


def _powered(given: Array, audit: Array) -> tuple[Array, Array, Array]:
    """Shares a stratum, and the covariances of truth and of what is left of it beside the label, of one text each."""
    joint = audit / audit.sum((-2, -1), keepdims=True)
    truth, label = joint.sum(-1) @ _MEMBERS.T, joint.sum(-2) @ _MEMBERS.T
    both = np.einsum("cj,...jk,ck->...c", _MEMBERS, joint, _MEMBERS)
    spread = label * (1 - label)
    # Where the audit has one label alone, nothing speaks against taking the model at its word.
    power = np.where(spread > 0, (both - truth * label) / np.where(spread > 0, spread, 1), 1).clip(0, 1)
    shares = given / given.sum(-1, keepdims=True) @ _MEMBERS.T
    left = _MEMBERS[:, :, None] - power[..., :, None, None] * _MEMBERS[:, None, :]
    alone = np.broadcast_to(_MEMBERS[:, :, None], left.shape)
    return truth + power * (shares - label), _covariance(alone, joint), _covariance(left, joint)


def _covariance(values: Array, joint: Array) -> Array:
    mean = np.einsum("...cjk,...jk->...c", values, joint)
    product = np.einsum("...cjk,...djk,...jk->...cd", values, values, joint)
    return np.asarray(product - mean[..., :, None] * mean[..., None, :])


def _lent(gold: Array) -> Array:
    """Whether a language takes the gold texts of a class from a language, (..., n_languages, n_languages, 4)."""
    few = gold.sum(-1) < MIN_GOLD
    own = np.eye(gold.shape[-3], dtype=bool)[..., None]
    return np.asarray(own | few[..., :, None, :], dtype=np.float64)


def _inverted(shares: Array, gold: Array, smooth: Array, merged: Array) -> tuple[Array, Array, Array, Array]:
    """Shares by the inverse of a confusion matrix of merged classes, without the first of them.

    Returns:
        Shares from `gold`, shares from `smooth`, and what one text of a given class, and one gold text of a cell,
        changes of the latter: (..., c), (..., c), (..., 4, c) and (..., 4, 4, c).
    """
    counts, soft = (np.einsum("aj,...jk,bk->...ab", merged, table, merged) for table in (gold, smooth))
    n_soft = soft.sum(-1)
    matrix = soft / n_soft[..., None]
    n_gold = counts.sum(-1)[..., None]
    sharp = np.where(n_gold > 0, counts / np.maximum(n_gold, 1), matrix)
    sharp = np.where(_clear(sharp), sharp, matrix)
    seen = shares @ merged.T
    inverse = _inverse(matrix)
    values, centre = (np.einsum("...ba,...b->...a", one, seen) for one in (_inverse(sharp), inverse))
    of_class = np.einsum("...ba,bk->...ka", inverse, merged)
    on_texts = of_class - centre[..., None, :]
    mass = np.einsum("...a,aj->...j", np.clip(centre, 0, 1) / n_soft, merged)
    on_gold = -mass[..., :, None, None] * (of_class[..., None, :, :] - merged.T[:, None, :])
    return values[..., 1:], centre[..., 1:], on_texts[..., 1:], on_gold[..., 1:]


def _clear(matrix: Array) -> npt.NDArray[np.bool_]:
    return np.asarray(np.linalg.det(matrix) >= MIN_DETERMINANT)[..., None, None]


def _inverse(matrix: Array) -> Array:
    clear = _clear(matrix)
    return np.where(clear, np.linalg.inv(np.where(clear, matrix, np.eye(matrix.shape[-1]))), np.nan)


def _possible(shares: Array) -> Array:
    """Shares within [0, 1]; as many texts judge a dimension as judge it negative or positive, or more."""
    clipped = np.clip(shares, 0, 1)
    clipped[..., 2] = np.clip(np.maximum(clipped[..., 2], clipped[..., 0] + clipped[..., 1]), 0, 1)
    return clipped


def _net(shares: Array) -> Array:
    return np.clip((shares[..., 1] - shares[..., 0]) / shares[..., 2], -1, 1)


def _net_at_centre(estimate: Estimate) -> tuple[Array, Array]:
    """The net share around which its interval lies, and its slopes by the three shares."""
    shares = _possible(estimate.centre)
    judged = np.maximum(shares[..., 2], 0.01)
    net = (shares[..., 1] - shares[..., 0]) / judged
    return net, np.stack([-1 / judged, 1 / judged, -net / judged], axis=-1)


def _figure(value: Array, low: Array, high: Array, least: float, most: float) -> Figure:
    """In percent; an interval always holds its figure."""
    ends = (np.fmin(np.clip(low, least, most), value), np.fmax(np.clip(high, least, most), value))
    low, high = (np.where(np.isnan(value), np.nan, 100 * end) for end in ends)
    return Figure(100 * value, low, high)
