"""Page cursors: opaque to clients, a place in the order (newest first) to us."""

import base64
import binascii
import json
from datetime import datetime
from typing import NamedTuple

from feedback_ai.errors import OptionError
from feedback_ai.store.records import is_id


class Place(NamedTuple):
    """The last record of a page."""

    sort_at: datetime
    id: str


def encode(place: Place) -> str:
    """The cursor that continues after a place."""
    return base64.urlsafe_b64encode(json.dumps([place.sort_at.isoformat(), place.id]).encode()).decode()


def decode(cursor: str) -> Place:
    """The place that a cursor stands for.

    Raises:
        OptionError: If it is not a cursor that `encode` made.
    """
    try:
        sort_at, feedback_id = json.loads(base64.b64decode(cursor.encode(), altchars=b"-_", validate=True))
        if not is_id(feedback_id):
            raise ValueError(feedback_id)
        return Place(datetime.fromisoformat(sort_at), feedback_id)
    except (binascii.Error, ValueError, TypeError, AttributeError):
        raise OptionError(
            "The cursor is not one that a page gave.", hint="Take `next_cursor` of the page before, or leave it out."
        ) from None
