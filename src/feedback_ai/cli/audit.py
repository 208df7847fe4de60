"""`feedback-ai audit`: random samples that people label, to correct the model's figures."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from feedback_ai.cli.options import EXIT_REFUSED, Actor, Errors, actor_name, as_json, opened_store, tell_refused
from feedback_ai.cli.tables import aligned

if TYPE_CHECKING:
    from feedback_ai.services.audit_views import AuditView

app = typer.Typer(
    help="Random samples that people label, to correct the model's figures.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Format = Annotated[Literal["table", "json"], typer.Option("--format", help="table or json.")]
Sheet = Annotated[str | None, typer.Option("--output", help="Write the sheet for people: a .csv or .xlsx file.")]


@app.command()
def sample(
    month: Annotated[str, typer.Option(help="The month, as 2026-09; UTC.")],
    n: Annotated[int, typer.Option("--n", help="Texts to draw.")] = 100,
    output: Sheet = None,
    actor: Actor = None,
    format: Format = "table",
) -> None:
    """Draw a random sample of a month's analysed texts, best when the month is over.

    A second sample of a month leaves out what the first one drew, and both count together.
    """
    from feedback_ai.services import audits
    from feedback_ai.services.audit_sheet import sheet_format, write_sheet

    if output is not None:
        sheet_format(output)
    with opened_store() as store:
        drawn = audits.draw(store, month, n=n, actor=actor_name(actor))
        if output is not None:
            write_sheet(audits.get_audit(store, drawn.id), output)
    if format == "json":
        typer.echo(as_json(drawn))
        return
    typer.echo(f"audit {drawn.id}: {drawn.n:,} of {drawn.n_population:,} texts of {drawn.month}")
    told = f"wrote {output}" if output else f"`feedback-ai audit show {drawn.id} --output FILE` writes the sheet"
    typer.echo(told, err=True)


@app.command("import")
def import_(
    file: Annotated[str, typer.Argument(help="The labelled sheet, CSV or XLSX, or - for standard input.")],
    errors: Errors = None,
    actor: Actor = None,
    format: Format = "table",
) -> None:
    """Take the labels of a sheet; texts that are not marked as done are left for later.

    Repeating it changes nothing; a text that is labelled anew has its new labels. Exit code 0, or 3 if some rows were
    refused.
    """
    from feedback_ai.services.audit_sheet import import_sheet
    from feedback_ai.services.file_rows import refused_to, told

    refused = refused_to(file, "-", errors)
    with opened_store() as store, refused:
        summary = import_sheet(store, file, actor=actor_name(actor))
        for row in summary.refused:
            refused.add(row)
    if format == "json":
        typer.echo(as_json(summary))
    else:
        typer.echo(f"took the labels of {summary.n_taken:,} texts; {_state(summary.audit)}")
    counts: dict[str, int] = {}
    for row in summary.refused:
        counts[row.code] = counts.get(row.code, 0) + 1
    tell_refused(counts, told(refused))
    if summary.refused:
        raise typer.Exit(EXIT_REFUSED)


@app.command("list")
def list_(format: Format = "table") -> None:
    """Show all audits, the latest month first."""
    from feedback_ai.services import audits

    with opened_store() as store:
        found = audits.list_audits(store)
    if format == "json":
        typer.echo(as_json(found))
        return
    rows = [
        [f"{one.id}", one.month, f"{one.n:,}", f"{one.n_labelled:,}", f"{one.n_population:,}", one.drawn_by]
        for one in found
    ]
    header = ["id", "month", "texts", "labelled", "drawn from", "drawn by"]
    typer.echo(aligned(header, rows, right=(0, 2, 3, 4)))


@app.command()
def show(
    audit_id: Annotated[int, typer.Argument(help="The id that `audit list` shows.")],
    output: Sheet = None,
    format: Format = "table",
) -> None:
    """Show an audit, or write its sheet anew; with `--format json`, its texts and what people said of them."""
    from feedback_ai.services import audits
    from feedback_ai.services.audit_sheet import write_sheet

    with opened_store() as store:
        audit = audits.get_audit(store, audit_id)
    if output is not None:
        write_sheet(audit, output)
        typer.echo(f"wrote {output}", err=True)
    elif format == "json":
        typer.echo(as_json(audit))
    else:
        typer.echo(_state(audit))
        typer.echo(f"drawn by {audit.drawn_by} on {audit.drawn_at:%Y-%m-%d} from {audit.n_population:,} texts")
        typer.echo(f"texts of the month now: {audit.n_population_now:,}")


def _state(audit: "AuditView") -> str:
    return f"audit {audit.id} of {audit.month}: {audit.n_labelled:,} of {audit.n:,} texts labelled"
