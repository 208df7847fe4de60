"""`feedback-ai demo`: the sample, read and summed up."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from feedback_ai.cli.backlog_effect import verdict_lines
from feedback_ai.cli.options import Progress

if TYPE_CHECKING:
    from feedback_ai.services.demo import Improvements, Overview
    from feedback_ai.services.demo_fixes import FixSummary
    from feedback_ai.services.ingest_summary import IngestSummary

WIDTH = 110


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(demo)


def demo(
    directory: Annotated[
        Path | None, typer.Option(help="Where the demonstration's store goes; FEEDBACK_AI_HOME/demo if not named.")
    ] = None,
) -> None:
    """Carry the sample through a new SQLite store: labels, topics, backlog and report; print what comes out."""
    from feedback_ai.analyzer import Analyzer
    from feedback_ai.artifacts import locate_sample
    from feedback_ai.errors import TooFewError
    from feedback_ai.services.demo import improve, load_sample, overview
    from feedback_ai.settings import get_settings
    from feedback_ai.store import Store

    settings = get_settings()
    home = directory or settings.home / "demo"
    # A name that no store of real data has: what is made anew here is only ever an earlier demonstration.
    file = home / "demo.sqlite"
    typer.echo("Loading the models ...", err=True)
    analyzer = Analyzer()
    for old in home.glob("demo.sqlite*"):
        old.unlink()
    typer.echo("Reading the sample: 1,200 records of the fictitious Larkfield Group, English and Chinese ...", err=True)
    progress = Progress()
    with Store.open(f"sqlite:///{file}") as store:
        summaries = load_sample(store, analyzer, locate_sample(), home, settings=settings, on_progress=progress)
        progress.close()
        _print_overview(overview(store))
        _print_intake(summaries)
        typer.echo("Finding topics, building the backlog, writing the report ...", err=True)
        try:
            _print_improvements(improve(store, analyzer, locate_sample(), home, settings=settings))
        except TooFewError as error:
            typer.echo(f"\nNo topics, backlog or report: {error}")
    typer.echo(f"\nThe data is in {file}.")
    typer.echo("`make serve` shows it as a page at http://127.0.0.1:8000/ and starts the HTTP API.")


def _print_overview(overview: "Overview") -> None:
    typer.echo(f"\nWhat customers are unhappy about ({overview.n_texts:,} texts), by SERVQUAL dimension\n")
    typer.echo(f"  {'dimension':<16}{'unhappy':>9}{'happy':>9}   most often at")
    for entry in overview.dimensions:
        unit = f"{entry.worst_unit[0]} ({entry.worst_unit[1]})" if entry.worst_unit else "-"
        typer.echo(f"  {entry.dimension.value:<16}{entry.negative:>9}{entry.positive:>9}   {unit}")
    typer.echo("\nIn their words\n")
    for entry in overview.dimensions:
        for quote in entry.examples:
            typer.echo(f"  {entry.dimension.value:<16}{_cut(quote.text)}  [{_id(quote.record_id)}]")
    typer.echo(f"\nCritical texts (S1: danger, crime, discrimination, data breach): {overview.n_critical}\n")
    for quote in overview.critical:
        typer.echo(f"  {_id(quote.record_id)}  {quote.unit or '-'}: {_cut(quote.text)}")


def _print_intake(summaries: "list[IngestSummary]") -> None:
    redactions: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    for summary in summaries:
        redactions.update(summary.redactions)
        refused.update(summary.refused)
    told = ", ".join(f"{count} {kind}" for kind, count in redactions.most_common())
    typer.echo(f"\nPersonal data replaced before storing: {redactions.total()} values ({told})")
    reasons = ", ".join(f"{count} {code}" for code, count in refused.most_common())
    typer.echo(f"Rows refused, the rest went on: {refused.total()} ({reasons})")
    for summary in summaries:
        if summary.errors_file:
            typer.echo(f"  told in {summary.errors_file}")
    typer.echo(f"Texts that a person should look at: {sum(summary.needs_review for summary in summaries)}")


def _print_improvements(improvements: "Improvements") -> None:
    typer.echo(f"\nTopics that grow fastest (of {improvements.n_topics}; last four weeks against the twelve before)\n")
    for growth in improvements.growing:
        times = "new" if growth.ratio is None else f"x{growth.ratio:.1f}"
        seen = f"{growth.observed} texts, {growth.expected:.1f} expected, q {_q(growth.q)}"
        typer.echo(f"  {times:>5}  {growth.labels['en']}  /  {growth.labels['zh']}   ({seen})")
    for one in improvements.merged:
        typer.echo(f"\nMerged, as a person would who knows the matter: {one.topic['zh']}  into  {one.into['en']}")
    typer.echo(f"\nImprovement backlog: {improvements.n_items} items, the first of them\n")
    for item in improvements.items:
        parts = ", ".join(f"{name} {part.factor:.2f}" for name, part in item.parts.items())
        typer.echo(f"  {item.priority:5.1f}  #{item.id}  {item.title.en}")
        typer.echo(f"         {item.n_texts} texts; team: {item.team or 'no rule names one'}; {parts}")
    typer.echo("\nDid the fixes work? The effect tests of two improvements, twelve weeks each\n")
    for fix in improvements.fixes:
        typer.echo(f"  #{fix.item.id}  {fix.what['en']}  /  {fix.what['zh']}")
        for line in _turn(fix):
            typer.echo(f"         {line}")
    typer.echo("\nVoice-of-customer report of the last quarter\n")
    for path in improvements.reports:
        typer.echo(f"  {path}")


def _turn(fix: "FixSummary") -> Iterator[str]:
    """How a fix went around the circle, and what is missing before it can be closed."""
    for own in fix.item.countermeasures:
        if own.done_at is not None:
            yield f"done {own.done_at:%Y-%m-%d} by {own.owner or own.done_by}"
    if fix.item.effect is not None:
        yield f"tested as it could have been planned that day: {fix.item.effect.told['en']}"
    yield f"{fix.verdict.verdict.upper()}: {fix.verdict.why.en}"
    yield from verdict_lines(fix.verdict, "en")[:3]
    if fix.verdict.verdict != "effective":
        yield f"stands at {fix.item.state}: the next turn begins at plan, with another countermeasure"
    elif fix.verdict.planned_first:
        yield f"stands at {fix.item.state}: it can be closed as proven"
    else:
        yield f"stands at {fix.item.state}: its test was filed after the fix, so closing it takes a note that says why"


def _q(value: float) -> str:
    return f"{value:.3f}" if value >= 0.001 else "< 0.001"


def _id(record_id: str) -> str:
    """The record's own id; one that was derived with this machine's key would say nothing to a reader."""
    return "no id" if record_id.startswith("sha256:") else record_id


def _cut(text: str) -> str:
    return text if len(text) <= WIDTH else text[: WIDTH - 1] + "…"
