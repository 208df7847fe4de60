"""In which order items of the backlog are listed."""

import math
from collections.abc import Iterable

from feedback_ai.errors import OptionError
from feedback_ai.services.backlog_views import ItemView

SORTS = ("priority", "rice", "wsjf")


def check_sort(sort: str) -> None:
    """Make sure that items can be listed by a score.

    Raises:
        OptionError: If it is none of `SORTS`.
    """
    if sort not in SORTS:
        raise OptionError(f"Items cannot be listed by {sort!r}.", hint="Choose their order.", options=SORTS)


def in_order(items: Iterable[ItemView], sort: str) -> list[ItemView]:
    """Items by a score, the highest first; those that the last build did not see stay behind the others.

    Args:
        items: By priority, which decides between equal scores; those without one come after all that have one.
        sort: One of `SORTS`.
    """

    def place(item: ItemView) -> tuple[bool, float]:
        score = getattr(item, sort)
        return not item.seen, math.inf if score is None else -score

    return sorted(items, key=place)
