"""The charts that report and page share: SVG elements whose words stay words, in English or Chinese."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from feedback_ai.report import format as form
from feedback_ai.report.canvas import (
    BLUE,
    GREEN,
    GREY,
    INK,
    SMALL,
    VERMILION,
    Canvas,
    canvas,
    text_width,
    wrap,
)
from feedback_ai.report.words import word
from feedback_ai.schema.names import Lang, name_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

MIDLINE = 4.0
"""The score at which praise and blame are equal."""
ROW = 32
"""Height of a row of bars, in points."""
PANELS = 2
"""Panels of the trend side by side."""


@dataclass(frozen=True)
class TopicBar:
    """A bar of the topics' chart.

    Attributes:
        label: The topic's name in the language of the chart.
        n: Texts in the period.
        before: Texts in the period before; None where that cannot be compared.
    """

    label: str
    n: int
    before: int | None = None


def servqual_chart(
    scores: "pd.DataFrame", lang: Lang, *, before: "pd.DataFrame | None" = None, before_name: str = ""
) -> str:
    """Scores by dimension as bars from the midline, with whiskers of the 95 % interval.

    Args:
        scores: Columns `dimension`, `n`, `score`, `score_low`, `score_high` (1 to 7, NaN where `n` is 0).
        lang: Language of the words.
        before: The same of the period before, drawn as hollow marks.
        before_name: What that period is called.

    Returns:
        An `<svg>` element.
    """
    rows = form.rows(scores)
    labels = [name_of(row.dimension, lang) for row in rows]
    left = max([0.0, *map(text_width, labels)]) + 16
    legend = before is not None
    with canvas(ROW * max(len(rows), 1) + (56 if legend else 36)) as sheet:
        axes = sheet.axes(left, 8, 104, 48 if legend else 28)
        _score_axis(axes)
        for y, (row, label) in enumerate(zip(rows, labels, strict=True)):
            middle = 8 + ROW * (y + 0.5)
            sheet.write(left - 10, middle, label, ha="right")
            if row.n:
                colour = VERMILION if row.score < MIDLINE else BLUE
                axes.barh(y, row.score - MIDLINE, left=MIDLINE, height=0.52, color=colour, alpha=0.75)
                whisker = [[row.score - row.score_low], [row.score_high - row.score]]
                axes.errorbar(row.score, y, xerr=whisker, fmt="none", ecolor=INK, elinewidth=1.3, clip_on=False)
                sheet.write(sheet.width - 94, middle, f"{row.score:.2f}", weight="bold")
                sheet.write(sheet.width - 60, middle, f"n {row.n:,}", color=GREY, fontsize=SMALL)
            else:
                sheet.write(sheet.width - 94, middle, word("no_texts", lang), color=GREY, fontsize=SMALL)
        axes.set_ylim(max(len(rows), 1) - 0.5, -0.5)
        if before is not None:
            _mark_before(axes, scores, before)
            _legend(sheet, axes, left, word("before", lang).format(before_name))
        return sheet.svg(_told(word("alt_servqual", lang), [(lb, r) for lb, r in zip(labels, rows, strict=True)], lang))


def trend_chart(scores: "pd.DataFrame", lang: Lang) -> str:
    """Scores by month or week: a panel a dimension, a line with the band of the 95 % interval.

    Args:
        scores: As for `servqual_chart`, with `group`: months (`2026-07`) or ISO weeks (`2026-W31`).
        lang: Language of the words.

    Returns:
        An `<svg>` element.
    """
    dimensions = list(dict.fromkeys(scores["dimension"]))
    groups = sorted(set(scores["group"]))
    panel, gap, edge = 132, 18, 26
    lines = -(-len(dimensions) // PANELS)
    with canvas(max(lines, 1) * panel + 4) as sheet:
        width = (sheet.width - edge - gap - edge * (PANELS - 1)) / PANELS
        for number, dimension in enumerate(dimensions):
            column, line = number % PANELS, number // PANELS
            left, top = edge + column * (width + edge), line * panel + 28
            axes = sheet.axes(left, top, sheet.width - left - width, sheet.height - top - panel + 62)
            sheet.write(left, top - 14, name_of(dimension, lang), weight="bold")
            _trend_panel(sheet, axes, scores[scores["dimension"] == dimension], groups, lang)
        if len(dimensions) % PANELS:
            left, top = edge + width + edge, (lines - 1) * panel + 40
            told = f"{word('trend_legend', lang)}"
            for row, text in enumerate(wrap(told, width, SMALL, lines=6)):
                sheet.write(left, top + row * 15, text, color=GREY, fontsize=SMALL)
        return sheet.svg(f"{word('alt_trend', lang)} {', '.join((groups[0], groups[-1])) if groups else ''}".strip())


def pareto_chart(pareto: "pd.DataFrame", lang: Lang) -> str:
    """Root causes as bars, the most frequent first, and a line of the cumulative share.

    Args:
        pareto: Columns `cause`, `n`, `cumulative` (0 to 1), sorted by `n`.
        lang: Language of the words.

    Returns:
        An `<svg>` element.
    """
    rows = form.rows(pareto)
    labels = [wrap(name_of(row.cause, lang), 150) for row in rows]
    left = max([0.0, *(text_width(line) for label in labels for line in label)]) + 16
    total = max(sum(row.n for row in rows), 1)
    with canvas(ROW * max(len(rows), 1) + 54) as sheet:
        axes = sheet.axes(left, 20, 20, 34)
        axes.set(xlim=(0, total), ylim=(max(len(rows), 1) - 0.5, -0.5), yticks=[])
        axes.set_xticks([total * share / 4 for share in range(5)], [f"{share * 25}" for share in range(5)])
        axes.spines["left"].set_visible(False)
        axes.grid(axis="x")
        for y, (row, label) in enumerate(zip(rows, labels, strict=True)):
            _write_lines(sheet, left - 10, 20 + ROW * (y + 0.5), label)
            axes.barh(y, row.n, height=0.56, color=BLUE)
            # Inside a long bar, beside a short one: the line runs along the end of the first.
            inside = row.n > total * 0.12
            look = {"color": "white" if inside else INK, "ha": "right" if inside else "left"}
            sheet.label(axes, row.n, y, f"{row.n:,}", shift=-8 if inside else 8, weight="bold", **look)
        axes.plot([row.cumulative * total for row in rows], range(len(rows)), **_CUMULATIVE)
        sheet.write(left, 9, word("bars_and_line", lang), color=GREY, fontsize=SMALL)
        sheet.write(
            sheet.width - 2, sheet.height - 6, word("cumulative", lang), **{**_CENTRED, "ha": "right"}, color=GREY
        )
        told = "; ".join(f"{name_of(row.cause, lang)} {row.n} ({row.cumulative:.0%})" for row in rows)
        return sheet.svg(f"{word('alt_pareto', lang)} {told}".strip())


def topics_chart(topics: Sequence[TopicBar], lang: Lang, *, before_name: str = "") -> str:
    """Topics as bars of texts, each under its name; a mark shows the period before.

    Args:
        topics: The topics in the order in which they are shown.
        lang: Language of the words.
        before_name: What the period before is called.

    Returns:
        An `<svg>` element.
    """
    row_height, legend = 40, any(topic.before is not None for topic in topics)
    most = max([1, *(max(topic.n, topic.before or 0) for topic in topics)])
    with canvas(row_height * max(len(topics), 1) + (30 if legend else 8)) as sheet:
        bottom = 26 if legend else 4
        axes = sheet.axes(10, 4, 10, bottom)
        axes.set(xlim=(0, most), ylim=(max(len(topics), 1) - 0.5, -0.5), xticks=[], yticks=[])
        axes.spines[["bottom", "left"]].set_visible(False)
        for y, topic in enumerate(topics):
            (name,) = wrap(topic.label, sheet.width - 80, lines=1)
            sheet.write(10, 4 + row_height * y + 11, name)
            sheet.write(sheet.width - 10, 4 + row_height * y + 11, f"{topic.n:,}", ha="right", weight="bold")
            axes.barh(y + 0.22, topic.n, height=0.36, color=GREEN)
            if topic.before is not None:
                axes.plot([topic.before], [y + 0.22], **_BEFORE)
        if legend:
            _legend(sheet, axes, 10, word("before", lang).format(before_name))
        told = "; ".join(f"{topic.label} {topic.n}" for topic in topics)
        return sheet.svg(f"{word('alt_topics', lang)} {told}".strip())


_CENTRED: dict[str, Any] = {"ha": "center", "fontsize": SMALL}
_CUMULATIVE: dict[str, Any] = {
    "color": VERMILION,
    "linewidth": 1.6,
    "marker": "o",
    "markersize": 5,
    "clip_on": False,
    "zorder": 4,
}
_BEFORE: dict[str, Any] = {
    "marker": "D",
    "markersize": 7,
    "markerfacecolor": "white",
    "markeredgecolor": INK,
    "markeredgewidth": 1.2,
    "linestyle": "none",
    "clip_on": False,
    "zorder": 5,
}


def _score_axis(axes: "Axes") -> None:
    axes.set(xlim=(1, 7), xticks=range(1, 8), yticks=[])
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x")
    axes.axvline(MIDLINE, color=GREY, linewidth=1.2, zorder=1.5)


def _mark_before(axes: "Axes", scores: "pd.DataFrame", before: "pd.DataFrame") -> None:
    earlier = before.set_index("dimension")["score"]
    for y, dimension in enumerate(scores["dimension"]):
        if earlier.notna().get(dimension, False):
            axes.plot([earlier[dimension]], [y], **_BEFORE)


def _write_lines(sheet: Canvas, right: float, middle: float, lines: Sequence[str]) -> None:
    for number, line in enumerate(lines):
        sheet.write(right, middle + 14 * (number - (len(lines) - 1) / 2), line, ha="right")


def _legend(sheet: Canvas, axes: "Axes", left: float, text: str) -> None:
    y = sheet.height - 10
    place = axes.transData.inverted().transform((left + 6, sheet.height - y))
    axes.plot([place[0]], [place[1]], **_BEFORE)
    sheet.write(left + 18, y, text, fontsize=SMALL, color=GREY)


def _trend_panel(sheet: Canvas, axes: "Axes", rows: "pd.DataFrame", groups: Sequence[str], lang: Lang) -> None:
    places = {group: _place(group) for group in groups}
    known = rows[rows["n"] > 0].sort_values("group")
    x = [places[group] for group in known["group"]]
    axes.fill_between(x, known["score_low"], known["score_high"], color=BLUE, alpha=0.22, linewidth=0)
    axes.plot(x, known["score"], color=BLUE, linewidth=1.8, marker="o", markersize=4.5)
    first, last = min(places.values(), default=0), max(places.values(), default=0)
    axes.set(xlim=(first - 0.4, last + 0.4), ylim=(0.75, 7.25), yticks=[1, 4, 7])
    axes.grid(axis="y")
    axes.axhline(MIDLINE, color=GREY, linewidth=1)
    every = -(-len(groups) // 6)
    shown = groups[::every]
    axes.set_xticks([places[group] for group in shown], [sheet.word(_short(group, lang)) for group in shown])
    for group in shown:
        if group == shown[0] or group[:4] != shown[shown.index(group) - 1][:4]:
            axes.annotate(
                group[:4], (places[group], 0.75), xytext=(0, -32), textcoords="offset points", **_CENTRED, color=GREY
            )


def _place(group: str) -> float:
    """Where a month or week stands in time, so that gaps show."""
    if "W" in group:
        return date.fromisocalendar(int(group[:4]), int(group[6:]), 1).toordinal() / 7
    return int(group[:4]) * 12 + int(group[5:])


def _short(group: str, lang: Lang) -> str:
    if "W" in group:
        return word("week", lang).format(int(group[6:]))
    return word("months", lang).split()[int(group[5:]) - 1]


def _told(what: str, rows: Sequence[tuple[str, Any]], lang: Lang) -> str:
    told = [
        f"{label} {row.score:.2f} ({row.score_low:.2f}–{row.score_high:.2f}, n {row.n})"
        if row.n
        else f"{label}: {word('no_texts', lang)}"
        for label, row in rows
    ]
    return f"{what} {'; '.join(told)}"
