"""`feedback-ai audit`: random samples that people label, to correct the model's figures."""

from typing import TYPE_CHECKING, Annotated

import typer

from feedback_ai.cli.measure_shared import Words, say
from feedback_ai.cli.options import (
    EXIT_REFUSED,
    Actor,
    Errors,
    Language,
    actor_name,
    as_json,
    opened_store,
    tell_refused,
)
from feedback_ai.cli.tables import ViewFormat, aligned
from feedback_ai.schema.names import Lang

if TYPE_CHECKING:
    from feedback_ai.services.audit_views import AuditView

app = typer.Typer(
    help="Random samples that people label, to correct the model's figures.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Sheet = Annotated[str | None, typer.Option("--output", help="Write the sheet for people: a .csv or .xlsx file.")]

OWN: Words = {
    "drawn": ("audit {id}: {n:,} of {of:,} texts of {month}", "抽查 {id}：{month} 的 {of:,} 条文本中抽取 {n:,} 条"),
    "wrote": ("wrote {output}", "已写入 {output}"),
    "hint": (
        "`feedback-ai audit show {id} --output FILE` writes the sheet",
        "`feedback-ai audit show {id} --output FILE` 可写出标注表",
    ),
    "taken": ("took the labels of {n:,} texts; {state}", "已采用 {n:,} 条文本的标注；{state}"),
    "header": ("id|month|texts|labelled|drawn from|drawn by", "编号|月份|文本|已标注|抽自|抽取人"),
    "state": (
        "audit {id} of {month}: {labelled:,} of {n:,} texts labelled",
        "{month} 的抽查 {id}：{n:,} 条文本中已标注 {labelled:,} 条",
    ),
    "by": ("drawn by {by} on {day} from {of:,} texts", "由 {by} 于 {day} 自 {of:,} 条文本中抽取"),
    "now": ("texts of the month now: {n:,}", "该月现有文本：{n:,} 条"),
}


@app.command()
def sample(
    month: Annotated[str, typer.Option(help="The month, as 2026-09; UTC.")],
    n: Annotated[int, typer.Option("--n", help="Texts to draw.")] = 100,
    output: Sheet = None,
    actor: Actor = None,
    lang: Language = "en",
    format: ViewFormat = "table",
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
    typer.echo(say(OWN, "drawn", lang, id=drawn.id, n=drawn.n, of=drawn.n_population, month=drawn.month))
    typer.echo(say(OWN, "wrote" if output else "hint", lang, output=output, id=drawn.id), err=True)


@app.command("import")
def import_(
    file: Annotated[str, typer.Argument(help="The labelled sheet, CSV or XLSX, or - for standard input.")],
    errors: Errors = None,
    actor: Actor = None,
    lang: Language = "en",
    format: ViewFormat = "table",
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
        typer.echo(say(OWN, "taken", lang, n=summary.n_taken, state=_state(summary.audit, lang)))
    counts: dict[str, int] = {}
    for row in summary.refused:
        counts[row.code] = counts.get(row.code, 0) + 1
    tell_refused(counts, told(refused), lang)
    if summary.refused:
        raise typer.Exit(EXIT_REFUSED)


@app.command("list")
def list_(lang: Language = "en", format: ViewFormat = "table") -> None:
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
    typer.echo(aligned(say(OWN, "header", lang).split("|"), rows, right=(0, 2, 3, 4)))


@app.command()
def show(
    audit_id: Annotated[int, typer.Argument(help="The id that `audit list` shows.")],
    output: Sheet = None,
    lang: Language = "en",
    format: ViewFormat = "table",
) -> None:
    """Show an audit, or write its sheet anew; with `--format json`, its texts and what people said of them."""
    from feedback_ai.services import audits
    from feedback_ai.services.audit_sheet import write_sheet

    with opened_store() as store:
        audit = audits.get_audit(store, audit_id)
    if output is not None:
        write_sheet(audit, output)
        typer.echo(say(OWN, "wrote", lang, output=output), err=True)
    elif format == "json":
        typer.echo(as_json(audit))
    else:
        day = f"{audit.drawn_at:%Y-%m-%d}"
        typer.echo(_state(audit, lang))
        typer.echo(say(OWN, "by", lang, by=audit.drawn_by, day=day, of=audit.n_population))
        typer.echo(say(OWN, "now", lang, n=audit.n_population_now))


def _state(audit: "AuditView", lang: Lang) -> str:
    return say(OWN, "state", lang, id=audit.id, month=audit.month, labelled=audit.n_labelled, n=audit.n)
