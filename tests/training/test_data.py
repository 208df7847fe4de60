import pytest

from feedback_ai.schema import Facet, RootCause
from training.data import CAUSES, FACETS, POLARITIES, fingerprint, load_gold, load_train, stack_segments


def test_research_rows_and_reserved_texts_never_train(annotation):
    assert [example.id for example in load_train(annotation)] == ["a", "b", "c", "d"]


def test_spans_point_at_the_sentences(annotation):
    english, chinese, *_ = load_train(annotation)
    assert english.text == "The clerk was rude. I waited an hour."
    assert [english.text[s.start : s.end] for s in english.spans] == ["The clerk was rude.", "I waited an hour."]
    assert chinese.text == "说好三天到，等了九天。"


def test_codes_become_the_names_of_the_contract(annotation):
    rude = load_train(annotation)[0]
    assert POLARITIES[rude.facets[0, FACETS.index(Facet.ASSURANCE)] - 1] == "negative"
    assert rude.facets[1, FACETS.index(Facet.ASSURANCE)] == 0
    assert rude.causes[0, CAUSES.index(RootCause.PEOPLE)]


def test_a_promise_is_an_expectation(annotation):
    assert load_train(annotation)[1].expectation.tolist() == [True, False]


@pytest.mark.parametrize("split", ["dev", "test"])
def test_gold_is_split(annotation, split):
    assert len(load_gold(annotation, split)) == 4


def test_segments_stack_in_order(annotation):
    assert stack_segments(load_train(annotation), "facets").shape == (6, 7)


def test_fingerprints_ignore_spacing_punctuation_and_case():
    assert fingerprint("Hello, World!") == fingerprint("hello world") != fingerprint("hello word")
