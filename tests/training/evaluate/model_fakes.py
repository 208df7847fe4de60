"""A model that says the same of everything, where a test asks what is done with its labels."""

import json
from types import SimpleNamespace

import numpy as np

from feedback_ai.classify import DocumentLabels
from feedback_ai.schema import (
    Expectation,
    FacetLabel,
    Intent,
    IntentLabel,
    SegmentAnalysis,
    Sentiment,
    SentimentLabel,
    Severity,
    SeverityLabel,
)
from tests.training.predictions_fakes import perfect


def labels(facets=(), *, sentiment="negative", severity="S3", reasons=()):
    """Labels of one text with one segment; facets are (name, polarity)."""
    score = {"negative": -0.8, "neutral": 0.0, "positive": 0.8}.get(sentiment, 0.1)
    segment = SegmentAnalysis(
        index=0,
        start=0,
        end=1,
        facets=tuple(FacetLabel(facet=name, sentiment=polarity, confidence=0.9) for name, polarity in facets),
        root_causes=(),
        expectation=Expectation(stated=False, confidence=0.9),
        abstained=(),
    )
    return DocumentLabels(
        sentiment=SentimentLabel(label=sentiment and Sentiment(sentiment), score=score, confidence=0.8),
        intent=IntentLabel(label=Intent.COMPLAINT, confidence=0.8),
        severity=SeverityLabel(label=severity and Severity(severity), confidence=0.8),
        segments=(segment,),
        review_reasons=tuple(reasons),
    )


class FakeModel:
    """Labels texts by the words they contain; right about everything that gold says."""

    def __init__(self, directory, rules=()):
        self.directory = directory
        self.rules = dict(rules)
        path = directory / "manifest.json"
        files = json.loads(path.read_text()) if path.exists() else {}
        manifest = SimpleNamespace(name="toy", version="1.0.0", labels="1.1", files=files)
        self.bundle = SimpleNamespace(manifest=manifest, path=lambda name: directory / name, directory=directory)
        self.encoder = self

    def on_sentences(self, examples):
        return perfect(examples, confidence=np.full((sum(len(e.spans) for e in examples), 7), 0.9))

    on_segments = on_sentences

    def label(self, texts, lang):
        return [next((said for word, said in self.rules.items() if word in text), labels()) for text in texts]

    def to_space(self, layers):
        return layers

    def encode(self, texts, spans):
        rng = np.random.default_rng(len(texts))
        return SimpleNamespace(document_layers=rng.normal(size=(len(texts), 4)).astype(np.float32))
