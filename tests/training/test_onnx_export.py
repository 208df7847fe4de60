import json
from dataclasses import replace

import pytest
from encoder_fakes import write_encoder

from feedback_ai.artifacts import open_bundle, write_manifest
from feedback_ai.classify import DocumentLabels
from feedback_ai.embed import Encoder
from feedback_ai.errors import ModelCorruptError
from feedback_ai.schema import (
    CauseLabel,
    Expectation,
    Facet,
    FacetLabel,
    Intent,
    IntentLabel,
    RootCause,
    SegmentAnalysis,
    Sentiment,
    SentimentLabel,
    SeverityLabel,
)
from training import onnx_export
from training.data import load_train


class SignClassifier:
    """A text's sentiment hangs on one component of its vector; its first segment has one label of every kind."""

    token_map = None

    def classify(self, vectors, documents):
        return [self._label(row, document) for row, document in zip(vectors.documents, documents, strict=True)]

    def _label(self, row, document):
        segment = SegmentAnalysis(
            index=0, start=0, end=document.segments[0].end,
            facets=(FacetLabel(facet=Facet.PRICE, sentiment=Sentiment.NEGATIVE, confidence=1),),
            root_causes=(CauseLabel(cause=RootCause.METHOD, confidence=1),),
            expectation=Expectation(stated=True, confidence=1), abstained=(Facet.EMPATHY,),
        )  # fmt: skip
        sentiment = Sentiment.POSITIVE if row[0] > 0 else Sentiment.NEGATIVE
        return DocumentLabels(
            sentiment=SentimentLabel(label=sentiment, score=0, confidence=1),
            intent=IntentLabel(label=Intent.PRAISE, confidence=1),
            severity=SeverityLabel(label=None, confidence=0),
            segments=(segment,),
            review_reasons=(),
        )


@pytest.fixture
def examples(annotation):
    return [replace(example, id=f"{example.id}{copy}") for copy in range(3) for example in load_train(annotation)]


@pytest.fixture
def bundle(examples, tmp_path):
    write_encoder(tmp_path / "bundle" / "encoder", [example.text for example in examples])
    (tmp_path / "bundle" / "encoder" / "model.onnx").unlink()
    write_manifest(tmp_path / "bundle", name="toy", version="4")
    return tmp_path / "bundle"


@pytest.fixture
def figures(bundle, examples, monkeypatch):
    monkeypatch.setattr(onnx_export.Classifier, "load", lambda directory: SignClassifier())
    return onnx_export.export(bundle, examples)


def test_an_exported_bundle_is_sealed_over_its_onnx_file(bundle, figures):
    opened = open_bundle(bundle)
    assert (opened.info.name, opened.info.version) == ("toy", "4")
    with (bundle / "encoder" / "model.onnx").open("ab") as file:
        file.write(b"\0")
    with pytest.raises(ModelCorruptError, match=r"model\.onnx differs"):
        open_bundle(bundle)


def test_what_the_export_changed_is_told(bundle, examples, figures):
    assert json.loads((bundle / "export.json").read_text()) == figures
    assert figures["texts"] == len(examples)
    assert figures["labels"] >= 5 * len(examples)  # both document labels and three of the first segment
    assert 0.6 < figures["agreement"] <= 1
    assert figures["batch_difference"] <= 1e-4
    assert figures["bytes"]["model.onnx"] == (bundle / "encoder" / "model.onnx").stat().st_size


def test_labels_count_as_given_by_text_and_segment_and_abstentions_do_not(bundle, examples):
    given = onnx_export.labels_given(Encoder(bundle / "encoder"), SignClassifier(), examples[:1])
    sentiment = given - {
        (0, None, Intent.PRAISE),
        (0, 0, Facet.PRICE, Sentiment.NEGATIVE),
        (0, 0, RootCause.METHOD),
        (0, 0, "expectation"),
    }
    assert sentiment in ({(0, None, Sentiment.POSITIVE)}, {(0, None, Sentiment.NEGATIVE)})
