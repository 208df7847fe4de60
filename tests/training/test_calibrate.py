import numpy as np
import pytest

from feedback_ai.classify.heads import Logits
from training.calibrate import best_threshold, fit_calibration
from training.data import load_gold, stack_segments


def test_the_best_threshold_parts_what_can_be_parted():
    proba = np.array([0.1, 0.2, 0.7, 0.9])
    assert 0.2 < best_threshold(proba, [np.array([0, 0, 1, 1], bool)]) <= 0.7


@pytest.fixture
def fitted(annotation):
    dev = load_gold(annotation, "dev") * 8
    rng = np.random.default_rng(0)
    facets = stack_segments(dev, "facets")
    logits = np.eye(4, dtype=np.float32)[facets] * 4 + rng.normal(size=(*facets.shape, 4)).astype(np.float32)
    causes = stack_segments(dev, "causes").astype(np.float32) * 4 - 2
    # Causes and facets that the toy texts lack still need one of each kind to fit on.
    facets[0, :], facets[1, :] = 1, 0
    n = len(dev)
    return logits, causes, n, dev


def test_every_head_is_calibrated_and_the_zone_of_doubt_lies_below_the_threshold(fitted, monkeypatch):
    logits, causes, n, dev = fitted
    rng = np.random.default_rng(1)
    for example in dev[:2]:
        example.facets[0, :] = 1
        example.causes[0, :] = True
        example.expectation[0] = True
    result = fit_calibration(
        Logits(
            facets=logits,
            causes=causes + rng.normal(size=causes.shape),
            expectation=rng.normal(size=len(causes)),
            sentiment=rng.normal(size=(n, 3)),
            intent=rng.normal(size=(n, 5)),
            severity=rng.normal(size=(n, 5)),
        ),
        [example for example in dev if True] if any(e.severity == 4 for e in dev) else with_critical(dev),
    )
    assert len(result.facets) == len(result.causes) == 7
    for entry in (*result.facets.values(), *result.causes.values(), result.expectation):
        assert 0 <= entry.doubt <= entry.threshold <= 1
    for choice in (result.sentiment, result.intent, result.severity):
        assert 0 <= choice.min_confidence <= 1


def with_critical(dev):
    from dataclasses import replace

    return [replace(dev[0], severity=4), *dev[1:]]
