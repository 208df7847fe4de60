"""Trains the lexical heads: logistic regressions on hashed TF-IDF features, both languages together."""

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from joblib import Parallel, delayed
from safetensors.numpy import save_file
from sklearn.linear_model import LogisticRegression

from feedback_ai.classify.lexical import count, weigh
from training.data import FACETS, INTENTS, POLARITIES, SEVERITIES, Example, document_targets, stack_segments

log = logging.getLogger(__name__)

SEGMENT_C, DOCUMENT_C = 10.0, 3.0
"""Inverse regularisation; the best of 3, 10, 30 for most tasks on gold dev."""
NEVER = -12.0
"""Logit of a class that no training text has."""

Array = npt.NDArray[np.float32]


def _idf(counts: Any) -> Array:
    """Smoothed inverse document frequency (N_BUCKETS,)."""
    n_texts, frequency = counts.shape[0], np.bincount(counts.indices, minlength=counts.shape[1])
    return np.asarray(np.log((1 + n_texts) / (1 + frequency)) + 1, dtype=np.float32)


def _choice(
    features: Any, targets: npt.NDArray[Any], n_classes: int, c: float, class_weight: str | None = None
) -> tuple[Array, Array]:
    """Weights (n_classes, N_BUCKETS) and biases (n_classes,) of a choice between classes."""
    model = LogisticRegression(C=c, max_iter=300, class_weight=class_weight).fit(features, targets)
    weight = np.zeros((n_classes, features.shape[1]), dtype=np.float32)
    bias = np.full(n_classes, NEVER, dtype=np.float32)
    if len(model.classes_) == 2:
        weight[model.classes_] = np.concatenate([-model.coef_, model.coef_]) / 2
        bias[model.classes_] = np.concatenate([-model.intercept_, model.intercept_]) / 2
    else:
        weight[model.classes_], bias[model.classes_] = model.coef_, model.intercept_
    return weight, bias


def _yes_or_no(features: Any, columns: npt.NDArray[Any]) -> tuple[Array, Array]:
    """Weights (labels, N_BUCKETS) and biases (labels,) of labels that do not exclude each other."""
    fits = (delayed(LogisticRegression(C=SEGMENT_C, max_iter=300).fit)(features, column) for column in columns.T)
    models = Parallel(n_jobs=-1)(fits)
    return (
        np.concatenate([model.coef_ for model in models]).astype(np.float32),
        np.concatenate([model.intercept_ for model in models]).astype(np.float32),
    )


def fit_lexical(examples: Sequence[Example]) -> dict[str, Array]:
    """Fit all heads; returns the tensors that `LexicalHeads` reads, float32."""
    words = [example.text[span.start : span.end] for example in examples for span in example.spans]
    counts = {"segments": count(words), "documents": count([example.text for example in examples])}
    tensors = {f"{level}.idf": _idf(own) for level, own in counts.items()}
    segments = weigh(counts["segments"], tensors["segments.idf"])
    columns = stack_segments(examples, "facets").T
    facets = Parallel(n_jobs=-1)(delayed(_choice)(segments, column, 4, SEGMENT_C) for column in columns)
    tensors["facets.weight"] = np.concatenate([weight for weight, _ in facets])
    tensors["facets.bias"] = np.concatenate([bias for _, bias in facets])
    log.info("lexical heads of %d facets on %d segments", len(FACETS), len(words))
    for task in ("causes", "expectation"):
        targets = stack_segments(examples, task)
        weights = _yes_or_no(segments, targets.reshape(len(targets), -1))
        tensors[f"{task}.weight"], tensors[f"{task}.bias"] = weights
    documents = weigh(counts["documents"], tensors["documents.idf"])
    for task, classes in (("sentiment", POLARITIES), ("intent", INTENTS), ("severity", SEVERITIES)):
        targets = document_targets(examples, task)  # type: ignore[arg-type]
        # Neutral texts, questions and suggestions are rare; severity grades are not.
        class_weight = None if task == "severity" else "balanced"
        weights = _choice(documents, targets, len(classes), DOCUMENT_C, class_weight)
        tensors[f"{task}.weight"], tensors[f"{task}.bias"] = weights
    return tensors


def save_lexical(tensors: dict[str, Array], bundle: Path) -> None:
    """Write `lexical.safetensors`: weights as int8 codes with one scale a class, all else in fp16."""
    kept: dict[str, npt.NDArray[Any]] = {name: value.astype(np.float16) for name, value in tensors.items()}
    for name in [name for name in tensors if name.endswith(".weight")]:
        # Rows of features have unit length: steps of 1/127 of the largest weight move a logit by less than one step.
        scale = np.maximum(np.abs(tensors[name]).max(axis=1, keepdims=True) / 127, np.finfo(np.float32).tiny)
        kept[name] = np.rint(tensors[name] / scale).astype(np.int8)
        kept[name.replace(".weight", ".scale")] = scale.astype(np.float32)
    path = bundle / "lexical.safetensors"
    save_file(kept, path)
    path.chmod(0o644)
