import numpy as np
import pytest
from safetensors.numpy import save_file

from feedback_ai.artifacts import locate_bundle
from feedback_ai.embed import Encoder
from feedback_ai.embed.space import SPACE_FILE
from feedback_ai.errors import ModelCorruptError
from feedback_ai.schema import Span

TEXTS = [
    "The room was clean.",
    "等了四十分钟才上菜，服务员也不道歉。",
    "My parcel was marked as delivered but it never came. " * 40,
    "👍",
    "系統一直當機，客服電話打不通。",
]


def halves(text):
    middle = len(text) // 2
    return (Span(0, middle), Span(middle, len(text))) if middle else (Span(0, len(text)),)


SPANS = [halves(text) for text in TEXTS]


@pytest.fixture(scope="module")
def encoder():
    return Encoder(locate_bundle() / "encoder")


@pytest.fixture(scope="module")
def together(encoder):
    return encoder.encode(TEXTS, SPANS)


def test_vectors_have_unit_length_and_the_shape_that_is_told(encoder, together):
    assert together.documents.shape == (len(TEXTS), encoder.dim)
    assert together.segments.shape == (sum(map(len, SPANS)), encoder.dim)
    assert together.documents.dtype == together.segments.dtype == np.float32
    for rows in (together.documents, together.segments):
        np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    assert together.bounds.tolist() == [0, 2, 4, 6, 7, 9]


@pytest.mark.parametrize("index", range(len(TEXTS)))
def test_a_text_alone_has_the_vectors_that_it_has_in_a_batch(encoder, together, index):
    alone = encoder.encode([TEXTS[index]], [SPANS[index]])
    np.testing.assert_allclose(alone.documents[0], together.documents[index], atol=1e-5)
    first, last = together.bounds[index : index + 2]
    np.testing.assert_allclose(alone.segment_layers, together.segment_layers[first:last], atol=1e-5)
    np.testing.assert_allclose(alone.document_layers[0], together.document_layers[index], atol=1e-5)


def test_order_does_not_matter(encoder, together):
    backwards = encoder.encode(TEXTS[::-1], SPANS[::-1])
    np.testing.assert_allclose(backwards.documents[::-1], together.documents, atol=1e-5)


def test_segments_of_white_space_and_texts_without_tokens_have_finite_vectors(encoder):
    encoding = encoder.encode(["Good.   ", "\u200b"], [(Span(0, 5), Span(5, 8)), (Span(0, 1),)])
    assert np.isfinite(encoding.segments).all()
    np.testing.assert_array_equal(encoding.segments[1], encoding.documents[0])


def test_nothing_in_nothing_out(encoder):
    encoding = encoder.encode([], [])
    assert encoding.documents.shape == encoding.segments.shape == (0, encoder.dim)


def test_a_segment_is_meant_in_its_document(encoder):
    alone = encoder.encode(["It was cold."], [(Span(0, 12),)])
    inside = encoder.encode(["It was cold. The soup I mean."], [(Span(0, 12), Span(12, 29))])
    assert not np.allclose(alone.segments[0], inside.segments[0], atol=1e-3)


def test_a_translation_is_nearer_than_another_matter(encoder):
    texts = ["The staff were rude to me.", "工作人员对我很粗鲁。", "The battery lasts two days."]
    encoding = encoder.encode(texts, [(Span(0, len(text)),) for text in texts])
    vectors = encoder.to_space(encoding.document_layers)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.1


@pytest.fixture
def plain(tmp_path):
    """The encoder's directory without its map to the space of meanings."""
    directory = tmp_path / "encoder"
    directory.mkdir()
    for path in (locate_bundle() / "encoder").iterdir():
        if path.name not in {SPACE_FILE, "model.safetensors"}:
            (directory / path.name).symlink_to(path)
    return directory


def test_what_is_compared_has_unit_length(encoder, together):
    lengths = np.linalg.norm(encoder.to_space(together.segment_layers), axis=1)
    np.testing.assert_allclose(lengths, 1, atol=1e-5)


def test_what_heads_read_is_the_last_layer_of_what_is_compared(encoder, together):
    assert together.document_layers.shape == (len(TEXTS), 2 * encoder.dim)
    np.testing.assert_array_equal(together.document_layers[:, : encoder.dim], together.documents)
    np.testing.assert_array_equal(together.segment_layers[:, : encoder.dim], together.segments)
    np.testing.assert_allclose(np.linalg.norm(together.segment_layers[:, encoder.dim :], axis=1), 1, atol=1e-5)


def test_without_a_map_the_last_layer_alone_is_read_and_compared(plain, together):
    encoder = Encoder(plain)
    encoding = encoder.encode(TEXTS, SPANS)
    np.testing.assert_allclose(encoding.documents, together.documents, atol=1e-6)
    assert encoding.document_layers.shape == encoding.documents.shape
    assert encoder.to_space(encoding.document_layers) is encoding.document_layers


@pytest.mark.parametrize("n_layers", [1, 2])
def test_a_map_is_applied_to_the_layers_that_it_has_rows_for(plain, together, n_layers):
    dim = together.documents.shape[1]
    turn = np.roll(np.eye(dim, dtype=np.float16), 1, axis=1)
    save_file({"projection": np.concatenate([np.zeros_like(turn)] * (n_layers - 1) + [turn])}, plain / SPACE_FILE)
    encoder = Encoder(plain)
    turned = encoder.to_space(encoder.encode(TEXTS, SPANS).document_layers)
    read = together.document_layers[:, (n_layers - 1) * dim : n_layers * dim]
    np.testing.assert_allclose(turned, np.roll(read, 1, axis=1), atol=1e-5)


def test_a_file_without_the_map_is_refused(plain):
    save_file({"another": np.zeros(1, dtype=np.float16)}, plain / SPACE_FILE)
    with pytest.raises(ModelCorruptError, match="projection"):
        Encoder(plain)
    save_file({"projection": np.zeros((12, 4), dtype=np.float16)}, plain / SPACE_FILE)
    with pytest.raises(ModelCorruptError, match="12 rows for 4 columns"):
        Encoder(plain)
