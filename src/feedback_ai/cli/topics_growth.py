"""`feedback-ai topics emerging|series|candidates|backtest`: what grows, what is new, what alarms cost."""

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from feedback_ai.cli.options import Language, as_json, opened_store
from feedback_ai.cli.tables import ViewFormat, aligned, cut
from feedback_ai.cli.topics_words import LABEL_WIDTH, header, label, labels, said
from feedback_ai.schema.marks import listed
from feedback_ai.schema.names import Lang

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedback_ai.services.topics import Candidate, Growth
    from feedback_ai.services.topics_backtest import StoreBacktest
    from feedback_ai.services.topics_parts import Part
    from feedback_ai.services.topics_planted import Planted

AsOf = Annotated[
    str | None,
    typer.Option("--as-of", help="Last day, or moment, that counts (UTC); else the newest record's day."),
]
Days = Annotated[int, typer.Option(help="Length of the window; three times as long before it is the baseline.")]
SURE = 0.5
"""Share of the greatest rises seen within a week below which `backtest` says what helps."""
PARTS = 2
"""Units, and channels, that a table names of a candidate; `--format json` has all."""


def emerging(
    as_of: AsOf = None,
    days: Days = 28,
    limit: Annotated[int, typer.Option(help="Most topics.")] = 10,
    by: Annotated[
        Literal["unit", "channel"] | None, typer.Option(help="Test every topic in every unit, or channel.")
    ] = None,
    lang: Language = "en",
    format: ViewFormat = "table",
) -> None:
    """Show the topics that grow, the surest growth first. Later records are not counted."""
    from feedback_ai.services import topics
    from feedback_ai.services.topics_window import parse_as_of

    with opened_store() as store:
        moment = parse_as_of(as_of)
        grown = topics.emerging(store, as_of=moment, days=days, limit=limit, by=by)
        fitted = bool(grown) or bool(topics.list_topics(store))
    if format == "json":
        typer.echo(as_json(grown))
    elif not fitted:
        typer.echo(said("no topics", lang), err=True)
    elif not grown:
        typer.echo(said("none grown", lang), err=True)
    else:
        typer.echo(_growth_table(grown, lang))


def series(
    topic_id: Annotated[int, typer.Argument(help="The id that `topics list` shows.", metavar="ID")],
    as_of: AsOf = None,
    days: Annotated[int, typer.Option(help="How many days are told.")] = 84,
    lang: Language = "en",
    format: ViewFormat = "table",
) -> None:
    """Show a topic over time: its texts, as many as were expected, and all texts. Later records are not counted."""
    from feedback_ai.services import topics
    from feedback_ai.services.topics_window import parse_as_of

    with opened_store() as store:
        moment = parse_as_of(as_of)
        found = topics.series(store, topic_id, as_of=moment, days=days)
    if format == "json":
        typer.echo(found.model_dump_json(indent=2))
        return
    rows = [
        (
            f"{point.begin:%Y-%m-%d %H:%M}",
            str(point.observed),
            "" if point.expected is None else f"{point.expected:.1f}",
            f"{point.exposure:,}",
            said("alarm", lang) if point.alarm else "",
        )
        for point in found.points
    ]
    typer.echo(said("topic", lang, id=found.topic_id, marks="", label=label(found.labels, lang)))
    typer.echo(aligned([said(found.step, lang), *header("series", lang)], rows, right=(1, 2, 3)))


def candidates(
    as_of: AsOf = None,
    days: Days = 28,
    limit: Annotated[int, typer.Option(help="Most candidates.", min=1)] = 10,
    lang: Language = "en",
    format: ViewFormat = "table",
) -> None:
    """Show what is new: matters that no topic covers and that come more often than before. Later records don't count.

    `topics fit` makes topics of them once they are large enough.
    """
    from feedback_ai.services import topics
    from feedback_ai.services.topics_window import parse_as_of

    with opened_store() as store:
        moment = parse_as_of(as_of)
        found = topics.candidates(store, as_of=moment, days=days, limit=limit)
        fitted = bool(found) or bool(topics.list_topics(store))
    if format == "json":
        typer.echo(as_json(found))
    elif not fitted:
        typer.echo(said("no topics", lang), err=True)
    elif not found:
        typer.echo(said("none new", lang), err=True)
    else:
        typer.echo(_candidate_table(found, lang))


def backtest(
    false_alarms: Annotated[
        float, typer.Option(help="False alarms a week that are borne, all topics together.", min=0.001, max=100)
    ] = 0.25,
    format: ViewFormat = "table",
) -> None:
    """Replay the store's history: how many false alarms, and how soon a rise would have been seen."""
    from feedback_ai.services.topics_backtest import backtest_store

    with opened_store() as store:
        found = backtest_store(store, false_alarms=false_alarms)
    typer.echo(as_json(found) if format == "json" else _backtest_table(found))


