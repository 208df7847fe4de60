"""Logistic regressions for every label on given features, with thresholds of their own chosen on gold dev."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression

from training.calibrate import best_threshold
from training.data import DocumentTask, Example, document_targets, stack_segments
from training.predictions import Predictions

Features = Callable[[Sequence[Example]], tuple[Any, Any]]
"""Features of all sentences, then of all texts: a matrix each, a row a sentence or a text."""
TASKS: tuple[DocumentTask, ...] = ("sentiment", "intent", "severity")


class LogisticHeads:
    """Facets with polarity, causes and expectation from sentences; sentiment, intent and severity from texts."""

    def __init__(
        self, train: Sequence[Example], dev: Sequence[Example], features: Features, *, segment_c: float, text_c: float
    ) -> None:
        """Fit on `train`, choose thresholds on `dev`.

        Args:
            train: Training texts.
            dev: Texts on which thresholds are chosen.
            features: Of sentences and texts.
            segment_c: Inverse regularisation of the models of sentences.
            text_c: Inverse regularisation of the models of texts, whose classes are balanced.
        """
        self._features = features
        sentences, texts = features(train)
        polarities = stack_segments(train, "facets").T
        self._facets = [_fit(sentences, column > 0, segment_c) for column in polarities]
        self._polarities = [_fit(sentences[column > 0], column[column > 0], segment_c) for column in polarities]
        self._binary = [_fit(sentences, column, segment_c) for column in _binary_targets(train).T]
        self._texts = {task: _fit(texts, document_targets(train, task), text_c, balanced=True) for task in TASKS}
        held_out, _ = features(dev)
        facets, binary = stack_segments(dev, "facets").T, _binary_targets(dev).T
        self._facet_cuts = [_cut(m, held_out, gold > 0) for m, gold in zip(self._facets, facets, strict=True)]
        self._binary_cuts = [_cut(m, held_out, gold) for m, gold in zip(self._binary, binary, strict=True)]

    def predict(self, examples: Sequence[Example]) -> Predictions:
        """Label texts."""
        sentences, texts = self._features(examples)
        given = [_present(m, sentences) >= cut for m, cut in zip(self._facets, self._facet_cuts, strict=True)]
        poles = [model.predict(sentences) for model in self._polarities]
        binary = np.column_stack(
            [_present(m, sentences) >= cut for m, cut in zip(self._binary, self._binary_cuts, strict=True)]
        )
        return Predictions(
            facets=(np.column_stack(given) * np.column_stack(poles)).astype(np.int8),
            causes=binary[:, :-1],
            expectation=binary[:, -1],
            abstained={},
            **{task: model.predict(texts) for task, model in self._texts.items()},
        )


def _binary_targets(examples: Sequence[Example]) -> npt.NDArray[np.bool_]:
    return np.column_stack([stack_segments(examples, "causes"), stack_segments(examples, "expectation")])


def _fit(inputs: Any, targets: npt.NDArray[Any], c: float, *, balanced: bool = False) -> Any:
    if len(np.unique(targets)) > 1:
        return LogisticRegression(C=c, max_iter=300, class_weight="balanced" if balanced else None).fit(inputs, targets)
    # Nothing to learn: the one class there is, or none where there is no text.
    constant = targets[0] if len(targets) else False
    return DummyClassifier(strategy="most_frequent").fit(np.zeros((1, 1)), [constant])


def _cut(model: Any, inputs: Any, gold: npt.NDArray[np.bool_]) -> float:
    """The best threshold; one half where there is nothing to choose by."""
    return best_threshold(_present(model, inputs), gold) if gold.any() else 0.5


def _present(model: Any, inputs: Any) -> npt.NDArray[np.floating[Any]]:
    """Probability that a label is there (m,)."""
    if len(model.classes_) == 1:
        return np.full(inputs.shape[0], float(model.classes_[0]))
    return np.asarray(model.predict_proba(inputs)[:, 1])
