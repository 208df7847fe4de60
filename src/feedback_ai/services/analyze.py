"""Stateless analysis of a file: records in, one JSON line each out, nothing stored."""

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from feedback_ai.ingest import Reading, Row
from feedback_ai.schema import FeedbackRecord, RefusedRow
from feedback_ai.services.errors_file import STDERR, ErrorsFile, errors_path
from feedback_ai.services.output import check_distinct, open_output

if TYPE_CHECKING:
    import numpy.typing as npt

    from feedback_ai.analyzer import Analyzer

BATCH = 256


@dataclass
class AnalyzeSummary:
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


def _refused_to(source: str, output: str, errors: Path | None) -> ErrorsFile:
    """Beside the input; for standard input on standard error, unless a file is named."""
    refused = errors or errors_path(Path(source)) or STDERR
    check_distinct(input=source, output=output, errors=refused)
    return ErrorsFile(refused)


def _batches(
    rows: Iterable[Row], summary: AnalyzeSummary, errors: ErrorsFile, on_progress: Callable[[int], None]
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


def analyze_file(
    analyzer: "Analyzer",
    reading: Reading,
    source: str,
    output: str,
    *,
    errors: Path | None = None,
    on_progress: Callable[[int], None] = lambda rows: None,
) -> AnalyzeSummary:
    """Label every record of a reading and write one JSON line each, in input order.

    Args:
        analyzer: The model.
        reading: The opened input.
        source: Its path, or `-`.
        output: A path, or `-`.
        errors: Where to tell refused rows.
        on_progress: Called with the number of rows done after each batch.

    Raises:
        OptionError: If input, output and errors are not three files.
        OutputError: If the result or the refused rows cannot be written.
    """
    summary = AnalyzeSummary()
    with _refused_to(source, output, errors) as errors_file, open_output(output) as stream:
        for records in _batches(reading, summary, errors_file, on_progress):
            for analysis in analyzer.analyze_records(records):
                stream.write(analysis.model_dump_json().encode() + b"\n")
    summary.errors_file = _told(errors_file)
    return summary


def embed_file(
    analyzer: "Analyzer",
    reading: Reading,
    source: str,
    output: str,
    *,
    errors: Path | None = None,
    on_progress: Callable[[int], None] = lambda rows: None,
) -> AnalyzeSummary:
    """Write the document vectors of every record of a reading as `.npy`, float32 (n, dim), in input order.

    Arguments and errors as for `analyze_file`; refused rows have no vector and are told.
    """
    import numpy as np

    summary = AnalyzeSummary()
    vectors: list[npt.NDArray[np.float32]] = [analyzer.embed([])]
    with _refused_to(source, output, errors) as errors_file:
        for records in _batches(reading, summary, errors_file, on_progress):
            vectors.append(analyzer.embed([record.text for record in records]))
        with open_output(output) as stream:
            np.lib.format.write_array(stream, np.concatenate(vectors))
    summary.errors_file = _told(errors_file)
    return summary


def _told(errors_file: ErrorsFile) -> Path | None:
    if not errors_file.written or errors_file.path == STDERR:
        sys.stderr.flush()
        return None
    return errors_file.path
