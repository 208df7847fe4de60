"""Fits calibration, thresholds and abstention on gold dev, both languages pooled."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar
from sklearn.linear_model import LogisticRegression

from feedback_ai.classify.calibration import (
    BinaryCalibration,
    Calibration,
    ChoiceCalibration,
    presence_logits,
    softmax,
)
from feedback_ai.classify.heads import Logits
from feedback_ai.schema import Severity
from training.data import CAUSES, FACETS, SEVERITIES, Example, document_targets, stack_segments
from training.evaluate import f1

MAX_ABSTAINED = 0.15
"""At most this share of texts may lack a document label, so that queues stay complete."""
TARGET_ACCURACY = {"sentiment": 0.93, "intent": 0.93, "severity": 0.75}
"""Accuracy aimed at where a label is given; abstention stops when it is reached."""
CRITICAL_RECALL = 0.9
"""Share of S1 texts that must be labelled S1 or sent to review."""

Mask = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.floating[Any]]


def best_threshold(proba: Floats, gold: Sequence[Mask]) -> float:
    """Threshold with the best F1, averaged over groups of rows.

    Args:
        proba: (m,) probabilities.
        gold: One mask (m,) a group; rows outside of a group are False in it and counted against nobody else.
    """
    candidates = np.unique(np.round(proba, 2))
    scores = [np.mean([f1(mask, proba >= cut) for mask in gold]) for cut in candidates]
    return float(candidates[int(np.argmax(scores))])


def _fit_binary(logits: Floats, gold: Mask) -> BinaryCalibration:
    """Platt scaling; the zone of doubt holds half of the positives that the threshold misses."""
    platt = LogisticRegression(C=1e3).fit(logits[:, None], gold)
    slope, intercept = max(float(platt.coef_[0, 0]), 1e-3), float(platt.intercept_[0])
    draft = BinaryCalibration(slope=slope, intercept=intercept, threshold=0.5, doubt=0.5)
    proba = draft.probability(logits)
    threshold = best_threshold(proba, [gold])
    missed = proba[gold & (proba < threshold)]
    doubt = float(np.median(missed)) if missed.size else threshold
    return draft.model_copy(update={"threshold": round(threshold, 4), "doubt": round(doubt, 4)})


def _fit_temperature(logits: Floats, gold: npt.NDArray[np.int64]) -> float:
    """Temperature with the least negative log-likelihood (Guo et al. 2017)."""
    rows = np.arange(len(gold))

    def loss(temperature: float) -> float:
        return float(-np.log(softmax(logits / temperature)[rows, gold] + 1e-12).mean())

    return float(minimize_scalar(loss, bounds=(0.25, 8.0), method="bounded").x)


def _fit_choice(logits: Floats, gold: npt.NDArray[np.int64], target: float) -> ChoiceCalibration:
    """Temperature, and the least confidence at which the labels given reach the target accuracy."""
    temperature = _fit_temperature(logits, gold)
    proba = softmax(logits / temperature)
    confidence, right = proba.max(axis=1), proba.argmax(axis=1) == gold
    min_confidence = 0.0
    for cut in np.quantile(confidence, np.linspace(0, MAX_ABSTAINED, 16)):
        min_confidence = float(cut)
        if right[confidence >= cut].mean() >= target:
            break
    return ChoiceCalibration(temperature=temperature, min_confidence=round(min_confidence, 4))


def _fit_critical(severity: Floats, gold: npt.NDArray[np.int64]) -> float:
    """Probability of S1 from which enough of the S1 texts are caught."""
    critical = severity[gold == SEVERITIES.index(Severity.S1), SEVERITIES.index(Severity.S1)]
    return round(float(np.quantile(critical, 1 - CRITICAL_RECALL)), 4)


def fit_calibration(logits: Logits, dev: Sequence[Example]) -> Calibration:
    """Fit everything that stands between logits and labels.

    Args:
        logits: Of the annotated sentences and texts of `dev`, in order.
        dev: Gold dev; nothing else may be used to choose.
    """
    facets, causes = stack_segments(dev, "facets"), stack_segments(dev, "causes")
    presence = presence_logits(logits.facets)
    judged = facets > 0
    choices = {
        task: _fit_choice(getattr(logits, task), document_targets(dev, task), TARGET_ACCURACY[task])
        for task in ("sentiment", "intent", "severity")
    }
    severity_proba = choices["severity"].probability(logits.severity)
    return Calibration(
        facets={facet: _fit_binary(presence[:, c], judged[:, c]) for c, facet in enumerate(FACETS)},
        polarity_temperature=_fit_temperature(logits.facets[..., 1:][judged], facets[judged].astype(np.int64) - 1),
        causes={cause: _fit_binary(logits.causes[:, c], causes[:, c]) for c, cause in enumerate(CAUSES)},
        expectation=_fit_binary(logits.expectation, stack_segments(dev, "expectation")),
        critical_review=_fit_critical(severity_proba, document_targets(dev, "severity")),
        **choices,
    )
