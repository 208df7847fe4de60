"""The battery that every classifier passes; today the shipped one, later also custom label sets."""

import numpy as np
import pytest

from feedback_ai.artifacts import locate_bundle, open_bundle
from feedback_ai.classify import Classifier
from feedback_ai.embed import Encoder
from feedback_ai.schema import Document, FeedbackRecord, Language, NormalizedText, Span

TEXTS = [
    "The clerk was rude and I waited an hour.",
    "东西很好，快递慢。",
    "Lovely stay, thank you!",
    "說好三天到貨，等了九天。",
    "ok",
]
ODD = ["", "😡😡😡", "\u200b", "a" * 10_000, "好" * 10_000, "\n\n\t", "<PHONE>", "١٢٣", "e\u0301" * 50]


@pytest.fixture(scope="module")
def bundle():
    return open_bundle(locate_bundle())


@pytest.fixture(scope="module")
def encoder(bundle):
    return Encoder(bundle.path("encoder"))


@pytest.fixture(scope="module")
def classifier(bundle):
    return Classifier.load(bundle.directory)


def spans_of(texts):
    return [(Span(0, len(text)),) if text else () for text in texts]


def document(text):
    language = Language.ENGLISH if text.isascii() else Language.SIMPLIFIED
    normalized = NormalizedText(text=text, language=language, mixed=False, informative=True)
    # model_construct: also texts that no reader would let in
    record = FeedbackRecord.model_construct(id="1", text=text)
    return Document.model_construct(record=record, normalized=normalized, segments=spans_of([text])[0])


def read(encoder, classifier, texts):
    return encoder.encode(texts, spans_of(texts), classifier.token_map)


def probabilities(encoder, classifier, texts):
    return classifier.probabilities(read(encoder, classifier, texts), [document(text) for text in texts])


def classify(encoder, classifier, texts):
    return classifier.classify(read(encoder, classifier, texts), [document(text) for text in texts])


def test_probabilities_are_probabilities(encoder, classifier):
    proba = probabilities(encoder, classifier, TEXTS)
    for task in ("presence", "causes", "expectation", "polarity", "sentiment", "intent", "severity"):
        values = getattr(proba, task)
        assert ((values >= 0) & (values <= 1)).all(), task
    for task in ("polarity", "sentiment", "intent", "severity"):
        np.testing.assert_allclose(getattr(proba, task).sum(axis=-1), 1, atol=1e-5, err_msg=task)


def test_order_does_not_matter(encoder, classifier):
    assert classify(encoder, classifier, TEXTS[::-1])[::-1] == classify(encoder, classifier, TEXTS)


def test_what_else_is_in_the_batch_does_not_matter(encoder, classifier):
    together = classify(encoder, classifier, [*TEXTS, "filler " * 300, "填充" * 300])[: len(TEXTS)]
    alone = [classify(encoder, classifier, [text])[0] for text in TEXTS]
    assert alone == together


def test_probabilities_agree_to_rounding_between_batches(encoder, classifier):
    longer = [*TEXTS, "filler " * 300]
    together = probabilities(encoder, classifier, longer)
    for index, text in enumerate(TEXTS):
        alone = probabilities(encoder, classifier, [text])
        np.testing.assert_allclose(alone.severity[0], together.severity[index], atol=1e-4)
        np.testing.assert_allclose(alone.presence[0], together.presence[index], atol=1e-4)


@pytest.mark.parametrize(
    "text", ODD, ids=["empty", "emoji", "zero-width", "10k", "10k-zh", "blank", "tag", "digits", "nfd"]
)
def test_odd_input_is_labelled_like_any_other(encoder, classifier, text):
    (labels,) = classify(encoder, classifier, [text])
    assert -1 <= labels.sentiment.score <= 1
    assert len(labels.segments) == bool(text)


def test_no_text_no_labels(encoder, classifier):
    assert classify(encoder, classifier, []) == []


def test_a_second_load_gives_the_same_labels(bundle, encoder, classifier):
    again = Classifier.load(bundle.directory)
    assert classify(encoder, again, TEXTS) == classify(encoder, classifier, TEXTS)
