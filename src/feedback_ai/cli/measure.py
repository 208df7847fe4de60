"""`feedback-ai measure`: tables of figures."""

import json
import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from feedback_ai.cli.filters import with_filter
from feedback_ai.cli.measure_causes import drill, spread
from feedback_ai.cli.measure_drawn import fishbone, journey
from feedback_ai.cli.measure_drivers import drivers
from feedback_ai.cli.measure_elements import elements, training
from feedback_ai.cli.measure_escalations import acknowledge, escalations
from feedback_ai.cli.measure_grades import grades
from feedback_ai.cli.measure_indicators import import_series, indicators
from feedback_ai.cli.measure_series import list_series, withdraw_series
from feedback_ai.cli.measure_shared import WORDS, Words, say, store_with
from feedback_ai.cli.options import Language
from feedback_ai.cli.tables import TableFormat, aligned, as_csv, check_format
from feedback_ai.schema.marks import listed
from feedback_ai.schema.names import Lang, name_of

if TYPE_CHECKING:
    from feedback_ai.services.measures import Measure
    from feedback_ai.store.records import EvidenceFilter

app = typer.Typer(help="Tables of figures.", no_args_is_help=True, rich_markup_mode=None)

By = Annotated[str | None, typer.Option(help="Divide by unit, touchpoint, channel, week or month.")]
CauseBy = Annotated[str | None, typer.Option(help="Divide by dimension, unit, touchpoint, channel, week or month.")]
OWN: Words = {
    "corrected": (
        "Corrected figures are the exception: their intervals cover the model's errors too.",
        "校正值例外：其区间也包含模型误差。",
    ),
    "servqual": (
        "dimension|n|score (1-7)|net (-100 to 100)|negative|neutral|positive|abstained",
        "维度|n|得分（1-7）|净值（-100 至 100）|负面|中性|正面|弃权",
    ),
    "servqual title": ("SERVQUAL scores of {n:,} texts", "{n:,} 条文本的 SERVQUAL 得分"),
    "shares": ("Percentages are shares of all texts.", "百分比为占全部文本的比例。"),
    "change of score": ("change of score", "得分变化"),
    "below": (
        "dimension|negative (%)|corrected|positive (%)|corrected|net, corrected|score, corrected|corrected by",
        "维度|负面（%）|校正后|正面（%）|校正后|净值（校正后）|得分（校正后）|校正依据",
    ),
    "below title": (
        "Shares of all texts, and figures corrected for the model's errors",
        "占全部文本的比例，以及按模型误差校正的数值",
    ),
    "audit": ("audit, n={n:,}", "抽查，n={n:,}"),
    "gold": ("gold", "金标"),
    "change, corrected": ("change, corrected", "变化（校正后）"),
    "causes": (
        "root cause|n|share|cumulative|to 80 %|unhappy texts|of these (%)",
        "根因|n|占比|累计|80% 内|不满文本|占不满文本（%）",
    ),
    "causes title": (
        "Root causes of {n:,} unhappy texts among {of:,}",
        "{of:,} 条文本中 {n:,} 条不满文本的根因",
    ),
    "yes": ("yes", "是"),
    "unhappy": (
        "Unhappy texts judge anything negative.\n"
        "To 80 %: the vital few, which together reach the 80 % line of all causes named.\n"
        "A text may name several causes: the rates add up to more than 100 %, the shares do not.",
        "不满文本指有任何负面评价的文本。\n"
        "80% 内：关键少数，合计达到全部根因的 80% 线。\n"
        "一条文本可指出多个根因：比率之和可超过 100%，占比不会。",
    ),
    "no cause": (
        "Unhappy texts in which no cause was recognised: {n:,}.",
        "未识别出根因的不满文本：{n:,} 条。",
    ),
    "change (points)": ("change (points)", "变化（百分点）"),
    "period": (", {name}", "，{name}"),
    "before": (" against {name}", "，对比 {name}"),
    "versions": (
        "The labels are of different models or label sets ({versions}): "
        "what changed may be the model, so that periods are not compared.",
        "标签来自不同的模型或标签集（{versions}）：变化可能来自模型，因此不比较各时段。",
    ),
}
SHARES = [(name, ending) for name in ("negative", "positive") for ending in ("", "_corrected")]


