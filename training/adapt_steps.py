"""What adaptation reads: all texts as tokens, and the batch of every step."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.utils.data import Dataset

from feedback_ai.embed.encoder import load_tokenizer, token_id
from training.adapt_batches import Padded, Stream, crop, hide, pad
from training.adapt_config import AdaptConfig, Stage
from training.adapt_network import Answers, Questions
from training.corpora import Feedback, Pair
from training.switching import Translations


class Material:
    """All texts as tokens."""

    def __init__(
        self,
        encoder: Path,
        pairs: Sequence[Pair],
        feedback: Sequence[Feedback],
        config: AdaptConfig,
        translations: Translations | None = None,
    ) -> None:
        """Read everything.

        Args:
            encoder: Directory of the encoder that learns.
            pairs: Sentences with their translations.
            feedback: Of which some stage reads.
            config: The recipe.
            translations: Of tokens, for a recipe that puts some in the other language.
        """
        self.translations = translations
        self.tokenizer = load_tokenizer(encoder)
        self.special = token_id(self.tokenizer, "[CLS]"), token_id(self.tokenizer, "[SEP]")
        self.mask_id, self.unknown_id = token_id(self.tokenizer, "[MASK]"), token_id(self.tokenizer, "[UNK]")
        self.size = self.tokenizer.get_vocab_size()
        self.english = [ids[: config.pair_width] for ids in self._tokens([pair.english for pair in pairs])]
        self.chinese = [ids[: config.pair_width] for ids in self._tokens([pair.chinese for pair in pairs])]
        feedback = useful(feedback, config)
        self.said: dict[str, list[dict[str, tuple[str, ...]]]] = {}
        self.texts: dict[str, list[list[int]]] = {}
        for lang in ("en", "zh"):
            own = [row for row in feedback if row.lang == lang]
            self.texts[lang] = self._tokens([row.text for row in own])
            self.said[lang] = [row.said for row in own]
        self.questions = Questions([said for rows in self.said.values() for said in rows], config.min_answers)

    def _tokens(self, texts: Sequence[str]) -> list[list[int]]:
        encoded = self.tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [row.ids for row in encoded]


def useful(feedback: Sequence[Feedback], config: AdaptConfig) -> list[Feedback]:
    """The texts that some stage learns from: those of which nothing is said only where hidden tokens are named."""
    naming = any(stage.masked_weight for stage in config.stages)
    shuffled = list(feedback)
    random.Random(f"{config.seed} sample").shuffle(shuffled)  # noqa: S311 - sampling, not secrets
    taken: Counter[str] = Counter()
    kept = []
    for row in shuffled:
        if (naming or row.said) and taken[row.source] < config.most_of_one:
            taken[row.source] += 1
            kept.append(row)
    return kept


@dataclass(frozen=True)
class PairsRead:
    """English sentences, their translations, and the part of the English ones that the student reads too.

    Attributes:
        english: As the teacher reads them.
        chinese: Their translations.
        part: Some of the English sentences, as the student reads them.
        kept: Which (k,).
    """

    english: Any
    chinese: Any
    part: Any
    kept: Any


@dataclass(frozen=True)
class FeedbackRead:
    """Feedback of one language with hidden tokens.

    Attributes:
        seen: As the student reads it.
        whole: As it is.
        answers: What corpora say of it.
        places: Row and column of every hidden token, (k, 2).
        right: What is hidden there (k,).
    """

    seen: Any
    whole: Any
    answers: Any
    places: Any
    right: Any


@dataclass(frozen=True)
class StepRead:
    """Everything one step reads; `feedback` by language."""

    pairs: PairsRead
    feedback: dict[str, FeedbackRead] = field(default_factory=dict)

    def to(self, device: str) -> "StepRead":
        """The same as tensors on a device."""
        return StepRead(_to(self.pairs, device), {lang: _to(own, device) for lang, own in self.feedback.items()})


def _to(read: Any, device: str) -> Any:
    own = {part.name: getattr(read, part.name) for part in fields(read)}
    moved = {
        name: value.to(device) if isinstance(value, Padded | Answers) else torch.from_numpy(value).to(device)
        for name, value in own.items()
    }
    return type(read)(**moved)


class AdaptSteps(Dataset[StepRead]):
    """What every step of a stage reads, a function of seed and step; they must be asked for in order."""

    def __init__(self, index: int, stage: Stage, material: Material, config: AdaptConfig) -> None:
        self.index, self.stage, self.material, self.config = index, stage, material, config
        seed = config.seed * 100 + index
        self._pairs = Stream([len(ids) for ids in material.chinese], stage.pair_tokens, seed)
        self._feedback = {
            lang: Stream([min(len(ids), config.width) for ids in texts], stage.feedback_tokens, seed)
            for lang, texts in material.texts.items()
        }

    def __len__(self) -> int:
        return self.stage.steps

    def __getitem__(self, step: int) -> StepRead:
        """The batches of one step."""
        # Seeded by the step alone: a run that was cut off goes on as if it had not been.
        rng = random.Random(f"{self.config.seed} {self.index} {step}")  # noqa: S311 - no secret
        pairs = self._read_pairs(self._pairs.batch(step), rng)
        if not self.stage.reads_feedback:
            return StepRead(pairs)
        read = {lang: self._read_feedback(lang, stream.batch(step), rng) for lang, stream in self._feedback.items()}
        return StepRead(pairs, read)

    def _read_pairs(self, rows: list[int], rng: random.Random) -> PairsRead:
        english = [self.material.english[row] for row in rows]
        kept = rng.sample(range(len(rows)), max(int(self.stage.english_share * len(rows)), 1))
        return PairsRead(
            english=self._pad(english),
            chinese=self._pad([self.material.chinese[row] for row in rows]),
            part=self._pad([english[place] for place in kept]),
            kept=np.array(kept),
        )

    def _read_feedback(self, lang: str, rows: list[int], rng: random.Random) -> FeedbackRead:
        material = self.material
        texts = [crop(material.texts[lang][row], self.config.width, rng) for row in rows]
        switched, share = [self._switch(text, rng) for text in texts], self.config.hidden_share
        hidden = [hide(text, share, material.mask_id, material.size, rng) for text in switched]
        places = [(row, 1 + place) for row, (_, own) in enumerate(hidden) for place in own]
        return FeedbackRead(
            seen=self._pad([seen for seen, _ in hidden]),
            whole=self._pad(texts),
            answers=material.questions.answers([material.said[lang][row] for row in rows]),
            places=np.array(places, dtype=np.int64).reshape(-1, 2),
            right=np.array([texts[row][place - 1] for row, place in places], dtype=np.int64),
        )

    def _switch(self, text: Sequence[int], rng: random.Random) -> Sequence[int]:
        translations, share = self.material.translations, self.config.switched_share
        if translations is None or not share:
            return text
        draws = np.random.default_rng(rng.getrandbits(32))
        switched: list[int] = translations.switch(np.array(text, int), share, draws).tolist()
        return switched

    def _pad(self, rows: Sequence[Sequence[int]]) -> Padded:
        return pad(rows, *self.material.special)
