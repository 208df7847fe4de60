"""Other views of the same parts: RICE and WSJF, and which items are level within chance."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Scores:
    """What follows from the parts of an item and what people estimate of it.

    Attributes:
        error: Half the width of the priority's 95 % interval, of 100: the parts' errors, taken as independent, which
            add up on the log scale of a product.
        rice: Reach x impact x confidence / effort (Intercom); None without confidence and effort.
        wsjf: Cost of delay / effort (Reinertsen): severity + frequency for what it costs users, trend for how much it
            presses, reach for what it puts at risk; None without effort.
    """

    error: float
    rice: float | None
    wsjf: float | None

    @classmethod
    def of(
        cls,
        priority: float,
        parts: Mapping[str, Mapping[str, Any]],
        impact: float | None = None,
        confidence: float | None = None,
        effort: float | None = None,
    ) -> "Scores":
        """Scores of one item.

        Args:
            priority: 0 to 100.
            parts: As stored: `value`, `weight` and, where it is known, `error` by name.
            impact: What a solution is worth; the severity part stands in for it.
            confidence: How sure people are of it, in (0, 1].
            effort: What it takes, above 0.
        """
        total = sum(part["weight"] for part in parts.values())
        errors = (part["weight"] * part.get("error", 0.0) for part in parts.values())
        error = priority * math.hypot(*errors) / total if total else 0.0
        value = {name: part["value"] for name, part in parts.items()}
        rice = wsjf = None
        if effort is not None and confidence is not None and value:
            worth = value.get("severity", 0.0) if impact is None else impact
            rice = round(100 * value.get("reach", 0.0) * worth * confidence / effort, 2)
        if effort is not None and value:
            wsjf = round(sum(own for name, own in value.items() if name != "impact") / effort, 3)
        return cls(round(error, 1), rice, wsjf)


def ranks(priorities: Sequence[tuple[float, float]]) -> list[int]:
    """Ranks of items: one more than the number of those that stand above beyond chance.

    Two items are level if their difference is no larger than what both errors allow, the root of the sum of their
    squares.

    Args:
        priorities: Priority and error of each.
    """
    return [
        1 + sum(other - own > math.hypot(error, beside) for other, beside in priorities) for own, error in priorities
    ]
