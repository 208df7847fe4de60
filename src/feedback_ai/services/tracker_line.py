"""The line to a tracker: its adapter, and its token from the environment, which appears nowhere else."""

import binascii
import os
from datetime import UTC, datetime
from typing import TypeVar

from feedback_ai.connect.adapters import adapter_of
from feedback_ai.connect.calling import TIMEOUT_S, Headers, caller, carry, token_headers
from feedback_ai.connect.talk import RefusalError, Talk
from feedback_ai.connect.trackers import TrackerConfig
from feedback_ai.notify.signature import headers, sign

T = TypeVar("T")


class Line:
    """Talks to one tracker.

    Args:
        config: The tracker.
        message_id: By which a webhook drops repeats of what it is told.
        timeout_s: See `calling.TIMEOUT_S`.

    Raises:
        RefusalError: If its token is not in the environment, or cannot be used.
    """

    def __init__(self, config: TrackerConfig, message_id: str, timeout_s: float = TIMEOUT_S) -> None:
        self.adapter = adapter_of(config)
        self._token = token_of(config)
        self._call = caller(config.url, _headers(config, self._token, message_id), timeout_s)

    def carry(self, talk: Talk[T]) -> T:
        """Hold a conversation.

        Raises:
            RefusalError: If the tracker does not do what it is asked; the message never has the token.
        """
        try:
            return carry(talk, self._call)
        except RefusalError as error:
            error.what = error.what.replace(self._token, "***")
            raise


def token_of(config: TrackerConfig) -> str:
    """The token of a tracker.

    Raises:
        RefusalError: If it is not in the environment, or cannot be used.
    """
    token = os.environ.get(config.token_env, "").strip()
    if not token:
        raise RefusalError(f"the environment variable {config.token_env} is not set")
    if not token.isascii() or not token.isprintable():
        raise RefusalError(f"the environment variable {config.token_env} holds no token")
    if config.kind == "webhook":
        try:
            sign(token, "check", 0, "")
        except (binascii.Error, ValueError):
            raise RefusalError(f"{config.token_env} is no secret of webhooks: whsec_ and base64") from None
    return token


def _headers(config: TrackerConfig, token: str, message_id: str) -> Headers:
    if config.kind != "webhook":
        return token_headers(config, token)
    return lambda body: headers(token, message_id, int(datetime.now(UTC).timestamp()), body)
