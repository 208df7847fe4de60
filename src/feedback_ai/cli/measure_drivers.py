"""`feedback-ai measure drivers`: what moves a rating, and what matters most against how it is judged."""

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from feedback_ai.cli.filters import with_filter
from feedback_ai.cli.measure_shared import WORDS, ByPlace, Words, named, say, store_with
from feedback_ai.cli.options import Language
from feedback_ai.cli.tables import TableFormat, aligned, as_csv, check_format
from feedback_ai.schema.marks import listed, titled
from feedback_ai.schema.names import Lang

if TYPE_CHECKING:
    from feedback_ai.services.drivers import DriverReport
    from feedback_ai.store.records import EvidenceFilter

Of = Annotated[str, typer.Option(help="rating, or nps, csat, ces or another outcome that the register declares.")]
OWN: Words = {
    "title": ("Drivers of {name}, of {n:,} texts", "{name}的驱动因素，共 {n:,} 条文本"),
    "lacking": (
        "nothing can be told: {why} (there are {n:,}; {needed:,} are needed).",
        "无法得出结论：{why}（现有 {n:,}，需要 {needed:,}）。",
    ),
    "explained": (
        "{n:,} texts with an outcome, mean {mean:.2f}; judgements explain {r2:.0%} of it (cross-validated)",
        "{n:,} 条文本有结果，均值 {mean:.2f}；评价可解释其 {r2:.0%}（交叉验证）",
    ),
    "drivers": ("judged||n|mean of these|impact|effect", "评价||n|其均值|影响|效应"),
    "matrix": (
        "importance and performance|n|importance|net (-100 to 100)|quadrant",
        "重要性与表现|n|重要性|净值（-100 至 100）|象限",
    ),
    "uncertain": (" (uncertain)", "（不确定）"),
    "lines": (
        "  Lines: importance {importance:.2f}, net {net:.0f} (the means).",
        "  分界线：重要性 {importance:.2f}，净值 {net:.0f}（均值）。",
    ),
    "notes": (
        "impact: what these texts add to the mean (mean of all minus mean without them).\n"
        "effect: what a text's outcome is higher by where it judges so, other judgements being equal (ridge "
        "regression).\n"
        "Both tell what goes together, not what causes what.",
        "影响：这些文本对均值的贡献（总均值减去不含它们的均值）。\n"
        "效应：其他评价相同时，有此评价的文本结果高出多少（岭回归）。\n"
        "两者只说明相关，不说明因果。",
    ),
    "models": (
        "The labels are of different models or label sets ({versions}).",
        "标签来自不同的模型或标签集（{versions}）。",
    ),
}
CSV = (
    *("group", "facet", "sentiment", "n", "mean_with", "impact", "impact_low", "impact_high"),
    *("coefficient", "coefficient_low", "coefficient_high", "importance", "importance_low", "importance_high"),
    *("performance", "performance_low", "performance_high", "quadrant", "uncertain"),
)


@with_filter
def drivers(
    wanted: "EvidenceFilter",
    by: ByPlace = None,
    outcome: Of = "rating",
    lang: Language = "en",
    format: TableFormat = "table",
) -> None:
    """Show what moves a rating or another outcome: impact, regression, and the importance-performance matrix.

    Where there are too few texts with an outcome, it says how many are needed.
    """
    from feedback_ai.services import drivers as service

    check_format(format)
    with store_with(wanted) as store:
        report = service.drivers(store, wanted, outcome=outcome, by=by)
    if format == "json":
        typer.echo(json.dumps(report.document(), ensure_ascii=False))
    elif format == "csv":
        typer.echo(as_csv(CSV, list(_flat(report.document()))))
    else:
        typer.echo(_tables(report, lang))


def _flat(document: dict[str, Any]) -> "list[list[Any]]":
    """A row a group, facet and polarity, with the facet's place in the matrix."""
    rows = []
    for group in document["groups"]:
        matrix = {place["facet"]: place for place in group["matrix"]}
        for row in group["rows"]:
            cells = matrix[row["facet"]] | row | {"group": group["group"]}
            rows.append(["" if cells[name] is None else cells[name] for name in CSV])
    return rows


def _tables(report: "DriverReport", lang: Lang) -> str:
    document = report.document()
    parts = [say(OWN, "title", lang, name=named(document["name"], lang), n=report.n_texts)]
    for group in document["groups"]:
        title = ""
        if report.by is not None and group["name"] is not None:
            title = titled(f"{say(WORDS, report.by, lang)} {group['name'][lang]}", "", lang)
        if group["lacking"] is not None:
            why = group["lacking_name"][lang]
            parts.append(title + say(OWN, "lacking", lang, why=why, n=group["n"], needed=group["needed"]))
            continue
        figures = {"n": group["n"], "mean": group["mean"], "r2": max(group["r2"], 0)}
        parts.append(title + say(OWN, "explained", lang, **figures))
        parts += [_drivers(group["rows"], lang), _matrix(group, lang)]
    notes = [say(OWN, "notes", lang), say(WORDS, "sampling", lang)]
    if len(report.versions) > 1:
        notes.append(say(OWN, "models", lang, versions=listed(report.versions, lang)))
    return "\n\n".join([*parts, "\n".join(notes)])


def _drivers(rows: list[dict[str, Any]], lang: Lang) -> str:
    header = say(OWN, "drivers", lang).split("|")
    cells = [
        [
            *(row["name"][lang], row["sentiment_name"][lang].lower(), f"{row['n']:,}", f"{row['mean_with']:.2f}"),
            *(_interval(row, name, "+.2f") for name in ("impact", "coefficient")),
        ]
        for row in rows
    ]
    return aligned(header, cells, right=range(2, len(header)))


def _matrix(group: dict[str, Any], lang: Lang) -> str:
    cells = [
        [
            *(place["name"][lang], f"{place['n']:,}"),
            *(_interval(place, "importance", ".2f"), _interval(place, "performance", ".0f")),
            named(place["quadrant_name"], lang) + (say(OWN, "uncertain", lang) if place["uncertain"] else ""),
        ]
        for place in group["matrix"]
    ]
    lines = say(OWN, "lines", lang, importance=group["importance_line"], net=group["performance_line"])
    return f"{aligned(say(OWN, 'matrix', lang).split('|'), cells, right=range(1, 4))}\n\n{lines}"


def _interval(row: dict[str, Any], name: str, digits: str) -> str:
    value, low, high = (row[f"{name}{ending}"] for ending in ("", "_low", "_high"))
    return f"{value:{digits}} [{low:{digits}}, {high:{digits}}]"
