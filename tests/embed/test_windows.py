from hypothesis import given
from hypothesis import strategies as st

from feedback_ai.embed.windows import OVERLAP_TOKENS, WINDOW_TOKENS, plan_windows, tokens_of_spans
from feedback_ai.schema import Span


@given(st.integers(0, 5000))
def test_every_token_is_owned_by_exactly_one_window(n_tokens):
    owned = [token for window in plan_windows(n_tokens) for token in range(window.own_start, window.own_end)]
    assert owned == list(range(n_tokens))


@given(st.integers(1, 5000))
def test_windows_are_bounded_and_own_tokens_that_they_hold(n_tokens):
    for window in plan_windows(n_tokens):
        assert window.end - window.start <= WINDOW_TOKENS
        assert window.start <= window.own_start < window.own_end <= window.end


@given(st.integers(WINDOW_TOKENS + 1, 5000))
def test_an_owned_token_inside_the_document_has_context_on_both_sides(n_tokens):
    for window in plan_windows(n_tokens):
        if window.own_start > 0:
            assert window.own_start - window.start == OVERLAP_TOKENS // 2
        if window.own_end < n_tokens:
            assert window.end - window.own_end == OVERLAP_TOKENS // 2


def test_a_token_belongs_to_the_segment_in_which_it_starts():
    offsets = [(0, 3), (4, 9), (9, 10), (11, 14)]
    assert tokens_of_spans(offsets, [Span(0, 5), Span(5, 11), Span(11, 14)]) == [[0, 1], [2], [3]]


def test_a_segment_without_tokens_is_empty_and_gaps_lose_their_tokens():
    assert tokens_of_spans([(0, 2), (3, 5), (8, 9)], [Span(0, 2), Span(6, 7), Span(7, 9)]) == [[0], [], [2]]


@given(st.lists(st.integers(1, 6), max_size=30), st.lists(st.integers(1, 9), max_size=20))
def test_spans_that_cover_the_text_own_every_token_once(token_lengths, span_lengths):
    n_chars = sum(token_lengths)
    starts = [sum(token_lengths[:i]) for i in range(len(token_lengths))]
    offsets = [(start, start + n) for start, n in zip(starts, token_lengths, strict=True)]
    spans, position = [], 0
    for length in span_lengths:
        if position < n_chars:
            spans.append(Span(position, min(position + length, n_chars)))
            position += length
    if position < n_chars:
        spans.append(Span(position, n_chars))
    assert [token for owned in tokens_of_spans(offsets, spans) for token in owned] == list(range(len(offsets)))
