import numpy as np
import pytest

from feedback_ai.classify import occlusion
from feedback_ai.classify.calibration import Probabilities
from feedback_ai.classify.occlusion import explain, group, without
from feedback_ai.schema import (
    Analysis,
    CauseLabel,
    Document,
    Expectation,
    Facet,
    FacetLabel,
    FeedbackRecord,
    IntentLabel,
    Language,
    ModelInfo,
    NormalizedText,
    RootCause,
    SegmentAnalysis,
    SentimentLabel,
    SeverityLabel,
    Span,
)

TEXT = "The clerk was rude. I fell ill."
SEGMENTS = (Span(0, 20), Span(20, 31))
WORDS = [Span(0, 3), Span(4, 9), Span(10, 13), Span(14, 18), Span(20, 21), Span(22, 26), Span(27, 30)]


def document(text=TEXT, segments=SEGMENTS):
    normalized = NormalizedText(text=text, language=Language.ENGLISH, mixed=False, informative=True)
    return Document(record=FeedbackRecord(id="1", text=text), normalized=normalized, segments=segments)


def analysis(severity="S1"):
    nothing = Expectation(stated=False, confidence=1.0)
    facets = (FacetLabel(facet="assurance", sentiment="negative", confidence=0.8),)
    causes = (CauseLabel(cause="people", confidence=0.6),)
    return Analysis(
        id="1",
        language="en",
        text=TEXT,
        sentiment=SentimentLabel(label="negative", score=-1, confidence=1),
        intent=IntentLabel(label="complaint", confidence=1),
        severity=SeverityLabel(label=severity, confidence=0.9),
        segments=(
            SegmentAnalysis(index=0, start=0, end=20, facets=facets, root_causes=causes, expectation=nothing),
            SegmentAnalysis(index=1, start=20, end=31, expectation=nothing),
        ),
        needs_review=False,
        review_reasons=(),
        redactions=(),
        model=ModelInfo(name="m", version="1", labels="1.1"),
    )


def score(documents):
    """Rudeness is assurance, a clerk is people, and illness is S1; every probability follows one word."""
    texts = [one.normalized.text for one in documents]
    presence, causes = np.full((len(texts), 2, 7), 0.1), np.full((len(texts), 2, 7), 0.1)
    polarity, severity = np.full((len(texts), 2, 7, 3), [0.9, 0.05, 0.05]), np.full((len(texts), 5), 0.05)
    presence[:, 0, list(Facet).index("assurance")] = [0.9 if "rude" in text else 0.2 for text in texts]
    causes[:, 0, list(RootCause).index("people")] = [
        0.7 - 0.4 * ("clerk" not in t) - 0.2 * ("was" not in t) for t in texts
    ]
    severity[:, 4] = [0.8 if "ill" in text else 0.3 for text in texts]
    return Probabilities(
        presence=presence.reshape(-1, 7),
        polarity=polarity.reshape(-1, 7, 3),
        causes=causes.reshape(-1, 7),
        expectation=np.zeros(2 * len(texts)),
        sentiment=np.zeros((len(texts), 3)),
        intent=np.zeros((len(texts), 5)),
        severity=severity,
    )


def told(explanation):
    return [TEXT[word.start : word.end] for word in explanation.words]


def test_each_label_is_explained_by_the_words_that_it_follows():
    facet, cause, severity = explain(document(), analysis(), WORDS, score)
    assert (facet.kind, facet.segment, facet.label, told(facet)) == ("facet", 0, "assurance", ["rude"])
    assert facet.probability == pytest.approx(0.9 * 0.9)
    assert facet.words[0].drop == pytest.approx(0.7 * 0.9)
    assert (cause.kind, cause.label, told(cause)) == ("cause", "people", ["clerk", "was"])
    assert (severity.kind, severity.segment, severity.label, told(severity)) == ("severity", None, "S1", ["ill"])


def test_a_label_that_is_not_given_is_not_explained():
    kinds = [one.kind for one in explain(document(), analysis(severity=None), WORDS, score)]
    assert kinds == ["facet", "cause"]


def test_all_shortened_texts_are_scored_in_one_call():
    calls = []

    def counted(documents):
        calls.append([one.normalized.text for one in documents])
        return score(documents)

    explain(document(), analysis(), WORDS, counted)
    (texts,) = calls
    assert len(texts) == 1 + len(WORDS)
    assert texts[0] == TEXT
    assert texts[4] == "The clerk was . I fell ill."


def test_a_text_without_words_has_labels_without_words():
    assert [one.words for one in explain(document(), analysis(), [], score)] == [(), (), ()]


def test_deleting_moves_the_segments_and_keeps_their_number():
    shorter = without(document(), [Span(4, 9), Span(22, 26)])
    assert shorter.normalized.text == shorter.record.text == "The  was rude. I  ill."
    assert [shorter.normalized.text[a:b] for a, b in shorter.segments] == ["The  was rude. ", "I  ill."]
    emptied = without(document(), [Span(0, 20)])
    assert [emptied.normalized.text[a:b] for a, b in emptied.segments] == ["", "I fell ill."]


def test_the_cost_is_bounded_and_every_word_is_tried():
    text = "a " * 1000
    words = [Span(place, place + 1) for place in range(0, len(text), 2)]
    units = group(words, [Span(0, len(text))], len(text))
    assert len(units) <= occlusion.MAX_UNITS_A_SEGMENT
    assert (units[0].start, units[-1].end) == (words[0].start, words[-1].end)
    segments = [Span(place, place + 20) for place in range(0, len(text), 20)]
    assert len(group(words, segments, len(text))) <= occlusion.MAX_UNITS + len(segments)
    assert group(words[:5], [Span(0, 10)], 10) == words[:5]
    assert len(group(words, [Span(0, len(text))], occlusion.MAX_CHARS * 2)) == 1
