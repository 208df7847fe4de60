"""JSONL: one JSON object a line."""

import json
from collections.abc import Iterator
from typing import Any

from feedback_ai.ingest.limits import MAX_ROW_CHARS
from feedback_ai.ingest.readers.lines import Line, read_lines
from feedback_ai.ingest.readers.raw import RawItem, RawRow
from feedback_ai.ingest.refusals import refuse
from feedback_ai.ingest.source import Source


def read_json_lines(source: Source, notes: list[str]) -> Iterator[RawItem]:
    """The objects of the lines; blank lines are passed over, row numbers are line numbers.

    Args:
        source: The input, its encoding chosen.
        notes: Takes what the user should be told; nothing here.
    """
    with source.text(newline="\n") as stream:
        for line in read_lines(stream):
            if line.too_long or line.text.strip():
                yield _row(line)


def _row(line: Line) -> RawItem:
    if line.too_long:
        reason = f"The line has more than {MAX_ROW_CHARS} characters; shorten its text or split it."
        return refuse(line.number, "row_too_long", reason)
    try:
        return row_of(line.number, parse_json(line.text))
    except ValueError as error:
        where = f" at character {error.pos + 1}" if isinstance(error, json.JSONDecodeError) else ""
        reason = f'The line is not valid JSON{where}; valid is one object a line, such as {{"text": "…"}}.'
        return refuse(line.number, "json_broken", reason)


def parse_json(text: str) -> Any:
    """The value of a JSON text, as strict as the standard: no NaN, no Infinity.

    Raises:
        ValueError: If it is not valid JSON, or nested too deeply.
    """
    try:
        return json.loads(text, parse_constant=refuse_constant)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def refuse_constant(name: str) -> None:
    """Refuse NaN and Infinity, which are not JSON.

    Raises:
        ValueError: Always.
    """
    raise ValueError(f"{name} is not JSON")


def row_of(number: int, value: Any) -> RawItem:
    """A parsed value as a row, refused unless it is an object."""
    if isinstance(value, dict):
        return RawRow(number, value)
    return refuse(number, "json_not_object", 'The JSON is not an object; valid is an object such as {"text": "…"}.')
