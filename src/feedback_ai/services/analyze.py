"""Stateless analysis of a file: records in, one JSON line each out, nothing stored."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from feedback_ai.ingest import Reading
from feedback_ai.services.file_rows import FileSummary, batches, refused_to, told
from feedback_ai.services.output import open_output

if TYPE_CHECKING:
    import numpy.typing as npt

    from feedback_ai.analyzer import Analyzer


def analyze_file(
    analyzer: "Analyzer",
    reading: Reading,
    source: str,
    output: str,
    *,
    explain: bool = False,
    errors: Path | None = None,
    on_progress: Callable[[int], None] = lambda rows: None,
) -> FileSummary:
    """Label every record of a reading and write one JSON line each, in input order.

    Args:
        analyzer: The model.
        reading: The opened input.
        source: Its path, or `-`.
        output: A path, or `-`.
        explain: Tell the words that carried each label; some twenty times slower or more.
        errors: Where to tell refused rows.
        on_progress: Called with the number of rows done after each batch.

    Raises:
        OptionError: If input, output and errors are not three files.
        OutputError: If the result or the refused rows cannot be written.
    """
    summary = FileSummary()
    analyze = analyzer.explain_records if explain else analyzer.analyze_records
    with refused_to(source, output, errors) as errors_file, open_output(output) as stream:
        for records in batches(reading, summary, errors_file, on_progress):
            for analysis in analyze(records):
                stream.write(analysis.model_dump_json().encode() + b"\n")
    summary.errors_file = told(errors_file)
    return summary


def embed_file(
    analyzer: "Analyzer",
    reading: Reading,
    source: str,
    output: str,
    *,
    errors: Path | None = None,
    on_progress: Callable[[int], None] = lambda rows: None,
) -> FileSummary:
    """Write the document vectors of every record of a reading as `.npy`, float32 (n, dim), in input order.

    Arguments and errors as for `analyze_file`; refused rows have no vector and are told.
    """
    import numpy as np

    summary = FileSummary()
    vectors: list[npt.NDArray[np.float32]] = [analyzer.embed([])]
    with refused_to(source, output, errors) as errors_file:
        for records in batches(reading, summary, errors_file, on_progress):
            vectors.append(analyzer.embed([record.text for record in records]))
        with open_output(output) as stream:
            np.lib.format.write_array(stream, np.concatenate(vectors))
    summary.errors_file = told(errors_file)
    return summary
