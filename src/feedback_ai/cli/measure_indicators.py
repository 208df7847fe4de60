"""`feedback-ai measure indicators|import-series`: figures against targets, and figures from outside."""

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from feedback_ai.cli.filters import From, To
from feedback_ai.cli.measure_shared import WORDS, ByPlace, Words, named, say
from feedback_ai.cli.options import Encoding, Language, opened_store
from feedback_ai.cli.tables import TableFormat, aligned, as_csv, check_format
from feedback_ai.schema.marks import bracketed, joined, listed, titled
from feedback_ai.schema.names import Lang

if TYPE_CHECKING:
    from feedback_ai.services.indicators import IndicatorReport

Series = Annotated[str, typer.Argument(help="CSV file with period, value and, where there are any, unit and n; or -.")]
MOST_PLACES = 4
OWN: Words = {
    "imported": (
        "{n:,} values of {series}, {first} to {last}{again}.",
        "{series}：{n:,} 个数值，{first} 至 {last}{again}。",
    ),
    "again": (", {n:,} of them in place of earlier ones", "，其中 {n:,} 个替换原有数值"),
    "title": ("Indicators of {n:,} texts", "{n:,} 条文本的指标"),
    "indicator": ("indicator|period", "指标|时段"),
    "figures": ("value|n|target|verdict|benchmark|owner", "值|n|目标|判定|标杆|负责人"),
    "as_imported": (
        "*: an imported value without n, judged as it stands: it has no interval.",
        "*：导入值，无样本量和区间，按原值判定。",
    ),
    "no_interval": (
        "-: undecided because there are too few to give an interval, or an imported n comes without one.",
        "-：样本太少，或导入值有样本量而无区间，因此未定。",
    ),
    "missing": ("Not known, because data are missing:", "因缺少数据而不明："),
    "in": (" in {places}", "：{places}"),
    "more": (" and {n:,} more", "等，另有 {n:,} 处"),
    "standards": ("Service standards", "服务标准"),
    "standard": (
        "standard|touchpoint|element|target|times met|every time|average|due|review",
        "标准|触点|要素|目标|达标次数|次次达标|平均|生效日|复审日",
    ),
    "of": ("{met:,} of {n:,} ({share:.0%})", "{n:,} 次中 {met:,} 次（{share:.0%}）"),
    "yes": ("yes", "是"),
    "no": ("no", "否"),
    "met": ("met", "达标"),
    "not met": ("not met", "未达标"),
    "not yet": (", not yet", "，未到"),
    "overdue": (", OVERDUE", "，逾期"),
    "not set": ("not set", "未设定"),
}
UNITS = {"points": "分", "score": "分", "per 1,000": "‰", "hours": "小时"}
"""Units of the built-in register in Chinese; what a register of one's own says stays as it is."""
MARKS = {"interval": "", "as_imported": " *", "no_interval": " -"}
"""Behind a verdict that rests on no interval."""
CSV = (
    *("indicator", "name_en", "name_zh", "kind", "period", "group", "value", "n", "low", "high", "unit", "basis"),
    *(
        "missing",
        "target",
        "direction",
        "verdict",
        "judged",
        "benchmark",
        "benchmark_unit",
        "benchmark_source",
        "owner",
    ),
)


def indicators(
    start: From = None, end: To = None, by: ByPlace = None, lang: Language = "en", format: TableFormat = "table"
) -> None:
    """Show the indicators of the register against target and benchmark, and how its service standards are kept.

    An indicator whose data are missing says what is missing. CSV has the indicators only.
    """
    from feedback_ai.services import indicators as service

    check_format(format)
    with opened_store() as store:
        report = service.indicators(store, start=start, end=end, by=by)
    document = report.document()
    if format == "json":
        typer.echo(json.dumps(document, ensure_ascii=False, default=lambda day: day.isoformat()))
    elif format == "csv":
        rows = [row | {"name_en": row["name"]["en"], "name_zh": row["name"]["zh"]} for row in document["rows"]]
        typer.echo(as_csv(CSV, [["" if row[name] is None else row[name] for name in CSV] for row in rows]))
    else:
        typer.echo(_table(report, document, lang))


def import_series(
    file: Series,
    indicator: Annotated[
        str, typer.Option(help="What the values are of: an indicator, contacts, or a part of grades.")
    ],
    encoding: Encoding = None,
    lang: Language = "en",
) -> None:
    """Import values that no text tells, such as contacts or churn, by period and unit.

    A value of the same period and unit is replaced. Where a row is wrong, nothing is imported.
    """
    from feedback_ai.services.series import import_series as service

    with opened_store() as store:
        done = service(store, file, indicator, encoding=encoding)
    again = say(OWN, "again", lang, n=done.n_replaced) if done.n_replaced else ""
    told = {"series": done.series, "first": done.first, "last": done.last, "again": again}
    typer.echo(say(OWN, "imported", lang, n=done.n_values, **told))
    if done.note is not None:
        typer.echo(done.note[lang], err=True)


