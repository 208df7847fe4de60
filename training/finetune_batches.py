"""Batches for fine-tuning: each is a function of seed and step alone, so that a run resumes where it stopped."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import torch
from tokenizers import Tokenizer
from torch.utils.data import DataLoader, Dataset, Subset

from feedback_ai.embed.encoder import special_tokens, token_id
from feedback_ai.embed.windows import WINDOW_TOKENS, plan_windows
from training.adapt_batches import Stream
from training.finetune_config import FinetuneConfig
from training.network import Batch, Tokenized, lay
from training.switching import Translations
from training.text_set import TextSet

WORKERS = 8
"""Processes that lay batches for a GPU; a CPU is busy with training."""
Item = TypeVar("Item")


@dataclass(frozen=True)
class TextBatch:
    """Labelled texts: NumPy arrays where it is made, tensors where it is read.

    Attributes:
        texts: The tokens, some of them hidden.
        targets: See `TextSet`.
        held: Some of the English texts with all of their tokens; None where a batch has none.
        held_rows: Which of the n texts these are.
        held_segments: Which of the m segments are theirs.
    """

    texts: Batch
    targets: dict[str, Any]
    held: Batch | None
    held_rows: Any
    held_segments: Any

    def to(self, device: str) -> "TextBatch":
        """The same as tensors on a device."""
        targets = {name: torch.from_numpy(own).to(device) for name, own in self.targets.items()}
        rows, segments = (torch.from_numpy(own).to(device) for own in (self.held_rows, self.held_segments))
        return TextBatch(self.texts.to(device), targets, self.held and self.held.to(device), rows, segments)


@dataclass(frozen=True)
class PairBatch:
    """English texts, then their translations; and the English ones alone with all of their tokens."""

    texts: Batch
    held: Batch

    def to(self, device: str) -> "PairBatch":
        """The same as tensors on a device."""
        return PairBatch(self.texts.to(device), self.held.to(device))


class Steps(Dataset[tuple[TextBatch, PairBatch | None]]):
    """What every step of a run reads; they must be asked for in order."""

    def __init__(
        self,
        texts: TextSet,
        pairs: tuple[TextSet, TextSet] | None,
        tokenizer: Tokenizer,
        config: FinetuneConfig,
        translations: Translations | None = None,
    ) -> None:
        """Plan the run.

        Args:
            texts: With targets.
            pairs: Texts and their translations, if they are read.
            tokenizer: Of the encoder.
            config: The recipe.
            translations: Of tokens, for a recipe that puts some in the other language.
        """
        self.texts, self.pairs, self.config = texts, pairs, config
        self.translations = translations
        self.special, self.mask_id = special_tokens(tokenizer), token_id(tokenizer, "[MASK]")
        self._stream = Stream(padded(texts.lengths), config.batch_tokens, config.seed)
        self._n_steps = round(config.epochs * self._stream.n_batches)
        if pairs:
            longer = np.maximum(pairs[0].lengths, pairs[1].lengths)
            self._pair_stream = Stream(padded(longer), config.pair_tokens, config.seed)

    def __len__(self) -> int:
        return self._n_steps

    def __getitem__(self, step: int) -> tuple[TextBatch, PairBatch | None]:
        """The batches of one step."""
        rng = np.random.default_rng((self.config.seed, step))
        batch = self._texts(self._stream.batch(step), rng)
        if not self.pairs or step % self.config.pair_every:
            return batch, None
        return batch, self._translations(self._pair_stream.batch(step // self.config.pair_every), rng)

    def _texts(self, rows: list[int], rng: np.random.Generator) -> TextBatch:
        whole = [self.texts.text(row) for row in rows]
        held = np.flatnonzero((rng.random(len(rows)) < self.config.space_share) & self.texts.is_english[rows])
        of_document = np.repeat(np.arange(len(rows)), [text.n_segments for text in whole])
        return TextBatch(
            texts=lay([self._hide(self._switch(text, rng), rng) for text in whole], self.special),
            targets=self.texts.targets_of(rows),
            held=lay([whole[row] for row in held], self.special) if len(held) else None,
            held_rows=held,
            held_segments=np.flatnonzero(np.isin(of_document, held)),
        )

    def _translations(self, rows: list[int], rng: np.random.Generator) -> PairBatch:
        first, second = ([texts.text(row) for row in rows] for texts in self.pairs or ())
        hidden = [self._hide(text, rng) for text in (*first, *second)]
        return PairBatch(lay(hidden, self.special), lay(first, self.special))

    def _switch(self, text: Tokenized, rng: np.random.Generator) -> Tokenized:
        if self.translations is None or not self.config.switching:
            return text
        return replace(text, ids=self.translations.switch(text.ids, self.config.switching, rng))

    def _hide(self, text: Tokenized, rng: np.random.Generator) -> Tokenized:
        hidden = rng.random(len(text.ids)) < self.config.token_masking
        return Tokenized(np.where(hidden, self.mask_id, text.ids), text.owner, text.n_segments)


def padded(lengths: npt.NDArray[np.int64]) -> list[int]:
    """Places that texts of so many tokens take as windows with special tokens."""
    return [len(plan_windows(n)) * (min(n, WINDOW_TOKENS) + 2) for n in lengths.tolist()]


def prefetch(steps: Dataset[Item], first: int, device: str) -> Iterator[Item]:
    """The items of the steps from `first` on, made beside training where a GPU trains."""
    rest = Subset(steps, range(first, len(steps)))  # type: ignore[arg-type]
    workers = {"num_workers": WORKERS, "prefetch_factor": 8} if device != "cpu" else {}
    return iter(DataLoader(rest, batch_size=None, collate_fn=_as_it_is, **workers))  # type: ignore[arg-type]


def _as_it_is(item: Item) -> Item:
    """Arrays stay arrays: they go through a pipe, tensors would need shared memory."""
    return item
