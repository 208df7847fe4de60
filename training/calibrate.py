"""Fits calibration, thresholds and abstention on gold dev, both languages pooled."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar
from sklearn.linear_model import LogisticRegression

from feedback_ai.classify.calibration import (
    BinaryCalibration,
    Calibration,
    ChoiceCalibration,
    Cut,
    Script,
    presence_logits,
    softmax,
)
from feedback_ai.classify.heads import Logits
from feedback_ai.schema import Severity
from training.data import (
    CAUSES,
    FACETS,
    INTENTS,
    POLARITIES,
    SEVERITIES,
    DocumentTask,
    Example,
    document_targets,
    stack_segments,
)
from training.evaluate import f1, macro_f1

MAX_ABSTAINED = 0.08
"""At most this share of texts may lack a document label, so that queues stay complete."""
TARGET_ACCURACY = {"sentiment": 0.93, "intent": 0.93, "severity": 0.75}
"""Accuracy aimed at where a label is given; abstention stops when it is reached."""
REVIEW_LOAD = 0.14
"""Share of a queue that is sent to a person as possibly S1: what it costs not to miss one."""

PLATT_C = 0.1
"""Inverse regularisation of Platt scaling; gold dev has few positives for some labels."""
MIN_POSITIVES = 4
"""A language with fewer positives than this takes the pooled threshold."""
WEIGHTS = tuple(np.round(np.arange(0.3, 0.85, 0.05), 2).tolist())
STRENGTHS = (0.0, 0.1, 0.2, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6)
"""Grids for the mixing weight of the vectors and the strength of the class offsets."""

Mask = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.floating[Any]]


def best_threshold(proba: Floats, gold: Mask) -> float:
    """Threshold on probabilities (m,) with the best F1, in steps of 0.01."""
    # Rounded down, so that each lets in the probability that it comes from.
    candidates = np.unique(np.floor(proba * 100) / 100)
    return float(candidates[int(np.argmax([f1(gold, proba >= cut) for cut in candidates]))])


def _cut(proba: Floats, gold: Mask) -> Cut:
    """Best threshold; the zone of doubt holds half of the positives that it misses."""
    given = best_threshold(proba, gold)
    missed = proba[gold & (proba < given)]
    doubtful = float(np.median(missed)) if missed.size else given
    return Cut(given=round(given, 4), doubtful=round(doubtful, 4))


def _fit_binary(vector: Floats, lexical: Floats, gold: Mask, english: Mask) -> BinaryCalibration:
    """Platt scaling of both opinions, languages pooled; thresholds by language where there is enough to choose on."""
    platt = LogisticRegression(C=PLATT_C).fit(np.column_stack([vector, lexical]), gold)
    slopes = np.maximum(platt.coef_[0], 0.0)
    draft = BinaryCalibration(
        vector_slope=float(slopes[0]), lexical_slope=float(slopes[1]), intercept=float(platt.intercept_[0]), cuts={}
    )
    proba = draft.probability(vector, lexical)
    pooled = _cut(proba, gold)
    cuts: dict[Script, Cut] = {}
    languages: tuple[tuple[Script, Mask], ...] = (("en", english), ("zh", ~english))
    for script, rows in languages:
        cuts[script] = _cut(proba[rows], gold[rows]) if gold[rows].sum() >= MIN_POSITIVES else pooled
    return draft.model_copy(update={"cuts": cuts})


def _fit_temperature(logits: Floats, gold: npt.NDArray[np.int64]) -> float:
    """Temperature with the least negative log-likelihood (Guo et al. 2017)."""
    rows = np.arange(len(gold))

    def loss(temperature: float) -> float:
        return float(-np.log(softmax(logits / temperature)[rows, gold] + 1e-12).mean())

    return float(minimize_scalar(loss, bounds=(0.25, 8.0), method="bounded").x)


def _min_confidence(proba: Floats, gold: npt.NDArray[np.int64], target: float) -> float:
    """The least confidence at which the labels given reach the target accuracy, within `MAX_ABSTAINED`."""
    confidence, right = proba.max(axis=1), proba.argmax(axis=1) == gold
    cut = 0.0
    for cut in np.quantile(confidence, np.linspace(0, MAX_ABSTAINED, 16)):
        if right[confidence >= cut].mean() >= target:
            break
    return round(float(cut), 4)


def _fit_choice(
    vector: Floats, lexical: Floats, gold: npt.NDArray[np.int64], shares: Floats, english: Mask, target: float
) -> ChoiceCalibration:
    """Mixing weight and strength of the class offsets by macro-F1, mean of both languages; then the temperature."""

    def quality(weight: float, strength: float) -> float:
        best = (weight * (vector - strength * np.log(shares)) + (1 - weight) * lexical).argmax(axis=1)
        return float(np.mean([macro_f1(gold[rows], best[rows], len(shares)) for rows in (english, ~english)]))

    weight, strength = max(((w, s) for w in WEIGHTS for s in STRENGTHS), key=lambda pair: quality(*pair))
    offsets = -weight * strength * np.log(shares)
    mixed = weight * vector + (1 - weight) * lexical + offsets
    temperature = _fit_temperature(mixed, gold)
    return ChoiceCalibration(
        vector_weight=weight,
        offsets=tuple(round(float(offset), 4) for offset in offsets),
        temperature=temperature,
        min_confidence=_min_confidence(softmax(mixed / temperature), gold, target),
    )


def _fit_critical(severity: Floats) -> float:
    """Probability of S1 from which as many texts are looked at as `REVIEW_LOAD` allows."""
    return round(float(np.quantile(severity[:, SEVERITIES.index(Severity.S1)], 1 - REVIEW_LOAD)), 4)


def class_shares(train: Sequence[Example]) -> dict[str, Floats]:
    """Share of each class among the training texts, by document task; none is zero."""
    sizes: dict[DocumentTask, int] = {
        "sentiment": len(POLARITIES),
        "intent": len(INTENTS),
        "severity": len(SEVERITIES),
    }
    shares: dict[str, Floats] = {}
    for task, size in sizes.items():
        counts = np.bincount(document_targets(train, task), minlength=size) + 1
        shares[task] = counts / counts.sum()
    return shares


def fit_calibration(
    vector: Logits,
    lexical: Logits,
    dev: Sequence[Example],
    shares: Mapping[str, Floats],
    *,
    n_queue: int | None = None,
) -> Calibration:
    """Fit everything that stands between logits and labels.

    Args:
        vector: What the vectors say of the annotated sentences and texts of `dev`, in order.
        lexical: What the words say of them.
        dev: Gold dev, and texts held out from training; nothing else may be used to choose.
        shares: From `class_shares`.
        n_queue: The first so many texts are a queue of complaints as users have it: the review load is theirs.
    """
    facets, causes = stack_segments(dev, "facets"), stack_segments(dev, "causes")
    english = np.array([example.lang == "en" for example in dev])
    sentence_english = np.repeat(english, [len(example.spans) for example in dev])
    presence = presence_logits(vector.facets), presence_logits(lexical.facets)
    judged = facets > 0
    polarity = ((vector.facets + lexical.facets) / 2)[..., 1:][judged]

    def binary(first: Floats, second: Floats, gold: Mask) -> BinaryCalibration:
        return _fit_binary(first, second, gold, sentence_english)

    def choice(task: DocumentTask) -> ChoiceCalibration:
        opinions = getattr(vector, task), getattr(lexical, task)
        return _fit_choice(*opinions, document_targets(dev, task), shares[task], english, TARGET_ACCURACY[task])

    severity = choice("severity")
    critical = severity.probability(vector.severity, lexical.severity)
    return Calibration(
        facets={f: binary(presence[0][:, c], presence[1][:, c], judged[:, c]) for c, f in enumerate(FACETS)},
        polarity_temperature=_fit_temperature(polarity, facets[judged].astype(np.int64) - 1),
        causes={k: binary(vector.causes[:, c], lexical.causes[:, c], causes[:, c]) for c, k in enumerate(CAUSES)},
        expectation=binary(vector.expectation, lexical.expectation, stack_segments(dev, "expectation")),
        sentiment=choice("sentiment"),
        intent=choice("intent"),
        severity=severity,
        critical_review=_fit_critical(critical[:n_queue]),
    )
