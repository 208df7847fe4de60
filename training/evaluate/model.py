"""The bundle that is scored: loaded once, read as the product reads it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from feedback_ai.artifacts import Bundle, open_bundle
from feedback_ai.classify import Classifier, DocumentLabels
from feedback_ai.embed import Encoder
from feedback_ai.schema import Document, FeedbackRecord, Language, NormalizedText, Span
from feedback_ai.segment import split
from training.data import Example, Lang
from training.predictions import Predictions, predict

CHUNK = 256


@dataclass(frozen=True)
class Model:
    """A verified bundle with its encoder and classifier."""

    bundle: Bundle
    encoder: Encoder
    classifier: Classifier

    @classmethod
    def load(cls, directory: Path) -> "Model":
        """Verify and load a bundle.

        Raises:
            ModelCorruptError: If the bundle differs from its manifest.
        """
        bundle = open_bundle(directory)
        return cls(bundle, Encoder(bundle.path("encoder")), Classifier.load(bundle.directory))

    def on_sentences(self, examples: Sequence[Example]) -> Predictions:
        """Labels of the annotated sentences."""
        return predict(self.encoder, self.classifier, examples, [example.spans for example in examples])

    def on_segments(self, examples: Sequence[Example]) -> Predictions:
        """Labels of the segments that the product makes, laid on the annotated sentences."""
        spans = [split(example.text, language_of(example.lang)) for example in examples]
        return predict(self.encoder, self.classifier, examples, spans)

    def label(self, texts: Sequence[str], lang: Lang) -> list[DocumentLabels]:
        """Label texts of one language as they are; nothing is redacted."""
        labels: list[DocumentLabels] = []
        for start in range(0, len(texts), CHUNK):
            chunk = [_document(text, lang) for text in texts[start : start + CHUNK]]
            read, spans = [document.normalized.text for document in chunk], [document.segments for document in chunk]
            vectors = self.encoder.encode(read, spans, self.classifier.token_map)
            labels += self.classifier.classify(vectors, chunk)
        return labels


def language_of(lang: Lang) -> Language:
    """The language that the product would name; thresholds do not depend on the Chinese script."""
    return Language.ENGLISH if lang == "en" else Language.SIMPLIFIED


def _document(text: str, lang: Lang) -> Document:
    normalized = NormalizedText(text=text, language=language_of(lang), mixed=False, informative=True)
    segments: tuple[Span, ...] = split(text, normalized.language)
    return Document(record=FeedbackRecord(id="text", text=text), normalized=normalized, segments=segments)
