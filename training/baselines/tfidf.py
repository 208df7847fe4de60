"""Features of the plainest learner: TF-IDF of word pairs; for Chinese of jieba's words beside characters."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import FeatureUnion

from training.data import Example, Lang

SEGMENT_C, TEXT_C = 10.0, 3.0
"""Inverse regularisation; the best of 3, 10, 30 for most tasks on gold dev."""


class TfidfFeatures:
    """TF-IDF of sentences and of texts in one language, fitted on training texts."""

    def __init__(self, train: Sequence[Example], lang: Lang) -> None:
        self._prepare = _simplified if lang == "zh" else str
        sentences, texts = self._read(train)
        self._sentences, self._texts = _vectorizer(lang).fit(sentences), _vectorizer(lang).fit(texts)

    def _read(self, examples: Sequence[Example]) -> tuple[list[str], list[str]]:
        # Conversion keeps the length only mostly: sentences are cut before.
        sentences = [self._prepare(e.text[span.start : span.end]) for e in examples for span in e.spans]
        return sentences, [self._prepare(example.text) for example in examples]

    def __call__(self, examples: Sequence[Example]) -> tuple[Any, Any]:
        """Sparse rows of all sentences and of all texts."""
        sentences, texts = self._read(examples)
        return self._sentences.transform(sentences), self._texts.transform(texts)


@cache
def _simplify() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s").convert


def _simplified(text: str) -> str:
    return str(_simplify()(text))


def _words(text: str) -> list[str]:
    import jieba

    return [word for word in jieba.lcut(text) if not word.isspace()]


def _vectorizer(lang: Lang) -> Any:
    if lang == "en":
        return TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    words = TfidfVectorizer(tokenizer=_words, token_pattern=None, ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    characters = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), min_df=2, sublinear_tf=True)
    return FeatureUnion([("words", words), ("characters", characters)])
