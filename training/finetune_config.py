"""The recipe of `training finetune`."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FinetuneConfig:
    """Everything a run depends on besides its data.

    Attributes:
        frozen_blocks: Lowest blocks that stay as they are: 1 is the embeddings, 2 the first layer too, and so on.
        epochs: Passes over the texts; the last may be a part of one.
        batch_tokens: Padded tokens of texts a step.
        pair_tokens: Padded tokens of translations a step that reads them, each language; 0 reads none.
        pair_every: Steps of which one reads translations.
        encoder_rate: Peak learning rate of the top layer.
        layer_decay: Factor of the rate from each layer to the one below.
        head_rate: Peak learning rate of the heads.
        weight_decay: AdamW's.
        warmup: Share of the steps in which the rate rises; it falls linearly after.
        head_dropout: Dropout on the vectors that the heads read.
        encoder_dropout: Dropout within the encoder; on a CPU it takes much of the time.
        token_masking: Share of tokens hidden behind `[MASK]`, so that no head leans on single words.
        switching: Share of the tokens of labelled texts, of those that have a translation, put in the other language.
        space_weight: Of (1 - cosine) between where a linear map puts an English text and where the teacher puts it.
        space_share: Share of the English texts, drawn anew for every batch, whose vectors are held to that.
        pair_weight: Of the same for sentences and their translations, both where the teacher puts the English one.
        consistency_weight: Of how far the labels of a sentence and its translation are apart.
        averaging: Decay of the moving average of the weights, which is what is kept.
        start_share: Share of the weights of a trained start in those that are kept at the end (Wortsman et al. 2022,
            Robust fine-tuning of zero-shot models); the rest is the moving average.
        teachers: Networks that label texts for this one, each trained without one of as many folds; none by default
            (see `training.self_teaching`).
        teacher_epochs: Passes of each over its texts; the rest of their recipe is this one's, without translations.
        label_share: Share of the labels in the targets of a labelled text; what its teacher says has the rest.
        annotated_times: So often more the annotation's own texts are read, with more of their labels.
        save_every: Steps between checkpoints.
        seed: Of everything random.
    """

    frozen_blocks: int = 0
    epochs: float = 4
    batch_tokens: int = 2048
    pair_tokens: int = 0
    pair_every: int = 1
    encoder_rate: float = 1.2e-4
    layer_decay: float = 0.9
    head_rate: float = 2e-3
    weight_decay: float = 0.01
    warmup: float = 0.1
    head_dropout: float = 0.2
    encoder_dropout: float = 0.0
    token_masking: float = 0.1
    switching: float = 0.0
    space_weight: float = 1.0
    space_share: float = 1.0
    pair_weight: float = 1.0
    consistency_weight: float = 1.0
    averaging: float = 0.99
    start_share: float = 0.0
    teachers: int = 0
    teacher_epochs: float = 3
    label_share: float = 0.5
    annotated_times: int = 0
    save_every: int = 200
    seed: int = 7
