"""`feedback-ai measure`: tables of figures."""

import json
import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from feedback_ai.cli.filters import Channel, From, LanguageOption, Source, To, Touchpoint, Unit, evidence_filter
from feedback_ai.cli.measure_causes import drill, fishbone, spread
from feedback_ai.cli.measure_drivers import drivers
from feedback_ai.cli.measure_elements import elements, journey, training
from feedback_ai.cli.measure_grades import grades
from feedback_ai.cli.measure_indicators import import_series, indicators
from feedback_ai.cli.tables import TableFormat, aligned, as_csv, check_format

if TYPE_CHECKING:
    from feedback_ai.services.measures import Measure
    from feedback_ai.store.records import EvidenceFilter

app = typer.Typer(help="Tables of figures.", no_args_is_help=True, rich_markup_mode=None)

By = Annotated[str | None, typer.Option(help="Divide by unit, touchpoint, channel, week or month.")]
CauseBy = Annotated[str | None, typer.Option(help="Divide by dimension, unit, touchpoint, channel, week or month.")]
SAMPLING = "Intervals cover 95 % of sampling, not the errors of the model: its card says how large those are."
CORRECTED = "Corrected figures are the exception: their intervals cover the model's errors too."
SHARES = [(name, ending) for name in ("negative", "positive") for ending in ("", "_corrected")]


@app.command()
def servqual(
    start: From = None,
    end: To = None,
    by: By = None,
    unit: Unit = None,
    touchpoint: Touchpoint = None,
    channel: Channel = None,
    source: Source = None,
    language: LanguageOption = None,
    format: TableFormat = "table",
) -> None:
    """Scores of the five SERVQUAL dimensions with intervals, and what changed since the period before.

    The change is given where --from and --to are; the period before is the calendar period before (month, quarter,
    year, ...) or one of the same length.
    """
    from feedback_ai.services import measures

    wanted = evidence_filter(
        start=start, end=end, unit=unit, touchpoint=touchpoint, channel=channel, source=source, language=language
    )
    _show(measures.servqual, wanted, by, format, _servqual_table)


@app.command()
def causes(
    start: From = None,
    end: To = None,
    by: CauseBy = None,
    unit: Unit = None,
    touchpoint: Touchpoint = None,
    channel: Channel = None,
    source: Source = None,
    language: LanguageOption = None,
    format: TableFormat = "table",
) -> None:
    """Root causes of unhappy texts, the most frequent first, and what changed since the period before.

    The change is given where --from and --to are; the period before is the calendar period before (month, quarter,
    year, ...) or one of the same length.
    """
    from feedback_ai.services import measures

    wanted = evidence_filter(
        start=start, end=end, unit=unit, touchpoint=touchpoint, channel=channel, source=source, language=language
    )
    _show(measures.causes, wanted, by, format, _causes_table)


for command in (drivers, grades, indicators, import_series, drill, fishbone, spread, elements, training, journey):
    app.command()(command)


def _show(
    measured: Callable[..., "Measure"],
    wanted: "EvidenceFilter",
    by: str | None,
    format: str,
    table: Callable[["Measure"], str],
) -> None:
    from feedback_ai.settings import get_settings
    from feedback_ai.store import Store

    check_format(format)
    with Store.open(get_settings().store_url) as store:
        measure = measured(store, wanted, by=by)
    if format == "json":
        typer.echo(json.dumps(measure.document(), ensure_ascii=False, default=lambda moment: moment.isoformat()))
    elif format == "csv":
        rows = measure.rows.astype(object).where(measure.rows.notna(), "")
        typer.echo(as_csv(list(rows.columns), rows.itertuples(index=False)))
    else:
        typer.echo(table(measure))


def _servqual_table(measure: "Measure") -> str:
    header = ["dimension", "n", "score (1-7)", "net (-100 to 100)", "negative", "neutral", "positive", "abstained"]
    rows = [
        [
            *_first_cells(measure, row, "dimension"),
            f"{row['n']:,}",
            _interval(row, "score", ".1f"),
            _interval(row, "net", ".0f"),
            *(_count(row, stance) for stance in ("negative", "neutral", "positive")),
            f"{row['abstained']:,}",
            *_change(measure, row, "+.1f"),
        ]
        for row in _records(measure)
    ]
    title = f"SERVQUAL scores of {measure.n_texts:,} texts"
    told = ["Percentages are shares of all texts.", *(sentence["en"] for sentence in measure.corrections)]
    below = _corrected_table(measure) if measure.rows["corrected_by"].notna().any() else None
    return _page(measure, title, header, rows, "change of score", told, below=below)


