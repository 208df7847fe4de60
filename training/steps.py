"""The steps from a bilingual encoder to a sealed bundle; each reads what the one before left in the bundle."""

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from feedback_ai.classify import opinions
from feedback_ai.classify.calibration import Calibration
from feedback_ai.classify.heads import VectorHeads
from feedback_ai.classify.lexical import LexicalHeads
from feedback_ai.embed import Encoder
from feedback_ai.embed.encoder import load_tokenizer
from training.calibrate import class_shares, fit_calibration
from training.corpora import Feedback, Pair, read_feedback, read_pairs, reserved_fingerprints
from training.data import Example, fingerprint, load_gold, to_document
from training.export import save_calibration, save_network, seal
from training.finetune import Ends, finetune_set
from training.finetune_config import FinetuneConfig
from training.lexical import fit_lexical, save_lexical
from training.network import FeedbackNetwork
from training.projection import write_projection
from training.readings import Labelled, load_labelled, written_pairs
from training.self_teaching import taught_set
from training.switching import Translations
from training.text_set import TextSet, labelled_set

NAME = "feedback-bilingual"
N_PAIRS = 20_000
N_TEXTS = 2000
"""Sentence pairs, and as many texts of English feedback as of our own with a translation, that `fit_space` reads."""
MAX_LENGTH = 300
"""Characters of a text of feedback that it reads at most, to save time."""
SEED = 7
WRITTEN_TIMES = 8
"""So often our own feedback with its translation stands among the sentence pairs of fine-tuning."""


def fit_vectors(
    annotation: Path,
    data: Path,
    encoder: Path,
    bundle: Path,
    config: FinetuneConfig,
    *,
    teacher: Path | None = None,
    heads: Path | None = None,
    device: str = "cpu",
    checkpoint: Path | None = None,
) -> None:
    """Train encoder and heads; writes `encoder/` and `heads.safetensors`.

    Args:
        annotation: Directory of the labelled texts.
        data: Directory of the corpora.
        encoder: Directory of the encoder to start from.
        bundle: Directory that is made.
        config: The recipe.
        teacher: Directory of the encoder that tells where English texts lie; the one to start from by default.
        heads: Trained heads of the encoder to start from; new ones by default.
        device: `cpu` or `cuda`.
        checkpoint: File where the run is kept; started again, it goes on from there.
    """
    pairs = translations(annotation, data) if config.pair_tokens or config.switching else []
    switched = Translations.of(load_tokenizer(encoder), pairs) if config.switching else None
    labelled, ends = load_labelled(annotation, data), Ends(teacher=teacher, heads=heads, device=device)
    texts = labelled_set(load_tokenizer(encoder), labelled.train)

    def train(own: TextSet, recipe: FinetuneConfig, kept: Path | None = None) -> FeedbackNetwork:
        return finetune_set(own, encoder, recipe, pairs=pairs, translations=switched, checkpoint=kept, **ends)

    if config.teachers:
        others = unlabelled_feedback(annotation, data, labelled)
        texts = taught_set(texts, labelled, others, config, train, load_tokenizer(encoder), device=device)
    save_network(train(texts, config, checkpoint), encoder, bundle)


def unlabelled_feedback(annotation: Path, data: Path, labelled: Labelled) -> list[Feedback]:
    """Every text that weights may learn from and that nobody has labelled."""
    known = {fingerprint(example.text) for example in (*labelled.train, *labelled.held_out)}
    return read_feedback(data, reserved_fingerprints(annotation, data) | known)


def translations(annotation: Path, data: Path) -> list[Pair]:
    """Sentences with their translations to learn from, our own feedback often enough to be heard among the others."""
    reserved = reserved_fingerprints(annotation, data)
    return [*read_pairs(data, reserved).train, *_own_pairs(reserved) * WRITTEN_TIMES]


def _own_pairs(reserved: set[str]) -> list[Pair]:
    return [pair for pair in written_pairs() if not {fingerprint(pair.english), fingerprint(pair.chinese)} & reserved]


def fit_space(annotation: Path, data: Path, bundle: Path, english: Path) -> None:
    """Fit the map to the space in which texts are compared; writes `encoder/space.safetensors`."""
    labelled = load_labelled(annotation, data)
    rng = random.Random(SEED)  # noqa: S311 - a sample, no secret
    reserved = reserved_fingerprints(annotation, data)
    pairs = read_pairs(data, reserved).train
    pairs = rng.sample(pairs, min(N_PAIRS, len(pairs)))
    texts = [e.text for e in labelled.train if e.lang == "en" and len(e.text) <= MAX_LENGTH]
    texts = rng.sample(texts, min(N_TEXTS, len(texts)))
    ours = [pair for pair in _own_pairs(reserved) if len(pair.english) <= MAX_LENGTH]
    ours = rng.sample(ours, min(N_TEXTS, len(ours)))
    write_projection(bundle / "encoder", english, [*pairs, *ours], texts)


def fit_words(annotation: Path, data: Path, bundle: Path) -> None:
    """Train the heads on words; writes `lexical.safetensors`."""
    save_lexical(fit_lexical(load_labelled(annotation, data).train), bundle)


def calibrate(annotation: Path, data: Path, bundle: Path, *, name: str = NAME, version: str) -> None:
    """Fit calibration, thresholds and abstention on gold dev and held-out texts; writes them and the manifest."""
    labelled = load_labelled(annotation, data)
    dev = load_gold(annotation, "dev")
    heads = VectorHeads.load(bundle / "heads.safetensors")
    words = LexicalHeads.load(bundle / "lexical.safetensors")
    chosen_on = [*dev, *labelled.held_out]
    encoder = Encoder(bundle / "encoder")
    save_calibration(calibration_of(encoder, heads, words, labelled.train, chosen_on, n_queue=len(dev)), bundle)
    seal(bundle, name=name, version=version)


def calibration_of(
    encoder: Encoder,
    heads: VectorHeads,
    words: LexicalHeads,
    train: Sequence[Example],
    chosen_on: Sequence[Example],
    *,
    n_queue: int | None = None,
) -> Calibration:
    """Calibration and thresholds of a model.

    Args:
        encoder: The trained encoder.
        heads: Its heads.
        words: The heads on words.
        train: What they learned from; it tells how frequent the classes are.
        chosen_on: Labelled texts that they did not learn from.
        n_queue: How many of them, from the first on, are drawn as a queue of complaints is; all by default.
    """
    texts, spans = [example.text for example in chosen_on], [example.spans for example in chosen_on]
    vectors = encoder.encode(texts, spans, heads.token_map)
    vector, lexical = opinions(heads, words, vectors, [to_document(example) for example in chosen_on])
    return fit_calibration(vector, lexical, chosen_on, class_shares(train), n_queue=n_queue)


def export_encoder(annotation: Path, data: Path, bundle: Path) -> dict[str, Any]:
    """Write the encoder as int8 ONNX beside its weights; see `training.onnx_export.export`."""
    from training.onnx_export import export

    return export(bundle, load_labelled(annotation, data).train)
