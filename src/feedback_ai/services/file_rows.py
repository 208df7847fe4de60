"""The rows of a file in batches, for the stateless commands: refused ones are counted and told, the rest goes on."""

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from feedback_ai.ingest import Row
from feedback_ai.schema import FeedbackRecord, RefusedRow
from feedback_ai.services.errors_file import STDERR, ErrorsFile, errors_path
from feedback_ai.services.output import check_distinct

BATCH = 256


@dataclass
class FileSummary:
    """What was done.

    Attributes:
        rows: Rows read, refused ones too.
        done: Records written.
        refused: Refused rows by code.
        errors_file: Where the refused rows are told; None where there are none, or on standard error.
    """

    rows: int = 0
    done: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    errors_file: Path | None = None


def refused_to(source: str, output: str, errors: Path | None, **others: Path) -> ErrorsFile:
    """Where refused rows go: beside the input; for standard input on standard error, unless a file is named.

    Raises:
        OptionError: If two of the files are the same.
    """
    refused = errors or errors_path(Path(source)) or STDERR
    check_distinct(input=source, output=output, errors=refused, **others)
    return ErrorsFile(refused)


def batches(
    rows: Iterable[Row], summary: FileSummary, errors: ErrorsFile, on_progress: Callable[[int], None]
) -> Iterator[list[FeedbackRecord]]:
    """Records in batches; refused rows are counted and noted on the way."""
    iterator = iter(rows)
    while batch := list(islice(iterator, BATCH)):
        records = []
        for row in batch:
            if isinstance(row, RefusedRow):
                summary.refused[row.code] += 1
                errors.add(row)
            else:
                records.append(row)
        yield records
        summary.rows += len(batch)
        summary.done += len(records)
        on_progress(summary.rows)


def told(errors_file: ErrorsFile) -> Path | None:
    """The file in which refused rows were told; None where there are none, or on standard error."""
    if not errors_file.written or errors_file.path == STDERR:
        sys.stderr.flush()
        return None
    return errors_file.path
