"""Signatures after the Standard Webhooks specification (symmetric, `v1`), and the secrets that they are made with."""

import base64
import hashlib
import hmac

PREFIX = "whsec_"
"""What a secret begins with, so that a leaked one is recognised."""


def make_secret(key: bytes, salt: str) -> str:
    """The secret of a webhook: always the same for the same key and salt, so that it need not be stored.

    Args:
        key: The secret key of this installation.
        salt: Random text of the webhook's own.
    """
    derived = hmac.new(key, b"feedback-ai webhook " + salt.encode(), hashlib.sha256).digest()
    return PREFIX + base64.b64encode(derived).decode()


def hash_secret(secret: str) -> str:
    """A hash by which a secret that is made anew is recognised as the one that was shown; it has 256 random bits."""
    return hashlib.sha256(secret.encode()).hexdigest()


def sign(secret: str, message_id: str, timestamp_s: int, body: str) -> str:
    """The value of `webhook-signature`: HMAC-SHA256 over `id.timestamp.body`.

    Args:
        secret: As `make_secret` gives it, the prefix and base64.
        message_id: The value of `webhook-id`.
        timestamp_s: The value of `webhook-timestamp`, seconds since 1970.
        body: The body exactly as it is sent.
    """
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{message_id}.{timestamp_s}.{body}".encode()
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def headers(secret: str, message_id: str, timestamp_s: int, body: str) -> dict[str, str]:
    """The headers of a message."""
    return {
        "content-type": "application/json",
        "user-agent": "feedback-ai",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp_s),
        "webhook-signature": sign(secret, message_id, timestamp_s, body),
    }
