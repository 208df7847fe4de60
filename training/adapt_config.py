"""The recipe of `training adapt`."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Stage:
    """One stretch of training.

    Attributes:
        name: Of its checkpoint.
        steps: So many; each reads one batch of pairs, and of feedback in each language where a weight asks for it.
        embedding_rate: Peak learning rate of the embeddings.
        rate: Peak learning rate of the layers.
        head_rate: Peak learning rate of the heads.
        warmup: Share of the horizon in which the rates rise; they fall linearly after.
        horizon: Steps at whose end the rates would be zero; 0 stands for `steps`, more ends the stage before.
        pair_tokens: Padded Chinese tokens of a batch of pairs.
        feedback_tokens: Padded tokens of a batch of feedback in one language.
        english_share: Share of a batch of pairs whose English sentence is read by the student too.
        contrast_weight: Of the contrast between translations; their closeness weighs 1.
        masked_weight: Of naming hidden tokens of feedback; 0 reads no feedback for it.
        answer_weight: Of what corpora say of their texts.
        feedback_weight: Of staying near the teacher on English feedback with hidden tokens.
    """

    name: str
    steps: int
    embedding_rate: float = 2e-4
    rate: float = 1e-4
    head_rate: float = 1e-3
    warmup: float = 0.05
    horizon: int = 0
    pair_tokens: int = 2048
    feedback_tokens: int = 2048
    english_share: float = 0.25
    contrast_weight: float = 0.1
    masked_weight: float = 0.0
    answer_weight: float = 0.0
    feedback_weight: float = 0.0

    @property
    def reads_feedback(self) -> bool:
        """Whether any loss needs feedback."""
        return self.masked_weight + self.answer_weight + self.feedback_weight > 0


@dataclass(frozen=True)
class AdaptConfig:
    """Everything a run depends on besides its data.

    Attributes:
        stages: One after the other.
        hidden_share: Share of the tokens of feedback that are hidden.
        switched_share: Share of its tokens, of those that have a translation, that are in the other language.
        width: Longest stretch of feedback that is read, in tokens.
        pair_width: Longest sentence of a pair, in tokens; longer ones are cut.
        n_words: Chinese words that become tokens.
        dictionary: Whether a dictionary's translations of words are read as sentence pairs too.
        min_count: Chinese characters seen less often stay unknown.
        min_answers: Answers that corpora give less often are left out.
        most_of_one: So many texts of one corpus at most, always the same ones.
        weight_decay: AdamW's.
        save_every: Steps between checkpoints.
        seed: Of everything random.
    """

    stages: tuple[Stage, ...]
    hidden_share: float = 0.15
    switched_share: float = 0.0
    width: int = 128
    pair_width: int = 96
    n_words: int = 4500
    dictionary: bool = False
    min_count: int = 5
    min_answers: int = 20
    most_of_one: int = 20_000
    weight_decay: float = 0.01
    save_every: int = 100
    seed: int = 7

    @staticmethod
    def from_dict(content: dict[str, Any]) -> "AdaptConfig":
        """Read from JSON."""
        return AdaptConfig(**content | {"stages": tuple(Stage(**stage) for stage in content["stages"])})
