"""`feedback-ai ingest`: a file into the store."""

from pathlib import Path
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
    asked_lang,
    column_map,
    tell,
    tell_reading,
    tell_refused,
)
from feedback_ai.schema.marks import listed


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(ingest)


def ingest(
    file: File,
    source: Annotated[str, typer.Option(help="Name of the system or file family; records are unique within it.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and redact only; change nothing.")] = False,
    format: Format = "auto",
    text_column: TextColumn = None,
    id_column: IdColumn = None,
    profile: Profile = "auto",
    encoding: Encoding = None,
    day_first: Annotated[
        bool | None, typer.Option("--day-first/--month-first", help="Order of dates such as 03/04/2026.")
    ] = None,
    errors: Errors = None,
) -> None:
    """Redact, analyse and store the records of a file. Repeating it adds nothing twice.

    Exit code 0, or 3 if some rows were refused.
    """
    from feedback_ai.analyzer import Analyzer
    from feedback_ai.services.ingest import ingest_file
    from feedback_ai.settings import get_settings
    from feedback_ai.store import Store

    url = get_settings().store_url
    store = Store.find(url) if dry_run else Store.open(url)
    progress = Progress()
    try:
        summary = ingest_file(
            store,
            None if dry_run else Analyzer(),
            Path(file),
            source=source,
            format=format,
            profile=profile,
            columns=column_map(text_column, id_column),
            encoding=encoding,
            day_first=day_first,
            dry_run=dry_run,
            errors=errors,
            on_progress=progress,
        )
    finally:
        progress.close()
        if store is not None:
            store.close()
    tell_reading(summary.profile, summary.columns, summary.notes)
    verb = "would add" if dry_run else "added"
    tell(verb, err=False, rows=summary.rows, added=summary.added, known=summary.known)
    if summary.redactions:
        kinds = (f"{count:,} {kind}" for kind, count in sorted(summary.redactions.items()))
        tell("redacted", err=False, kinds=listed(kinds, asked_lang()))
    tell_refused(summary.refused, summary.errors_file)
    if summary.refused:
        raise typer.Exit(EXIT_REFUSED)
