import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from pydantic import ValidationError

from feedback_ai.classify.calibration import BinaryCalibration, ChoiceCalibration, presence_logits, sigmoid, softmax

FINITE = st.floats(-1e4, 1e4, width=32)


@given(arrays(np.float32, (4, 5), elements=FINITE))
def test_softmax_rows_sum_to_one_whatever_the_logits(logits):
    proba = softmax(logits)
    assert np.isfinite(proba).all()
    np.testing.assert_allclose(proba.sum(axis=1), 1, atol=1e-5)


@given(arrays(np.float32, 6, elements=FINITE))
def test_sigmoid_stays_a_probability_and_keeps_the_order(logits):
    proba = sigmoid(np.sort(logits))
    assert ((proba >= 0) & (proba <= 1)).all()
    assert (np.diff(proba) >= 0).all()


@given(arrays(np.float32, (3, 7, 4), elements=st.floats(-20, 20, width=32)))
def test_presence_is_the_complement_of_the_absent_class(facets):
    np.testing.assert_allclose(sigmoid(presence_logits(facets)), 1 - softmax(facets)[..., 0], atol=1e-5)


@given(st.floats(0, 5), st.floats(0, 5), st.floats(-3, 3), arrays(np.float64, (2, 8), elements=st.floats(-30, 30)))
def test_more_of_either_opinion_never_lowers_the_probability(vector_slope, lexical_slope, intercept, logits):
    calibration = BinaryCalibration(
        vector_slope=vector_slope, lexical_slope=lexical_slope, intercept=intercept, cuts={}
    )
    vector, lexical = np.sort(logits, axis=1)
    assert (np.diff(calibration.probability(vector, lexical)) >= 0).all()


@given(st.floats(0.3, 8), arrays(np.float64, (4, 3), elements=st.floats(-30, 30)))
def test_temperature_keeps_the_best_class(temperature, logits):
    calibration = ChoiceCalibration(
        vector_weight=0.5, offsets=(0.0, 0.0, 0.0), temperature=temperature, min_confidence=0.3
    )
    proba = calibration.probability(logits, logits)
    best = logits.argmax(axis=1)
    np.testing.assert_allclose(proba[np.arange(4), best], proba.max(axis=1))


@pytest.mark.parametrize("broken", [{"vector_slope": -0.1}, {"cuts": {"en": {"given": 1.1, "doubtful": 0}}}])
def test_a_calibration_that_makes_no_sense_is_refused(broken):
    good = {"vector_slope": 1.0, "lexical_slope": 0.0, "intercept": 0.0, "cuts": {}}
    with pytest.raises(ValidationError):
        BinaryCalibration(**good | broken)
