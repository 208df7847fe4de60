"""What a bundle has to beat: simple models on the same texts, scored in the same call."""

from training.baselines.baseline import Baseline
from training.baselines.choose import baselines

__all__ = ["Baseline", "baselines"]
