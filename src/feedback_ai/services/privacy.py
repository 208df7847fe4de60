"""What is kept of a record beside its text: no customer id, and of the metadata only what is allowed."""

import hashlib
import hmac
import math
from collections.abc import Mapping
from functools import cached_property

from feedback_ai.normalize.redaction import redact
from feedback_ai.normalize.unicode import clean
from feedback_ai.schema.records import Scalar
from feedback_ai.services.secret_key import secret_key
from feedback_ai.settings import Settings


class Privacy:
    """The rules of one installation; makes its secret key when the first customer id has to be hashed."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._allowed = frozenset(settings.metadata_keys)

    def customer_hash(self, customer_id: str | None) -> str | None:
        """HMAC-SHA256 of a customer id, hexadecimal: tells customers apart without telling who they are.

        Raises:
            SettingError: If there is no secret key and none can be made.
        """
        if customer_id is None:
            return None
        return hmac.new(self._key, customer_id.encode(), hashlib.sha256).hexdigest()

    def metadata(self, metadata: Mapping[str, Scalar]) -> dict[str, Scalar]:
        """The entries that FEEDBACK_AI_METADATA_KEYS allows, their texts redacted."""
        return {key: _redacted(value) for key, value in metadata.items() if key in self._allowed}

    @cached_property
    def _key(self) -> bytes:
        return secret_key(self._settings)


def _redacted(value: Scalar) -> Scalar:
    if isinstance(value, str):
        return redact(clean(value))[0]
    if isinstance(value, float) and not math.isfinite(value):
        return None  # JSON has no infinity
    return value
