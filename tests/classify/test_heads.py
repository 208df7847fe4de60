from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_ai.classify.heads import DOCUMENT_TASKS, SEGMENT_TASKS, VectorHeads, attend

DIM = 3


@settings(deadline=None)
@given(st.lists(st.integers(-1, 3), min_size=1, max_size=12), st.integers(0, 2**32 - 1))
def test_attention_is_a_mean_of_each_owners_tokens(owners, seed):
    rng = np.random.default_rng(seed)
    owner = np.array(sorted(owners))
    attention, scores = rng.normal(size=(len(owner), 2)) * 10, rng.normal(size=(len(owner), 2, 3))
    said = attend(attention, scores, owner, 4)
    for row in range(4):
        own = owner == row
        shares = np.exp(attention[own] - attention[own].max(axis=0)) if own.any() else np.zeros((0, 2))
        expected = (shares[..., None] * scores[own]).sum(axis=0) / (shares.sum(axis=0)[:, None] if own.any() else 1)
        np.testing.assert_allclose(said[row], expected, atol=1e-5)


def test_tokens_of_no_segment_may_stand_between():
    owner = np.array([-1, 0, -1, 0, 1, -1])
    scores = np.arange(6.0)[:, None, None]
    said = attend(np.zeros((6, 1)), scores, owner, 3)
    assert said[:, 0, 0].tolist() == [2.0, 4.0, 0.0]


@pytest.fixture
def heads():
    rng = np.random.default_rng(0)
    weights = {}
    for task, (n_labels, n_classes) in (SEGMENT_TASKS | DOCUMENT_TASKS).items():
        width = 2 * DIM if task in SEGMENT_TASKS else DIM
        shapes = {
            "vector.weight": (n_labels * n_classes, width),
            "vector.bias": (n_labels * n_classes,),
            "token.weight": (n_labels * n_classes, DIM),
            "attention": (n_labels, DIM),
        }
        weights |= {f"{task}.{name}": rng.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}
    return VectorHeads(weights)


def test_each_row_depends_on_its_own_text_alone(heads):
    rng = np.random.default_rng(1)
    tokens = rng.normal(size=(5, DIM)).astype(np.float32)

    def vectors(first, last):
        bounds = np.array([0, 2, 3])[first : last + 1]
        own = slice(0 if first == 0 else 3, 3 if last == 1 else 5)
        return SimpleNamespace(
            documents=np.eye(2, DIM, dtype=np.float32)[first:last],
            segments=np.eye(3, DIM, dtype=np.float32)[bounds[0] : bounds[-1]],
            bounds=bounds - bounds[0],
            token_scores=tokens[own] @ heads.token_map,
            document_of_token=np.array([0, 0, 0, 1, 1])[own] - first,
            segment_of_token=np.array([0, 1, 1, 2, 2])[own] - bounds[0],
        )

    both, second = heads(vectors(0, 2)), heads(vectors(1, 2))
    assert both.facets.shape == (3, 7, 4)
    np.testing.assert_allclose(both.facets[2:], second.facets, atol=1e-5)
    np.testing.assert_allclose(both.severity[1:], second.severity, atol=1e-5)


def test_an_encoding_made_for_other_heads_is_refused(heads):
    nothing = np.zeros((1, DIM), dtype=np.float32)
    vectors = SimpleNamespace(
        documents=nothing,
        segments=nothing,
        bounds=np.array([0, 1]),
        token_scores=np.zeros((1, 0), dtype=np.float32),
        document_of_token=np.array([0]),
        segment_of_token=np.array([0]),
    )
    with pytest.raises(ValueError, match="token_map"):
        heads(vectors)