def _count(row: dict[Any, Any], stance: str) -> str:
    share = row.get(f"{stance}_share", math.nan)
    return f"{row[stance]:,}" if math.isnan(share) else f"{row[stance]:,} ({share:.0f}%)"


def _corrected_table(measure: "Measure") -> str:
    """Shares of all texts, net and score, corrected for the model's errors, the shares beside the model's own."""
    header = ["dimension", "negative (%)", "corrected", "positive (%)", "corrected"]
    header += ["net, corrected", "score, corrected", "corrected by"]
    rows = [
        [
            *_first_cells(measure, row, "dimension"),
            *(_interval(row, f"{name}_share{ending}", ".0f") for name, ending in SHARES),
            _interval(row, "net_corrected", ".0f"),
            _interval(row, "score_corrected", ".1f"),
            f"audit, n={row['n_audited']:,}" if row["corrected_by"] == "audit" else row["corrected_by"] or "-",
            *_change(measure, row, "+.1f", "_corrected"),
        ]
        for row in _records(measure)
    ]
    title = "Shares of all texts, and figures corrected for the model's errors"
    return f"{title}\n\n{_table(measure, header, rows, 'change, corrected')}"


def _causes_table(measure: "Measure") -> str:
    header = ["root cause", "n", "share", "cumulative", "to 80 %", "unhappy texts", "of these (%)"]
    percent = ["rate", "rate_low", "rate_high", "change", "change_low", "change_high"]
    rows = [
        [
            *_first_cells(measure, row, "cause"),
            f"{row['n']:,}",
            f"{row['share']:.0%}",
            f"{row['cumulative']:.0%}",
            "yes" if row["vital"] else "",
            f"{row['complaining']:,}",
            _interval(row, "rate", ".0f"),
            *_change(measure, row, "+.0f"),
        ]
        for row in (row | {name: 100 * row[name] for name in percent if name in row} for row in _records(measure))
    ]
    title = f"Root causes of {measure.n_complaining:,} unhappy texts among {measure.n_texts:,}"
    notes = [
        "Unhappy texts judge anything negative.",
        "To 80 %: the vital few, which together reach the 80 % line of all causes named.",
        "A text may name several causes: the rates add up to more than 100 %, the shares do not.",
    ]
    if measure.n_without_cause:
        notes.append(f"Unhappy texts in which no cause was recognised: {measure.n_without_cause:,}.")
    return _page(measure, title, header, rows, "change (points)", notes)


def _page(
    measure: "Measure",
    title: str,
    header: list[str],
    rows: list[list[str]],
    change: str,
    notes: list[str],
    below: str | None = None,
) -> str:
    if measure.period is not None:
        title += f", {measure.period.name}"
    if measure.before is not None:
        title += f" against {measure.before.name}"
    tables = [_table(measure, header, rows, change), *([] if below is None else [below])]
    sampling = SAMPLING if below is None else f"{SAMPLING}\n{CORRECTED}"
    return "\n\n".join([title, *tables, "\n".join([sampling, *notes, *_warnings(measure)])])


def _table(measure: "Measure", header: list[str], rows: list[list[str]], change: str) -> str:
    if measure.before is not None:
        header = [*header, change, "p"]
    if measure.by is not None:
        header = [measure.by, *header]
    first_figure = 1 if measure.by is None else 2
    return aligned(header, rows, right=range(first_figure, len(header)))


def _warnings(measure: "Measure") -> list[str]:
    from feedback_ai.services.measures import TIMES

    found = []
    if measure.by in TIMES and measure.n_undated:
        found.append(f"Texts left out, because their time is not known: {measure.n_undated:,}.")
    if len(measure.versions) > 1:
        found.append(
            f"The labels are of different models or label sets ({', '.join(measure.versions)}): "
            "what changed may be the model, so that periods are not compared."
        )
    return found


def _records(measure: "Measure") -> list[dict[Any, Any]]:
    return measure.rows.to_dict("records")


def _first_cells(measure: "Measure", row: dict[Any, Any], label: str) -> list[str]:
    from feedback_ai.schema.names import name_of

    name = name_of(row[label], "en")
    return [name] if measure.by is None else [measure.groups[row["group"]]["en"], name]


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
