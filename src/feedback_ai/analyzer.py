"""`Analyzer`: the models, loaded once, for the Python API, the commands and the service alike."""

import threading
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from feedback_ai import pipeline
from feedback_ai.artifacts import locate_bundle, open_bundle
from feedback_ai.classify import Classifier
from feedback_ai.embed import Encoder
from feedback_ai.schema import Analysis, Document, FeedbackRecord, ModelInfo, Span
from feedback_ai.settings import get_settings

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

CHUNK = 256
"""Texts that are in memory as vectors at a time."""


class Analyzer:
    """Reads texts with one model bundle; loads it once and is safe to share between threads.

    Attributes:
        model_info: Name and versions, as they stand in every result.
    """

    def __init__(self, model: str | Path | None = None, language: str | None = None) -> None:
        """Load and verify the bundle.

        Args:
            model: Directory of a bundle; the setting or the shipped bundle if None.
            language: Language tag that helps where a text is too short to tell (`en`, `zh-Hans`, `zh-Hant`).

        Raises:
            ModelNotFoundError: If there is no bundle.
            ModelCorruptError: If the bundle differs from its manifest.
        """
        settings = get_settings()
        bundle = open_bundle(locate_bundle(Path(model) if model else settings.model))
        self.model_info: ModelInfo = bundle.info
        self._language = language
        self._encoder = Encoder(bundle.path("encoder"), threads=settings.model_threads, device=settings.torch_device)
        self._classifier = Classifier.load(bundle.directory)
        # One pass already uses all cores; two at a time would only slow each other down.
        self._lock = threading.Lock()

    def analyze(self, texts: Sequence[str]) -> list[dict[str, Any]]:
        """Label texts.

        Args:
            texts: Non-empty texts of at most `MAX_TEXT_CHARS` code points.

        Returns:
            One record a text, in order, with the keys that the command `analyze` writes; ids are "0", "1", ...

        Raises:
            pydantic.ValidationError: If a text is empty or too long; it does not repeat the text.
            TypeError: If `texts` is a single string.
        """
        return [analysis.model_dump(mode="json") for analysis in self.analyze_records(self._records(texts))]

    def explain(self, text: str) -> dict[str, Any]:
        """Label a text and tell the words that carried each facet, root cause and the severity.

        Costs one more reading of the text for each of its words, up to a bound; see `classify.occlusion`.

        Args:
            text: A non-empty text of at most `MAX_TEXT_CHARS` code points.

        Returns:
            The record of `analyze`, and under `explanations` one entry a label: `kind`, `segment`, `label`,
            `probability`, and `words` with `start`, `end` and `drop`, the weightiest first.

        Raises:
            pydantic.ValidationError: If the text is empty or too long; it does not repeat the text.
        """
        (analysis,) = self.explain_records(self._records([text]))
        return analysis.model_dump(mode="json")

    def explain_records(self, records: Sequence[FeedbackRecord]) -> list[Analysis]:
        """Prepare, label and explain records, in order."""
        explained = []
        for record in records:
            document = pipeline.prepare(record)
            with self._lock:
                explained.append(pipeline.explain(document, self._encoder, self._classifier, self.model_info))
        return explained

    def _records(self, texts: Sequence[str]) -> list[FeedbackRecord]:
        if isinstance(texts, str):
            raise TypeError("texts is a list of texts, not one text")
        return [FeedbackRecord(id=str(index), text=text, language=self._language) for index, text in enumerate(texts)]

    def analyze_records(self, records: Sequence[FeedbackRecord]) -> list[Analysis]:
        """Prepare and label records, in order."""
        return self.analyze_documents([pipeline.prepare(record) for record in records])

    def analyze_documents(self, documents: Sequence[Document]) -> list[Analysis]:
        """Label prepared documents, in order."""
        return [labelled.analysis for labelled in self.label_documents(documents)]

    def label_documents(self, documents: Sequence[Document]) -> list[pipeline.Labelled]:
        """Label prepared documents, in order, and keep the vectors of their segments."""
        labelled: list[pipeline.Labelled] = []
        for start in range(0, len(documents), CHUNK):
            with self._lock:
                chunk = documents[start : start + CHUNK]
                labelled += pipeline.label(chunk, self._encoder, self._classifier, self.model_info)
        return labelled

    def analyze_frame(self, frame: "pd.DataFrame", text: str = "text") -> "pd.DataFrame":
        """The frame with label columns added.

        Args:
            frame: Any frame with a column of texts; missing and blank texts get empty labels.
            text: Name of that column.

        Returns:
            A copy with `language`, `sentiment`, `sentiment_score`, `intent`, `severity`, `needs_review`, a column
            `<facet>` for each facet (`negative`, `mixed`, ... or missing) and `root_causes` (list of names).

        Raises:
            InputColumnError: If there is no such column, or a column has the name of a label column.
        """
        from feedback_ai.frames import label_frame

        return label_frame(frame, text, self.analyze_records, self._language)

    def embed(self, texts: Sequence[str]) -> "npt.NDArray[np.float32]":
        """Document vectors of the redacted, normalised texts, unit length, float32 (n, dim)."""
        import numpy as np

        rows = [np.zeros((0, self._encoder.dim), dtype=np.float32)]
        records = self._records(texts)
        for start in range(0, len(records), CHUNK):
            prepared = [pipeline.prepare(record) for record in records[start : start + CHUNK]]
            own = [document.normalized.text for document in prepared]
            with self._lock:
                encoding = self._encoder.encode(own, [(Span(0, len(t)),) for t in own])
                rows.append(self._encoder.to_space(encoding.document_layers))
        return np.concatenate(rows)

    def encode_segments(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> "list[npt.NDArray[np.float32]]":
        """The vectors of segments that were cut before, as `label_documents` gives them.

        Args:
            texts: Redacted, normalised texts.
            spans: For each text its ordered, disjoint segments.

        Returns:
            For each text one unit-length row a segment, float32 (n_segments, dim).
        """
        rows: list[npt.NDArray[np.float32]] = []
        for start in range(0, len(texts), CHUNK):
            with self._lock:
                encoding = self._encoder.encode(texts[start : start + CHUNK], spans[start : start + CHUNK])
            vectors = self._encoder.to_space(encoding.segment_layers)
            rows += [vectors[low:high] for low, high in pairwise(encoding.bounds)]
        return rows
