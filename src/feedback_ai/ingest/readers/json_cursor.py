"""Walks through a JSON text that is too large to hold: single characters, and whole values of bounded length."""

import json
import re
from typing import Any, TextIO

from feedback_ai.ingest.limits import MAX_ELEMENT_CHARS
from feedback_ai.ingest.readers.json_lines import refuse_constant

_CHUNK_CHARS = 64 * 1024
_SPACES = re.compile(r"[ \t\r\n]*")
_NUMBER_REST = re.compile(r"[\d.eE+-]*")  # up to the end of what is held, a number may go on in what comes next


class JsonTooLongError(ValueError):
    """A value is longer than `MAX_ELEMENT_CHARS`."""


class JsonCursor:
    """A place in a stream of JSON text."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._buffer = ""
        self._at = 0
        self._dropped = 0
        self._decoder = json.JSONDecoder(parse_constant=refuse_constant)

    @property
    def position(self) -> int:
        """Code points passed so far."""
        return self._dropped + self._at

    def peek(self) -> str:
        """The next character that is no space; empty at the end."""
        while True:
            self._at = _SPACES.match(self._buffer, self._at).end()  # type: ignore[union-attr]  # matches anything
            if self._at < len(self._buffer) or not self._fill():
                return self._buffer[self._at : self._at + 1]

    def take(self, character: str) -> bool:
        """Pass the next character if it is the given one."""
        if self.peek() != character:
            return False
        self._at += 1
        return True

    def value(self) -> Any:
        """Pass the next value and return it.

        Raises:
            JsonTooLongError: If it is too long.
            ValueError: If it is not valid JSON, or the text ends within it.
        """
        self.peek()
        while True:
            try:
                value, end = self._decoder.raw_decode(self._buffer, self._at)
            except RecursionError:
                raise ValueError("nested too deeply") from None
            except ValueError:  # broken, or only cut: that shows when there is no more to come
                if len(self._buffer) - self._at > MAX_ELEMENT_CHARS:
                    raise JsonTooLongError from None
                if not self._fill():
                    raise
            else:
                if not (_NUMBER_REST.fullmatch(self._buffer, end) and self._fill()):
                    self._at = end
                    return value

    def _fill(self) -> bool:
        """Read on, dropping what was passed; as much again as is held, so that trying again stays linear."""
        rest = self._buffer[self._at :]
        chunk = self._stream.read(max(_CHUNK_CHARS, len(rest)))
        self._dropped += self._at
        self._buffer, self._at = rest + chunk, 0
        return bool(chunk)
