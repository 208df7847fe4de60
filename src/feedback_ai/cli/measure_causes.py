"""`feedback-ai measure drill`, `fishbone` and `spread`: why causes are there, and how they are spread."""

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from feedback_ai.cli.filters import Channel, From, LanguageOption, Source, To, Touchpoint, Unit, evidence_filter
from feedback_ai.cli.options import opened_store
from feedback_ai.cli.tables import TableFormat, aligned, as_csv, check_format, cut
from feedback_ai.schema.names import Lang

if TYPE_CHECKING:
    from feedback_ai.services.sheets import Cell

Dimension = Annotated[
    str | None,
    typer.Option(help="tangibles, reliability, responsiveness, assurance, empathy, product or price."),
]
Drawing = Annotated[
    str | None, typer.Option("--output", help="Write the drawing as SVG to this file.", metavar="FILE.svg|-")
]
Language = Annotated[Lang, typer.Option("--lang", help="Language of the drawing: en or zh.")]
SAMPLING = "Intervals cover 95 % of sampling, not the errors of the model: its card says how large those are."


def drill(
    dimension: Dimension = None,
    cause: Annotated[
        str | None, typer.Option(help="A root cause of the dimension; none for segments that name none.")
    ] = None,
    topic: Annotated[
        str | None, typer.Option(help="The id of a topic of the cause; none for segments that belong to none.")
    ] = None,
    limit: Annotated[int, typer.Option(help="So many segments are quoted at most.", min=1, max=1000)] = 50,
    start: From = None,
    end: To = None,
    unit: Unit = None,
    touchpoint: Touchpoint = None,
    channel: Channel = None,
    source: Source = None,
    language: LanguageOption = None,
    format: TableFormat = "table",
) -> None:
    """Go down from dimension to cause to topic to the words of customers (five whys).

    Without options it shows the dimensions; each option goes a level down. The findings of a level add up to those of
    the level above.
    """
    from feedback_ai.services.cause_drill import drill as service

    check_format(format)
    wanted = evidence_filter(
        start=start, end=end, unit=unit, touchpoint=touchpoint, channel=channel, source=source, language=language
    )
    with opened_store() as store:
        found = service(store, wanted, dimension=dimension, cause=cause, topic=topic, limit=limit)
    columns = ["value", "n", "share", "texts", "complaining", "rate", "rate_low", "rate_high"]
    rows = found["rows"]
    if found["level"] == "evidence":
        columns, rows = ["record_id", "segment_index", "source", "unit", "created_at", "text"], found["evidence"]
    show(found, columns, rows, format, _drill_table)


