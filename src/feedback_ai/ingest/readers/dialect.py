"""Which delimiter a CSV file uses."""

import csv
import io
import re

from feedback_ai.ingest.columns import plain_name
from feedback_ai.ingest.synonyms import CHINESE, ENGLISH

DELIMITERS = (",", ";", "\t", "|")

NO_DELIMITER = "\x1f"
"""The delimiter of a file with one column: a sign that texts do not hold, so that their commas need no quotes."""

_SNIFFED_ROWS = 20
_MIN_ALIKE = 0.2  # below it, the sign stands in the header by chance: "What went wrong, if anything?"
_KNOWN_NAMES = {
    plain_name(name) for synonyms in (ENGLISH, CHINESE) for field, names in synonyms.items() for name in (field, *names)
}
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\r?\n')


def sniff_delimiter(head: str) -> str:
    """The delimiter that splits the header, and most rows like it, into most fields.

    Args:
        head: The first lines of the file; the last may be cut.
    """
    told = _SEPARATOR_LINE.match(head)
    if told:
        return told[1]
    scores = {delimiter: _score(head, delimiter) for delimiter in DELIMITERS}
    best = max(scores, key=lambda delimiter: scores[delimiter])
    return best if scores[best] > 0 else NO_DELIMITER


def skip_separator_line(line: str) -> bool:
    """Whether a line is the `sep=;` that Excel writes above the header."""
    return _SEPARATOR_LINE.fullmatch(line) is not None


def _score(head: str, delimiter: str) -> float:
    """Fields beyond the first in the header, times the share of rows that have as many as the header."""
    rows = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter)
    widths: list[int] = []
    header: list[str] = []
    try:
        for row in rows:
            header = header or row
            if row:
                widths.append(len(row))
            if len(widths) > _SNIFFED_ROWS:
                break
    except csv.Error:  # the head ends within a long field
        pass
    alike = widths.count(widths[0]) / len(widths) if widths else 0.0
    # A header of names that we know is one, however ragged the rows below it.
    is_header = sum(plain_name(name) in _KNOWN_NAMES for name in header) > 1
    return (widths[0] - 1) * alike if is_header or alike >= _MIN_ALIKE else 0.0
