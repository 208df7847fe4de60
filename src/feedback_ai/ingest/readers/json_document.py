"""JSON documents: a list of objects, an object that wraps one, or several objects one after the other; streamed."""

from collections.abc import Iterator
from typing import Any

from feedback_ai.errors import InputFormatError
from feedback_ai.ingest.formats import WRAPPERS
from feedback_ai.ingest.limits import MAX_ELEMENT_CHARS
from feedback_ai.ingest.readers.json_cursor import JsonCursor, JsonTooLongError
from feedback_ai.ingest.readers.json_lines import row_of
from feedback_ai.ingest.readers.raw import RawItem
from feedback_ai.ingest.refusals import refuse
from feedback_ai.ingest.source import Source


def read_json_document(source: Source, notes: list[str]) -> Iterator[RawItem]:
    """The objects of a document, one at a time; row numbers count them from 1.

    A document that is broken after its first object gives a refusal in the place where it breaks, and ends there:
    what follows cannot be told apart any more.

    Args:
        source: The input, its encoding chosen.
        notes: Takes what the user should be told; nothing here.

    Raises:
        InputFormatError: If it is broken before its first object.
    """
    number = 0
    with source.text(newline="") as stream:
        cursor = JsonCursor(stream)
        try:
            for value in _elements(cursor):
                number += 1
                yield row_of(number, value)
        except JsonTooLongError:
            reason = f"The element has more than {MAX_ELEMENT_CHARS} characters; it and what follows was not read."
            yield refuse(number + 1, "row_too_long", reason)
        except ValueError:
            if number == 0:
                raise InputFormatError(
                    f"{source.name} is not valid JSON near character {cursor.position + 1}.",
                    hint="Correct it; one object a line is read with --format jsonl.",
                ) from None
            reason = f"The JSON is not valid near character {cursor.position + 1}; from there on nothing was read."
            yield refuse(number + 1, "json_broken", reason)


def _elements(cursor: JsonCursor) -> Iterator[Any]:
    """All rows of the text."""
    while cursor.peek():
        if cursor.take("["):
            yield from _list(cursor)
        elif cursor.take("{"):
            yield from _wrapped(cursor)
        else:
            yield cursor.value()
        cursor.take(",")  # between objects that someone joined by hand


def _list(cursor: JsonCursor) -> Iterator[Any]:
    """The elements of a list whose bracket was passed."""
    while not cursor.take("]"):
        yield cursor.value()
        if not cursor.take(",") and cursor.peek() != "]":
            raise ValueError("no comma between elements")


def _wrapped(cursor: JsonCursor, *, is_wrapper: bool = False) -> Iterator[Any]:
    """The rows that an object wraps, its brace passed; the object itself if it wraps none."""
    members: dict[str, Any] = {}
    while not cursor.take("}"):
        key = cursor.value()
        if not isinstance(key, str) or not cursor.take(":"):
            raise ValueError("no key")
        if key in WRAPPERS and cursor.take("["):
            is_wrapper = True
            yield from _list(cursor)
        elif key == "entry" and cursor.peek() == "{":  # a feed of one review
            is_wrapper = True
            yield cursor.value()
        elif key == "feed" and cursor.take("{"):
            is_wrapper = True
            yield from _wrapped(cursor, is_wrapper=True)
        else:
            members[key] = cursor.value()
        if not cursor.take(",") and cursor.peek() != "}":
            raise ValueError("no comma between members")
    if not is_wrapper:
        yield members
