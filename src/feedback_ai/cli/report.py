"""`feedback-ai report`: the voice-of-customer report."""

from pathlib import Path
from typing import Annotated

import typer

from feedback_ai.cli.options import LANG_VARIABLE, tell


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(report)


def report(
    period: Annotated[str, typer.Option(help="2026Q3, 2026H1, 2026-07, 2026W31 or 2026.")],
    output: Annotated[str, typer.Option(help="The file to write, or - for standard output.", metavar="FILE|-")],
    format: Annotated[
        str | None, typer.Option("--format", help="html or md; told by the file's ending if not named, else html.")
    ] = None,
    lang: Annotated[str, typer.Option(envvar=LANG_VARIABLE, help="Language of the report: en or zh.")] = "en",
) -> None:
    """Write what customers said in a period, how it changed, and what is to be done."""
    from feedback_ai.services.report import write_report
    from feedback_ai.settings import get_settings
    from feedback_ai.store import Store

    with Store.open(get_settings().store_url) as store:
        summary = write_report(store, period=period, lang=lang, format=format, output=Path(output))
    for warning in summary.warnings:
        typer.echo(warning, err=True)
    figures = {"period": summary.period, "n": summary.n_texts, "n_before": summary.n_before, "before": summary.before}
    tell("report", "zh" if lang == "zh" else "en", err=summary.path == "-", path=summary.path, **figures)
