"""Which format an input is in: as told, by the file's ending, or, on standard input, by its first bytes."""

import json
import re
from typing import Any

from feedback_ai.errors import InputFormatError
from feedback_ai.ingest.source import Source

FORMATS = ("csv", "xlsx", "jsonl", "json", "transcript")
"""Formats that are read, `csv` with any of the usual delimiters; each but `xlsx` may be gzipped."""

ENDINGS = {
    ".csv": "csv",
    ".tsv": "csv",
    ".tab": "csv",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".txt": "transcript",
    ".md": "transcript",
    ".vtt": "transcript",
    ".srt": "transcript",
}
"""Format by file ending."""

WRAPPERS = ("tickets", "data", "entry", "results", "reviews", "feedback", "records")
"""Keys under which JSON documents keep their list of rows, at the top or in an object `feed`."""

_ZIP_MAGIC = b"PK\x03\x04"
_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEAD_LINES = 20


def choose_format(source: Source, wanted: str) -> str:
    """The format to read the source in.

    Args:
        source: The input.
        wanted: One of `FORMATS`, or `auto`.

    Raises:
        InputFormatError: If `wanted` is none of them, the ending is unknown, or the bytes are of another kind.
    """
    if wanted not in ("auto", *FORMATS):
        raise InputFormatError(f"The format {wanted!r} is not known.", hint="Name another.", options=("auto", *FORMATS))
    if source.head.startswith(_OLE_MAGIC):
        raise InputFormatError(
            f"{source.name} is an old Excel workbook (.xls), or has a password.",
            hint="Save it as .xlsx without a password, or as CSV.",
        )
    chosen = wanted if wanted != "auto" else _recognize(source)
    is_zip = source.head.startswith(_ZIP_MAGIC)
    if chosen != "xlsx" and is_zip:
        raise InputFormatError(
            f"{source.name} is a ZIP file or an Excel workbook.", hint="Unpack a ZIP file; rename a workbook to .xlsx."
        )
    if chosen == "xlsx" and source.is_gzip:
        raise InputFormatError(f"{source.name} is a gzipped workbook.", hint="Unpack it first.")
    if chosen == "xlsx" and source.head and not is_zip:
        raise InputFormatError(f"{source.name} is no Excel workbook.", hint="Save it as .xlsx, or name its format.")
    return chosen


def json_layout(head: str) -> str:
    """`jsonl` for one object a line, `json` for one document; judged by the first 20 lines.

    One broken line does not make a document: it is enough that some line is a whole object.
    """
    if head.lstrip().startswith("["):
        return "json"
    lines = [line for line in head.splitlines() if line.strip()][:_HEAD_LINES]
    objects = [value for line in lines if isinstance(value := _parsed(line), dict)]
    return "jsonl" if objects and not any(_is_wrapper(value) for value in objects) else "json"


def _recognize(source: Source) -> str:
    if source.suffix in ENDINGS:
        return ENDINGS[source.suffix]
    if source.is_pipe:
        if source.head.startswith(_ZIP_MAGIC):
            return "xlsx"
        first = re.sub(rb"[\s\x00\xef\xbb\xbf\xff\xfe]", b"", source.head[:1024])[:1]
        return "json" if first in (b"{", b"[") else "csv"
    raise InputFormatError(
        f"{source.name} has no known ending.",
        hint=f"Name its format with --format, or rename it: known are {', '.join(ENDINGS)}.",
        options=FORMATS,
    )


def _parsed(line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _is_wrapper(value: dict[str, Any]) -> bool:
    if isinstance(value.get("feed"), dict):
        return True
    lists = [value[key] for key in WRAPPERS if isinstance(value.get(key), list)]
    return any(all(isinstance(row, dict) for row in rows[:1]) for rows in lists)
