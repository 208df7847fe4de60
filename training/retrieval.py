"""How well an encoder finds the English sentence of a Chinese one, among sentence pairs kept for tests."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from feedback_ai.embed import Encoder
from training.corpora import Pair
from training.data import fingerprint

N_PAIRS = 800
SEED = 0
SCRIPTS = {"simplified": "t2s", "traditional": "s2t"}
"""Scripts in which Chinese sentences are asked for, with the conversion that makes them."""


def choose(pairs: Sequence[Pair]) -> list[Pair]:
    """At most `N_PAIRS` pairs, no sentence twice; always the same ones."""
    seen: set[str] = set()
    distinct = []
    for pair in pairs:
        marks = {fingerprint(pair.english), fingerprint(pair.chinese)}
        if not marks & seen:
            seen |= marks
            distinct.append(pair)
    order = np.random.default_rng(SEED).permutation(len(distinct))[:N_PAIRS]
    return [distinct[index] for index in sorted(order)]


def find_translations(encoder: Encoder, pairs: Sequence[Pair]) -> dict[str, npt.NDArray[np.bool_]]:
    """For each script and each of the chosen pairs, whether the nearest English sentence is the translation (n,)."""
    from opencc import OpenCC

    chosen = choose(pairs)
    no_spans: list[list[object]] = [[] for _ in chosen]
    english = encoder.to_space(encoder.encode([pair.english for pair in chosen], no_spans).document_layers)  # type: ignore[arg-type]
    found: dict[str, npt.NDArray[np.bool_]] = {}
    for script, conversion in SCRIPTS.items():
        convert = OpenCC(conversion).convert
        asked = [convert(pair.chinese) for pair in chosen]
        chinese = encoder.to_space(encoder.encode(asked, no_spans).document_layers)  # type: ignore[arg-type]
        found[script] = (chinese @ english.T).argmax(axis=1) == np.arange(len(chosen))
    return found


def retrieval(encoder_directory: Path, tests: Mapping[str, Sequence[Pair]]) -> dict[str, dict[str, float]]:
    """Share of Chinese sentences whose nearest English sentence is their translation.

    Args:
        encoder_directory: The encoder.
        tests: Pairs by name.

    Returns:
        For each name `{"n", "simplified", "traditional"}`: pairs, and the share found in either script, in [0, 1].
    """
    encoder = Encoder(encoder_directory)
    figures: dict[str, dict[str, float]] = {}
    for name, pairs in tests.items():
        found = find_translations(encoder, pairs)
        shares = {script: round(float(own.mean()), 4) for script, own in found.items()}
        figures[name] = {"n": len(found["simplified"]), **shares}
    return figures
