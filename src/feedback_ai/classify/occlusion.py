"""Explanations on request: the words that carried a label, found by leaving them out (Zeiler & Fergus 2014).

Every word is deleted in turn, all shortened texts are scored in one call, and a word weighs what the label's
probability loses. The cost is bounded: at most `MAX_UNITS_A_SEGMENT` deletions a segment and about `MAX_UNITS` a text,
fewer in texts so long that more than `MAX_CHARS` characters would be read; where there are more words, neighbours are
deleted together.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from feedback_ai.classify.calibration import Floats, Probabilities
from feedback_ai.schema import (
    Analysis,
    Document,
    Explanation,
    Facet,
    RootCause,
    Sentiment,
    Severity,
    Span,
    WordWeight,
)

MAX_UNITS_A_SEGMENT = 40
MAX_UNITS = 256
MAX_CHARS = 150_000
N_WORDS = 5
"""Words that are told of each label."""
MIN_DROP = 0.01
"""A word that moves the probability less carries nothing."""
DIGITS = 4

Score = Callable[[Sequence[Document]], Probabilities]
"""Probabilities of documents, as `Classifier.probabilities` gives them."""


class _Target(NamedTuple):
    """A label to explain.

    Attributes:
        curve: Its probability in the text and in every shortened text.
    """

    kind: str
    segment: int | None
    label: str
    curve: Floats


def explain(document: Document, analysis: Analysis, words: Sequence[Span], score: Score) -> tuple[Explanation, ...]:
    """The words that carried each label of an analysis.

    Args:
        document: The text that was analysed.
        analysis: Its labels: facets and causes by segment, then the severity.
        words: Its words in order; none reaches across a border between segments.
        score: Gives the probabilities; called once.

    Returns:
        One explanation a label, in the order of the analysis. The words of a facet or cause are of its own segment.
    """
    units = group(words, document.segments, len(document.normalized.text))
    proba = score([document, *(without(document, [unit]) for unit in units)])
    return tuple(
        _explanation(target, units, None if target.segment is None else document.segments[target.segment])
        for target in _targets(analysis, proba)
    )


def group(words: Sequence[Span], segments: Sequence[Span], n_chars: int) -> list[Span]:
    """Words, or runs of neighbours where there are too many, segment by segment.

    Args:
        words: Spans of words, in order.
        segments: Segments of the text.
        n_chars: Length of the text.
    """
    most = max(1, min(MAX_UNITS, MAX_CHARS // max(n_chars, 1)))
    units = []
    for segment in segments:
        own = [word for word in words if segment.start <= word.start < segment.end]
        size = max(-(-len(words) // most), -(-len(own) // MAX_UNITS_A_SEGMENT), 1)
        runs = [own[place : place + size] for place in range(0, len(own), size)]
        units += [Span(run[0].start, run[-1].end) for run in runs]
    return units


def without(document: Document, spans: Sequence[Span]) -> Document:
    """The document with some spans deleted and its segments moved; their number stays, though one may be empty.

    Args:
        document: The document.
        spans: What to delete; ordered and disjoint.
    """
    text, kept, place = document.normalized.text, [], 0
    for span in spans:
        kept.append(text[place : span.start])
        place = span.end
    shorter = "".join([*kept, text[place:]])
    segments = tuple(Span(_moved(start, spans), _moved(end, spans)) for start, end in document.segments)
    return document.model_copy(
        update={
            "record": document.record.model_copy(update={"text": shorter}),
            "normalized": document.normalized.model_copy(update={"text": shorter}),
            "segments": segments,
        }
    )


def _moved(offset: int, deleted: Sequence[Span]) -> int:
    return offset - sum(min(span.end, offset) - span.start for span in deleted if span.start < offset)


def _targets(analysis: Analysis, proba: Probabilities) -> Iterator[_Target]:
    n_texts, n_segments = len(proba.severity), len(analysis.segments)
    presence = proba.presence.reshape(n_texts, n_segments, -1)
    polarity = proba.polarity.reshape(n_texts, n_segments, len(Facet), -1)
    causes = proba.causes.reshape(n_texts, n_segments, -1)
    for index, segment in enumerate(analysis.segments):
        for facet in segment.facets:
            column, pole = list(Facet).index(facet.facet), list(Sentiment).index(facet.sentiment)
            curve = presence[:, index, column] * polarity[:, index, column, pole]
            yield _Target("facet", index, facet.facet, curve)
        for cause in segment.root_causes:
            yield _Target("cause", index, cause.cause, causes[:, index, list(RootCause).index(cause.cause)])
    if analysis.severity.label is not None:
        grade = list(Severity).index(analysis.severity.label)
        yield _Target("severity", None, analysis.severity.label, proba.severity[:, grade])


def _explanation(target: _Target, units: Sequence[Span], segment: Span | None) -> Explanation:
    drops: Floats = target.curve[0] - target.curve[1:]
    weighed = [
        WordWeight(start=unit.start, end=unit.end, drop=round(float(drop), DIGITS))
        for unit, drop in zip(units, drops, strict=True)
        if drop >= MIN_DROP and (segment is None or segment.start <= unit.start < segment.end)
    ]
    weighed.sort(key=lambda word: (-word.drop, word.start))
    return Explanation(
        kind=target.kind,
        segment=target.segment,
        label=str(target.label),
        probability=round(float(target.curve[0]), DIGITS),
        words=tuple(weighed[:N_WORDS]),
    )
