"""`feedback-ai topics`: discovery, registry, emergence."""

from typing import TYPE_CHECKING, Annotated

import typer

from feedback_ai.cli.options import (
    EXIT_REFUSED,
    Encoding,
    Errors,
    Format,
    IdColumn,
    Language,
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
from feedback_ai.cli.tables import ViewFormat, aligned, cut
from feedback_ai.cli.topics_growth import backtest, candidates, emerging, series
from feedback_ai.cli.topics_shape import (
    compare,
    fits,
    hide,
    history_lines,
    lineage,
    marks,
    merge,
    pin,
    rename,
    split,
    unhide,
    unpin,
)
from feedback_ai.cli.topics_words import header, label, labels, said
from feedback_ai.schema.marks import clauses, listed
from feedback_ai.schema.names import LANGS, Lang

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedback_ai.services.topics import TopicView
    from feedback_ai.services.topics_history import Theme

app = typer.Typer(help="Topics: discovery, registry, emergence.", no_args_is_help=True, rich_markup_mode=None)
for command in (emerging, series, candidates, backtest):
    app.command()(command)
for act in (rename, merge, split, pin, unpin, hide, unhide, lineage, fits, compare):
    app.command()(act)

EXAMPLE_WIDTH = 100
RECORDS = 12
"""Record ids that `show` names as text; `--format json` has more."""
PASSAGES = 5
"""Newest fits and acts that `show` tells; `lineage` tells all."""


@app.command()
def fit(
    anew: Annotated[
        bool,
        typer.Option("--anew", help="Draw the borders of known topics anew; those that look alike keep their ids."),
    ] = False,
    lang: Language = "en",
    format: ViewFormat = "table",
) -> None:
    """Find the topics of everything stored, and give every segment its topic.

    Known topics go on as they are; new topics are of matter that none of them covers.
    """
    from feedback_ai.analyzer import Analyzer
    from feedback_ai.services import topics

    with opened_store() as store:
        progress = Progress()
        found = topics.fit(store, Analyzer(), anew=anew, on_progress=progress)
        if found.n_encoded:
            progress.close()
    if format == "json":
        typer.echo(found.model_dump_json(indent=2))
        return
    counts = {name: len(getattr(found, name)) for name in ("continued", "new", "retired", "split", "merged", "kept")}
    typer.echo(said("fitted", lang, n=found.n_topics, **counts))
    if found.split or found.merged or found.kept:
        typer.echo(said("fitted shapes", lang, **counts))
    if found.agreement is not None:
        typer.echo(said("agreement", lang, value=found.agreement))
    share = found.n_unassigned / max(found.n_segments, 1)
    typer.echo(said("assigned", lang, n=found.n_segments, share=share))


@app.command("list")
def list_(
    retired: Annotated[bool, typer.Option("--retired", help="Also those that the last fit left behind.")] = False,
    hidden: Annotated[bool, typer.Option("--hidden", help="Also those that people hid.")] = False,
    themes: Annotated[bool, typer.Option("--themes", help="By theme: the upper of the two levels.")] = False,
    lang: Language = "en",
    format: ViewFormat = "table",
) -> None:
    """Show the topics, those with the most texts first."""
    from feedback_ai.services import topics
    from feedback_ai.services.topics_history import list_themes

    with opened_store() as store:
        known = topics.list_topics(store, retired=retired, hidden=hidden)
        grouped = list_themes(store, hidden=hidden) if themes else []
    if format == "json":
        typer.echo(as_json(grouped if themes else known))
    elif not known:
        typer.echo(said("no topics", lang), err=True)
    else:
        typer.echo(_theme_table(grouped, known, lang) if themes else _topic_table(known, lang))


def _topic_table(topics: "Sequence[TopicView]", lang: Lang) -> str:
    rows = [
        (
            *(str(topic.id), f"{topic.n_texts:,}", f"{topic.n_segments:,}"),
            *labels(topic.labels, lang),
            marks(topic, lang).lstrip(", ，"),
        )
        for topic in topics
    ]
    return aligned(header("list", lang), rows, right=(0, 1, 2))


def _theme_table(themes: "Sequence[Theme]", topics: "Sequence[TopicView]", lang: Lang) -> str:
    """A table for each theme, and one for topics that have none, below its name."""
    parts = []
    for theme in themes:
        own = [topic for topic in topics if topic.theme_id == theme.id]
        named = said("theme", lang, id=theme.id, label=label(theme.labels, lang))
        parts.append(f"{named}\n{_topic_table(own, lang)}")
    known = {theme.id for theme in themes}
    if rest := [topic for topic in topics if topic.theme_id not in known]:
        parts.append(f"{said('no theme', lang)}\n{_topic_table(rest, lang)}")
    return "\n\n".join(parts)


@app.command()
def show(
    topic_id: Annotated[int, typer.Argument(help="The id that `topics list` shows.", metavar="ID")],
    lang: Language = "en",
    format: ViewFormat = "table",
) -> None:
    """Show a topic: its key terms, example segments and the records that belong to it."""
    from feedback_ai.services import topics

    with opened_store() as store:
        topic = topics.get_topic(store, topic_id)
    if format == "json":
        typer.echo(topic.model_dump_json(indent=2))
        return
    typer.echo(said("topic", lang, id=topic.id, marks=marks(topic, lang), label=label(topic.labels, lang)))
    found = said("found", lang, first=f"{topic.first_fit:%Y-%m-%d}", last=f"{topic.last_fit:%Y-%m-%d}")
    typer.echo(clauses([said("size", lang, texts=topic.n_texts, segments=topic.n_segments), found], lang))
    for own in LANGS:
        if topic.terms.get(own):
            typer.echo(said(f"terms {own}", lang, terms=listed(topic.terms[own], lang)))
    for example in topic.examples:
        typer.echo(f"  {cut(example.text, EXAMPLE_WIDTH)}  [{example.record_id}]")
    if topic.records:
        named = [record.record_id for record in topic.records[:RECORDS]]
        more = ["…"] if topic.n_texts > RECORDS else []
        typer.echo(said("records", lang, records=listed([*named, *more], lang)))
    for line in history_lines(topic.lineage[-PASSAGES:], topic.acts[-PASSAGES:]):
        typer.echo(line)


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
