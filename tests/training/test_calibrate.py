from dataclasses import replace

import numpy as np
import pytest

from feedback_ai.classify.heads import Logits
from feedback_ai.schema import Severity
from training.calibrate import REVIEW_LOAD, best_threshold, class_shares, fit_calibration
from training.data import CAUSES, FACETS, SEVERITIES, load_gold


def test_the_best_threshold_parts_what_can_be_parted():
    proba = np.array([0.1, 0.2, 0.7, 0.9])
    assert 0.2 < best_threshold(proba, np.array([0, 0, 1, 1], bool)) <= 0.7


@pytest.fixture
def dev(annotation):
    """Gold texts in which every label is there and is missing."""
    examples = []
    for index, example in enumerate(load_gold(annotation, "dev") * 8):
        on = index % 2 == 0
        examples.append(
            replace(
                example,
                facets=np.full((len(example.spans), len(FACETS)), 1 + index % 3 if on else 0, dtype=np.int8),
                causes=np.full((len(example.spans), len(CAUSES)), on),
                expectation=np.full(len(example.spans), on),
                severity=index % len(SEVERITIES),
            )
        )
    return examples


def test_every_head_is_calibrated_and_doubt_lies_below_the_threshold(dev):
    rng = np.random.default_rng(0)
    m, n = sum(len(example.spans) for example in dev), len(dev)
    logits = Logits(
        facets=rng.normal(size=(m, 7, 4)),
        causes=rng.normal(size=(m, 7)),
        expectation=rng.normal(size=m),
        sentiment=rng.normal(size=(n, 3)),
        intent=rng.normal(size=(n, 5)),
        severity=rng.normal(size=(n, 5)),
    )
    result = fit_calibration(logits, logits, dev, class_shares(dev))
    assert len(result.facets) == len(result.causes) == 7
    for entry in (*result.facets.values(), *result.causes.values(), result.expectation):
        assert set(entry.cuts) == {"en", "zh"}
        for cut in entry.cuts.values():
            assert 0 <= cut.doubtful <= cut.given <= 1
    for choice in (result.sentiment, result.intent, result.severity):
        assert 0 <= choice.min_confidence <= 1


@pytest.mark.parametrize("n_queue", [None, 300])
def test_as_many_possibly_critical_texts_reach_a_person_as_the_load_allows(dev, n_queue):
    rng = np.random.default_rng(0)
    dev = dev * 20
    m, n = sum(len(example.spans) for example in dev), len(dev)
    severity = rng.normal(size=(n, 5))
    zeros = np.zeros
    logits = Logits(zeros((m, 7, 4)), zeros((m, 7)), zeros(m), zeros((n, 3)), zeros((n, 5)), severity)
    result = fit_calibration(logits, logits, dev, class_shares(dev), n_queue=n_queue)
    critical = SEVERITIES.index(Severity.S1)
    proba = result.severity.probability(severity, severity)[:n_queue, critical]
    assert (proba >= result.critical_review).mean() == pytest.approx(REVIEW_LOAD, abs=1 / len(proba))
