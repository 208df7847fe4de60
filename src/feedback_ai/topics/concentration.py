"""Whether a matter comes from some units or channels more than all texts do."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Concentration:
    """A part of the store in a matter, against its part of all texts of that time.

    Attributes:
        share: Share of the matter's texts that the part has, in [0, 1].
        usual: Share of all texts that it has, in (0, 1].
        ratio: The one by the other.
        p: Probability of so many texts or more in the part if the matter were spread as all texts are.
    """

    share: float
    usual: float
    ratio: float
    p: float


def concentration(observed: Sequence[int], exposure: Sequence[int]) -> list[Concentration]:
    """Compare how a matter and all texts are spread over parts.

    If the matter's texts were any of all, those in a part would be hypergeometric: Fisher's exact test (1935),
    one-sided, which holds for however few texts. One who writes many texts counts with each of them.

    Args:
        observed: The matter's texts in each part.
        exposure: All texts in each, those of the matter among them, at least one.

    Returns:
        One for each part; none at all where the matter has no text.
    """
    from scipy.stats import hypergeom

    n, total = sum(observed), sum(exposure)
    if not n:
        return []
    return [
        Concentration(
            share=own / n,
            usual=all_ / total,
            ratio=own * total / (n * all_),
            p=min(1.0, float(hypergeom.sf(own - 1, total, all_, n))),
        )
        for own, all_ in zip(observed, exposure, strict=True)
    ]
