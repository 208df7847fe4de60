"""What more labelled texts would bring: figures on gold dev with a quarter, half and all of them."""

import logging
from collections.abc import Sequence
from typing import Any

import numpy as np

from training.data import Example
from training.evaluate.figures import Scorer, by_group
from training.leave_out import Train

log = logging.getLogger(__name__)

SHARES = (0.25, 0.5, 1.0)


def learning_curve(
    train: Train, texts: Sequence[Example], gold: Sequence[Example], *, shares: Sequence[float] = SHARES, seed: int = 0
) -> dict[str, Any]:
    """Train on growing parts of the texts, each within the next, and score gold dev.

    Thresholds are chosen on gold dev too, as for the bundle: the points compare with each other and with its figures
    there.

    Returns:
        `{"points": [{"share", "n_texts", "figures": by language}]}`.
    """
    order = np.random.default_rng(seed).permutation(len(texts))
    points = []
    for share in shares:
        own = [texts[i] for i in order[: round(share * len(texts))]]
        log.info("learning curve: %d texts", len(own))
        score = Scorer(gold, train(own, gold, gold)).score
        points.append({"share": share, "n_texts": len(own), "figures": by_group(score, gold, lambda e: e.lang)})
    return {"points": points}
