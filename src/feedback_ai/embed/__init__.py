"""One pass of the encoder gives segment and document vectors."""

from feedback_ai.embed.encoder import Encoder, Encoding

__all__ = ["Encoder", "Encoding"]
