"""`feedback-ai topics rename|merge|split|pin|unpin|hide|unhide|lineage|fits|compare`: what people and fits did."""

import getpass
from typing import TYPE_CHECKING, Annotated

import typer

from feedback_ai.cli.options import as_json, asked_lang, opened_store
from feedback_ai.cli.tables import ViewFormat, aligned, cut
from feedback_ai.cli.topics_words import LABEL_WIDTH, label, said
from feedback_ai.schema.marks import clauses
from feedback_ai.schema.names import Lang

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedback_ai.services.topics import TopicView
    from feedback_ai.services.topics_history import Act, Change, Fit, Flow, Passage

TopicId = Annotated[int, typer.Argument(help="The id that `topics list` shows.", metavar="ID")]
Actor = Annotated[str | None, typer.Option("--actor", help="Who does it, for the history; your user name if not told.")]


def rename(
    topic_id: TopicId,
    en: Annotated[str | None, typer.Option("--en", help="Its English name; '' for the computed label.")] = None,
    zh: Annotated[str | None, typer.Option("--zh", help="Its Chinese name; '' for the computed label.")] = None,
    actor: Actor = None,
    format: ViewFormat = "table",
) -> None:
    """Name a topic; the name wins over the computed label everywhere and stays at every fit."""
    from feedback_ai.services import topics_shape

    names = {lang: name or None for lang, name in (("en", en), ("zh", zh)) if name is not None}
    with opened_store() as store:
        _echo(topics_shape.change(store, topic_id, actor=actor or getpass.getuser(), names=names), format)


def pin(topic_id: TopicId, actor: Actor = None, format: ViewFormat = "table") -> None:
    """Keep a topic as it is: no fit moves or retires it, and what lies near to it goes into it."""
    _change(topic_id, actor, format, pinned=True)


def unpin(topic_id: TopicId, actor: Actor = None, format: ViewFormat = "table") -> None:
    """Let fits go on with a topic as they find it."""
    _change(topic_id, actor, format, pinned=False)


def hide(topic_id: TopicId, actor: Actor = None, format: ViewFormat = "table") -> None:
    """Leave a topic out of lists, growth, backlog and report; it still takes its segments."""
    _change(topic_id, actor, format, hidden=True)


def unhide(topic_id: TopicId, actor: Actor = None, format: ViewFormat = "table") -> None:
    """Show a hidden topic again."""
    _change(topic_id, actor, format, hidden=False)


def merge(
    topic_id: TopicId,
    into: Annotated[int, typer.Option("--into", help="The topic that stays, with its name.")],
    actor: Actor = None,
    format: ViewFormat = "table",
) -> None:
    """Merge a topic into another one; the id that goes leads to it from then on."""
    from feedback_ai.services import topics_shape

    with opened_store() as store:
        _echo(topics_shape.merge(store, topic_id, into, actor=actor or getpass.getuser()), format)


def split(
    topic_id: TopicId,
    example: Annotated[
        list[str] | None,
        typer.Option(
            "--example",
            help="A segment that belongs to the new half, as FEEDBACK_ID:INDEX, or all of a record as FEEDBACK_ID; "
            "may be repeated. Without any, the topic falls where it lies apart the most.",
        ),
    ] = None,
    actor: Actor = None,
    format: ViewFormat = "table",
) -> None:
    """Split a topic in two; the new half gets a new id."""
    from feedback_ai.services import topics_shape

    examples = [_example(named) for named in example or ()]
    with opened_store() as store:
        halves = topics_shape.split(store, topic_id, actor=actor or getpass.getuser(), examples=examples)
    if format == "json":
        typer.echo(as_json(halves))
        return
    for half in halves:
        _echo(half, format)


def lineage(topic_id: TopicId, format: ViewFormat = "table") -> None:
    """Show what every fit and what people did to a topic."""
    from feedback_ai.services.topics import get_topic

    with opened_store() as store:
        topic = get_topic(store, topic_id)
    if format == "json":
        typer.echo(topic.model_dump_json(indent=2, include={"id", "labels", "merged_into", "lineage", "acts"}))
        return
    if topic.merged_into:
        typer.echo(f"merged into topic {topic.merged_into}")
    for line in history_lines(topic.lineage, topic.acts) or ["nothing is kept; the next fit tells"]:
        typer.echo(line)


def fits(format: ViewFormat = "table") -> None:
    """List all fits, the newest first, with what became of the topics and how far segments kept theirs."""
    from feedback_ai.services.topics_history import list_fits

    with opened_store() as store:
        found = list_fits(store)
    if format == "json":
        typer.echo(as_json(found))
    elif not found:
        typer.echo("There are no fits yet; `feedback-ai topics fit` makes the first.", err=True)
    else:
        typer.echo(_fit_table(found))


