"""Evaluates a sealed bundle beside the baseline and writes its `metrics.json`."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from feedback_ai.artifacts import open_bundle
from feedback_ai.classify import Classifier
from feedback_ai.embed import Encoder
from feedback_ai.schema import Span
from feedback_ai.segment import split
from training.baseline import TfidfBaseline
from training.data import Example, to_document
from training.evaluate import Scorer, by_language
from training.predictions import Predictions, predict


def _own_segments(examples: Sequence[Example]) -> list[tuple[Span, ...]]:
    return [split(example.text, to_document(example).normalized.language) for example in examples]


def _score(predictions: Predictions, examples: Sequence[Example]) -> dict[str, Any]:
    scorer = Scorer(examples)
    return by_language(lambda texts: scorer.score(predictions, texts), examples)


def _score_baseline(baselines: dict[str, TfidfBaseline], examples: Sequence[Example]) -> dict[str, Any]:
    result = {}
    for lang, baseline in baselines.items():
        own = [example for example in examples if example.lang == lang]
        result[lang] = _score(baseline.predict(own), own)[lang]
    return result


def _space_cosine(encoder: Encoder, source: Path, examples: Sequence[Example]) -> float:
    texts, spans = [example.text for example in examples], [example.spans for example in examples]
    before, after = Encoder(source).encode(texts, spans), encoder.encode(texts, spans)
    return float((before.documents * after.documents).sum(axis=1).mean())


def write_metrics(
    bundle_directory: Path,
    source_encoder: Path,
    config: dict[str, Any],
    train: Sequence[Example],
    dev: Sequence[Example],
    test: Sequence[Example],
) -> dict[str, Any]:
    """Score bundle and baseline on gold dev and gold test; returns what was written."""
    bundle = open_bundle(bundle_directory)
    encoder, classifier = Encoder(bundle.path("encoder")), Classifier.load(bundle.directory)
    baselines = {"en": TfidfBaseline(train, dev, "en"), "zh": TfidfBaseline(train, dev, "zh")}
    metrics: dict[str, Any] = {
        "name": bundle.manifest.name,
        "version": bundle.manifest.version,
        "labels": bundle.manifest.labels,
        "n_train": len(train),
        "n_dev": len(dev),
        "n_test": len(test),
        "sources": [
            {"source": source, "tier": tier, "n": n}
            for (source, tier), n in sorted(Counter((e.source, e.tier) for e in train).items())
        ],
        "space_cosine": round(_space_cosine(encoder, source_encoder, test), 4),
        "config": config,
    }
    for name, examples in (("dev", dev), ("test", test)):
        sentences = predict(encoder, classifier, examples, [example.spans for example in examples])
        metrics[name] = {
            "sentences": _score(sentences, examples),
            "product": _score(predict(encoder, classifier, examples, _own_segments(examples)), examples),
            "baseline": _score_baseline(baselines, examples),
            "details": _rounded(Scorer(examples).details(sentences)),
        }
    content = json.dumps(metrics, indent=1, ensure_ascii=False)
    (bundle_directory / "metrics.json").write_text(content + "\n", encoding="utf-8")
    return metrics


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(entry) for key, entry in value.items()}
    return round(value, 4) if isinstance(value, float | np.floating) else value
