import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_ai.measure.many_tests import adjusted


def test_benjamini_and_hochberg_adjust_a_worked_case():
    # p x m / rank, and never above that of the next: 0.01 x 3, 0.02 x 3 / 2, 0.9.
    assert adjusted(pd.Series([0.9, 0.01, np.nan, 0.02])).tolist() == pytest.approx(
        [0.9, 0.03, np.nan, 0.03], nan_ok=True
    )


@given(st.lists(st.floats(0, 1) | st.just(float("nan")), max_size=8))
def test_adjusted_values_are_never_smaller(values):
    p = pd.Series(values, dtype="float64")
    q = adjusted(p)
    assert (q.isna() == p.isna()).all()
    assert (q.dropna() >= p.dropna() - 1e-12).all()
    assert q.dropna().between(0, 1).all()
