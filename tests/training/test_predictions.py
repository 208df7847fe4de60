from feedback_ai.schema import Span
from training.predictions import lay_on_sentences


def test_a_segment_lies_on_the_sentence_with_which_it_shares_most():
    sentences = [Span(0, 10), Span(10, 20)]
    assert lay_on_sentences([Span(0, 4), Span(4, 18), Span(18, 20)], sentences) == [0, 1, 1]
