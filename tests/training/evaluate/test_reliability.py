import numpy as np
import pytest

from training.evaluate.reliability import Emitted, calibration_curves, calibration_error, expected_if_calibrated


def emitted(confidence, right):
    confidence = np.asarray(confidence, float)
    order = np.argsort(confidence, kind="stable")
    return Emitted(confidence[order], np.asarray(right, bool)[order], np.arange(len(confidence)))


def test_confidences_that_are_right_as_often_as_they_say_have_no_error():
    sure = emitted([0.8] * 100, [i % 5 > 0 for i in range(100)])
    assert calibration_error(sure, np.ones(100)) == pytest.approx(0)


def test_overconfidence_is_the_error():
    sure = emitted([0.9] * 100, [i % 2 for i in range(100)])
    assert calibration_error(sure, np.ones(100)) == pytest.approx(0.4)


def test_bins_hold_equally_many_labels():
    # Half the labels are sure and right, half unsure and wrong half of the time, as they say: no bin mixes them.
    mixed = emitted([1.0] * 50 + [0.5] * 50, [True] * 50 + [i % 2 for i in range(50)])
    assert calibration_error(mixed, np.ones(100)) < 0.06


def test_true_confidences_show_an_error_where_bins_are_small():
    few, many = (emitted([0.7] * n, [True] * n) for n in (50, 5000))
    assert expected_if_calibrated(few)[0] > 3 * expected_if_calibrated(many)[0] > 0


def test_the_error_of_some_texts_counts_their_labels_only():
    mixed = emitted([0.9] * 40, [True] * 20 + [False] * 20)
    curves = calibration_curves(mixed, np.repeat([[1.0] * 20 + [0.0] * 20, [0.0] * 20 + [1.0] * 20], 1, axis=0))
    assert curves["calibration_error"] == pytest.approx([0.1, 0.9])


def test_too_few_labels_have_no_figure():
    assert calibration_curves(emitted([0.5] * 9, [True] * 9), np.ones((1, 9))) == {}
