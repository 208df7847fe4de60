"""The p-values of several tests that are looked at together."""

import numpy as np
import pandas as pd

from feedback_ai.measure.servqual import CONFIDENCE

ALPHA = 1 - CONFIDENCE
"""What is called beyond chance is wrong at most so often."""


def adjusted(p: "pd.Series[float]") -> "pd.Series[float]":
    """P-values after Benjamini and Hochberg (1995, Journal of the Royal Statistical Society B 57, 289-300), by scipy.

    Of those that are then at most `ALPHA`, so large a share at most is expected to be there by chance.

    Args:
        p: In [0, 1]; NaN where nothing was tested, which counts as no test and stays NaN.
    """
    from scipy.stats import false_discovery_control

    known = p.notna()
    found = pd.Series(np.nan, index=p.index, dtype="float64")
    if known.any():
        found[known] = false_discovery_control(p[known].to_numpy(dtype=np.float64))
    return found
