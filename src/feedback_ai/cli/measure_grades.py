"""`feedback-ai measure grades`: letters of units, month by month, and what follows from them."""

import json
import math
from typing import TYPE_CHECKING, Annotated, Any

import typer

from feedback_ai.cli.filters import From, To
from feedback_ai.cli.options import opened_store
from feedback_ai.cli.tables import TableFormat, aligned, as_csv, check_format

if TYPE_CHECKING:
    from feedback_ai.services.grades import GradeReport

By = Annotated[str, typer.Option(help="What is graded: unit, touchpoint or channel.")]
Only = Annotated[str | None, typer.Option("--unit", help="Only this unit (touchpoint, channel).")]
NOTES = (
    "Scores rest on rates that are shrunk toward the mean of the month's units; the raw letter is shown beside.",
    "Intervals cover 95 % of sampling, roughly, not the errors of the model: its card says how large those are.",
)


def grades(
    start: From = None, end: To = None, by: By = "unit", unit: Only = None, format: TableFormat = "table"
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
        typer.echo(_table(report))


def _table(report: "GradeReport") -> str:
    document = report.document()
    header = ["month", report.by, "n", "grade", "score (0-100)", "raw", *(_short(part) for part in report.grading.part)]
    rows = [
        [
            *(row["month"], row["name"]["en"], f"{row['n']:,}", row["letter"] or "-", _score(row)),
            row["raw_letter"] or "-",
            *(_points(row, part.name) for part in report.grading.part),
        ]
        for row in document["rows"]
    ]
    title = f"Grades of {report.by}s by month; points of each part from 0 to 100"
    notes = [*NOTES, f"With fewer than {report.grading.minimum_n} texts in a month there is no grade (-)."]
    if report.n_left_out:
        notes.append(f"Texts left out, because their time or their {report.by} is not known: {report.n_left_out:,}.")
    if report.breaks:
        notes.append(f"The model or label set changed in {', '.join(report.breaks)}: letters begin anew there.")
    told = [
        f"  {one['month']}  {one['name']['en']}: {one['rule_name']['en']} {one['rule_name']['zh']} "
        f"({', '.join(letter['letter'] for letter in one['letters'])})"
        for one in document["escalations"]
    ]
    follows = "\n".join(["What follows from the letters:", *told]) if told else "Nothing follows from these letters."
    table = aligned(header, rows, right=range(2, len(header)))
    return "\n\n".join([title, table, follows, "\n".join(notes)])


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


def _short(part: Any) -> str:
    return str(part.name).replace("_", " ")


def _score(row: dict[str, Any]) -> str:
    score = row["score"]
    if score is None or math.isnan(score):
        return "-"
    return f"{score:.0f} [{row['score_low']:.0f}, {row['score_high']:.0f}]"


def _points(row: dict[str, Any], part: str) -> str:
    return next((f"{one['points']:.0f}" for one in row["parts"] if one["part"] == part), "-")
