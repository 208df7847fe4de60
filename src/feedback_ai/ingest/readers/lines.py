"""Lines of a text, none of them loaded beyond the limit."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TextIO

from feedback_ai.ingest.limits import MAX_ROW_CHARS

_CHUNK_CHARS = 64 * 1024


@dataclass(frozen=True)
class Line:
    """One line.

    Attributes:
        number: 1-based number in the file.
        text: The line with its end, or its start alone where it was too long.
        too_long: Whether the rest was skipped.
        quotes: How many double quotes it has, the skipped ones counted.
    """

    number: int
    text: str
    too_long: bool
    quotes: int


def read_lines(stream: TextIO, limit: int = MAX_ROW_CHARS) -> Iterator[Line]:
    """The lines of a stream; what exceeds `limit` code points of one is read past in small pieces."""
    number = 0
    while text := stream.readline(limit):
        number += 1
        quotes = text.count('"')
        too_long = len(text) == limit and not _ended(text)
        piece = text
        while too_long and not _ended(piece) and (piece := stream.readline(_CHUNK_CHARS)):
            quotes += piece.count('"')
        yield Line(number, text, too_long, quotes)


def _ended(text: str) -> bool:
    return text.endswith(("\n", "\r"))
