"""The most frequent label of everything, whatever the text."""

from collections.abc import Sequence

import numpy as np

from training.data import CAUSES, FACETS, DocumentTask, Example, document_targets
from training.predictions import Predictions


class Majority:
    """No facet, no cause, no expectation; the most frequent sentiment, intent and severity of the training texts."""

    def __init__(self, train: Sequence[Example]) -> None:
        tasks: tuple[DocumentTask, ...] = ("sentiment", "intent", "severity")
        self._usual = {task: int(np.bincount(document_targets(train, task)).argmax()) for task in tasks}

    def predict(self, examples: Sequence[Example]) -> Predictions:
        """The same for every text."""
        n_sentences = sum(len(example.spans) for example in examples)
        return Predictions(
            facets=np.zeros((n_sentences, len(FACETS)), dtype=np.int8),
            causes=np.zeros((n_sentences, len(CAUSES)), dtype=bool),
            expectation=np.zeros(n_sentences, dtype=bool),
            abstained={},
            **{task: np.full(len(examples), usual) for task, usual in self._usual.items()},
        )
