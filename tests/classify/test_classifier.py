from dataclasses import dataclass

import numpy as np
import pytest

from feedback_ai.classify.calibration import BinaryCalibration, Calibration, ChoiceCalibration, Cut
from feedback_ai.classify.classifier import Classifier
from feedback_ai.classify.heads import VectorHeads
from feedback_ai.classify.lexical import N_BUCKETS, LexicalHeads
from feedback_ai.errors import ModelCorruptError
from feedback_ai.schema import (
    Document,
    Facet,
    FeedbackRecord,
    Language,
    NormalizedText,
    RootCause,
    Sentiment,
    Severity,
    Span,
)

DIM = 4
CUT = Cut(given=0.6, doubtful=0.4)
PLATT = BinaryCalibration(vector_slope=1.0, lexical_slope=0.0, intercept=0.0, cuts={"en": CUT, "zh": CUT})


def choice(n_classes):
    return ChoiceCalibration(vector_weight=1.0, offsets=(0.0,) * n_classes, temperature=1.0, min_confidence=0.5)


SIZES = {
    "facets": (28, 8),
    "causes": (7, 8),
    "expectation": (1, 8),
    "sentiment": (3, 4),
    "intent": (5, 4),
    "severity": (5, 4),
}
N_LABELS = {"facets": 7, "causes": 7, "expectation": 1, "sentiment": 1, "intent": 1, "severity": 1}
N_COLUMNS = sum(rows for rows, _ in SIZES.values()) + sum(N_LABELS.values())


@dataclass
class Vectors:
    documents: np.ndarray
    segments: np.ndarray
    bounds: np.ndarray
    token_scores: np.ndarray
    document_of_token: np.ndarray
    segment_of_token: np.ndarray


def one_segment():
    vector = np.array([[1, 0, 0, 0]], dtype=np.float32)
    no_token = np.zeros(0, dtype=np.int64)
    return Vectors(vector, vector, np.array([0, 1]), np.zeros((0, N_COLUMNS), np.float32), no_token, no_token)


@pytest.fixture
def weights():
    arrays = {}
    for task, (rows, columns) in SIZES.items():
        arrays[f"{task}.vector.weight"] = np.zeros((rows, columns), dtype=np.float32)
        arrays[f"{task}.vector.bias"] = np.zeros(rows, dtype=np.float32)
        arrays[f"{task}.token.weight"] = np.zeros((rows, DIM), dtype=np.float32)
        arrays[f"{task}.attention"] = np.zeros((N_LABELS[task], DIM), dtype=np.float32)
    arrays["facets.vector.bias"].reshape(7, 4)[:, 0] = 10  # nothing judged
    arrays["causes.vector.bias"][:] = -10
    arrays["expectation.vector.bias"][:] = -10
    for task in ("sentiment", "intent", "severity"):
        arrays[f"{task}.vector.bias"][0] = 10
    return arrays


def classify(weights):
    calibration = Calibration(
        facets=dict.fromkeys(Facet, PLATT),
        polarity_temperature=1.0,
        causes=dict.fromkeys(RootCause, PLATT),
        expectation=PLATT,
        sentiment=choice(3),
        intent=choice(5),
        severity=choice(5),
        critical_review=0.2,
    )
    classifier = Classifier(VectorHeads(weights), silent_lexical_heads(), calibration)
    (labels,) = classifier.classify(one_segment(), [document()])
    return labels


def document():
    normalized = NormalizedText(text="some text", language=Language.ENGLISH, mixed=False, informative=True)
    record = FeedbackRecord(id="1", text="some text")
    return Document(record=record, normalized=normalized, segments=(Span(0, 9),))


def silent_lexical_heads():
    """Polarity is the mean of both opinions, so the silent one halves it: that is all it does here."""
    arrays = {f"{level}.idf": np.ones(N_BUCKETS, dtype=np.float32) for level in ("segments", "documents")}
    for task, (rows, _) in SIZES.items():
        arrays[f"{task}.weight"] = np.zeros((rows, N_BUCKETS), dtype=np.float32)
        arrays[f"{task}.bias"] = np.zeros(rows, dtype=np.float32)
    return LexicalHeads(arrays)


def judge(weights, facet, sentiment, logit):
    """Let a facet be present with this log-odds, in one polarity."""
    row = weights["facets.vector.bias"].reshape(7, 4)[list(Facet).index(facet)]
    row[:] = [0, -30, -30, -30]
    row[1 + list(Sentiment).index(sentiment)] = logit


def test_nothing_judged_gives_no_facet_and_no_cause(weights):
    weights["causes.vector.bias"][:] = 10
    (segment,) = classify(weights).segments
    assert (segment.facets, segment.root_causes, segment.abstained) == ((), (), ())
    assert (segment.start, segment.end, segment.expectation.stated) == (0, 9, False)


def test_a_negative_facet_brings_its_cause(weights):
    judge(weights, Facet.RELIABILITY, Sentiment.NEGATIVE, 4.0)
    weights["causes.vector.bias"][list(RootCause).index(RootCause.MACHINE)] = 3.0
    (segment,) = classify(weights).segments
    assert [(f.facet, f.sentiment) for f in segment.facets] == [(Facet.RELIABILITY, Sentiment.NEGATIVE)]
    assert [c.cause for c in segment.root_causes] == [RootCause.MACHINE]
    assert segment.facets[0].confidence == pytest.approx(1 / (1 + np.exp(-4)), abs=1e-3)


def test_praise_has_no_cause(weights):
    judge(weights, Facet.EMPATHY, Sentiment.POSITIVE, 4.0)
    weights["causes.vector.bias"][:] = 10
    (segment,) = classify(weights).segments
    assert segment.facets[0].sentiment is Sentiment.POSITIVE
    assert segment.root_causes == ()


def test_a_facet_too_close_to_call_is_named_not_given(weights):
    judge(weights, Facet.PRICE, Sentiment.NEGATIVE, 0.0)
    (segment,) = classify(weights).segments
    assert segment.facets == ()
    assert segment.abstained == ("price",)


def test_an_unsure_choice_abstains_and_says_why(weights):
    weights["sentiment.vector.bias"][:] = [0.1, 0, 0]
    labels = classify(weights)
    assert labels.sentiment.label is None
    assert labels.review_reasons == ("sentiment_unsure",)
    assert -1 <= labels.sentiment.score <= 1


def test_a_text_that_may_be_critical_goes_to_a_person(weights):
    order = list(Severity)
    weights["severity.vector.bias"][:] = -20
    weights["severity.vector.bias"][order.index(Severity.S2)] = 1.0
    weights["severity.vector.bias"][order.index(Severity.S1)] = 0.0
    labels = classify(weights)
    assert labels.severity.label is Severity.S2
    assert labels.review_reasons == ("possible_critical",)


def test_score_is_positive_minus_negative(weights):
    weights["sentiment.vector.bias"][:] = [0, 0, 2.0]
    labels = classify(weights)
    proba = np.exp([0, 0, 2.0]) / np.exp([0, 0, 2.0]).sum()
    assert labels.sentiment.score == pytest.approx(proba[2] - proba[0], abs=1e-4)


def test_a_calibration_of_another_version_is_told(tmp_path):
    (tmp_path / "calibration.json").write_text('{"facets": {}}')
    with pytest.raises(ModelCorruptError, match=r"calibration\.json"):
        Classifier.load(tmp_path)
