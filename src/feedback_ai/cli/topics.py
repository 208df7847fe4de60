"""`feedback-ai topics`: discovery, registry, emergence."""

from typing import Annotated

import typer

from feedback_ai.cli.options import (
    EXIT_REFUSED,
    Encoding,
    Errors,
    Format,
    IdColumn,
    Profile,
    Progress,
    TextColumn,
    as_json,
    column_map,
    id_key,
    opened_store,
    tell_reading,
    tell_refused,
)
from feedback_ai.cli.tables import aligned, cut
from feedback_ai.cli.topics_growth import LABEL_WIDTH, NO_TOPICS, View, backtest, candidates, emerging, series

app = typer.Typer(help="Topics: discovery, registry, emergence.", no_args_is_help=True, rich_markup_mode=None)
for command in (emerging, series, candidates, backtest):
    app.command()(command)

EXAMPLE_WIDTH = 100
RECORDS = 12
"""Record ids that `show` names as text; `--format json` has more."""


@app.command()
def fit(format: View = "table") -> None:
    """Find the topics of everything stored, and give every segment its topic. Known topics keep their ids."""
    from feedback_ai.analyzer import Analyzer
    from feedback_ai.services import topics

    with opened_store() as store:
        progress = Progress()
        found = topics.fit(store, Analyzer(), on_progress=progress)
        if found.n_encoded:
            progress.close()
    if format == "json":
        typer.echo(found.model_dump_json(indent=2))
        return
    typer.echo(
        f"{found.n_topics} topics: {len(found.continued)} continued, {len(found.new)} new, {len(found.retired)} retired"
    )
    share = found.n_unassigned / max(found.n_segments, 1)
    typer.echo(f"{found.n_segments:,} segments judge something, {share:.0%} of them belong to no topic")


@app.command("list")
def list_(
    retired: Annotated[bool, typer.Option("--retired", help="Also those that the last fit left behind.")] = False,
    format: View = "table",
) -> None:
    """Show the topics, those with the most texts first."""
    from feedback_ai.services import topics

    with opened_store() as store:
        listed = topics.list_topics(store, retired=retired)
    if format == "json":
        typer.echo(as_json(listed))
    elif not listed:
        typer.echo(NO_TOPICS, err=True)
    else:
        header = ("id", "texts", "segments", "topic", "主题", "")
        rows = [
            (
                *(str(topic.id), f"{topic.n_texts:,}", f"{topic.n_segments:,}"),
                *(cut(topic.labels[lang], LABEL_WIDTH) for lang in ("en", "zh")),
                "retired" if topic.retired else "",
            )
            for topic in listed
        ]
        typer.echo(aligned(header, rows, right=(0, 1, 2)))


@app.command()
def show(
    topic_id: Annotated[int, typer.Argument(help="The id that `topics list` shows.", metavar="ID")],
    format: View = "table",
) -> None:
    """Show a topic: its key terms, example segments and the records that belong to it."""
    from feedback_ai.services import topics

    with opened_store() as store:
        topic = topics.get_topic(store, topic_id)
    if format == "json":
        typer.echo(topic.model_dump_json(indent=2))
        return
    typer.echo(f"topic {topic.id}{', retired' if topic.retired else ''}: {topic.labels['en']} | {topic.labels['zh']}")
    typer.echo(
        f"{topic.n_texts:,} texts, {topic.n_segments:,} segments; "
        f"first found {topic.first_fit:%Y-%m-%d}, last {topic.last_fit:%Y-%m-%d}"
    )
    for lang in ("en", "zh"):
        if topic.terms[lang]:
            typer.echo(f"terms {lang}: {', '.join(topic.terms[lang])}")
    for example in topic.examples:
        typer.echo(f"  {cut(example.text, EXAMPLE_WIDTH)}  [{example.record_id}]")
    if topic.records:
        named = ", ".join(record.record_id for record in topic.records[:RECORDS])
        typer.echo(f"newest records: {named}{', …' if topic.n_texts > RECORDS else ''}")


@app.command()
def discover(
    file: Annotated[str, typer.Argument(help="The input, or - for standard input.", metavar="FILE")],
    output: Annotated[str, typer.Option(help="Where the JSON lines go; the topics go into OUTPUT.topics.json.")],
    format: Format = "auto",
    text_column: TextColumn = None,
    id_column: IdColumn = None,
    profile: Profile = "auto",
    encoding: Encoding = None,
    errors: Errors = None,
) -> None:
    """Find the topics of a file: one JSON line a record, in input order. Nothing is stored.

    Exit code 0, or 3 if some rows were refused.
    """
    from feedback_ai.analyzer import Analyzer
    from feedback_ai.ingest import read
    from feedback_ai.services.topics import discover_file

    columns = column_map(text_column, id_column)
    with read(file, format=format, profile=profile, columns=columns, encoding=encoding, id_key=id_key()) as reading:
        progress = Progress()
        summary = discover_file(Analyzer(), reading, file, output, errors=errors, on_progress=progress)
        progress.close()
        tell_reading(reading.profile, reading.columns, reading.notes)
    typer.echo(
        f"{summary.n_topics} topics, told in {summary.topics_file}; "
        f"{summary.assigned:,} of {summary.done:,} records have one",
        err=True,
    )
    tell_refused(summary.refused, summary.errors_file)
    if summary.refused:
        raise typer.Exit(EXIT_REFUSED)