def _table(report: "IndicatorReport", document: dict[str, Any], lang: Lang) -> str:
    divided = [] if report.by is None else [say(WORDS, report.by, lang)]
    header = [*say(OWN, "indicator", lang).split("|"), *divided, *say(OWN, "figures", lang).split("|")]
    rows: list[list[str]] = []
    missing: dict[str, list[str]] = {}
    for row in document["rows"]:
        if row["missing"] is not None:
            places = missing.setdefault(titled(named(row["name"], lang), row["missing_name"][lang], lang), [])
            if row["period"]:
                places.append(" ".join([row["period"], *([row["group_name"][lang]] if divided else [])]))
            continue
        rows.append(
            [
                *(named(row["name"], lang), row["period"]),
                *([] if report.by is None else [row["group_name"][lang]]),
                *(_value(row, lang), "-" if row["n"] is None else f"{row['n']:,.0f}", _target(row, lang)),
                "-" if row["verdict"] is None else row["verdict_name"][lang] + MARKS[row["judged"]],
                *(_benchmark(row, lang), row["owner"] or "-"),
            ]
        )
    figures = range(2 + len(divided), 4 + len(divided))
    parts = [say(OWN, "title", lang, n=report.n_texts), aligned(header, rows, right=figures)]
    if missing:
        told = [f"  {what}{_places(places, lang)}{'。' if lang == 'zh' else '.'}" for what, places in missing.items()]
        parts.append("\n".join([say(OWN, "missing", lang), *told]))
    if document["standards"]:
        parts.append(_standards(document["standards"], lang))
    notes = [say(WORDS, "sampling", lang)]
    marked = {row["judged"] for row in document["rows"]}
    notes += [say(OWN, judged, lang) for judged in ("as_imported", "no_interval") if judged in marked]
    if report.n_undated:
        notes.append(say(WORDS, "undated", lang, n=report.n_undated))
    if len(report.versions) > 1:
        notes.append(say(WORDS, "models", lang, versions=listed(report.versions, lang)))
    return "\n\n".join([*parts, "\n".join(notes)])


def _places(places: list[str], lang: Lang) -> str:
    if not places:
        return ""
    more = say(OWN, "more", lang, n=len(places) - MOST_PLACES) if len(places) > MOST_PLACES else ""
    return say(OWN, "in", lang, places=listed(places[:MOST_PLACES], lang)) + more


def _standards(standards: list[dict[str, Any]], lang: Lang) -> str:
    def yes(holds: bool | None, words: tuple[str, str]) -> str:
        return "-" if holds is None else say(OWN, words[0] if holds else words[1], lang)

    rows = [
        [
            *(one["name"][lang], one["touchpoint_name"][lang], one["element_name"][lang]),
            f"{'>=' if one['direction'] == 'higher' else '<='} {one['target']:g}",
            "-" if one["share"] is None else say(OWN, "of", lang, met=one["met"], n=one["n"], share=one["share"]),
            yes(one["every_time"], ("yes", "no")),
            "-"
            if one["average"] is None
            else joined([f"{one['average']:.1f}", yes(bool(one["average_met"]), ("met", "not met"))], lang),
            f"{one['by']}" + ("" if one["due"] else say(OWN, "not yet", lang)),
            f"{one['review']}" + (say(OWN, "overdue", lang) if one["overdue"] else ""),
        ]
        for one in standards
    ]
    return f"{say(OWN, 'standards', lang)}\n\n{aligned(say(OWN, 'standard', lang).split('|'), rows)}"


def _value(row: dict[str, Any], lang: Lang) -> str:
    interval = "" if row["low"] is None else f" [{row['low']:.1f}, {row['high']:.1f}]"
    unit = row["unit"] if lang == "en" else UNITS.get(row["unit"], row["unit"])
    return f"{row['value']:.1f}{interval} {unit}".rstrip()


def _target(row: dict[str, Any], lang: Lang) -> str:
    if row["target"] is None:
        return say(OWN, "not set", lang)
    return f"{'>=' if row['direction'] == 'higher' else '<='} {row['target']:g}"


def _benchmark(row: dict[str, Any], lang: Lang) -> str:
    if row["benchmark"] is None:
        return "-"
    return f"{row['benchmark']:.1f}{bracketed(row['benchmark_unit'] or row['benchmark_source'], lang)}"