def _backtest_table(found: "StoreBacktest") -> str:
    between = "none" if found.days_between is None else f"one in {found.days_between:,.0f} days for one topic"
    if found.days_between_all is not None:
        between += f", in {found.days_between_all:,.0f} for all"
    steps = ", ".join(f"{n} by the {step}" for step, n in found.n_by_step.items())
    lines = [
        f"{found.n_topics} topics ({steps}), {found.n_days} days; limits for {found.a_week:g} false alarms a week",
        f"alarms on the history as it was: {found.alarms_a_week:.2f} a week",
        f"false alarms, the days in another order: {found.false_alarms_a_week:.2f} a week ({between})",
    ]
    columns = ("rise", "tries", "within 7 days", "within 60 days", "median delay", "90 % by")
    rows = [
        (
            *(f"{rise.ratio:g}x", str(rise.n), f"{rise.soon:.0%}", f"{rise.seen:.0%}"),
            *("-" if delay is None else f"day {delay:.0f}" for delay in (rise.median_delay, rise.p90_delay)),
        )
        for rise in found.rises
    ]
    table = aligned(columns, rows, right=range(6))
    return "\n".join([*lines, table, _planted_line(found.new_topics), *_weak_lines(found)])


def _weak_lines(found: "StoreBacktest") -> list[str]:
    """What to do where even great rises are seen late; nothing where they are not."""
    greatest = found.rises[-1]
    if not greatest.n or greatest.soon >= SURE:
        return []
    lines = [
        f"only {greatest.soon:.0%} of the rises to {greatest.ratio:g} times are seen within 7 days: "
        f"half of the topics have {found.texts_a_day:.2g} texts a day or fewer"
    ]
    if found.needed_a_day is not None:
        lines[0] += f"; about {found.needed_a_day:g} a day would do"
    return [
        *lines,
        "  longer windows: `topics emerging --days 84` tells slow growth by its q value",
        "  coarser: merge near topics (`topics merge`), or look at dimensions and causes (`measure servqual|causes`)",
        f"  bolder: `topics backtest --false-alarms {max(1.0, 4 * found.a_week):g}` tells what more false alarms bring",
        "  docs/topics.md tells what volume sees what",
    ]


def _planted_line(planted: "Planted | None") -> str:
    if planted is None:
        return "no topic has enough texts after enough of a past to be made new"
    line = f"{planted.n} topics made new: {planted.found:.0%} among the candidates within 28 days"
    if planted.recall is not None:
        line += f", with {planted.recall:.0%} of their texts"
    delays = (planted.median_delay, planted.p90_delay)
    told = ("-" if delay is None else f"day {delay:.0f}" for delay in delays)
    return f"{line}; median delay {next(told)}, 90 % by {next(told)}"


def _candidate_table(found: "Sequence[Candidate]", lang: Lang) -> str:
    rows = [
        (
            *(str(one.observed), *_growing(one, lang), f"{one.first_seen:%Y-%m-%d}"),
            listed((_part_told(part, lang) for part in (*one.units[:PARTS], *one.channels[:PARTS])), lang),
            *labels(one.labels, lang),
            cut(one.examples[0].text, LABEL_WIDTH) if one.examples else "",
        )
        for one in found
    ]
    return f"{_told_window(found[0], lang)}\n{aligned(header('candidates', lang), rows, right=(0, 1, 2, 4))}"


def _growing(one: "Growth | Candidate", lang: Lang) -> tuple[str, ...]:
    """How many were expected, how many times as many there are, the interval of that, and how sure it is."""
    ratio = said("new", lang) if one.ratio is None else f"{one.ratio:.1f}"
    high = "" if one.ratio_high is None else f"{one.ratio_high:.1f}"
    return f"{one.expected:.1f}", ratio, said("interval", lang, low=one.ratio_low, high=high), f"{one.q:.2g}"


def _part_told(part: "Part", lang: Lang) -> str:
    return said("part", lang, name=part.name, share=part.share, usual=part.usual)


def _told_window(found: "Growth | Candidate", lang: Lang) -> str:
    start, end = (f"{at:%Y-%m-%d %H:%M}" for at in (found.window_from, found.window_to))
    return said("window", lang, start=start, end=end)


def _growth_table(grown: "Sequence[Growth]", lang: Lang) -> str:
    names = header("growth", lang)
    parts = [one.unit or one.channel or "" for one in grown]
    rows = [
        [
            *(str(one.topic_id), str(one.observed), *_growing(one, lang)),
            "" if one.raised is None else f"{one.raised - timedelta(microseconds=1):%Y-%m-%d}",
            *(said(one.step, lang), f"{one.first_seen:%Y-%m-%d}", *labels(one.labels, lang)),
        ]
        for one in grown
    ]
    if any(parts):
        names.insert(1, said("in", lang))
        rows = [[id_, part, *others] for (id_, *others), part in zip(rows, parts, strict=True)]
    right = (0, *(place + any(parts) for place in (1, 2, 3, 5)))
    return f"{_told_window(grown[0], lang)}\n{aligned(names, rows, right=right)}"