@app.command()
@with_filter
def servqual(
    wanted: "EvidenceFilter",
    by: By = None,
    lang: Language = "en",
    format: TableFormat = "table",
) -> None:
    """Scores of the five SERVQUAL dimensions with intervals, and what changed since the period before.

    The change is given where --from and --to are; the period before is the calendar period before (month, quarter,
    year, ...) or one of the same length.
    """
    from feedback_ai.services import measures

    _show(measures.servqual, wanted, by, format, lambda measure: _servqual_table(measure, lang))


@app.command()
@with_filter
def causes(
    wanted: "EvidenceFilter",
    by: CauseBy = None,
    lang: Language = "en",
    format: TableFormat = "table",
) -> None:
    """Root causes of unhappy texts, the most frequent first, and what changed since the period before.

    The change is given where --from and --to are; the period before is the calendar period before (month, quarter,
    year, ...) or one of the same length.
    """
    from feedback_ai.services import measures

    _show(measures.causes, wanted, by, format, lambda measure: _causes_table(measure, lang))


for command in (
    drivers,
    grades,
    escalations,
    acknowledge,
    indicators,
    import_series,
    list_series,
    withdraw_series,
    drill,
    fishbone,
    spread,
    elements,
    training,
    journey,
):
    app.command()(command)


def _show(
    measured: Callable[..., "Measure"],
    wanted: "EvidenceFilter",
    by: str | None,
    format: str,
    table: Callable[["Measure"], str],
) -> None:
    check_format(format)
    with store_with(wanted) as store:
        measure = measured(store, wanted, by=by)
    if format == "json":
        typer.echo(json.dumps(measure.document(), ensure_ascii=False, default=lambda moment: moment.isoformat()))
    elif format == "csv":
        rows = measure.rows.astype(object).where(measure.rows.notna(), "")
        typer.echo(as_csv(list(rows.columns), rows.itertuples(index=False)))
    else:
        typer.echo(table(measure))


def _servqual_table(measure: "Measure", lang: Lang) -> str:
    rows = [
        [
            *_first_cells(measure, row, "dimension", lang),
            f"{row['n']:,}",
            _interval(row, "score", ".1f"),
            _interval(row, "net", ".0f"),
            *(_count(row, stance) for stance in ("negative", "neutral", "positive")),
            f"{row['abstained']:,}",
            *_change(measure, row, "+.1f"),
        ]
        for row in _records(measure)
    ]
    tables = [_table(measure, "servqual", rows, "change of score", lang)]
    corrected = bool(measure.rows["corrected_by"].notna().any())
    if corrected:
        tables.append(_corrected_table(measure, lang))
    sampling = [say(WORDS, "sampling", lang), *([say(OWN, "corrected", lang)] if corrected else [])]
    told = [say(OWN, "shares", lang), *(sentence[lang] for sentence in measure.corrections)]
    title = say(OWN, "servqual title", lang, n=measure.n_texts)
    return _page(measure, title, tables, [*sampling, *told], lang)


def _count(row: dict[Any, Any], stance: str) -> str:
    share = row.get(f"{stance}_share", math.nan)
    return f"{row[stance]:,}" if math.isnan(share) else f"{row[stance]:,} ({share:.0f}%)"


def _corrected_table(measure: "Measure", lang: Lang) -> str:
    """Shares of all texts, net and score, corrected for the model's errors, the shares beside the model's own."""
    rows = [
        [
            *_first_cells(measure, row, "dimension", lang),
            *(_interval(row, f"{name}_share{ending}", ".0f") for name, ending in SHARES),
            _interval(row, "net_corrected", ".0f"),
            _interval(row, "score_corrected", ".1f"),
            say(OWN, row["corrected_by"], lang, n=row["n_audited"]) if row["corrected_by"] else "-",
            *_change(measure, row, "+.1f", "_corrected"),
        ]
        for row in _records(measure)
    ]
    return f"{say(OWN, 'below title', lang)}\n\n{_table(measure, 'below', rows, 'change, corrected', lang)}"


