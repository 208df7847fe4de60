"""Lexical heads: what single words, word pairs and Chinese character runs say, beside what the vectors say.

Vectors generalise, words are exact; their errors differ, and the mean of both is better than either (see the card).
"""

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from feedback_ai.classify.folding import fold
from feedback_ai.classify.heads import DOCUMENT_TASKS, SEGMENT_TASKS, Array, Logits
from feedback_ai.schema import Facet, Sentiment

N_BUCKETS = 2**17
"""Features are hashed into this many buckets (MurmurHash3, as scikit-learn does)."""

_WORDS = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")


def ngrams(text: str) -> list[str]:
    """Features of a text: words and word pairs of Latin script, runs of one to three Chinese characters.

    Both scripts of Chinese have the same features.
    """
    text = fold(text)
    words = _WORDS.findall(text)
    features = [*words, *(f"{first} {second}" for first, second in pairwise(words))]
    for run in _HAN.findall(text):
        features += [run[i : i + n] for n in (1, 2, 3) for i in range(len(run) - n + 1)]
    return features


def count(texts: list[str]) -> Any:
    """Hashed feature counts, a SciPy sparse matrix (len(texts), N_BUCKETS), float32."""
    from sklearn.feature_extraction.text import HashingVectorizer

    hashing = HashingVectorizer(
        analyzer=ngrams, n_features=N_BUCKETS, norm=None, alternate_sign=False, dtype=np.float32
    )
    return hashing.transform(texts)


def weigh(counts: Any, idf: Array) -> Any:
    """TF-IDF rows of unit length: 1 + log(count), times inverse document frequency (N_BUCKETS,)."""
    from sklearn.preprocessing import normalize

    weighed = counts.copy()
    weighed.data = (1 + np.log(weighed.data)) * idf[weighed.indices]
    return normalize(weighed, copy=False)


class LexicalHeads:
    """Linear heads on hashed TF-IDF features."""

    def __init__(self, weights: dict[str, Array]) -> None:
        self._weights = weights

    @classmethod
    def load(cls, path: Path) -> "LexicalHeads":
        """Read `lexical.safetensors`.

        It holds `segments.idf`, `documents.idf`, and `<task>.weight`, `<task>.bias` of each task; weights that are kept
        as int8 codes have `<task>.scale` (outputs, 1) beside them.
        """
        from safetensors.numpy import load_file

        weights = {name: value.astype(np.float32) for name, value in load_file(path).items()}
        for name in [name for name in weights if name.endswith(".scale")]:
            weights[name.replace(".scale", ".weight")] *= weights.pop(name)
        return cls(weights)

    def __call__(self, documents: list[str], segments: list[str]) -> Logits:
        """Logits of texts and of the words of all their segments; shapes as in `Logits`."""
        outputs: dict[str, Array] = {}
        for level, texts, tasks in (("documents", documents, DOCUMENT_TASKS), ("segments", segments, SEGMENT_TASKS)):
            features = weigh(count(texts), self._weights[f"{level}.idf"]) if texts else np.zeros((0, N_BUCKETS))
            for task in tasks:
                scores = features @ self._weights[f"{task}.weight"].T + self._weights[f"{task}.bias"]
                outputs[task] = np.asarray(scores, dtype=np.float32)
        outputs["facets"] = outputs["facets"].reshape(-1, len(Facet), 1 + len(Sentiment))
        outputs["expectation"] = outputs["expectation"][:, 0]
        return Logits(**outputs)
