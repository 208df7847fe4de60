"""`feedback-ai measure drivers`: what moves a rating, and what matters most against how it is judged."""

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from feedback_ai.cli.filters import Channel, From, LanguageOption, Source, To, Touchpoint, Unit, evidence_filter
from feedback_ai.cli.options import opened_store
from feedback_ai.cli.tables import TableFormat, aligned, as_csv, check_format

if TYPE_CHECKING:
    from feedback_ai.services.drivers import DriverReport

By = Annotated[str | None, typer.Option(help="Divide by unit, touchpoint or channel.")]
Of = Annotated[str, typer.Option(help="rating, or nps, csat, ces or another outcome that the register declares.")]
NOTES = (
    "impact: what these texts add to the mean (mean of all minus mean without them).",
    "effect: what a text's outcome is higher by where it judges so, other judgements being equal (ridge regression).",
    "Both tell what goes together, not what causes what.",
    "Intervals cover 95 % of sampling, not the errors of the model: its card says how large those are.",
)
CSV = (
    *("group", "facet", "sentiment", "n", "mean_with", "impact", "impact_low", "impact_high"),
    *("coefficient", "coefficient_low", "coefficient_high", "importance", "importance_low", "importance_high"),
    *("performance", "performance_low", "performance_high", "quadrant", "uncertain"),
)


def drivers(
    start: From = None,
    end: To = None,
    by: By = None,
    outcome: Of = "rating",
    unit: Unit = None,
    touchpoint: Touchpoint = None,
    channel: Channel = None,
    source: Source = None,
    language: LanguageOption = None,
    format: TableFormat = "table",
) -> None:
    """Show what moves a rating or another outcome: impact, regression, and the importance-performance matrix.

    Where there are too few texts with an outcome, it says how many are needed.
    """
    from feedback_ai.services import drivers as service

    check_format(format)
    wanted = evidence_filter(
        start=start, end=end, unit=unit, touchpoint=touchpoint, channel=channel, source=source, language=language
    )
    with opened_store() as store:
        report = service.drivers(store, wanted, outcome=outcome, by=by)
    if format == "json":
        typer.echo(json.dumps(report.document(), ensure_ascii=False))
    elif format == "csv":
        typer.echo(as_csv(CSV, list(_flat(report.document()))))
    else:
        typer.echo(_tables(report))


def _flat(document: dict[str, Any]) -> "list[list[Any]]":
    """A row a group, facet and polarity, with the facet's place in the matrix."""
    rows = []
    for group in document["groups"]:
        matrix = {place["facet"]: place for place in group["matrix"]}
        for row in group["rows"]:
            cells = matrix[row["facet"]] | row | {"group": group["group"]}
            rows.append(["" if cells[name] is None else cells[name] for name in CSV])
    return rows


def _tables(report: "DriverReport") -> str:
    document = report.document()
    parts = [f"Drivers of {document['name']['en']} {document['name']['zh']}, of {report.n_texts:,} texts"]
    for group in document["groups"]:
        title = f"{report.by} {group['name']['en']}: " if group["name"] is not None else ""
        if group["lacking"] is not None:
            lacking = group["lacking_name"]["en"]
            parts.append(
                f"{title}nothing can be told: {lacking} (there are {group['n']:,}; {group['needed']:,} are needed)."
            )
            continue
        parts.append(
            f"{title}{group['n']:,} texts with an outcome, mean {group['mean']:.2f}; "
            f"judgements explain {max(group['r2'], 0):.0%} of it (cross-validated)"
        )
        parts += [_drivers(group["rows"]), _matrix(group)]
    warning = []
    if len(report.versions) > 1:
        warning = [f"The labels are of different models or label sets ({', '.join(report.versions)})."]
    return "\n\n".join([*parts, "\n".join([*NOTES, *warning])])


def _drivers(rows: list[dict[str, Any]]) -> str:
    header = ["judged", "", "n", "mean of these", "impact", "effect"]
    cells = [
        [
            *(row["name"]["en"], row["sentiment_name"]["en"].lower(), f"{row['n']:,}", f"{row['mean_with']:.2f}"),
            *(_interval(row, name, "+.2f") for name in ("impact", "coefficient")),
        ]
        for row in rows
    ]
    return aligned(header, cells, right=range(2, len(header)))


def _matrix(group: dict[str, Any]) -> str:
    header = ["importance and performance", "n", "importance", "net (-100 to 100)", "quadrant"]
    cells = [
        [
            *(place["name"]["en"], f"{place['n']:,}"),
            *(_interval(place, "importance", ".2f"), _interval(place, "performance", ".0f")),
            f"{place['quadrant_name']['en']} {place['quadrant_name']['zh']}"
            + (" (uncertain)" if place["uncertain"] else ""),
        ]
        for place in group["matrix"]
    ]
    lines = f"  Lines: importance {group['importance_line']:.2f}, net {group['performance_line']:.0f} (the means)."
    return f"{aligned(header, cells, right=range(1, 4))}\n\n{lines}"


def _interval(row: dict[str, Any], name: str, digits: str) -> str:
    value, low, high = (row[f"{name}{ending}"] for ending in ("", "_low", "_high"))
    return f"{value:{digits}} [{low:{digits}}, {high:{digits}}]"
