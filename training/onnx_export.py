"""Exports the encoder of a bundle to int8 ONNX and tells what that changes: `export.json`."""

import json
import logging
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime

from feedback_ai.artifacts import open_bundle, write_manifest
from feedback_ai.classify import Classifier, DocumentLabels
from feedback_ai.embed import Encoder
from feedback_ai.embed.encoder import ONNX_FILE
from training.data import Example, to_document
from training.onnx_graph import OPSET, bert_graph

log = logging.getLogger(__name__)

N_TEXTS = 2000
"""Texts whose labels are compared."""
N_ALONE = 100
"""Texts that are read once together and once each alone."""
CHUNK = 256
SEED = 7

Label = tuple[Any, ...]


def export(bundle: Path, examples: Sequence[Example]) -> dict[str, Any]:
    """Write `encoder/model.onnx` and `export.json` into a sealed bundle, and seal it anew.

    Args:
        bundle: A bundle with heads and calibration.
        examples: Texts of which `N_TEXTS` are labelled with both encoders.

    Returns:
        The content of `export.json`: `agreement` is the share of all labels given by either encoder that both give,
        `batch_difference` the largest difference of any component of a unit vector between a text alone and in a batch.
    """
    manifest = open_bundle(bundle).manifest
    encoder = bundle / "encoder"
    onnx.save(bert_graph(encoder), encoder / ONNX_FILE)
    chosen = random.Random(SEED).sample(list(examples), min(N_TEXTS, len(examples)))  # noqa: S311 - no secret
    classifier = Classifier.load(bundle)
    int8, fp32 = Encoder(encoder), Encoder(encoder, device="cpu")
    given, wanted = (labels_given(own, classifier, chosen) for own in (int8, fp32))
    figures = {
        "texts": len(chosen),
        "labels": len(given | wanted),
        "agreement": round(len(given & wanted) / max(len(given | wanted), 1), 4),
        "batch_difference": batch_difference(int8, chosen[:N_ALONE]),
        "bytes": {path.name: path.stat().st_size for path in sorted(encoder.glob("model.*"))},
        "opset": OPSET,
        "onnx": onnx.__version__,
        "onnxruntime": onnxruntime.__version__,
    }
    (bundle / "export.json").write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    write_manifest(bundle, name=manifest.name, version=manifest.version)
    log.info("exported: %s", figures)
    return figures


def labels_given(encoder: Encoder, classifier: Classifier, examples: Sequence[Example]) -> set[Label]:
    """Every label that the product gives, with its text's place in `examples` and its segment's place in the text."""
    given: set[Label] = set()
    for start in range(0, len(examples), CHUNK):
        chunk = examples[start : start + CHUNK]
        texts, spans = [example.text for example in chunk], [example.spans for example in chunk]
        vectors = encoder.encode(texts, spans, classifier.token_map)
        labelled = classifier.classify(vectors, [to_document(example) for example in chunk])
        given |= {(start + place, *label) for place, own in enumerate(labelled) for label in _labels(own)}
    return given


def _labels(labels: DocumentLabels) -> set[Label]:
    document = {labels.sentiment.label, labels.intent.label, labels.severity.label} - {None}
    given: set[Label] = {(None, label) for label in document}
    for segment in labels.segments:
        given |= {(segment.index, facet.facet, facet.sentiment) for facet in segment.facets}
        given |= {(segment.index, cause.cause) for cause in segment.root_causes}
        given |= {(segment.index, "expectation")} if segment.expectation.stated else set()
    return given


def batch_difference(encoder: Encoder, examples: Sequence[Example]) -> float:
    """Largest difference of any component of any vector between texts read together and each alone."""
    together = encoder.encode([example.text for example in examples], [example.spans for example in examples])
    largest = 0.0
    for index, example in enumerate(examples):
        alone = encoder.encode([example.text], [example.spans])
        first, last = together.bounds[index : index + 2]
        differences = alone.documents[0] - together.documents[index], alone.segments - together.segments[first:last]
        largest = max(largest, *(float(np.abs(own).max(initial=0)) for own in differences))
    return largest
