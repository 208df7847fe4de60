"""`training adapt` from end to end: corpora, grown encoder, stages, the encoder's directory and its figures."""

import json
import logging
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from torch import nn

from feedback_ai.embed.encoder import load_tokenizer
from feedback_ai.embed.torch_model import load_model
from training.adapt import Adapter
from training.adapt_config import AdaptConfig
from training.adapt_steps import Material
from training.corpora import Feedback, Pair, read_feedback, read_pairs, reserved_fingerprints
from training.dictionary import read_dictionary
from training.retrieval import retrieval
from training.switching import Translations
from training.vocabulary import first_rows, frequent_words, grow_tokenizer, missing_characters, token_translations

log = logging.getLogger(__name__)

TOKENIZER_FILES = ("tokenizer.json", "tokenizer_config.json")


def adapt(
    data: Path,
    annotation: Path,
    base: Path,
    checkpoints: Path,
    out: Path,
    config: AdaptConfig,
    *,
    start: Path | None = None,
    device: str = "cpu",
) -> dict[str, Any]:
    """Make a bilingual encoder of the field from an English one.

    Args:
        data: The corpora with `datasets.csv`.
        annotation: Holds `reserved_hashes.txt`.
        base: The English encoder: what the vocabulary is grown from, and the teacher.
        checkpoints: Where the run is kept; a run that was cut off goes on from here.
        out: The encoder's directory is made here, with `adapt.json`: recipe and figures.
        config: The recipe.
        start: An encoder with the vocabulary grown before, to begin from instead of growing `base`.
        device: `cpu` or `cuda`.

    Returns:
        What stands in `adapt.json`.
    """
    reserved = reserved_fingerprints(annotation, data)
    pairs, feedback = read_pairs(data, reserved), read_feedback(data, reserved)
    words = read_dictionary(reserved) if config.dictionary else []
    log.info("%d sentence pairs, %d of words, %d texts of feedback", len(pairs.train), len(words), len(feedback))
    if start is None:
        start = checkpoints / "grown"
        if not (start / "model.safetensors").exists():
            grow(base, start, pairs.train, feedback, config, words)
    every = [*pairs.train, *words]
    translations = Translations.of(load_tokenizer(start), every) if config.switched_share else None
    reads_feedback = any(stage.reads_feedback for stage in config.stages)
    material = Material(start, every, feedback if reads_feedback else [], config, translations)
    network = Adapter(start, base, material, config, device).run(checkpoints)
    save_encoder(network.encoder, start, out)
    told = {"config": json.loads(json.dumps(config, default=vars)), "retrieval": retrieval(out, pairs.test)}
    (out / "adapt.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    return told


def grow(
    base: Path,
    out: Path,
    pairs: Sequence[Pair],
    feedback: Sequence[Feedback],
    config: AdaptConfig,
    dictionary: Sequence[Pair] = (),
) -> None:
    """Write `base` with Chinese words, characters and punctuation added to its vocabulary, ready to learn.

    Args:
        base: Directory of an encoder with a WordPiece vocabulary.
        out: Directory that is made.
        pairs: From which new rows begin.
        feedback: Its words and characters are added, and those of the pairs.
        config: Tells how many.
        dictionary: From which new rows begin too; it adds nothing to the vocabulary.
    """
    chinese = [text.text for text in feedback if text.lang == "zh"] + [pair.chinese for pair in pairs]
    characters = missing_characters(chinese, load_tokenizer(base), config.min_count)
    words = frequent_words(chinese, config.n_words)
    tokenizer = grow_tokenizer(base, characters, words)
    encoder = load_model(base)
    old: torch.Tensor = encoder.embeddings.word_embeddings.weight.detach()
    size = tokenizer.get_vocab_size()
    shares = token_translations(tokenizer, [*pairs, *dictionary])
    rows = first_rows(shares, old.numpy(), [*characters, *words], tokenizer.get_vocab())
    table = nn.Embedding(size, old.shape[1], padding_idx=encoder.config.pad_token_id)
    table.weight.data = torch.cat([old, torch.from_numpy(rows)])
    encoder.embeddings.word_embeddings = table
    encoder.config.vocab_size = size
    save_encoder(encoder, base, out)
    tokenizer.save(str(out / "tokenizer.json"), pretty=False)
    log.info("vocabulary grown by %d characters and %d words to %d tokens", len(characters), len(words), size)


def save_encoder(encoder: Any, source: Path, out: Path) -> None:
    """Write an encoder's directory: fp16 weights, tokenizer and configuration of `source`."""
    out.mkdir(parents=True, exist_ok=True)
    for name in TOKENIZER_FILES:
        shutil.copyfile(source / name, out / name)
    # The configuration is edited, not saved anew: the library would write versions and paths of this machine.
    settings = json.loads((source / "config.json").read_text(encoding="utf-8"))
    settings.pop("_name_or_path", None)
    settings |= {"vocab_size": encoder.config.vocab_size, "dtype": "float16"}
    (out / "config.json").write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")
    weights = {name: value.detach().cpu() for name, value in encoder.state_dict().items()}
    kept = {name: value.half().contiguous() for name, value in weights.items() if value.is_floating_point()}
    save_file(kept, out / "model.safetensors", metadata={"format": "pt"})
    (out / "model.safetensors").chmod(0o644)  # the library writes it for the owner alone
