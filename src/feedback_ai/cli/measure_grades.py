"""`feedback-ai measure grades`: letters of units, month by month, and what follows from them."""

import json
import math
from typing import TYPE_CHECKING, Annotated, Any

import typer

from feedback_ai.cli.filters import From, To
from feedback_ai.cli.measure_shared import WORDS, Words, named, say
from feedback_ai.cli.options import Language, opened_store
from feedback_ai.cli.tables import TableFormat, aligned, as_csv, check_format
from feedback_ai.schema.marks import bracketed, listed, titled
from feedback_ai.schema.names import Lang

if TYPE_CHECKING:
    from feedback_ai.measure.grading import Part
    from feedback_ai.services.grades import GradeReport

By = Annotated[str, typer.Option(help="What is graded: unit, touchpoint or channel.")]
Only = Annotated[str | None, typer.Option("--unit", help="Only this unit (touchpoint, channel).")]
OWN: Words = {
    "title": (
        "Grades of {by}s by month; points of each part from 0 to 100",
        "按月评定的{by}等级；各部分为 0 至 100 分",
    ),
    "header": ("month|n|grade|score (0-100)|raw", "月份|n|等级|得分（0-100）|原始等级"),
    "shrunk": (
        "Scores rest on rates that are shrunk toward the mean of the month's units; the raw letter is shown beside.\n"
        "Intervals cover 95 % of sampling, roughly, not the errors of the model: its card says how large those are.",
        "得分依据向当月各单位均值收缩后的比率；旁列未收缩的原始等级。\n"
        "区间约为 95%，只含抽样误差，不含模型误差；模型误差见模型卡。",
    ),
    "least": (
        "With fewer than {n} texts in a month there is no grade (-).",
        "当月文本少于 {n} 条的不评等级（-）。",
    ),
    "left out": (
        "Texts left out, because their time or their {by} is not known: {n:,}.",
        "因时间或{by}不明而未计入的文本：{n:,} 条。",
    ),
    "breaks": (
        "The model or label set changed in {months}: letters begin anew there.",
        "模型或标签集在 {months} 更换：等级自此重新开始。",
    ),
    "origins": ("From {origin}: {parts}.", "来自{origin}：{parts}。"),
    "follows": ("What follows from the letters:", "等级引出的措施："),
    "nothing": ("Nothing follows from these letters.", "这些等级不引出措施。"),
}


def grades(
    start: From = None,
    end: To = None,
    by: By = "unit",
    unit: Only = None,
    lang: Language = "en",
    format: TableFormat = "table",
) -> None:
    """Grade units from A to E each month by their complaints, severity, SERVQUAL scores and what was imported.

    Letters remember the month before: all earlier months are read, too. With --to, only months that have ended by then
    are graded. What follows from letters (an on-site review, say) stands below the table.
    """
    from feedback_ai.services import grades as service

    check_format(format)
    with opened_store() as store:
        report = service.grades(store, start=start, end=end, by=by, unit=unit)
    if format == "json":
        typer.echo(json.dumps(report.document(), ensure_ascii=False))
    elif format == "csv":
        header, rows = _flat(report)
        typer.echo(as_csv(header, rows))
    else:
        typer.echo(_table(report, lang))


def _table(report: "GradeReport", lang: Lang) -> str:
    document, by = report.document(), say(WORDS, report.by, lang)
    month, *first = say(OWN, "header", lang).split("|")
    header = [month, by, *first, *(_short(part, lang) for part in report.grading.part)]
    rows = [
        [
            *(row["month"], row["name"][lang], f"{row['n']:,}", row["letter"] or "-", _score(row)),
            row["raw_letter"] or "-",
            *(_points(row, part.name) for part in report.grading.part),
        ]
        for row in document["rows"]
    ]
    notes = [say(OWN, "shrunk", lang), say(OWN, "least", lang, n=report.grading.minimum_n)]
    if report.n_left_out:
        notes.append(say(OWN, "left out", lang, by=by, n=report.n_left_out))
    if report.breaks:
        notes.append(say(OWN, "breaks", lang, months=listed(report.breaks, lang)))
    notes += [*_origins(document, lang), *(note[lang] for note in document["notes"])]
    told = [
        f"  {one['month']}  {titled(one['name'][lang], named(one['rule_name'], lang), lang)}"
        + bracketed(listed((letter["letter"] for letter in one["letters"]), lang), lang)
        for one in document["escalations"]
    ]
    follows = "\n".join([say(OWN, "follows", lang), *told]) if told else say(OWN, "nothing", lang)
    table = aligned(header, rows, right=range(2, len(header)))
    return "\n\n".join([say(OWN, "title", lang, by=by), table, follows, "\n".join(notes)])


def _origins(document: dict[str, Any], lang: Lang) -> list[str]:
    """Which parts come from outside of the texts, a line an origin."""
    from feedback_ai.services.grades import ORIGINS

    known: dict[str, dict[str, None]] = {}
    for row in document["rows"]:
        for part in row["parts"]:
            known.setdefault(part["origin"], {})[f"{named(part['name'], lang)} {row['month']}"] = None
    return [
        say(OWN, "origins", lang, origin=say(dict(ORIGINS), origin, lang), parts=listed(known[origin], lang))
        for origin in ORIGINS
        if origin in known and origin != "labels"
    ]


def _flat(report: "GradeReport") -> tuple[list[str], list[list[Any]]]:
    """A row a month and unit, with value and points of every part."""
    parts = [part.name for part in report.grading.part]
    first = ["month", "unit", "n", "letter", "score", "score_low", "score_high", "plain", "raw_score", "raw_letter"]
    header = [*first, *(f"{part}{ending}" for part in parts for ending in ("", "_points")), "escalations"]
    document, rows = report.document(), []
    for row in document["rows"]:
        known = {part["part"]: part for part in row["parts"]}
        figures = [known.get(part, {}).get(name) for part in parts for name in ("value", "points")]
        own = [
            one["rule"] for one in document["escalations"] if (one["month"], one["unit"]) == (row["month"], row["unit"])
        ]
        rows.append([*("" if row[name] is None else row[name] for name in first), *_empty(figures), ", ".join(own)])
    return header, rows


def _empty(figures: list[Any]) -> list[Any]:
    return ["" if figure is None else figure for figure in figures]


def _short(part: "Part", lang: Lang) -> str:
    return part.labels.zh if lang == "zh" else part.name.replace("_", " ")


def _score(row: dict[str, Any]) -> str:
    score = row["score"]
    if score is None or math.isnan(score):
        return "-"
    return f"{score:.0f} [{row['score_low']:.0f}, {row['score_high']:.0f}]"


def _points(row: dict[str, Any], part: str) -> str:
    return next((f"{one['points']:.0f}" for one in row["parts"] if one["part"] == part), "-")
