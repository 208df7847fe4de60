"""Time and memory of topics as they grow; each size in a process of its own, so that its peak is its own."""

import json
import resource
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from topics_texts import Texts, read_texts

from feedback_ai.topics import Prototypes, assign, discover

SIZES = (10_000, 30_000, 100_000)
PEER_SIZES = (10_000, 30_000)
"""Where BERTopic's defaults are tried."""
CACHED = 1_000_000
PER_TOPIC = 150
SEED = 7


def growth(data: Path, share: float) -> dict[str, Any]:
    """Seconds and peak memory from texts to topics, and from cached vectors to topics."""
    return {
        "ours": [_apart("ours", data, round(n * share)) for n in SIZES],
        "BERTopic, defaults": [_apart("peer", data, round(n * share)) for n in PEER_SIZES],
        "cached": _apart("cached", data, round(CACHED * share)),
    }


def _apart(way: str, data: Path, n: int) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, __file__, way, str(data), str(n)], check=True, capture_output=True, text=True
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _texts(data: Path, n: int) -> Texts:
    """The first n texts of all corpora, clause by clause, so that there are enough that differ."""
    ids, texts, languages = [], [], []
    for text, language in _clauses(data):
        if len(texts) == n:
            break
        ids.append(str(len(ids)))
        texts.append(text)
        languages.append(language)
    return Texts(ids, texts, languages)


def _clauses(data: Path) -> Iterator[tuple[str, str]]:
    from feedback_ai.schema import Language
    from feedback_ai.segment import split

    for path in sorted(data.glob("*/*.jsonl.gz")):
        if path.parent.name not in ("en", "zh"):
            continue
        corpus = read_texts(data, path.name.removesuffix(".jsonl.gz"))
        for text, language in zip(corpus.texts, corpus.languages, strict=True):
            for span in split(text[:2000], Language(language)):
                yield text[span.start : span.end], language


def _run(way: str, data: Path, n: int) -> dict[str, Any]:
    if way == "cached":
        rng = np.random.default_rng(SEED)
        vectors = rng.standard_normal((n, 384), dtype=np.float32)
        prototypes = Prototypes(np.arange(PER_TOPIC), vectors[:PER_TOPIC].copy(), 0.5)
        began = time.perf_counter()
        assign(vectors, prototypes)
        return {"n": n, "topics": PER_TOPIC, "seconds": round(time.perf_counter() - began, 1)}
    texts = _texts(data, n)
    began = time.perf_counter()
    texts = texts.encoded()
    encoded = time.perf_counter()
    if way == "ours":
        found = discover(texts.texts, texts.languages, texts.ids, texts.vectors)
        prototypes = found.as_prototypes(range(len(found.prototypes)))
        assert prototypes is not None, "no topics"
        assign(texts.vectors, prototypes)
        k = len(found.prototypes)
    else:
        warnings.simplefilter("ignore")
        from bertopic import BERTopic
        from bertopic.backend import BaseEmbedder

        topics, _ = BERTopic(embedding_model=BaseEmbedder()).fit_transform(texts.texts, embeddings=texts.vectors)
        k = len(set(topics) - {-1})
    return {
        "n": len(texts),
        "topics": k,
        "seconds": round(time.perf_counter() - began, 1),
        "of these encoding": round(encoded - began, 1),
        "peak GB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6, 2),
    }


if __name__ == "__main__":
    print(json.dumps(_run(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))))
