import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from training.network import Head, attend


@settings(deadline=None)
@given(st.lists(st.integers(0, 3), min_size=1, max_size=12), st.integers(0, 2**32))
def test_attention_is_a_mean_of_each_owners_tokens(owners, seed):
    generator = torch.Generator().manual_seed(seed)
    owner = torch.tensor(owners)
    attention = torch.randn(len(owners), 2, generator=generator) * 10
    scores = torch.randn(len(owners), 2, 3, generator=generator)
    said = attend(attention, scores, owner, 3)
    for row in range(3):
        own = scores[owner == row]
        if len(own) == 0:
            assert torch.equal(said[row], torch.zeros(2, 3))
            continue
        shares = attention[owner == row].softmax(dim=0)
        torch.testing.assert_close(said[row], (shares[..., None] * own).sum(dim=0))


def test_a_head_without_attention_of_its_own_takes_the_plain_mean():
    head = Head(dim=4, token_dim=2, n_labels=1, n_classes=3)
    tokens = torch.tensor([[1.0, 0.0], [0.0, 1.0], [5.0, 5.0]])
    logits = head(torch.zeros(1, 4), tokens, torch.tensor([0, 0, 1]))
    mean = head.token(tokens[:2]).mean(dim=0)
    torch.testing.assert_close(logits[0, 0], head.vector.bias + mean)


def test_attention_learns():
    head = Head(dim=1, token_dim=2, n_labels=1, n_classes=2)
    head(torch.zeros(1, 1), torch.randn(3, 2), torch.tensor([0, 0, 0]))[0, 0, 0].backward()
    assert head.attention.grad is not None
    assert head.attention.grad.abs().sum() > 0


@pytest.mark.parametrize("n_owners", [0, 2])
def test_no_token_says_nothing(n_owners):
    said = attend(torch.zeros(0, 1), torch.zeros(0, 1, 2), torch.zeros(0, dtype=torch.long), n_owners)
    assert said.shape == (n_owners, 1, 2)
    assert not said.any()
