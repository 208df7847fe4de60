"""The sections of a report that say what customers say: volume, scores, causes, topics."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from feedback_ai.report import charts, circle
from feedback_ai.report import format as form
from feedback_ai.report.blocks import Block, Bullets, Cell, Chart, Quotes, Section, Table, Text
from feedback_ai.report.claims import answer, clear, grows, warnings
from feedback_ai.report.data import ReportData
from feedback_ai.report.said import Count, Topic
from feedback_ai.report.words import word
from feedback_ai.schema.names import Lang, name_of

if TYPE_CHECKING:
    import pandas as pd

FEW = 10
"""Judgements below which a group is not ranked."""
MAX_GROUPS = 20
"""Groups that a table shows."""
MAX_KINDS = 8
"""Sources and channels that a table shows each."""


def answers(data: ReportData, lang: Lang) -> Section:
    """What changed, before anything else."""
    blocks: list[Block] = [Text(warning, "warning") for warning in warnings(data, lang)]
    if sentences := answer(data, lang):
        blocks.append(Bullets(tuple(sentences)))
    return Section("answer", word("h_answer", lang), tuple(blocks))


def volume(data: ReportData, lang: Lang) -> Section:
    """How much was read, from where, and what was not."""
    seen, total = data.volume, data.volume.analysed
    parts = [
        ("v_analysed", total, ""),
        ("v_judging", seen.judging, form.share(seen.judging, total)),
        ("v_review", seen.needs_review, form.share(seen.needs_review, total)),
        ("v_unit", seen.without_unit, form.share(seen.without_unit, total)),
        ("v_touchpoint", seen.without_touchpoint, form.share(seen.without_touchpoint, total)),
        ("v_pending", seen.pending, ""),
        ("v_refused", seen.refused, ""),
        ("v_undated", seen.undated, ""),
    ]
    rows = tuple((Cell(word(key, lang)), Cell(f"{n:,}"), Cell(share)) for key, n, share in parts)
    table = Table(word("t_volume", lang), _titles(lang, "what", "n", "share"), rows)
    kinds = [*_kinds("language", seen.languages, data, lang), *_kinds("source", seen.sources, data, lang)]
    kinds += _kinds("channel", seen.channels, data, lang)
    columns = (*_titles(lang, "kind", "name", "n", "share"), data.before.name)
    sources = Table(word("t_sources", lang), columns, tuple(kinds), frozenset({0, 1}))
    known = form.texts(seen.with_customer, lang)
    note = Text(word("n_coverage", lang).format(known=known, customers=f"{seen.customers:,}"), "note")
    return Section("volume", word("h_volume", lang), (table, *([sources] if kinds else []), note))


def servqual(data: ReportData, lang: Lang) -> Section:
    """Scores: by dimension with the change, by unit, by touchpoint, over time."""
    scores, before = data.scores, data.before.name
    drawn = partial(charts.servqual_chart, scores.now, lang, before=scores.before, before_name=before)
    blocks: list[Block] = [
        Chart(drawn, word("cap_servqual", lang).format(period=data.period.name)),
        _dimensions(data, lang),
    ]
    for key, frame in (("unit", scores.by_unit), ("touchpoint", scores.by_touchpoint)):
        if set(frame["group"]) - {""}:
            blocks.append(_groups(key, frame, data, lang))
    if scores.trend is None:
        blocks.append(Text(word("n_no_compare", lang), "note"))
    elif len(scores.trend):
        weekly = "W" in scores.trend["group"].iloc[0]
        caption = word("cap_trend_week" if weekly else "cap_trend_month", lang)
        blocks += [
            Chart(partial(charts.trend_chart, scores.trend, lang), caption),
            _trend(scores.trend, lang, weekly=weekly),
        ]
    return Section("servqual", word("h_servqual", lang), tuple(blocks))


def causes(data: ReportData, lang: Lang) -> Section:
    """Root causes, and which dimension fails where in the journey."""
    pareto = data.causes.pareto
    if pareto.empty:
        return Section("causes", word("h_causes", lang), (Text(word("no_causes", lang)),))
    blocks: list[Block] = [
        Chart(partial(charts.pareto_chart, pareto, lang), word("cap_pareto", lang)),
        _causes(data, lang),
        *circle.fishbone(data, lang),
    ]
    if set(data.causes.matrix["touchpoint"]) - {""}:
        blocks += circle.touchpoints(data, lang)
    return Section("causes", word("h_causes", lang), tuple(blocks))


def topics(data: ReportData, lang: Lang) -> Section:
    """What customers speak of most, and of what more than before."""
    found, title = data.topics, word("h_topics", lang)
    if not found.fitted:
        return Section("topics", title, (Text(word("no_topics", lang)),))
    blocks: list[Block] = []
    if found.largest:
        bars = [charts.TopicBar(topic.labels[lang], topic.n, topic.before) for topic in found.largest]
        drawn = partial(charts.topics_chart, bars, lang, before_name=data.before.name)
        blocks += [
            Chart(drawn, word("cap_topics", lang).format(period=data.period.name)),
            _largest(data, lang),
            Quotes(tuple(_quotes(found.largest, lang))),
        ]
    else:
        blocks.append(Text(word("no_topic_texts", lang)))
    if not data.steady:
        blocks.append(Text(word("n_no_compare", lang), "note"))
    else:
        blocks.append(_growing(data, lang) if found.growing else Text(word("no_growth", lang)))
    return Section("topics", title, tuple(blocks))


def place(group: str, lang: Lang) -> str:
    """The name of a group; records that name none are told as such."""
    return group or word("none", lang)


def _titles(lang: Lang, *keys: str) -> tuple[str, ...]:
    return tuple(word(key, lang) for key in keys)


def _kinds(key: str, counts: Sequence[Count], data: ReportData, lang: Lang) -> Iterator[tuple[Cell, ...]]:
    shown, rest = counts[:MAX_KINDS], counts[MAX_KINDS:]
    if rest:
        name = word("other", lang).format(n=len(rest))
        shown = (*shown, Count(name, sum(one.n for one in rest), sum(one.before for one in rest)))
    for one in shown:
        share = form.share(one.n, data.volume.analysed)
        name = name_of(one.name, lang) if key == "language" else place(one.name, lang)
        yield Cell(word(key, lang)), Cell(name), Cell(f"{one.n:,}"), Cell(share), Cell(f"{one.before:,}")


def _dimensions(data: ReportData, lang: Lang) -> Table:
    scores = data.scores
    columns = [word("dimension", lang), "n", *(name_of(name, lang) for name in ("negative", "neutral", "positive"))]
    columns.append(word("score", lang))
    rows = [
        [
            Cell(name_of(row.dimension, lang)),
            *(Cell(f"{n:,}") for n in (row.n, row.negative, row.neutral, row.positive)),
            Cell(form.score(row.score), form.interval(row.score_low, row.score_high)),
        ]
        for row in form.rows(scores.now)
    ]
    note = word("n_no_compare", lang)
    if scores.before is not None and scores.change is not None:
        note = word("n_clear", lang)
        columns += [data.before.name, word("change", lang).format(before=data.before.name)]
        for row, old, moved, sure in zip(
            rows, form.rows(scores.before), form.rows(scores.change), clear(scores.change), strict=True
        ):
            told = form.change_interval(moved.low, moved.high, lang)
            row += [
                _scored(old, lang),
                Cell(form.change(moved.change), told, "strong" if sure else ""),
            ]
    return Table(word("t_servqual", lang), tuple(columns), tuple(map(tuple, rows)), note=note)


def _groups(key: str, frame: "pd.DataFrame", data: ReportData, lang: Lang) -> Table:
    overall = data.scores.now.set_index("dimension")["score"]
    order = worst_first(frame)
    rows = []
    for group in order[:MAX_GROUPS]:
        cells = [_against(row, overall[row.dimension], lang) for row in form.rows(frame[frame["group"] == group])]
        name = data.touchpoint(group, lang) if key == "touchpoint" else group
        rows.append((Cell(place(name, lang)), *cells))
    if len(order) > MAX_GROUPS:
        rest = word("other", lang).format(n=len(order) - MAX_GROUPS)
        rows.append((Cell(rest), *(Cell("") for _ in overall)))
    columns = (word(key, lang), *(name_of(name, lang) for name in overall.index))
    note = word("n_scores", lang) + " " + word("n_order", lang).format(few=FEW)
    return Table(word(f"t_{key}", lang), columns, tuple(rows), note=note)


def worst_first(frame: "pd.DataFrame") -> list[str]:
    """Groups by the net of all their judgements, the lowest first; those with few judgements, and "", come last.

    Args:
        frame: Columns `group`, `n`, `negative`, `positive`.
    """
    summed = frame.groupby("group")[["n", "negative", "positive"]].sum()
    known = summed[(summed["n"] >= FEW) & (summed.index != "")]
    nets = (known["positive"] - known["negative"]) / known["n"]
    ranked = list(nets.sort_values(kind="stable").index)
    return ranked + sorted(set(summed.index) - set(ranked), key=lambda name: (name == "", name))


def _against(row: Any, overall: float, lang: Lang) -> Cell:
    """The score of a group beside that of all texts."""
    return _scored(row, lang, "low" if row.score_high < overall else "high" if row.score_low > overall else "")


def _scored(row: Any, lang: Lang, tone: str = "") -> Cell:
    """A score, beneath it its interval and the texts that it rests on."""
    if not row.n:
        return Cell(form.DASH, tone="pale")
    small = word("n_cell", lang).format(interval=form.interval(row.score_low, row.score_high), n=f"{row.n:,}")
    return Cell(form.score(row.score), small, tone)


def _trend(trend: "pd.DataFrame", lang: Lang, *, weekly: bool) -> Table:
    rows = []
    for group, part in trend.groupby("group", sort=True):
        rows.append((Cell(str(group)), *(_scored(row, lang) for row in form.rows(part))))
    names = (name_of(name, lang) for name in dict.fromkeys(trend["dimension"]))
    return Table(word("t_trend", lang), (word("weeks" if weekly else "month", lang), *names), tuple(rows))


def _causes(data: ReportData, lang: Lang) -> Table:
    pareto, change = data.causes.pareto, data.causes.change
    columns = list(_titles(lang, "cause", "n", "rate", "cumulated"))
    rows = [
        [
            Cell(name_of(row.cause, lang)),
            Cell(f"{row.n:,}"),
            Cell(form.percent(row.rate), form.percent_interval(row.rate_low, row.rate_high)),
            Cell(form.percent(row.cumulative)),
        ]
        for row in form.rows(pareto)
    ]
    note = word("n_causes", lang).format(n=f"{pareto['complaining'].iloc[0]:,}")
    if change is not None:
        columns.append(word("points", lang).format(before=data.before.name))
        for row, moved, sure in zip(rows, form.rows(change), clear(change), strict=True):
            told = form.change_interval(100 * moved.low, 100 * moved.high, lang, 1)
            row.append(Cell(form.change(100 * moved.change, 1), told, "strong" if sure else ""))
    return Table(word("t_causes", lang), tuple(columns), tuple(map(tuple, rows)), note=note)


def _largest(data: ReportData, lang: Lang) -> Table:
    rows = []
    for topic in data.topics.largest:
        # A topic that nobody speaks of in the report's language has terms in the other one only.
        terms = word("comma", lang).join(topic.terms.get(lang) or next(iter(topic.terms.values()), ()))
        cells = [Cell(topic.labels[lang], f"#{topic.id}"), Cell(terms), Cell(f"{topic.n:,}")]
        cells.append(Cell(form.share(topic.n, data.volume.analysed)))
        rows.append((*cells, Cell(form.DASH if topic.before is None else f"{topic.before:,}")))
    note = word("n_topics", lang).format(
        assigned=f"{data.topics.assigned:,}", offered=f"{data.topics.offered:,}", n=f"{data.topics.n_topics:,}"
    )
    columns = (*_titles(lang, "topic", "terms", "n", "share"), data.before.name)
    return Table(word("t_largest", lang), columns, tuple(rows), frozenset({0, 1}), note)


def _quotes(found: Sequence[Topic], lang: Lang) -> Iterator[tuple[str, str]]:
    for topic in found:
        for one in sorted(topic.quotes):
            quote = topic.quotes[one]
            yield quote.text, word("comma", lang).join(filter(None, (topic.labels[lang], quote.unit, quote.record_id)))


def _growing(data: ReportData, lang: Lang) -> Table:
    growing = data.topics.growing
    rows = tuple(
        (
            Cell(growth.labels[lang], f"#{growth.id}"),
            Cell(f"{growth.observed:,}"),
            Cell(f"{growth.expected:.1f}"),
            Cell(form.times(growth.ratio, lang), form.open_interval(growth.ratio_low, growth.ratio_high, lang)),
            Cell(f"{growth.q:.3f}" if growth.q >= 0.001 else "<0.001"),
            Cell(word("yes" if grows(growth) else "no", lang), tone="strong" if grows(growth) else ""),
        )
        for growth in growing
    )
    note = word("n_growing", lang).format(
        start=f"{growing[0].start:%Y-%m-%d}", end=f"{form.last_day(growing[0].end):%Y-%m-%d}"
    )
    columns = (*_titles(lang, "topic", "observed", "expected", "ratio"), "q", word("clear", lang))
    return Table(word("t_growing", lang), columns, rows, note=note)
