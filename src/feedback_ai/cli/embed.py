"""`feedback-ai embed`: document vectors of a file."""

from typing import Annotated

import typer

from feedback_ai.cli.options import (
    EXIT_REFUSED,
    Encoding,
    Errors,
    File,
    Format,
    Profile,
    Progress,
    TextColumn,
    column_map,
    id_key,
    tell,
    tell_refused,
)


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(embed)


def embed(
    output: Annotated[str, typer.Option(help="The .npy file that is written.")],
    file: File = "-",
    format: Format = "auto",
    text_column: TextColumn = None,
    profile: Profile = "auto",
    encoding: Encoding = None,
    errors: Errors = None,
) -> None:
    """Write the vectors of all texts of a file as .npy: float32 (n, dim), unit length, rows in input order.

    A refused row has no vector; exit code 3 says that there are such rows.
    """
    from feedback_ai.analyzer import Analyzer
    from feedback_ai.ingest import read
    from feedback_ai.services.analyze import embed_file

    columns = column_map(text_column, None)
    with read(file, format=format, profile=profile, columns=columns, encoding=encoding, id_key=id_key()) as reading:
        progress = Progress()
        summary = embed_file(Analyzer(), reading, file, output, errors=errors, on_progress=progress)
        progress.close()
    tell("embedded", done=summary.done, rows=summary.rows)
    tell_refused(summary.refused, summary.errors_file)
    if summary.refused:
        raise typer.Exit(EXIT_REFUSED)