def _causes_table(measure: "Measure", lang: Lang) -> str:
    percent = ["rate", "rate_low", "rate_high", "change", "change_low", "change_high"]
    rows = [
        [
            *_first_cells(measure, row, "cause", lang),
            f"{row['n']:,}",
            f"{row['share']:.0%}",
            f"{row['cumulative']:.0%}",
            say(OWN, "yes", lang) if row["vital"] else "",
            f"{row['complaining']:,}",
            _interval(row, "rate", ".0f"),
            *_change(measure, row, "+.0f"),
        ]
        for row in (row | {name: 100 * row[name] for name in percent if name in row} for row in _records(measure))
    ]
    title = say(OWN, "causes title", lang, n=measure.n_complaining, of=measure.n_texts)
    notes = [say(WORDS, "sampling", lang), say(OWN, "unhappy", lang)]
    if measure.n_without_cause:
        notes.append(say(OWN, "no cause", lang, n=measure.n_without_cause))
    return _page(measure, title, [_table(measure, "causes", rows, "change (points)", lang)], notes, lang)


def _page(measure: "Measure", title: str, tables: list[str], notes: list[str], lang: Lang) -> str:
    if measure.period is not None:
        title += say(OWN, "period", lang, name=measure.period.name)
    if measure.before is not None:
        title += say(OWN, "before", lang, name=measure.before.name)
    return "\n\n".join([title, *tables, "\n".join([*notes, *_warnings(measure, lang)])])


def _table(measure: "Measure", words: str, rows: list[list[str]], change: str, lang: Lang) -> str:
    """A table whose header is one of the words, with groups before it and the change behind it where there are any."""
    header = say(OWN, words, lang).split("|")
    if measure.before is not None:
        header = [*header, say(OWN, change, lang), "p"]
    if measure.by is not None:
        header = [say(WORDS, measure.by, lang), *header]
    first_figure = 1 if measure.by is None else 2
    return aligned(header, rows, right=range(first_figure, len(header)))


def _warnings(measure: "Measure", lang: Lang) -> list[str]:
    from feedback_ai.services.measures import TIMES

    found = []
    if measure.by in TIMES and measure.n_undated:
        found.append(say(WORDS, "undated", lang, n=measure.n_undated))
    if len(measure.versions) > 1:
        found.append(say(OWN, "versions", lang, versions=listed(measure.versions, lang)))
    return found


def _records(measure: "Measure") -> list[dict[Any, Any]]:
    return measure.rows.to_dict("records")


def _first_cells(measure: "Measure", row: dict[Any, Any], label: str, lang: Lang) -> list[str]:
    name = name_of(row[label], lang)
    return [name] if measure.by is None else [measure.groups[row["group"]][lang], name]


def _interval(row: dict[Any, Any], name: str, digits: str) -> str:
    value, low, high = (row[f"{name}{ending}"] for ending in ("", "_low", "_high"))
    return "-" if math.isnan(value) else f"{_figure(value, digits)} [{_figure(low, digits)}, {_figure(high, digits)}]"


def _change(measure: "Measure", row: dict[Any, Any], digits: str, ending: str = "") -> list[str]:
    if measure.before is None:
        return []
    p = row[f"p{ending}"]
    return [_interval(row, f"change{ending}", digits), "-" if math.isnan(p) else "<0.001" if p < 0.001 else f"{p:.3f}"]


def _figure(value: float, digits: str) -> str:
    figure = f"{value:{digits}}"
    # What rounds to nothing has no sign.
    return figure.lstrip("+-") if float(figure) == 0 else figure
