"""In which units and channels a matter is concentrated, by the share that they have of all texts."""

from collections import Counter
from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict

from feedback_ai.store.topic_times import Text

By = Literal["unit", "channel"]
MAX_Q = 0.05
"""Greatest q value of a part that is told."""
MIN_TEXTS = 3
"""A part with fewer texts of the matter is not told."""


class Part(BaseModel):
    """A unit or channel that has more of a matter than of all texts.

    Attributes:
        name: Of the unit or channel.
        observed: Texts of the matter in it, in the window.
        share: Of the matter's texts that name a unit (or channel), in (0, 1].
        usual: Share that it has of all texts of the window that name one, in (0, 1].
        ratio: The one by the other, above 1.
        p: Probability of so many texts or more if the matter were spread as all texts are (Fisher's exact test).
        q: The same, adjusted for all matters and all units (or channels) that were tested.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    observed: int
    share: float
    usual: float
    ratio: float
    p: float
    q: float


def concentrated_in(matters: Sequence[Sequence[Text]], texts: Sequence[Text], by: By) -> list[tuple[Part, ...]]:
    """The units, or channels, in which each matter is concentrated, the surest first.

    Texts that name none are left out. All parts are tested, also those without a text of the matter: to leave them out
    by that would make the others look surer. A store of one part, or matters of few texts, tell nothing.

    Args:
        matters: The texts of each matter in a window.
        texts: All texts of the window.
        by: What the parts are.
    """
    from feedback_ai.topics import concentration, false_discovery_rates

    every = Counter(name for text in texts if (name := getattr(text, by)))
    tests: list[tuple[int, Part]] = []
    for row, own in enumerate(matters):
        counts = Counter(name for text in own if (name := getattr(text, by)))
        found = concentration([counts[name] for name in every], list(every.values()))
        tests += [
            (row, Part(name=name, observed=counts[name], q=1.0, **vars(one)))
            for name, one in zip(every if found else (), found, strict=True)
        ]
    qs = false_discovery_rates([part.p for _, part in tests])
    told: list[list[Part]] = [[] for _ in matters]
    for (row, part), q in zip(tests, qs, strict=True):
        if part.observed >= MIN_TEXTS and part.ratio > 1 and q <= MAX_Q:
            told[row].append(part.model_copy(update={"q": q}))
    return [tuple(sorted(parts, key=lambda part: (part.p, part.name))) for parts in told]
