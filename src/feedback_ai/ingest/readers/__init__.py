"""One reader a format: the rows of an input as they stand there."""

from collections.abc import Callable, Iterator

from feedback_ai.ingest.readers.delimited import read_delimited
from feedback_ai.ingest.readers.json_document import read_json_document
from feedback_ai.ingest.readers.json_lines import read_json_lines
from feedback_ai.ingest.readers.raw import RawItem, RawRow
from feedback_ai.ingest.readers.transcript import read_transcript
from feedback_ai.ingest.readers.workbook import read_workbook
from feedback_ai.ingest.source import Source

Reader = Callable[[Source, list[str]], Iterator[RawItem]]

READERS: dict[str, Reader] = {
    "csv": read_delimited,
    "xlsx": read_workbook,
    "jsonl": read_json_lines,
    "json": read_json_document,
    "transcript": read_transcript,
}
"""Reader by format; each takes the source and the notes for the user, and gives rows in file order, one at a time."""

__all__ = ["READERS", "RawItem", "RawRow", "Reader"]