def fishbone(
    dimension: Dimension = None,
    topic: Annotated[int | None, typer.Option(help="The id of a topic, which is then the head.")] = None,
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
    """Draw the fishbone of a dimension, a topic, or of all unhappy texts, or show it as a table.

    Bones are the six causes; small bones are topics, or dimensions where a topic is the head.
    """
    from feedback_ai.services import cause_fishbone as service

    check_format(format)
    wanted = evidence_filter(
        start=start, end=end, unit=unit, touchpoint=touchpoint, channel=channel, source=source, language=language
    )
    with opened_store() as store:
        found = service.fishbone(store, wanted, dimension=dimension, topic=topic)
    if output is not None:
        write_drawing(service.draw_fishbone(found, lang), output)
        return
    rows = [
        {"cause": bone["cause"], "bone": bone, "value": small.get("value"), "n": small.get("n"), "small": small}
        for bone in found["bones"]
        for small in bone["small"] or [{}]
    ]
    flat = [
        {
            **row,
            "cause_n": row["bone"]["n"],
            "rate": row["bone"]["rate"],
            "name": row["small"].get("name", {}).get("en"),
        }
        for row in rows
    ]
    show(found, ["cause", "cause_n", "rate", "value", "name", "n"], flat, format, _fishbone_table)


def spread(
    occasional: Annotated[
        float, typer.Option(help="Share of all texts below which a cause happens now and then.")
    ] = 0.02,
    start: From = None,
    end: To = None,
    unit: Unit = None,
    touchpoint: Touchpoint = None,
    channel: Channel = None,
    source: Source = None,
    language: LanguageOption = None,
    format: TableFormat = "table",
) -> None:
    """Tell systemic from sporadic causes (批量性/偶发性): do they gather at units or in weeks more than by chance?"""
    from feedback_ai.services.cause_spread import spread as service

    check_format(format)
    wanted = evidence_filter(
        start=start, end=end, unit=unit, touchpoint=touchpoint, channel=channel, source=source, language=language
    )
    with opened_store() as store:
        found = service(store, wanted, occasional=occasional)
    columns = ["cause", "n", "n_texts", "rate", "rate_low", "rate_high", "n_units", "p_units", "q_units", "units"]
    rows = [row | {name: "; ".join(row[name]) for name in ("units", "weeks")} for row in found["rows"]]
    show(found, [*columns, "n_weeks", "p_time", "q_time", "weeks", "verdict"], rows, format, _spread_table)


def show(document: dict[str, Any], columns: list[str], rows: list[dict[str, Any]], format: str, table: Any) -> None:
    """Write a document as JSON, its rows as CSV, or the table that is made of it."""
    if format == "json":
        typer.echo(json.dumps(document, ensure_ascii=False, default=lambda moment: moment.isoformat()))
    elif format == "csv":
        cells: list[list[Cell]] = [["" if row[name] is None else row[name] for name in columns] for row in rows]
        typer.echo(as_csv(columns, cells))
    else:
        typer.echo(table(document))


def write_drawing(svg: str, output: str) -> None:
    """Write a drawing to a file, complete or not at all, and say so; to standard output for "-"."""
    from feedback_ai.services.output import open_output

    with open_output(output) as stream:
        stream.write(svg.encode() + b"\n")
    if output != "-":
        typer.echo(f"written to {output}")


def both(names: dict[str, str]) -> str:
    """A name in both languages, once where they are equal."""
    return names["en"] if names["en"] == names["zh"] else f"{names['en']} {names['zh']}"


def rate_of(row: dict[str, Any], name: str = "rate") -> str:
    """A share in percent with its interval; a dash where it is not known."""
    low, high = (row.get(f"{name}{ending}") for ending in ("_low", "_high"))
    if row[name] is None or low is None or high is None:
        return "-"
    return f"{100 * row[name]:.1f} [{100 * low:.1f}, {100 * high:.1f}]"


def p_value(value: float | None) -> str:
    """A p-value; a dash where nothing was tested."""
    return "-" if value is None else "<0.001" if value < 0.001 else f"{value:.3f}"


def _drill_table(found: dict[str, Any]) -> str:
    path = " > ".join(both(step["name"]) for step in found["path"]) or "All unhappy texts 全部不满文本"
    title = f"{path}: {found['n']:,} findings in {found['texts']:,} texts"
    if found["level"] == "evidence":
        header = ["record", "unit", "written", "words"]
        rows = [
            [
                *(row["record_id"], row["unit"] or "-", f"{row['created_at']:%Y-%m-%d}" if row["created_at"] else "-"),
                cut(row["text"], 100),
            ]
            for row in found["evidence"]
        ]
        return "\n\n".join([title, aligned(header, rows)])
    level = found["level"]
    header = [level, "", "findings", "share", "texts", "of these (%)"]
    rows = [
        [
            *(row["value"], both(row["name"]), f"{row['n']:,}", f"{row['share']:.0%}"),
            *(f"{row['texts']:,}", rate_of(row)),
        ]
        for row in found["rows"]
    ]
    notes = [
        "A finding is an unhappy segment with a dimension that it judges and a cause that it names; they add up.",
        SAMPLING,
        f"Go down with --{level}.",
    ]
    return "\n\n".join([title, aligned(header, rows, right=range(2, 6)), "\n".join(notes)])


def _fishbone_table(found: dict[str, Any]) -> str:
    header = ["cause", "texts", "of these (%)", "behind it"]
    rows = []
    for bone in found["bones"]:
        small = [f"{both(one['name'])} ({one['n']:,})" for one in bone["small"]]
        small += [f"{bone['others']:,} more"] if bone["others"] else []
        first = [both(bone["name"]), f"{bone['n']:,}", rate_of(bone)]
        rows += [[*first, small[0] if small else "-"], *(["", "", "", one] for one in small[1:])]
    notes = [
        f"Texts whose words leave a cause open: {found['n_unknown']:,}; with a segment that names no cause: "
        f"{found['n_without']:,}.",
        "A text may name several causes.",
        SAMPLING,
    ]
    title = f"Fishbone of {both(found['head']['name'])}: {found['n']:,} unhappy texts"
    return "\n\n".join([title, aligned(header, rows, right=range(1, 3)), "\n".join(notes)])


def _spread_table(found: dict[str, Any]) -> str:
    header = ["root cause", "n", "of all texts (%)", "p units", "p weeks", "verdict", "where or when"]
    rows = [
        [
            *(both(row["name"]), f"{row['n']:,}", rate_of(row), p_value(row["q_units"]), p_value(row["q_time"])),
            *(both(row["verdict_name"]), ", ".join([*row["units"], *row["weeks"]]) or "-"),
        ]
        for row in found["rows"]
    ]
    told = {row["verdict"]: f"{both(row['verdict_name'])}: {both(row['action'])}" for row in found["rows"]}
    notes = [
        *told.values(),
        f"Below {found['occasional']:.1%} of all texts a cause counts as occasional (--occasional).",
        "p: of units or weeks differing so much by chance, adjusted over the causes; units are compared within weeks",
        "and weeks within units. Texts count as independent: one customer who writes often looks like a cluster.",
    ]
    title = f"Spread of root causes over units and weeks, of {found['n_texts']:,} texts"
    return "\n\n".join([title, aligned(header, rows, right=range(1, 5)), "\n".join(notes)])
