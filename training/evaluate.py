"""Figures of a set of predictions against gold, by language, with bootstrap intervals."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from training.data import CAUSES, FACETS, INTENTS, POLARITIES, SEVERITIES, Example, document_targets, stack_segments
from training.predictions import Predictions

N_SERVQUAL = 5
N_RESAMPLES = 500
Mask = npt.NDArray[np.bool_]


def f1(gold: Mask, predicted: Mask) -> float:
    """F1 of one label; 0 where it is neither there nor predicted."""
    hits = int((gold & predicted).sum())
    total = int(gold.sum()) + int(predicted.sum())
    return 2 * hits / total if total else 0.0


def macro_f1(gold: npt.NDArray[Any], predicted: npt.NDArray[Any], n_classes: int) -> float:
    """Mean F1 over the classes that gold has."""
    classes = [c for c in range(n_classes) if (gold == c).any()]
    return float(np.mean([f1(gold == c, predicted == c) for c in classes])) if classes else 0.0


def multi_label_f1(gold: Mask, predicted: Mask) -> float:
    """Mean F1 over the columns that gold has; (m, labels) each."""
    columns = [c for c in range(gold.shape[1]) if gold[:, c].any()]
    return float(np.mean([f1(gold[:, c], predicted[:, c]) for c in columns])) if columns else 0.0


class Scorer:
    """Gold of a list of texts, against which predictions are scored on any choice of the texts."""

    def __init__(self, examples: Sequence[Example]) -> None:
        self.examples = examples
        self._facets = stack_segments(examples, "facets")
        self._causes = stack_segments(examples, "causes")
        self._expectation = stack_segments(examples, "expectation")
        self._documents = {task: document_targets(examples, task) for task in ("sentiment", "intent", "severity")}
        self._text_of_sentence = np.repeat(np.arange(len(examples)), [len(e.spans) for e in examples])
        order = np.argsort(self._text_of_sentence, kind="stable")
        self._rows = np.split(order, np.cumsum([len(e.spans) for e in examples])[:-1])

    def score(self, predictions: Predictions, texts: npt.NDArray[np.int64]) -> dict[str, float]:
        """Figures on some of the texts (indices, repeats allowed), each in [0, 1]."""
        rows = np.concatenate([self._rows[text] for text in texts])
        gold, own = self._facets[rows], predictions.facets[rows]
        present, found = gold > 0, own > 0
        gold_polar = np.concatenate([gold[:, :N_SERVQUAL] == 1, gold[:, :N_SERVQUAL] == 3], axis=1)
        own_polar = np.concatenate([own[:, :N_SERVQUAL] == 1, own[:, :N_SERVQUAL] == 3], axis=1)
        causes, own_causes = self._causes[rows], predictions.causes[rows]
        figures = {
            "facets": multi_label_f1(present, found),
            "servqual": multi_label_f1(present[:, :N_SERVQUAL], found[:, :N_SERVQUAL]),
            "servqual_with_polarity": multi_label_f1(gold_polar, own_polar),
            "product": f1(present[:, 5], found[:, 5]),
            "price": f1(present[:, 6], found[:, 6]),
            "root_causes": multi_label_f1(causes[:, :6], own_causes[:, :6]),
            "expectation": f1(self._expectation[rows], predictions.expectation[rows]),
        }
        for task, classes in (("sentiment", POLARITIES), ("intent", INTENTS), ("severity", SEVERITIES)):
            gold_task, own_task = self._documents[task][texts], getattr(predictions, task)[texts]
            figures[task] = macro_f1(gold_task, own_task, len(classes))
            figures[f"{task}_accuracy"] = float((gold_task == own_task).mean())
        return figures

    def details(self, predictions: Predictions) -> dict[str, Any]:
        """F1 of every single label with its count in gold, and what abstention does."""
        facets = {
            facet.value: {
                "f1": f1(self._facets[:, c] > 0, predictions.facets[:, c] > 0),
                "n": int((self._facets[:, c] > 0).sum()),
            }
            for c, facet in enumerate(FACETS)
        }
        causes = {
            cause.value: {"f1": f1(self._causes[:, c], predictions.causes[:, c]), "n": int(self._causes[:, c].sum())}
            for c, cause in enumerate(CAUSES)
        }
        severities = {
            s.value: {
                "f1": f1(self._documents["severity"] == c, predictions.severity == c),
                "n": int((self._documents["severity"] == c).sum()),
            }
            for c, s in enumerate(SEVERITIES)
        }
        abstention = {}
        for task, abstained in predictions.abstained.items():
            right = self._documents[task] == getattr(predictions, task)
            abstention[task] = {
                "coverage": float((~abstained).mean()),
                "accuracy_where_given": float(right[~abstained].mean()),
            }
        return {"facets": facets, "causes": causes, "severities": severities, "abstention": abstention}


def by_language(
    score: Callable[[npt.NDArray[np.int64]], dict[str, float]], examples: Sequence[Example]
) -> dict[str, Any]:
    """Figures with 95 % bootstrap intervals over texts, for each language.

    Returns:
        `{language: {figure: {"value", "low", "high"}, "n_texts": n}}`.
    """
    rng = np.random.default_rng(0)
    result: dict[str, Any] = {}
    for lang in sorted({example.lang for example in examples}):
        texts = np.array([i for i, example in enumerate(examples) if example.lang == lang])
        values = score(texts)
        resampled = [score(rng.choice(texts, len(texts))) for _ in range(N_RESAMPLES)]
        result[lang] = {"n_texts": len(texts)}
        for name, value in values.items():
            low, high = np.quantile([sample[name] for sample in resampled], [0.025, 0.975])
            result[lang][name] = {"value": round(value, 4), "low": round(float(low), 4), "high": round(float(high), 4)}
    return result
