"""`feedback-ai measure elements`, `training` and `journey`: of what service is made, and where it fails."""

from typing import Annotated, Any

import typer

from feedback_ai.cli.filters import Channel, From, LanguageOption, Source, To, Touchpoint, Unit, evidence_filter
from feedback_ai.cli.measure_causes import (
    SAMPLING,
    Drawing,
    Language,
    both,
    p_value,
    rate_of,
    show,
    write_drawing,
)
from feedback_ai.cli.options import opened_store
from feedback_ai.cli.tables import TableFormat, aligned, check_format

By = Annotated[str, typer.Option(help="Divide by unit, touchpoint, channel, week or month; none for all together.")]


def elements(
    by: By = "unit",
    start: From = None,
    end: To = None,
    unit: Unit = None,
    touchpoint: Touchpoint = None,
    channel: Channel = None,
    source: Source = None,
    language: LanguageOption = None,
    format: TableFormat = "table",
) -> None:
    """Roll causes up to the three elements of service: hardware, software, people."""
    from feedback_ai.services.elements import elements as service

    check_format(format)
    wanted = evidence_filter(
        start=start, end=end, unit=unit, touchpoint=touchpoint, channel=channel, source=source, language=language
    )
    with opened_store() as store:
        found = service(store, wanted, by=None if by == "none" else by)
    columns = ["group", "element", "n", "complaining", "rate", "rate_low", "rate_high"]
    show(found, columns, found["rows"], format, _elements_table)


def training(
    start: From = None,
    end: To = None,
    unit: Unit = None,
    touchpoint: Touchpoint = None,
    channel: Channel = None,
    source: Source = None,
    language: LanguageOption = None,
    format: TableFormat = "table",
) -> None:
    """Show at which units people are named as the cause more often than at the others, and what to train."""
    from feedback_ai.services.elements import training as service

    check_format(format)
    wanted = evidence_filter(
        start=start, end=end, unit=unit, touchpoint=touchpoint, channel=channel, source=source, language=language
    )
    with opened_store() as store:
        found = service(store, wanted)
    columns = ["unit", "n_texts", "n", "raw", "rate", "low", "high", "mean", "p", "q", "need", "dimensions", "topics"]
    rows = [
        row
        | {"dimensions": "; ".join(one["dimension"] for one in row["dimensions"])}
        | {"topics": "; ".join(str(one["topic"]) for one in row["topics"])}
        for row in found["rows"]
    ]
    show(found, columns, rows, format, _training_table)


def journey(
    output: Drawing = None,
    lang: Language = "en",
    start: From = None,
    end: To = None,
    unit: Unit = None,
    touchpoint: Touchpoint = None,
    channel: Channel = None,
    source: Source = None,
    language: LanguageOption = None,
    format: TableFormat = "table",
) -> None:
    """Show the service circle: net score of each dimension at each touchpoint, and the moments of truth.

    With --output, the heat map is drawn. CSV has a row a dimension and touchpoint.
    """
    from feedback_ai.services import service_circle as service

    check_format(format)
    wanted = evidence_filter(
        start=start, end=end, unit=unit, touchpoint=touchpoint, channel=channel, source=source, language=language
    )
    with opened_store() as store:
        found = service.service_circle(store, wanted)
    if output is not None:
        write_drawing(service.draw_circle(found, lang), output)
        return
    columns = ["touchpoint", "dimension", "n", "negative", "net", "net_low", "net_high"]
    show(found, columns, found["cells"], format, _journey_table)


def _elements_table(found: dict[str, Any]) -> str:
    grouped = found["by"] is not None
    header = [*([found["by"]] if grouped else []), "element", "n", "unhappy texts", "of these (%)"]
    rows = [
        [
            *([row["group_name"]["en"]] if grouped else []),
            *(both(row["name"]), f"{row['n']:,}", f"{row['complaining']:,}", rate_of(row)),
        ]
        for row in found["rows"]
    ]
    mapping = "; ".join(f"{element}: {', '.join(causes)}" for element, causes in found["causes"].items())
    notes = [f"Elements and their causes: {mapping}.", "A text may name several.", SAMPLING]
    title = f"Elements of service in {found['n_complaining']:,} unhappy texts among {found['n_texts']:,}"
    first = 2 if grouped else 1
    return "\n\n".join([title, aligned(header, rows, right=range(first, len(header))), "\n".join(notes)])


def _training_table(found: dict[str, Any]) -> str:
    header = ["unit", "texts", "blame people", "shrunk (%)", "p", "training", "of what"]
    rows = [
        [
            *(row["unit"], f"{row['n_texts']:,}", f"{row['n']:,}"),
            rate_of(row | {"rate_low": row["low"], "rate_high": row["high"]}),
            *(p_value(row["q"]), "needed 需要" if row["need"] else "-"),
            "; ".join(f"{both(one['name'])} ({one['n']:,})" for one in [*row["dimensions"], *row["topics"]])
            if row["need"]
            else "",
        ]
        for row in found["rows"]
    ]
    notes = [
        "Needed: above the other units beyond chance (p adjusted over units, and the whole interval above the mean).",
        "Rates are of all texts of a unit, shrunk toward the mean of all: compare units whose texts come the same way.",
        f"Texts left out, because they name no unit: {found['n_without_unit']:,}.",
        SAMPLING,
    ]
    title = f"Training needs from texts that blame people, of {found['n_texts']:,} texts"
    return "\n\n".join([title, aligned(header, rows, right=range(1, 5)), "\n".join(notes)])


def _journey_table(found: dict[str, Any]) -> str:
    dimensions = list(dict.fromkeys(cell["dimension"] for cell in found["cells"]))
    names = {cell["dimension"]: cell["name"]["en"] for cell in found["cells"]}
    cells = {(cell["touchpoint"], cell["dimension"]): cell for cell in found["cells"]}
    header = ["touchpoint", "n", "net", "p", *(names[dimension] for dimension in dimensions)]
    rows = [
        [
            ("* " if place["moment"] else "") + both(place["name"]),
            *(f"{place['n']:,}", _net(place), p_value(place["q"])),
            *(_net(cells[place["touchpoint"], dimension], brief=True) for dimension in dimensions),
        ]
        for place in found["touchpoints"]
    ]
    moments = [both(place["name"]) for place in found["touchpoints"] if place["moment"]]
    notes = [
        f"Moments of truth (*): {', '.join(moments)}."
        if moments
        else "No touchpoint is worse than the others beyond chance.",
        f"Net: percentage of positive minus negative texts; cells: net (n), empty below n = {found['minimum_n']}.",
        "p: of being no worse than the other touchpoints, adjusted over touchpoints.",
        f"Texts left out, because their touchpoint is not known: {found['n_without_touchpoint']:,}.",
        SAMPLING,
    ]
    title = f"Service circle of {found['n_texts']:,} texts"
    return "\n\n".join([title, aligned(header, rows, right=range(1, len(header))), "\n".join(notes)])


def _net(row: dict[str, Any], *, brief: bool = False) -> str:
    if row["net"] is None:
        return "-"
    net = f"{row['net']:.0f}"
    return f"{net} ({row['n']:,})" if brief else f"{net} [{row['net_low']:.0f}, {row['net_high']:.0f}]"
