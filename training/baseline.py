"""TF-IDF with logistic regression: what the bundle has to beat, one model a language, thresholds on gold dev."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from training.calibrate import best_threshold
from training.data import Example, Lang, document_targets, stack_segments
from training.predictions import Predictions


class TfidfBaseline:
    """Word pairs for English, characters up to three for Chinese; sentences and texts apart."""

    def __init__(self, train: Sequence[Example], dev: Sequence[Example], lang: Lang) -> None:
        train = [example for example in train if example.lang == lang]
        dev = [example for example in dev if example.lang == lang]
        self._sentences = _vectorizer(lang).fit(_sentences(train))
        self._texts = _vectorizer(lang).fit([example.text for example in train])
        inputs, held_out = self._sentences.transform(_sentences(train)), self._sentences.transform(_sentences(dev))
        self._facets = [_fit(inputs, column) for column in stack_segments(train, "facets").T]
        binary = np.column_stack([stack_segments(train, "causes"), stack_segments(train, "expectation")])
        self._binary = [_fit(inputs, column) for column in binary.T]
        gold = np.column_stack([stack_segments(dev, "causes"), stack_segments(dev, "expectation")])
        self._facet_cuts = [
            best_threshold(1 - model.predict_proba(held_out)[:, 0], column > 0)
            for model, column in zip(self._facets, stack_segments(dev, "facets").T, strict=True)
        ]
        self._binary_cuts = [
            best_threshold(model.predict_proba(held_out)[:, 1], column)
            for model, column in zip(self._binary, gold.T, strict=True)
        ]
        documents = self._texts.transform([example.text for example in train])
        self._documents = {
            task: _fit(documents, document_targets(train, task), balanced=True)
            for task in ("sentiment", "intent", "severity")
        }

    def predict(self, examples: Sequence[Example]) -> Predictions:
        """Label texts of this baseline's language."""
        inputs = self._sentences.transform(_sentences(examples))
        texts = self._texts.transform([example.text for example in examples])
        facets = np.column_stack([_facet(m, c, inputs) for m, c in zip(self._facets, self._facet_cuts, strict=True)])
        binary = np.column_stack(
            [m.predict_proba(inputs)[:, 1] >= c for m, c in zip(self._binary, self._binary_cuts, strict=True)]
        )
        documents = {task: model.predict(texts) for task, model in self._documents.items()}
        return Predictions(facets=facets, causes=binary[:, :-1], expectation=binary[:, -1], abstained={}, **documents)


def _vectorizer(lang: Lang) -> Any:
    analyzer, ngrams = ("word", (1, 2)) if lang == "en" else ("char", (1, 3))
    return TfidfVectorizer(analyzer=analyzer, ngram_range=ngrams, min_df=2, sublinear_tf=True)


def _sentences(examples: Sequence[Example]) -> list[str]:
    return [example.text[span.start : span.end] for example in examples for span in example.spans]


def _fit(inputs: Any, targets: npt.NDArray[Any], *, balanced: bool = False) -> Any:
    # C was the best of 3, 10, 30 for most tasks on gold dev.
    model = LogisticRegression(C=3 if balanced else 10, max_iter=500, class_weight="balanced" if balanced else None)
    return model.fit(inputs, targets)


def _facet(model: Any, cut: float, inputs: Any) -> npt.NDArray[np.int8]:
    proba = model.predict_proba(inputs)
    polarity = model.classes_[1:][proba[:, 1:].argmax(axis=1)]
    return np.where(1 - proba[:, 0] >= cut, polarity, 0).astype(np.int8)
