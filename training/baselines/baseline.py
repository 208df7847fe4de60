"""What every baseline is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from training.data import Example, Lang
from training.predictions import Predictions

ALL_TASKS = frozenset(
    {
        "facets",
        "facets_micro",
        "servqual",
        "servqual_with_polarity",
        "product",
        "price",
        "root_causes",
        "root_causes_micro",
        "expectation",
        "sentiment",
        "sentiment_accuracy",
        "intent",
        "intent_accuracy",
        "severity",
        "severity_accuracy",
        "critical_recall",
        "critical_flagged",
    }
)
FACET_TASKS = frozenset({"facets", "facets_micro", "servqual", "product", "price"})
SENTIMENT_TASKS = frozenset({"sentiment", "sentiment_accuracy"})


@dataclass(frozen=True)
class Baseline:
    """A simple model, ready to label texts.

    Attributes:
        name: As it stands in `metrics.json`.
        title: As it stands in the card.
        langs: Languages that it reads.
        figures: Figures that it can be judged by; it says nothing of the others.
        predict: Labels texts of its languages; what it cannot say is the majority's label.
    """

    name: str
    title: str
    langs: tuple[Lang, ...]
    figures: frozenset[str]
    predict: Callable[[Sequence[Example]], Predictions]
