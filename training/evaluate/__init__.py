"""Scores a bundle: figures with intervals, baselines in the same call, `metrics.json` and the card."""

from training.evaluate.figures import Scorer, by_group, f1, macro_f1

__all__ = ["Scorer", "by_group", "f1", "macro_f1"]
