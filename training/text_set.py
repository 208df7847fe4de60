"""Labelled texts as flat arrays: tokens with their sentences, and for every task the share of each class."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from feedback_ai.classify.heads import DOCUMENT_TASKS, SEGMENT_TASKS
from feedback_ai.embed.windows import tokens_of_spans
from feedback_ai.schema import Span
from training.corpora import Pair
from training.data import Example, Lang
from training.network import Tokenized

Shares = npt.NDArray[np.float16]
CHUNK = 4096


@dataclass(frozen=True)
class TextSet:
    """n texts with m sentences and t tokens.

    Attributes:
        ids: Token ids without special tokens, int32 (t,).
        owner: The sentence of each token, counted within its text, -1 for none; int32 (t,).
        token_bounds: Tokens `token_bounds[i]:token_bounds[i + 1]` are those of text i, int64 (n + 1,).
        segment_bounds: The same of sentences, int64 (n + 1,).
        is_english: Whether each is in English, bool (n,).
        targets: By task the share of each class, in [0, 1]: `facets` (m, 7, 4), `causes` (m, 7), `expectation` (m,),
            `sentiment`, `intent` and `severity` (n, classes). Empty where nothing is known.
    """

    ids: npt.NDArray[np.int32]
    owner: npt.NDArray[np.int32]
    token_bounds: npt.NDArray[np.int64]
    segment_bounds: npt.NDArray[np.int64]
    is_english: npt.NDArray[np.bool_]
    targets: dict[str, Shares]

    def __len__(self) -> int:
        return len(self.token_bounds) - 1

    @property
    def lengths(self) -> npt.NDArray[np.int64]:
        """Tokens of each text (n,)."""
        return np.diff(self.token_bounds)

    def text(self, row: int) -> Tokenized:
        """One text as the network reads it."""
        tokens = slice(self.token_bounds[row], self.token_bounds[row + 1])
        n_segments = int(self.segment_bounds[row + 1] - self.segment_bounds[row])
        return Tokenized(self.ids[tokens], self.owner[tokens], n_segments)

    def segments(self, rows: Sequence[int]) -> npt.NDArray[np.int64]:
        """Rows of the sentences of some texts, in their order."""
        return _places(self.segment_bounds, np.asarray(rows, dtype=np.int64))

    def part(self, rows: Sequence[int] | npt.NDArray[np.int64]) -> "TextSet":
        """Some of the texts, in the order of `rows`; a row may stand there more than once."""
        rows = np.asarray(rows, dtype=np.int64)
        tokens, segments = (_places(bounds, rows) for bounds in (self.token_bounds, self.segment_bounds))
        return TextSet(
            ids=self.ids[tokens],
            owner=self.owner[tokens],
            token_bounds=_bounds(np.diff(self.token_bounds)[rows]),
            segment_bounds=_bounds(np.diff(self.segment_bounds)[rows]),
            is_english=self.is_english[rows],
            targets={name: own[segments if name in SEGMENT_TASKS else rows] for name, own in self.targets.items()},
        )

    @staticmethod
    def joined(sets: Sequence["TextSet"]) -> "TextSet":
        """Several sets with the same tasks as one."""
        return TextSet(
            ids=np.concatenate([own.ids for own in sets]),
            owner=np.concatenate([own.owner for own in sets]),
            token_bounds=_bounds(n for own in sets for n in np.diff(own.token_bounds)),
            segment_bounds=_bounds(n for own in sets for n in np.diff(own.segment_bounds)),
            is_english=np.concatenate([own.is_english for own in sets]),
            targets={name: np.concatenate([own.targets[name] for own in sets]) for name in sets[0].targets},
        )

    def targets_of(self, rows: Sequence[int]) -> dict[str, npt.NDArray[np.float32]]:
        """Targets of some texts and of their sentences."""
        places = {"segments": self.segments(rows), "documents": np.asarray(rows)}
        level = {name: "segments" if name in SEGMENT_TASKS else "documents" for name in self.targets}
        return {name: own[places[level[name]]].astype(np.float32) for name, own in self.targets.items()}


def tokenize(
    tokenizer: Tokenizer, texts: Sequence[str], spans: Sequence[Sequence[Span]], langs: Sequence[Lang]
) -> TextSet:
    """Texts of which nothing is known."""
    ids: list[npt.NDArray[np.int32]] = [np.zeros(0, np.int32)]
    owners = list(ids)
    for start in range(0, len(texts), CHUNK):
        encoded = tokenizer.encode_batch(list(texts[start : start + CHUNK]), add_special_tokens=False)
        for row, own in zip(encoded, spans[start : start + CHUNK], strict=True):
            ids.append(np.array(row.ids, dtype=np.int32))
            owner = np.full(len(row.ids), -1, dtype=np.int32)
            for segment, places in enumerate(tokens_of_spans(row.offsets, own)):
                owner[places] = segment
            owners.append(owner)
    return TextSet(
        ids=np.concatenate(ids),
        owner=np.concatenate(owners),
        token_bounds=_bounds(len(own) for own in ids[1:]),
        segment_bounds=_bounds(map(len, spans)),
        is_english=np.array([lang == "en" for lang in langs], dtype=bool),
        targets={},
    )


def labelled_set(tokenizer: Tokenizer, examples: Sequence[Example]) -> TextSet:
    """Labelled texts; the class that an annotator gave has all of the share."""
    texts = tokenize(
        tokenizer,
        [example.text for example in examples],
        [example.spans for example in examples],
        [example.lang for example in examples],
    )
    texts.targets.update(hard_targets(examples))
    return texts


def hard_targets(examples: Sequence[Example]) -> dict[str, Shares]:
    """Targets of labelled texts."""
    sizes = {name: classes for name, (_, classes) in {**SEGMENT_TASKS, **DOCUMENT_TASKS}.items()}
    targets: dict[str, Shares] = {}
    for task in SEGMENT_TASKS:
        own = np.concatenate([getattr(example, task) for example in examples])
        targets[task] = (np.eye(sizes[task])[own] if task == "facets" else own).astype(np.float16)
    for task in DOCUMENT_TASKS:
        targets[task] = np.eye(sizes[task], dtype=np.float16)[[getattr(example, task) for example in examples]]
    return targets


def _places(bounds: npt.NDArray[np.int64], rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Everything between the bounds of some rows, in their order."""
    counts = np.diff(bounds)[rows]
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    places: npt.NDArray[np.int64] = np.repeat(bounds[rows], counts) + within
    return places


def _bounds(counts: Iterable[int]) -> npt.NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(np.fromiter(counts, np.int64))]).astype(np.int64)


def pair_sets(tokenizer: Tokenizer, pairs: Sequence[Pair]) -> tuple[TextSet, TextSet]:
    """Sentences and their translations, each one segment."""
    both: dict[Lang, list[str]] = {"en": [pair.english for pair in pairs], "zh": [pair.chinese for pair in pairs]}
    english, chinese = (
        tokenize(tokenizer, texts, [(Span(0, len(text)),) for text in texts], [lang] * len(texts))
        for lang, texts in both.items()
    )
    return english, chinese
