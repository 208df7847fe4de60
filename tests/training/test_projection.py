import shutil

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from transformers import BertModel

from feedback_ai.embed import Encoder
from feedback_ai.embed.reading import unit_rows
from feedback_ai.embed.space import SPACE_FILE
from training.corpora import Pair
from training.projection import fit_projection, write_projection

far_from_zero = st.floats(-1, -0.03125, width=32) | st.floats(0.03125, 1, width=32)
matrices = arrays.arrays(np.float32, (12, 4), elements=far_from_zero)


@given(matrices)
def test_what_lies_where_it_should_stays(matrix):
    vectors = unit_rows(matrix)
    np.testing.assert_allclose(fit_projection(vectors, vectors), np.eye(4), atol=1e-3)


def test_another_layer_is_read_for_what_the_last_does_not_tell():
    rng = np.random.default_rng(0)
    targets = unit_rows(rng.normal(size=(400, 8)).astype(np.float32))
    last, middle = targets * (np.arange(8) < 4), targets * (np.arange(8) >= 4)
    one, both = unit_rows(last), np.concatenate([unit_rows(last), unit_rows(middle)], axis=1)
    near = [(unit_rows(own @ fit_projection(own, targets)) * targets).sum(axis=1).mean() for own in (one, both)]
    assert near[1] > near[0] + 0.2


def test_a_rotation_is_undone():
    rng = np.random.default_rng(0)
    targets = unit_rows(rng.normal(size=(400, 8)).astype(np.float32))
    rotation, _ = np.linalg.qr(rng.normal(size=(8, 8)))
    vectors = targets @ rotation.astype(np.float32)
    undone = unit_rows(vectors @ fit_projection(vectors, targets))
    assert (undone * targets).sum(axis=1).min() > 0.99


@pytest.fixture
def english(toy_encoder, tmp_path):
    """Another encoder with the same vocabulary."""
    directory = tmp_path / "english"
    shutil.copytree(toy_encoder, directory)
    torch.manual_seed(1)
    model = BertModel.from_pretrained(directory, add_pooling_layer=False)
    for parameter in model.encoder.layer[1].parameters():
        torch.nn.init.normal_(parameter, std=0.3)
    model.save_pretrained(directory)
    return directory


def test_the_map_brings_vectors_to_the_english_encoder(toy_encoder, english):
    pairs = [Pair("Lovely room.", "普通。", ""), Pair("I waited an hour.", "等了九天。", "")]
    texts = ["The clerk was rude.", "rude room", "The hour", "lovely clerk was"]
    targets = Encoder(english).encode(texts, [()] * len(texts)).documents
    before = Encoder(toy_encoder, n_layers=2)
    write_projection(toy_encoder, english, pairs, texts)
    after = Encoder(toy_encoder)
    encoding, as_it_was = (own.encode(texts, [()] * len(texts)) for own in (after, before))
    np.testing.assert_array_equal(encoding.documents, as_it_was.documents)  # heads read the same
    compared = encoding.documents, after.to_space(encoding.document_layers)
    near = [(own * targets).sum(axis=1).mean() for own in compared]
    assert near[1] > near[0] + 0.05


def test_it_is_written_for_everyone_to_read_and_fitted_anew(toy_encoder, english):
    pairs, texts = [Pair("Lovely room.", "普通。", "")], ["The clerk was rude."]
    write_projection(toy_encoder, english, pairs, texts)
    first = (toy_encoder / SPACE_FILE).read_bytes()
    write_projection(toy_encoder, english, pairs, texts)
    assert (toy_encoder / SPACE_FILE).read_bytes() == first
    assert (toy_encoder / SPACE_FILE).stat().st_mode & 0o777 == 0o644
