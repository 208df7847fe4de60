"""What is done about a problem: first it is contained, then its cause is removed."""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum

from feedback_ai.errors import OptionError


class Kind(StrEnum):
    """Kinds of countermeasures, in their order."""

    CONTAINMENT = "containment"
    LASTING = "lasting"


def kind_of(name: str) -> Kind:
    """The kind of a name.

    Raises:
        OptionError: If there is none.
    """
    try:
        return Kind(name)
    except ValueError:
        raise OptionError(
            f"There is no countermeasure {name!r}.", hint="Give one of them.", options=list(Kind)
        ) from None


def check_order(kind: Kind, before: Collection[Kind], note: str | None) -> None:
    """Make sure that the harm is stopped before the cause is worked on.

    Args:
        kind: Of the new countermeasure.
        before: Kinds of those there are.
        note: Why there is nothing to contain.

    Raises:
        OptionError: If a lasting one comes first and nothing says why.
    """
    if kind is Kind.LASTING and Kind.CONTAINMENT not in before and not (note or "").strip():
        raise OptionError(
            "The containment comes first.", hint="Add it, or give a note that says why there is nothing to contain."
        )


def due(kind: Kind, now: datetime, containment_days: int, countermeasure_days: int) -> datetime:
    """When a countermeasure is due where no date is given."""
    return now + timedelta(days=containment_days if kind is Kind.CONTAINMENT else countermeasure_days)
