"""What is done about a problem: first it is contained, then its cause is removed."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from feedback_ai.errors import OptionError


class Kind(StrEnum):
    """Kinds of countermeasures, in their order."""

    CONTAINMENT = "containment"
    LASTING = "lasting"


class Progress(StrEnum):
    """How far the countermeasures of a turn of the circle are; contained, where a lasting one is noted and not done."""

    NONE = "none"
    NOTED = "noted"
    CONTAINED = "contained"
    DONE = "done"


def kind_of(name: str) -> Kind:
    """The kind of a name.

    Raises:
        OptionError: If there is none.
    """
    try:
        return Kind(name)
    except ValueError:
        raise OptionError(
            f"There is no kind of countermeasure {name!r}.", hint="Give one of them.", options=list(Kind)
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


def check_done(kind: Kind, open_ones: Collection[Kind], note: str | None) -> None:
    """Make sure that the harm is stopped before the cause counts as removed.

    Args:
        kind: Of the countermeasure that is done.
        open_ones: Kinds of the others that stand and are not done.
        note: Why the containment is no longer needed.

    Raises:
        OptionError: If a lasting one is done before a containment and nothing says why.
    """
    if kind is Kind.LASTING and Kind.CONTAINMENT in open_ones and not (note or "").strip():
        raise OptionError(
            "The containment is not done yet, and comes first.",
            hint="Mark it as done, or give a note that says why it is no longer needed.",
        )


def progress_of(kinds: Mapping[Kind, Collection[bool]]) -> Progress:
    """How far countermeasures are.

    Args:
        kinds: Whether each one is done, by kind.
    """
    lasting, containment = (kinds.get(kind, ()) for kind in (Kind.LASTING, Kind.CONTAINMENT))
    if any(lasting) or (any(containment) and not lasting):
        return Progress.DONE
    if any(containment):
        return Progress.CONTAINED
    return Progress.NOTED if lasting or containment else Progress.NONE


def is_overdue(due_at: datetime, now: datetime) -> bool:
    """Whether the day on which something was due is over, UTC."""
    return due_at.astimezone(UTC).date() < now.astimezone(UTC).date()
