"""What happened to something that people work on: alerts, incidents, items of the backlog, cases."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class StoredEvent:
    """Something that happened to it.

    Attributes:
        at: When, UTC.
        actor: Who did it.
        kind: What happened.
        detail: The rest, by the kind.
    """

    at: datetime
    actor: str
    kind: str
    detail: dict[str, Any]
