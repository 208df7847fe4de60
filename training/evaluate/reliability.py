"""How far confidences are from what they promise: expected calibration error over bins of equal count."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

N_BINS = 10
N_DRAWS = 200

Floats = npt.NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Emitted:
    """Labels that were given: confidence (m,), whether right (m,), and the text of each (m,)."""

    confidence: Floats
    right: npt.NDArray[np.bool_]
    texts: npt.NDArray[np.int64]

    def among(self, weights: Floats) -> "Emitted":
        """Those on texts of positive weight (texts,), from the least confident to the most."""
        rows = np.flatnonzero(weights[self.texts] > 0)
        rows = rows[np.argsort(self.confidence[rows], kind="stable")]
        return Emitted(self.confidence[rows], self.right[rows], self.texts[rows])


def calibration_error(emitted: Emitted, weights: Floats) -> float:
    """Mean distance between confidence and share of right labels over `N_BINS` bins of equal count.

    Args:
        emitted: In the order of confidence.
        weights: How often each label is taken (m,).
    """
    middle = np.cumsum(weights) - weights / 2
    bins = np.minimum((middle / max(weights.sum(), 1) * N_BINS).astype(int), N_BINS - 1)
    gaps = np.bincount(bins, weights * (emitted.confidence - emitted.right), minlength=N_BINS)
    return float(np.abs(gaps).sum() / max(weights.sum(), 1))


def expected_if_calibrated(emitted: Emitted) -> Floats:
    """What the error would be if every confidence were true: it is not zero, because bins are small.

    Returns:
        The mean over draws first, then the draws, float (1 + N_DRAWS,).
    """
    rng = np.random.default_rng(0)
    ones = np.ones(len(emitted.confidence))
    draws = [
        calibration_error(Emitted(emitted.confidence, rng.random(len(ones)) < emitted.confidence, emitted.texts), ones)
        for _ in range(N_DRAWS)
    ]
    return np.array([np.mean(draws), *draws])


def calibration_curves(emitted: Emitted, weights: Floats) -> dict[str, Floats]:
    """The error on choices of texts, and what it would be if confidences were true; nothing where labels are too few.

    Args:
        emitted: In the order of confidence.
        weights: How often each text is taken (choices, texts).
    """
    if len(emitted.confidence) < N_BINS:
        return {}
    errors = [calibration_error(emitted, own) for own in weights[:, emitted.texts]]
    return {
        "calibration_error": np.array(errors),
        "calibration_error_if_calibrated": expected_if_calibrated(emitted),
    }
