"""`feedback-ai topics`: discovery, registry, emergence."""

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Literal

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

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedback_ai.services.topics import Candidate, Growth
    from feedback_ai.topics.backtest import Backtest

app = typer.Typer(help="Topics: discovery, registry, emergence.", no_args_is_help=True, rich_markup_mode=None)

View = Annotated[Literal["table", "json"], typer.Option("--format", help="table or json.")]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", help="Last day, or moment, that counts (UTC); else the newest record's day."),
]
Days = Annotated[int, typer.Option(help="Length of the window; three times as long before it is the baseline.")]
LABEL_WIDTH = 44
EXAMPLE_WIDTH = 100
RECORDS = 12
"""Record ids that `show` names as text; `--format json` has more."""
NO_TOPICS = "There are no topics yet; `feedback-ai topics fit` finds them."


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
def emerging(
    as_of: AsOf = None,
    days: Days = 28,
    limit: Annotated[int, typer.Option(help="Most topics.")] = 10,
    format: View = "table",
) -> None:
    """Show the topics that grow, the surest growth first. Later records are not counted."""
    from feedback_ai.services import topics
    from feedback_ai.services.topics_window import parse_as_of

    with opened_store() as store:
        moment = None if as_of is None else parse_as_of(as_of)
        grown = topics.emerging(store, as_of=moment, days=days, limit=limit)
        fitted = bool(grown) or bool(topics.list_topics(store))
    if format == "json":
        typer.echo(as_json(grown))
    elif not fitted:
        typer.echo(NO_TOPICS, err=True)
    elif not grown:
        typer.echo("No topic has more texts than before.", err=True)
    else:
        typer.echo(_growth_table(grown))


@app.command()
def candidates(
    as_of: AsOf = None,
    days: Days = 28,
    limit: Annotated[int, typer.Option(help="Most candidates.", min=1)] = 10,
    format: View = "table",
) -> None:
    """Show what is new: matters that no topic covers and that come more often than before. Later records don't count.

    `topics fit` makes topics of them once they are large enough.
    """
    from feedback_ai.services import topics
    from feedback_ai.services.topics_window import parse_as_of

    with opened_store() as store:
        moment = None if as_of is None else parse_as_of(as_of)
        found = topics.candidates(store, as_of=moment, days=days, limit=limit)
        fitted = bool(found) or bool(topics.list_topics(store))
    if format == "json":
        typer.echo(as_json(found))
    elif not fitted:
        typer.echo(NO_TOPICS, err=True)
    elif not found:
        typer.echo("Nothing that no topic covers has grown.", err=True)
    else:
        typer.echo(_candidate_table(found))


@app.command()
def backtest(
    false_alarms: Annotated[
        float, typer.Option(help="False alarms a week that are borne, all topics together.", min=0.001, max=100)
    ] = 0.25,
    format: View = "table",
) -> None:
    """Replay the store's history: how many false alarms, and how soon a rise would have been seen."""
    from feedback_ai.services.topics_backtest import backtest_store

    with opened_store() as store:
        found = backtest_store(store, false_alarms=false_alarms)
    typer.echo(as_json(found) if format == "json" else _backtest_table(found))


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


def _backtest_table(found: "Backtest") -> str:
    between = "none" if found.days_between is None else f"one in {found.days_between:,.0f} days for one topic"
    lines = [
        f"{found.n_topics} topics, {found.n_days} days; limits for {found.a_week:g} false alarms a week",
        f"alarms on the history as it was: {found.alarms_a_week:.2f} a week",
        f"false alarms, the days in another order: {found.false_alarms_a_week:.2f} a week ({between})",
    ]
    header = ("rise", "tries", "within 7 days", "within 60 days", "median delay", "90 % by")
    rows = [
        (
            *(f"{rise.ratio:g}x", str(rise.n), f"{rise.soon:.0%}", f"{rise.seen:.0%}"),
            *("-" if delay is None else f"day {delay:.0f}" for delay in (rise.median_delay, rise.p90_delay)),
        )
        for rise in found.rises
    ]
    return "\n".join([*lines, aligned(header, rows, right=range(6))])


def _candidate_table(found: "Sequence[Candidate]") -> str:
    header = ("texts", "expected", "ratio", "95 % interval", "q", "first seen", "matter", "事项", "for example")
    rows = []
    for one in found:
        ratio = "new" if one.ratio is None else f"{one.ratio:.1f}"
        high = "" if one.ratio_high is None else f"{one.ratio_high:.1f}"
        rows.append(
            (
                *(str(one.observed), f"{one.expected:.1f}", ratio, f"{one.ratio_low:.1f} to {high}", f"{one.q:.2g}"),
                f"{one.first_seen:%Y-%m-%d}",
                *(cut(one.labels[lang], LABEL_WIDTH) for lang in ("en", "zh")),
                cut(one.examples[0].text, LABEL_WIDTH) if one.examples else "",
            )
        )
    return f"{_told_window(found[0])}\n{aligned(header, rows, right=(0, 1, 2, 4))}"


def _told_window(found: "Growth | Candidate") -> str:
    return f"texts written from {found.window_from:%Y-%m-%d %H:%M} to {found.window_to:%Y-%m-%d %H:%M} UTC"


def _growth_table(grown: "Sequence[Growth]") -> str:
    header = ("id", "texts", "expected", "ratio", "95 % interval", "q", "alarm", "first seen", "topic", "主题")
    rows = []
    for one in grown:
        ratio = "new" if one.ratio is None else f"{one.ratio:.1f}"
        high = "" if one.ratio_high is None else f"{one.ratio_high:.1f}"
        rows.append(
            (
                *(str(one.topic_id), str(one.observed), f"{one.expected:.1f}", ratio, f"{one.ratio_low:.1f} to {high}"),
                f"{one.q:.2g}",
                "" if one.raised is None else f"{one.raised - timedelta(microseconds=1):%Y-%m-%d}",
                f"{one.first_seen:%Y-%m-%d}",
                *(cut(one.labels[lang], LABEL_WIDTH) for lang in ("en", "zh")),
            )
        )
    return f"{_told_window(grown[0])}\n{aligned(header, rows, right=(0, 1, 2, 3, 5))}"
