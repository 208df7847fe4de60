import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_ai.embed.encoder import Encoder, load_tokenizer, special_tokens
from feedback_ai.embed.reading import SpecialTokens
from feedback_ai.embed.torch_model import load_model
from feedback_ai.schema import Span
from training.network import Head, Tokenized, attend, lay, read, set_dropout
from training.text_set import tokenize


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


@pytest.mark.parametrize(
    "texts", [["The clerk was rude. I waited.", "", "等了九天。"], ["room " * 200, "Lovely room."]]
)
def test_training_reads_as_the_product_does(toy_encoder, texts):
    spans = [(Span(0, 9), Span(9, len(text))) if len(text) > 9 else (Span(0, len(text)),) for text in texts]
    expected = Encoder(toy_encoder, device="cpu", n_layers=2).encode(texts, spans, np.eye(16, dtype=np.float32))
    tokenizer = load_tokenizer(toy_encoder)
    tokenized = tokenize(tokenizer, texts, spans, ["en"] * len(texts))
    batch = lay([tokenized.text(row) for row in range(len(texts))], special_tokens(tokenizer)).to("cpu")
    with torch.inference_mode():
        reading = read(set_dropout(load_model(toy_encoder), 0.0), batch)
    for name, own in (
        ("documents", reading.documents),
        ("segments", reading.segments),
        ("document_layers", reading.document_layers),
        ("segment_layers", reading.segment_layers),
        ("token_scores", reading.tokens),
    ):
        np.testing.assert_allclose(own.numpy(), getattr(expected, name), atol=1e-5, err_msg=name)
    owners = torch.where(reading.segment_of_token == len(reading.segments), -1, reading.segment_of_token)
    np.testing.assert_array_equal(owners.numpy(), expected.segment_of_token)
    np.testing.assert_array_equal(reading.document_of_token.numpy(), expected.document_of_token)


def test_a_text_without_tokens_is_its_first_special_token():
    batch = lay([Tokenized(np.zeros(0, np.int32), np.zeros(0, np.int32), 1)], SpecialTokens(cls=2, sep=3))
    assert batch.ids.tolist() == [[2, 3]]
    assert batch.places.tolist() == [0]
    assert batch.segment_of_token.tolist() == [1]
