"""The one pass: documents with their spans go in, segment and document vectors come out."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from feedback_ai.embed.reading import Ids, SpecialTokens, pool_spans, read_tokens, unit_rows
from feedback_ai.embed.space import Space, side_by_side
from feedback_ai.embed.windows import tokens_of_spans
from feedback_ai.errors import ModelCorruptError
from feedback_ai.schema import Span

ONNX_FILE = "model.onnx"
"""Name of the int8 encoder beside its fp16 weights."""

Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Encoding:
    """What one pass tells of a list of documents.

    Attributes:
        documents: Unit-length document vectors of the last layer, which heads read, float32 (n_documents, dim).
        segments: The same of segments in document order, float32 (n_segments, dim).
        document_layers: What `Encoder.to_space` reads of documents: unit-length vectors of the last layer and, with an
            encoder that reads two, of the middle one beside them; float32 (n_documents, n_layers * dim).
        segment_layers: The same of segments, float32 (n_segments, n_layers * dim).
        bounds: Rows `bounds[i]:bounds[i + 1]` of `segments` belong to document i; int64 (n_documents + 1,).
        token_scores: Unit-length token vectors times the map that was asked for, float32 (n_tokens, columns).
        document_of_token: Index of the document each token belongs to, int64 (n_tokens,).
        segment_of_token: Row of `segments` each token belongs to, -1 for none; int64 (n_tokens,).
    """

    documents: Vectors
    segments: Vectors
    document_layers: Vectors
    segment_layers: Vectors
    bounds: npt.NDArray[np.int64]
    token_scores: Vectors
    document_of_token: npt.NDArray[np.int64]
    segment_of_token: npt.NDArray[np.int64]

    def document_of_segment(self) -> npt.NDArray[np.int64]:
        """Index of the document each segment belongs to, int64 (n_segments,)."""
        return np.repeat(np.arange(len(self.documents)), np.diff(self.bounds))


def load_tokenizer(directory: Path) -> Tokenizer:
    """The tokenizer of an encoder directory, without padding and truncation."""
    tokenizer = Tokenizer.from_file(str(directory / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def special_tokens(tokenizer: Tokenizer) -> SpecialTokens:
    """Ids of `[CLS]` and `[SEP]`."""
    return SpecialTokens(cls=token_id(tokenizer, "[CLS]"), sep=token_id(tokenizer, "[SEP]"))


def token_id(tokenizer: Tokenizer, token: str) -> int:
    """Id of a special token.

    Raises:
        ModelCorruptError: If the vocabulary lacks it.
    """
    found = tokenizer.token_to_id(token)
    if found is None:
        raise ModelCorruptError(f"The tokenizer has no {token}.", hint="Use a BERT-like tokenizer for the bundle.")
    return int(found)


class Model(Protocol):
    """An encoder as it serves: `OnnxModel` or `TorchModel`."""

    @property
    def dim(self) -> int:
        """Length of its vectors."""

    def __call__(self, ids: Ids, mask: Ids) -> Vectors:
        """Hidden states (batch, width, n_layers * dim) of padded ids and their mask, int64 (batch, width)."""


def load(directory: Path, *, threads: int = 0, device: str | None = None, n_layers: int = 1) -> Model:
    """The encoder of a directory: in ONNX Runtime if its file lies there and no device is named, else in torch."""
    # Each library is loaded only where it computes: torch and transformers take seconds and hundreds of megabytes.
    if device is None and (directory / ONNX_FILE).is_file():
        from feedback_ai.embed.onnx_model import OnnxModel

        return OnnxModel(directory / ONNX_FILE, threads=threads, n_layers=n_layers)
    from feedback_ai.embed.torch_model import TorchModel

    return TorchModel(directory, threads=threads, device=device or "cpu", n_layers=n_layers)


class Encoder:
    """A transformer encoder read with mean pooling over token spans.

    A document's vectors depend on that document alone: windows are planned per document, padding is masked, and
    quantization, where there is one, is by token; batches differ by rounding only (below 1e-4).
    """

    def __init__(
        self, directory: Path, *, threads: int = 0, device: str | None = None, n_layers: int | None = None
    ) -> None:
        """Load tokenizer and weights; nothing is fetched.

        Args:
            directory: Holds `tokenizer.json` and `model.onnx`, or `config.json` and `model.safetensors` of any Hugging
                Face encoder with `[CLS]` and `[SEP]`.
            threads: Threads of the model; 0 leaves the choice to the library.
            device: Device of torch, such as `cuda`; with None ONNX Runtime serves where there is `model.onnx`.
            n_layers: Layers that are read: 1 is the last, 2 the middle one too; by default what `to_space` needs.

        Raises:
            SettingError: If torch cannot use the device.
            ModelCorruptError: If a file of the directory lacks what it should hold.
        """
        self._tokenizer = load_tokenizer(directory)
        self._special = special_tokens(self._tokenizer)
        self._space = Space.load(directory)
        self._n_layers = n_layers or (self._space.n_layers if self._space else 1)
        self._model = load(directory, threads=threads, device=device, n_layers=self._n_layers)
        self.dim = self._model.dim

    def to_space(self, layers: Vectors) -> Vectors:
        """The vectors by which texts are compared: for topics, search and translations.

        Args:
            layers: Of documents or segments, as `encode` gives them, float32 (n, n_layers * dim).

        Returns:
            Unit-length vectors, float32 (n, dim); without a map the layers as they are.
        """
        return layers if self._space is None else self._space(layers)

    def encode(
        self, documents: Sequence[str], spans: Sequence[Sequence[Span]], token_map: Vectors | None = None
    ) -> Encoding:
        """Read every document once.

        Args:
            documents: Texts.
            spans: For each document its ordered, disjoint segments.
            token_map: What to keep of each token's vector, a linear map (dim, columns); nothing by default.

        Returns:
            The vectors. A segment without a token of its own (white space, say) has its document's vector.
        """
        token_map = np.zeros((self.dim, 0), dtype=np.float32) if token_map is None else token_map
        tokenized = self._tokenizer.encode_batch(list(documents), add_special_tokens=False)
        tokens = read_tokens(self._model, [encoded.ids for encoded in tokenized], self._special)
        bounds = np.concatenate([[0], np.cumsum([len(own) for own in spans])]).astype(np.int64)
        document_rows = np.zeros((len(tokens), self._n_layers * self.dim), dtype=np.float32)
        segment_rows = np.zeros((bounds[-1], self._n_layers * self.dim), dtype=np.float32)
        scores, owners = [np.zeros((0, token_map.shape[1]), np.float32)], [np.zeros(0, np.int64)]
        for index, (encoded, hidden, own) in enumerate(zip(tokenized, tokens, spans, strict=True)):
            owned = tokens_of_spans(encoded.offsets, own)
            document_rows[index], segment_rows[bounds[index] : bounds[index + 1]] = pool_spans(hidden, owned)
            scores.append(unit_rows(hidden[:, : self.dim]) @ token_map)
            owners.append(owner_of_tokens(owned, len(hidden), int(bounds[index])))
        lengths = [len(hidden) for hidden in tokens]
        of_documents, of_segments = (side_by_side(rows, self._n_layers) for rows in (document_rows, segment_rows))
        return Encoding(
            documents=of_documents[:, : self.dim],
            segments=of_segments[:, : self.dim],
            document_layers=of_documents,
            segment_layers=of_segments,
            bounds=bounds,
            token_scores=np.concatenate(scores),
            document_of_token=np.repeat(np.arange(len(tokens)), lengths),
            segment_of_token=np.concatenate(owners),
        )


def owner_of_tokens(owned: Sequence[list[int]], n_tokens: int, first: int) -> npt.NDArray[np.int64]:
    """The segment of each token, segments counted from `first`; -1 for none (n_tokens,)."""
    owner = np.full(n_tokens, -1, dtype=np.int64)
    for segment, indices in enumerate(owned):
        owner[indices] = first + segment
    return owner
