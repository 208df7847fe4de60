"""How well an encoder finds the English sentence of a Chinese one, among sentence pairs kept for tests."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from feedback_ai.embed import Encoder
from training.corpora import Pair
from training.data import fingerprint

N_PAIRS = 800
SEED = 0


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


def retrieval(encoder_directory: Path, tests: Mapping[str, Sequence[Pair]]) -> dict[str, dict[str, float]]:
    """Share of Chinese sentences whose nearest English sentence is their translation.

    Args:
        encoder_directory: The encoder.
        tests: Pairs by name.

    Returns:
        For each name `{"n", "simplified", "traditional"}`: pairs, and the share found in either script, in [0, 1].
    """
    from opencc import OpenCC

    encoder = Encoder(encoder_directory)
    figures: dict[str, dict[str, float]] = {}
    for name, pairs in tests.items():
        chosen = choose(pairs)
        no_spans: list[list[object]] = [[] for _ in chosen]
        english = encoder.encode([pair.english for pair in chosen], no_spans).documents  # type: ignore[arg-type]
        figures[name] = {"n": len(chosen)}
        for script, conversion in (("simplified", "t2s"), ("traditional", "s2t")):
            convert = OpenCC(conversion).convert
            chinese = encoder.encode([convert(p.chinese) for p in chosen], no_spans).documents  # type: ignore[arg-type]
            found = (chinese @ english.T).argmax(axis=1) == np.arange(len(chosen))
            figures[name][script] = round(float(found.mean()), 4)
    return figures
