"""The one pass: documents with their spans go in, segment and document vectors come out."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from feedback_ai.embed.reading import Ids, SpecialTokens, pool_spans, read_tokens, unit_rows
from feedback_ai.embed.windows import tokens_of_spans
from feedback_ai.errors import ModelCorruptError
from feedback_ai.schema import Span

ONNX_FILE = "model.onnx"
"""Name of the int8 encoder beside its fp16 weights."""

SPACE_FILE = "space.safetensors"
"""Name of the file with the map from vectors that heads read to vectors that are compared; without it they are one."""

Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Encoding:
    """Vectors of a list of documents, as heads read them; see `Encoder.to_space` for those to compare.

    Attributes:
        documents: Unit-length document vectors, float32 (n_documents, dim).
        segments: Unit-length segment vectors in document order, float32 (n_segments, dim).
        bounds: Rows `bounds[i]:bounds[i + 1]` of `segments` belong to document i; int64 (n_documents + 1,).
        token_scores: Unit-length token vectors times the map that was asked for, float32 (n_tokens, columns).
        document_of_token: Index of the document each token belongs to, int64 (n_tokens,).
        segment_of_token: Row of `segments` each token belongs to, -1 for none; int64 (n_tokens,).
    """

    documents: Vectors
    segments: Vectors
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
        """Last hidden states (batch, width, dim) of padded ids and their mask, int64 (batch, width)."""


def load(directory: Path, *, threads: int = 0, device: str | None = None) -> Model:
    """The encoder of a directory: in ONNX Runtime if its file lies there and no device is named, else in torch."""
    # Each library is loaded only where it computes: torch and transformers take seconds and hundreds of megabytes.
    if device is None and (directory / ONNX_FILE).is_file():
        from feedback_ai.embed.onnx_model import OnnxModel

        return OnnxModel(directory / ONNX_FILE, threads=threads)
    from feedback_ai.embed.torch_model import TorchModel

    return TorchModel(directory, threads=threads, device=device or "cpu")


class Encoder:
    """A transformer encoder read with mean pooling over token spans.

    A document's vectors depend on that document alone: windows are planned per document, padding is masked, and
    quantization, where there is one, is by token; batches differ by rounding only (below 1e-4).
    """

    def __init__(self, directory: Path, *, threads: int = 0, device: str | None = None) -> None:
        """Load tokenizer and weights; nothing is fetched.

        Args:
            directory: Holds `tokenizer.json` and `model.onnx`, or `config.json` and `model.safetensors` of any Hugging
                Face encoder with `[CLS]` and `[SEP]`.
            threads: Threads of the model; 0 leaves the choice to the library.
            device: Device of torch, such as `cuda`; with None ONNX Runtime serves where there is `model.onnx`.

        Raises:
            SettingError: If torch cannot use the device.
        """
        self._tokenizer = load_tokenizer(directory)
        self._special = special_tokens(self._tokenizer)
        self._model = load(directory, threads=threads, device=device)
        self.dim = self._model.dim
        self._projection = load_projection(directory)

    def to_space(self, vectors: Vectors) -> Vectors:
        """The vectors by which texts are compared: for topics, search and translations.

        Training for labels moves the vectors; a linear map brings them back to where texts of one meaning lie together,
        whatever their language.

        Args:
            vectors: Of documents or segments, as `encode` gives them, float32 (n, dim).

        Returns:
            Unit-length vectors, float32 (n, dim).
        """
        return vectors if self._projection is None else unit_rows(vectors @ self._projection)

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
        document_rows = np.zeros((len(tokens), self.dim), dtype=np.float32)
        segment_rows = np.zeros((bounds[-1], self.dim), dtype=np.float32)
        scores, owners = [np.zeros((0, token_map.shape[1]), np.float32)], [np.zeros(0, np.int64)]
        for index, (encoded, hidden, own) in enumerate(zip(tokenized, tokens, spans, strict=True)):
            owned = tokens_of_spans(encoded.offsets, own)
            document_rows[index], segment_rows[bounds[index] : bounds[index + 1]] = pool_spans(hidden, owned)
            scores.append(unit_rows(hidden) @ token_map)
            owners.append(owner_of_tokens(owned, len(hidden), int(bounds[index])))
        lengths = [len(hidden) for hidden in tokens]
        return Encoding(
            documents=document_rows,
            segments=segment_rows,
            bounds=bounds,
            token_scores=np.concatenate(scores),
            document_of_token=np.repeat(np.arange(len(tokens)), lengths),
            segment_of_token=np.concatenate(owners),
        )


def load_projection(directory: Path) -> Vectors | None:
    """The map (dim, dim) of an encoder's directory, float32; None where there is none.

    Raises:
        ModelCorruptError: If the file holds no `projection`.
    """
    from safetensors.numpy import load_file

    path = directory / SPACE_FILE
    if not path.is_file():
        return None
    found = load_file(path).get("projection")
    if found is None:
        raise ModelCorruptError(f"{path} holds no `projection`.", hint="Restore the bundle from a release.")
    return found.astype(np.float32)


def owner_of_tokens(owned: Sequence[list[int]], n_tokens: int, first: int) -> npt.NDArray[np.int64]:
    """The segment of each token, segments counted from `first`; -1 for none (n_tokens,)."""
    owner = np.full(n_tokens, -1, dtype=np.int64)
    for segment, indices in enumerate(owned):
        owner[indices] = first + segment
    return owner
