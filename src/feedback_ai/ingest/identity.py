"""Ids for records that come without one, the same each time the file is read."""

import hashlib
import hmac
import json
from collections import Counter
from datetime import datetime


class ContentIds:
    """Gives ids from a record's content and how often that content came before in the file.

    Holds about 100 bytes for each record that it gave an id.

    The id of a text must not betray what redaction hides: without a key, whoever knows the redacted text could try all
    phone numbers until the id fits. So the hash can be keyed, and the customer's id is never part of it.
    """

    def __init__(self, key: bytes = b"") -> None:
        self._key = key
        self._seen: Counter[int] = Counter()

    def next_id(
        self,
        text: str,
        created_at: datetime | None = None,
        rating: float | None = None,
        where: tuple[str | None, ...] = (),
    ) -> str:
        """The id of the next record with this content.

        Args:
            text: The text as received.
            created_at: When it was written.
            rating: The customer's score.
            where: Channel, unit and touchpoint.

        Returns:
            `sha256:` with 32 hexadecimal digits, then `:` and the number of the occurrence, counted from 1.
        """
        content = json.dumps([text, created_at.isoformat() if created_at else None, rating, *where])
        digest = hmac.digest(self._key, content.encode("ascii"), hashlib.sha256)
        short = int.from_bytes(digest[:8])
        self._seen[short] += 1
        return f"sha256:{digest.hex()[:32]}:{self._seen[short]}"
