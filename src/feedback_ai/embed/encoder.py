"""The one pass: documents with their spans go in, segment and document vectors come out."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from tokenizers import Tokenizer
from transformers import AutoModel
from transformers.utils import logging

from feedback_ai.embed.reading import SpecialTokens, pool_spans, read_tokens
from feedback_ai.embed.windows import tokens_of_spans
from feedback_ai.errors import ModelCorruptError
from feedback_ai.schema import Span

Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Encoding:
    """Vectors of a list of documents.

    Attributes:
        documents: Unit-length document vectors, float32 (n_documents, dim).
        segments: Unit-length segment vectors in document order, float32 (n_segments, dim).
        bounds: Rows `bounds[i]:bounds[i + 1]` of `segments` belong to document i; int64 (n_documents + 1,).
    """

    documents: Vectors
    segments: Vectors
    bounds: npt.NDArray[np.int64]

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


def load_model(directory: Path) -> Any:
    """The encoder's weights in fp32, from local files only."""
    # The library reports the pooler that we leave out as if it were a defect, and draws a bar on stderr.
    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    return AutoModel.from_pretrained(
        str(directory), local_files_only=True, dtype=torch.float32, add_pooling_layer=False
    ).eval()


class Encoder:
    """A Hugging Face encoder read with mean pooling over token spans.

    A document's vectors depend on that document alone: windows are planned per document, padding is masked, and
    arithmetic is fp32, so batches differ by rounding only (below 1e-5).
    """

    def __init__(self, directory: Path, *, threads: int = 0) -> None:
        """Load tokenizer and weights; nothing is fetched.

        Args:
            directory: Holds `config.json`, `model.safetensors` and `tokenizer.json`.
            threads: Threads of torch in this process; 0 leaves its own choice.
        """
        if threads:
            torch.set_num_threads(threads)
        self._tokenizer = load_tokenizer(directory)
        self._special = special_tokens(self._tokenizer)
        self._model = load_model(directory)
        self.dim: int = self._model.config.hidden_size

    @torch.inference_mode()
    def encode(self, documents: Sequence[str], spans: Sequence[Sequence[Span]]) -> Encoding:
        """Read every document once.

        Args:
            documents: Texts.
            spans: For each document its ordered, disjoint segments.

        Returns:
            The vectors. A segment without a token of its own (white space, say) has its document's vector.
        """
        tokenized = self._tokenizer.encode_batch(list(documents), add_special_tokens=False)
        tokens = read_tokens(self._model, [encoded.ids for encoded in tokenized], self._special)
        document_rows = np.zeros((len(tokens), self.dim), dtype=np.float32)
        bounds = np.concatenate([[0], np.cumsum([len(own) for own in spans])]).astype(np.int64)
        segment_rows = np.zeros((bounds[-1], self.dim), dtype=np.float32)
        for index, (encoded, hidden, own) in enumerate(zip(tokenized, tokens, spans, strict=True)):
            document, segments = pool_spans(hidden, tokens_of_spans(encoded.offsets, own))
            document_rows[index] = document.numpy()
            segment_rows[bounds[index] : bounds[index + 1]] = segments.numpy()
        return Encoding(document_rows, segment_rows, bounds)
