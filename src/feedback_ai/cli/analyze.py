"""`feedback-ai analyze`: label a file without storing anything."""

from typing import Annotated

import typer

from feedback_ai.cli.options import (
    EXIT_REFUSED,
    Encoding,
    Errors,
    File,
    Format,
    IdColumn,
    Profile,
    Progress,
    TextColumn,
    column_map,
    id_key,
    tell,
    tell_reading,
    tell_refused,
)


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(analyze)


def analyze(
    file: File = "-",
    format: Format = "auto",
    output: Annotated[str, typer.Option(help="Where the JSON lines go, or - for standard output.")] = "-",
    text_column: TextColumn = None,
    id_column: IdColumn = None,
    profile: Profile = "auto",
    encoding: Encoding = None,
    errors: Errors = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Tell the words that carried each label; many times slower.")
    ] = False,
) -> None:
    """Label every record of a file: one JSON line each, in input order. Nothing is stored.

    Exit code 0, or 3 if some rows were refused.
    """
    from feedback_ai.analyzer import Analyzer
    from feedback_ai.ingest import read
    from feedback_ai.services.analyze import analyze_file

    columns = column_map(text_column, id_column)
    with read(file, format=format, profile=profile, columns=columns, encoding=encoding, id_key=id_key()) as reading:
        progress = Progress()
        summary = analyze_file(Analyzer(), reading, file, output, explain=explain, errors=errors, on_progress=progress)
        progress.close()
        tell_reading(reading.profile, reading.columns, reading.notes)
    tell("analysed", done=summary.done, rows=summary.rows)
    tell_refused(summary.refused, summary.errors_file)
    if summary.refused:
        raise typer.Exit(EXIT_REFUSED)
