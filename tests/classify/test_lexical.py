import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from feedback_ai.classify.lexical import N_BUCKETS, LexicalHeads, count, ngrams, weigh


def test_features_are_words_pairs_and_character_runs():
    assert ngrams("Don't wait!") == ["don't", "wait", "don't wait"]
    assert ngrams("态度差") == ["态", "度", "差", "态度", "度差", "态度差"]
    assert ngrams("app卡顿") == ["app", "卡", "顿", "卡顿"]


def test_both_scripts_have_the_same_features():
    assert ngrams("態度") == ngrams("态度")


@given(st.text(max_size=60))
def test_rows_have_unit_length_or_nothing_to_say(text):
    row = weigh(count([text]), np.ones(N_BUCKETS, dtype=np.float32))
    length = np.sqrt(row.multiply(row).sum())
    assert np.isclose(length, 1, atol=1e-5) if ngrams(text) else length == 0


def test_a_text_has_the_same_features_in_any_company():
    alone, together = count(["slow 慢"]), count(["other", "slow 慢", "再来"])
    assert (alone != together[1]).nnz == 0


def test_no_texts_no_logits():
    sizes = {"facets": 28, "causes": 7, "expectation": 1, "sentiment": 3, "intent": 5, "severity": 5}
    weights = {f"{level}.idf": np.ones(N_BUCKETS, dtype=np.float32) for level in ("segments", "documents")}
    for task, n in sizes.items():
        weights[f"{task}.weight"] = np.zeros((n, N_BUCKETS), dtype=np.float32)
        weights[f"{task}.bias"] = np.zeros(n, dtype=np.float32)
    logits = LexicalHeads(weights)([], [])
    assert logits.facets.shape == (0, 7, 4)
    assert logits.severity.shape == (0, 5)