def compare(
    fit_a: Annotated[int, typer.Argument(help="A fit that `topics fits` lists.", metavar="FIT_A")],
    fit_b: Annotated[int, typer.Argument(help="Another one.", metavar="FIT_B")],
    format: ViewFormat = "table",
) -> None:
    """Show what became of each topic from one fit to another."""
    from feedback_ai.services.topics_history import compare_fits

    with opened_store() as store:
        found = compare_fits(store, fit_a, fit_b)
    if format == "json":
        typer.echo(as_json(found))
        return
    typer.echo(_fit_table([found.earlier, found.later]))
    header = ("id", "became", "segments", "then", "topic", "主题", "")
    rows = [_change_row(change) for change in found.changes]
    typer.echo(f"\n{aligned(header, rows, right=(0, 2, 3))}" if rows else "\nNeither fit found a topic.")


def history_lines(passages: "Sequence[Passage]", acts: "Sequence[Act]") -> list[str]:
    """A line for each fit, then one for each act of people, the oldest first of both."""
    lines = []
    for passage in passages:
        told = [f"fit {passage.fit_id}: {passage.kind}, {passage.n_segments:,} segments"]
        if came := _others(passage.came_from, passage.topic_id):
            told.append(f"from {came}")
        if went := _others(passage.went_to, passage.topic_id):
            told.append(f"gone to {went}")
        lines.append("; ".join(told))
    for act in acts:
        detail = ", ".join(f"{name} {value}" for name, value in act.detail.items())
        lines.append(f"{act.at:%Y-%m-%d %H:%M} {act.actor}: {act.kind}{f' ({detail})' if detail else ''}")
    return lines


def _change(topic_id: int, actor: str | None, format: ViewFormat, **wanted: bool) -> None:
    from feedback_ai.services import topics_shape

    with opened_store() as store:
        _echo(topics_shape.change(store, topic_id, actor=actor or getpass.getuser(), **wanted), format)  # type: ignore[arg-type]


def _echo(topic: "TopicView", format: ViewFormat) -> None:
    if format == "json":
        typer.echo(as_json(topic))
        return
    lang = asked_lang()
    named = said("topic", lang, id=topic.id, marks=marks(topic, lang), label=label(topic.labels, lang))
    typer.echo(clauses([named, said("size", lang, texts=topic.n_texts, segments=topic.n_segments)], lang))


def marks(topic: "TopicView", lang: Lang) -> str:
    """What people or fits made of a topic, as words behind its id."""
    state = "merged" if topic.merged_into else "retired" if topic.retired else ""
    told = (state, "pinned" if topic.pinned else "", "hidden" if topic.hidden else "")
    comma = "，" if lang == "zh" else ", "
    return "".join(comma + said(word, lang, into=topic.merged_into) for word in told if word)


def _example(named: str) -> tuple[str, int | None]:
    """A segment as it is named on the command line."""
    feedback_id, colon, index = named.rpartition(":")
    return (feedback_id, int(index)) if colon and index.isdecimal() else (named, None)


def _others(flows: "Sequence[Flow]", topic_id: int) -> str:
    return ", ".join(f"{flow.topic_id} ({flow.share:.0%})" for flow in flows if flow.topic_id != topic_id)


def _fit_table(found: "Sequence[Fit]") -> str:
    header = ("fit", "time (UTC)", "model", "segments", "unassigned", "topics", "continued", "new", "split", "merged")
    rows = [
        (
            *(str(fit.id), f"{fit.created_at:%Y-%m-%d %H:%M}", fit.model_version, f"{fit.n_segments:,}"),
            f"{fit.n_unassigned:,}",
            *(str(n) for n in (fit.n_topics, fit.continued, fit.new, fit.split, fit.merged, fit.retired)),
            "-" if fit.agreement is None else f"{fit.agreement:.2f}",
        )
        for fit in found
    ]
    return aligned((*header, "retired", "ARI"), rows, right=(0, *range(3, 12)))


def _change_row(change: "Change") -> tuple[str, ...]:
    labels = change.after or change.before or {"en": "", "zh": ""}
    told = [f"into {change.merged_into}"] if change.merged_into else []
    for passage in change.passages:
        flows = passage.went_to if passage.kind in ("split", "retired") else passage.came_from
        arrow = "to" if passage.kind in ("split", "retired") else "from"
        others = _others(flows, change.topic_id)
        told.append(f"{passage.kind}{f' {arrow} {others}' if others else ''}")
    if change.before and change.after and change.before != change.after:
        told.append(f"was {cut(change.before['en'], LABEL_WIDTH)}")
    return (
        *(str(change.topic_id), change.became, f"{change.n_before:,}", f"{change.n_after:,}"),
        *(cut(labels[lang], LABEL_WIDTH) for lang in ("en", "zh")),
        "; ".join(told),
    )
