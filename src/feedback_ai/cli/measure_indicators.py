"""`feedback-ai measure indicators|import-series`: figures against targets, and figures from outside."""

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from feedback_ai.cli.filters import From, To
from feedback_ai.cli.options import Encoding, opened_store
from feedback_ai.cli.tables import TableFormat, aligned, as_csv, check_format

if TYPE_CHECKING:
    from feedback_ai.services.indicators import IndicatorReport

By = Annotated[str | None, typer.Option(help="Divide by unit, touchpoint or channel.")]
Series = Annotated[str, typer.Argument(help="CSV file with period, value and, where there are any, unit and n; or -.")]
SAMPLING = "Intervals cover 95 % of sampling, not the errors of the model: its card says how large those are."
MOST_PLACES = 4
CSV = (
    *("indicator", "name_en", "name_zh", "kind", "period", "group", "value", "n", "low", "high", "unit", "basis"),
    *("missing", "target", "direction", "verdict", "benchmark", "benchmark_unit", "benchmark_source", "owner"),
)


def indicators(start: From = None, end: To = None, by: By = None, format: TableFormat = "table") -> None:
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
        typer.echo(_table(report, document))


def import_series(
    file: Series,
    indicator: Annotated[
        str, typer.Option(help="What the values are of: an indicator, contacts, or a part of grades.")
    ],
    encoding: Encoding = None,
) -> None:
    """Import values that no text tells, such as contacts or churn, by period and unit.

    A value of the same period and unit is replaced. Where a row is wrong, nothing is imported.
    """
    from feedback_ai.services.series import import_series as service

    with opened_store() as store:
        done = service(store, file, indicator, encoding=encoding)
    again = f", {done.n_replaced:,} of them in place of earlier ones" if done.n_replaced else ""
    typer.echo(f"{done.n_values:,} values of {done.series}, {done.first} to {done.last}{again}.")


def _table(report: "IndicatorReport", document: dict[str, Any]) -> str:
    divided = [] if report.by is None else [report.by]
    header = ["indicator", "period", *divided, "value", "n", "target", "verdict", "benchmark", "owner"]
    rows: list[list[str]] = []
    missing: dict[str, list[str]] = {}
    for row in document["rows"]:
        names = row["name"]
        if row["missing"] is not None:
            places = missing.setdefault(f"{names['en']} {names['zh']}: {row['missing_name']['en']}", [])
            if row["period"]:
                places.append(" ".join([row["period"], *([row["group_name"]["en"]] if divided else [])]))
            continue
        rows.append(
            [
                *(f"{names['en']} {names['zh']}", row["period"]),
                *([] if report.by is None else [row["group_name"]["en"]]),
                *(_value(row), "-" if row["n"] is None else f"{row['n']:,.0f}", _target(row)),
                "-" if row["verdict"] is None else row["verdict_name"]["en"],
                *(_benchmark(row), row["owner"] or "-"),
            ]
        )
    title = f"Indicators of {report.n_texts:,} texts"
    figures = range(2 + len(divided), 4 + len(divided))
    parts = [title, aligned(header, rows, right=figures)]
    if missing:
        told = [f"  {what}{_places(places)}." for what, places in missing.items()]
        parts.append("\n".join(["Not known, because data are missing:", *told]))
    if document["standards"]:
        parts.append(_standards(document["standards"]))
    notes = [SAMPLING]
    if report.n_undated:
        notes.append(f"Texts left out, because their time is not known: {report.n_undated:,}.")
    if len(report.versions) > 1:
        notes.append(
            f"The labels are of different models or label sets ({', '.join(report.versions)}): do not compare."
        )
    return "\n\n".join([*parts, "\n".join(notes)])


def _places(places: list[str]) -> str:
    if not places:
        return ""
    more = f" and {len(places) - MOST_PLACES:,} more" if len(places) > MOST_PLACES else ""
    return f" in {', '.join(places[:MOST_PLACES])}{more}"


def _standards(standards: list[dict[str, Any]]) -> str:
    header = ["standard", "touchpoint", "element", "target", "times met", "every time", "average", "due", "review"]
    rows = [
        [
            *(one["name"]["en"], one["touchpoint_name"]["en"], one["element_name"]["en"]),
            f"{'>=' if one['direction'] == 'higher' else '<='} {one['target']:g}",
            "-" if one["share"] is None else f"{one['met']:,} of {one['n']:,} ({one['share']:.0%})",
            "-" if one["every_time"] is None else "yes" if one["every_time"] else "no",
            "-" if one["average"] is None else f"{one['average']:.1f}, {'met' if one['average_met'] else 'not met'}",
            f"{one['by']}" + ("" if one["due"] else ", not yet"),
            f"{one['review']}" + (", OVERDUE" if one["overdue"] else ""),
        ]
        for one in standards
    ]
    return "Service standards\n\n" + aligned(header, rows)


def _value(row: dict[str, Any]) -> str:
    interval = "" if row["low"] is None else f" [{row['low']:.1f}, {row['high']:.1f}]"
    return f"{row['value']:.1f}{interval} {row['unit']}".rstrip()


def _target(row: dict[str, Any]) -> str:
    if row["target"] is None:
        return "not set"
    return f"{'>=' if row['direction'] == 'higher' else '<='} {row['target']:g}"


def _benchmark(row: dict[str, Any]) -> str:
    if row["benchmark"] is None:
        return "-"
    return f"{row['benchmark']:.1f} ({row['benchmark_unit'] or row['benchmark_source']})"
