"""Sections on what customers say: dimensions, trend, topics, root causes."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from nicegui import html

from api.dashboard.elements import Cell, Column, empty, picture, section, table
from api.dashboard.figures import NOTHING, chance, on_day, percent, rate, score, signed
from api.dashboard.gathering import Shown
from api.dashboard.words import say
from feedback_ai.report.claims import grows
from feedback_ai.schema.names import Lang, name_of
from feedback_ai.services.overview import N_STEPS, Overview
from feedback_ai.services.topics_growth import Growth


def dimensions(shown: Shown, lang: Lang) -> None:
    """SERVQUAL dimensions, with their change where the view is a whole period."""
    overview = shown.overview
    with section("dimensions", say("dimensions", lang), say("dimensions_note", lang)):
        picture(shown.charts["dimensions"], say("dimensions", lang))
        columns = [
            Column(say("dimension", lang)),
            Column(say("score", lang), number=True),
            Column(say("n", lang), number=True),
        ]
        changes: Sequence[Any] = [None] * len(overview.scores)
        if overview.change is not None:
            columns.append(Column(say("change", lang)))
            changes = list(overview.change.itertuples())
        rows: list[list[Cell]] = []
        for row, change in zip(overview.scores.itertuples(), changes, strict=True):
            cells: list[Cell] = [
                name_of(str(row.dimension), lang),
                score(row.score, row.score_low, row.score_high),  # type: ignore[arg-type]
                f"{row.n:,}",
            ]
            rows.append(cells if change is None else [*cells, _change(change, lang)])
        table(say("dimensions", lang), columns, rows, stacked=overview.change is not None)
        html.p(_compared(overview, lang)).classes("note")
        if overview.change is not None:
            html.p(say("clear_note", lang)).classes("note")


def trend(shown: Shown, lang: Lang, step: str) -> None:
    """Scores by month or week."""
    overview = shown.overview
    with section("trend", say("trend", lang), say("trend_note", lang)):
        if overview.trend.empty:
            empty(say("empty_trend", lang))
            return
        if overview.n_steps > N_STEPS:
            html.p(say("trend_latest", lang, n=N_STEPS)).classes("note")
        picture(shown.charts["trend"], say("trend", lang))
        if overview.n_undated:
            html.p(say("undated", lang, n=overview.n_undated)).classes("note")
        names = list(overview.trend["dimension"].unique())
        rows: list[list[Cell]] = [
            [str(group), *(_step(row) for row in part.itertuples())]
            for group, part in overview.trend.groupby("group", sort=True)
        ]
        with html.details():
            html.summary(say("as_table", lang))
            html.p(say("trend_table_note", lang)).classes("note")
            columns = [Column(say(step, lang)), *(Column(name_of(name, lang), number=True) for name in names)]
            table(say("trend", lang), columns, rows)


def topics(overview: Overview, lang: Lang) -> None:
    """The largest topics in view and those that grow fastest."""
    with section("topics", say("topics", lang)):
        if overview.topics is None:
            empty(say("empty_topics", lang), "feedback-ai topics fit")
            return
        html.h3(say("largest", lang))
        if overview.topics:
            columns = [
                Column(say("topic", lang)),
                Column(say("n", lang), number=True),
                Column(say("unhappy", lang), number=True),
            ]
            rows: list[list[Cell]] = [
                [topic.labels[lang], f"{topic.n_texts:,}", f"{topic.n_unhappy:,}"] for topic in overview.topics
            ]
            table(say("largest", lang), columns, rows)
        else:
            empty(say("empty_topics_view", lang))
        html.h3(say("growing", lang))
        _growing(overview, lang)


def causes(shown: Shown, lang: Lang) -> None:
    """Root causes of unhappy texts, the most frequent first."""
    pareto = shown.overview.causes
    note = "" if pareto.empty else say("causes_note", lang, n=int(pareto["complaining"].iloc[0]))
    with section("causes", say("causes", lang), note):
        if pareto.empty:
            empty(say("empty_causes", lang))
            return
        picture(shown.charts["causes"], say("causes", lang))
        columns = [
            Column(say("cause", lang)),
            Column(say("n", lang), number=True),
            Column(say("rate", lang), number=True),
            Column(say("cumulative", lang), number=True),
        ]
        rows: list[list[Cell]] = [
            [
                name_of(str(row.cause), lang),
                f"{row.n:,}",
                rate(row.rate, row.rate_low, row.rate_high),  # type: ignore[arg-type]
                percent(row.cumulative),  # type: ignore[arg-type]
            ]
            for row in pareto.itertuples()
        ]
        table(say("causes", lang), columns, rows, stacked=True)


def drawings(shown: Shown, lang: Lang) -> None:
    """The fishbone and the service circle, which need the whole width."""
    if not shown.overview.causes.empty:
        with section("fishbone", say("fishbone", lang), wide=True):
            picture(shown.charts["fishbone"], say("fishbone", lang), wide=True)
    if shown.charts["journey"]:
        with section("journey", say("journey", lang), wide=True):
            picture(shown.charts["journey"], say("journey", lang))


def _step(row: Any) -> Cell:
    if row.n == 0:
        return NOTHING

    def draw() -> None:
        html.span(f"{row.score:.2f} ({row.n:,})")
        html.span(f"{row.score_low:.2f}–{row.score_high:.2f}").classes("under")

    return draw


def _compared(overview: Overview, lang: Lang) -> str:
    if overview.before is None:
        return say("no_change_note", lang)
    before = overview.before.name.replace("/", " – ")
    if overview.change is None:
        return say("not_compared_note", lang, before=before)
    return say("change_note", lang, before=before)


def _change(change: Any, lang: Lang) -> Cell:
    if change.change != change.change:
        return NOTHING
    clear = bool(change.clear)
    arrow = "" if not clear else "▲ " if change.change > 0 else "▼ "
    kind = "unclear" if not clear else "better" if change.change > 0 else "worse"
    interval = say("from_to", lang, low=signed(change.low), high=signed(change.high))
    told = f"{arrow}{signed(change.change)} ({interval})"

    def draw() -> None:
        html.span(told).classes(kind)
        html.span(f" {say('clear' if clear else 'unclear', lang)}").classes("note")

    return draw


def _growing(overview: Overview, lang: Lang) -> None:
    if not overview.growing:
        empty(say("too_few" if overview.growing is None else "empty_growing", lang))
        return
    first = overview.growing[0]
    since, until = on_day(first.window_from, lang), on_day(first.window_to - timedelta(microseconds=1), lang)
    html.p(say("growing_note", lang, since=since, until=until)).classes("note")
    columns = [
        Column(say("topic", lang)),
        Column(say("observed", lang), number=True),
        Column(say("expected", lang), number=True),
        Column(say("ratio", lang), number=True),
        Column(say("q", lang), number=True),
    ]
    rows: list[list[Cell]] = [
        [
            *(growth.labels[lang], f"{growth.observed:,}", f"{growth.expected:.1f}"),
            *(_ratio(growth, lang), chance(growth.q)),
        ]
        for growth in overview.growing
    ]
    table(say("growing", lang), columns, rows, stacked=True)


def _ratio(growth: Growth, lang: Lang) -> Cell:
    ratio = say("new", lang) if growth.ratio is None else f"{growth.ratio:.1f}"
    high = "∞" if growth.ratio_high is None else f"{growth.ratio_high:.1f}"
    clear = grows(growth)

    def draw() -> None:
        html.span(f"{ratio} ({growth.ratio_low:.1f}–{high})").classes("worse" if clear else "unclear")
        html.span(f" {say('clear' if clear else 'unclear', lang)}").classes("note")

    return draw
