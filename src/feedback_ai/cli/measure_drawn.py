"""`feedback-ai measure fishbone` and `journey`: tables that can be drawn."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from feedback_ai.cli.filters import with_filter
from feedback_ai.cli.measure_shared import Dimension, Words, about_model, named, p_value, rate_of, say, show, store_with
from feedback_ai.cli.options import Language
from feedback_ai.cli.tables import TableFormat, aligned, check_format
from feedback_ai.schema.marks import bracketed, listed
from feedback_ai.schema.names import Lang

if TYPE_CHECKING:
    from feedback_ai.store.records import EvidenceFilter

Drawing = Annotated[
    str | None, typer.Option("--output", help="Write the drawing as SVG to this file.", metavar="FILE.svg|-")
]
OWN: Words = {
    "fishbone": ("cause|texts|of these (%)|behind it", "根因|文本|占比（%）|其下"),
    "more": ("{n:,} more", "另有 {n:,} 项"),
    "open": (
        "Texts whose words leave a cause open: {unknown:,}; with a segment that names no cause: {without:,}.",
        "未说明原因的文本：{unknown:,} 条；有片段未指出根因的文本：{without:,} 条。",
    ),
    "several": ("A text may name several causes.", "一条文本可指出多个根因。"),
    "head": ("Fishbone of {name}: {n:,} unhappy texts", "{name}的鱼骨图：{n:,} 条不满文本"),
    "journey": ("touchpoint|n|net|q", "触点|n|净值|q 值"),
    "journey title": ("Service circle of {n:,} texts", "{n:,} 条文本的服务圈"),
    "moments": ("Moments of truth (*): {names}.", "关键时刻（*）：{names}。"),
    "no moment": (
        "No touchpoint is worse than the others beyond chance.",
        "没有触点明显差于其他触点。",
    ),
    "net": (
        "Net: percentage of positive minus negative texts; cells: net (n), empty below n = {least}.\n"
        "q: p of being no worse than the other touchpoints, adjusted over touchpoints.\n"
        "Texts left out, because their touchpoint is not known: {n:,}.",
        "净值：正面与负面文本的百分比之差；单元格为净值（n），n 低于 {least} 时留空。\n"
        "q 值：检验该触点是否差于其他触点的 p 值，已按触点数校正。\n"
        "因触点不明而未计入的文本：{n:,} 条。",
    ),
    "written": ("written to {output}", "已写入 {output}"),
}


@with_filter
def fishbone(
    wanted: "EvidenceFilter",
    dimension: Dimension = None,
    topic: Annotated[int | None, typer.Option(help="The id of a topic, which is then the head.")] = None,
    output: Drawing = None,
    lang: Language = "en",
    format: TableFormat = "table",
) -> None:
    """Draw the fishbone of a dimension, a topic, or of all unhappy texts, or show it as a table.

    Bones are the six causes; small bones are topics, or dimensions where a topic is the head.
    """
    from feedback_ai.services import cause_fishbone as service

    check_format(format)
    with store_with(wanted) as store:
        found = service.fishbone(store, wanted, dimension=dimension, topic=topic)
    if output is not None:
        _write(service.draw_fishbone(found, lang), output, lang)
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
    show(found, ["cause", "cause_n", "rate", "value", "name", "n"], flat, format, lambda: _fishbone_table(found, lang))


@with_filter
def journey(
    wanted: "EvidenceFilter",
    output: Drawing = None,
    lang: Language = "en",
    format: TableFormat = "table",
) -> None:
    """Show the service circle: net score of each dimension at each touchpoint, and the moments of truth.

    With --output, the heat map is drawn. CSV has a row a dimension and touchpoint.
    """
    from feedback_ai.services import service_circle as service

    check_format(format)
    with store_with(wanted) as store:
        found = service.service_circle(store, wanted)
    if output is not None:
        _write(service.draw_circle(found, lang), output, lang)
        return
    columns = ["touchpoint", "dimension", "n", "negative", "net", "net_low", "net_high"]
    show(found, columns, found["cells"], format, lambda: _journey_table(found, lang))


def _fishbone_table(found: dict[str, Any], lang: Lang) -> str:
    header = say(OWN, "fishbone", lang).split("|")
    rows = []
    for bone in found["bones"]:
        small = [named(one["name"], lang) + bracketed(f"{one['n']:,}", lang) for one in bone["small"]]
        small += [say(OWN, "more", lang, n=bone["others"])] if bone["others"] else []
        first = [named(bone["name"], lang), f"{bone['n']:,}", rate_of(bone)]
        rows += [[*first, small[0] if small else "-"], *(["", "", "", one] for one in small[1:])]
    notes = [
        say(OWN, "open", lang, unknown=found["n_unknown"], without=found["n_without"]),
        say(OWN, "several", lang),
        *about_model(found, lang),
    ]
    title = say(OWN, "head", lang, name=named(found["head"]["name"], lang), n=found["n"])
    return "\n\n".join([title, aligned(header, rows, right=range(1, 3)), "\n".join(notes)])


def _journey_table(found: dict[str, Any], lang: Lang) -> str:
    names = {cell["dimension"]: cell["name"][lang] for cell in found["cells"]}
    cells = {(cell["touchpoint"], cell["dimension"]): cell for cell in found["cells"]}
    header = [*say(OWN, "journey", lang).split("|"), *names.values()]
    rows = [
        [
            ("* " if place["moment"] else "") + named(place["name"], lang),
            *(f"{place['n']:,}", _net(place), p_value(place["q"])),
            *(_net(cells[place["touchpoint"], dimension], brief=True) for dimension in names),
        ]
        for place in found["touchpoints"]
    ]
    moments = [named(place["name"], lang) for place in found["touchpoints"] if place["moment"]]
    notes = [
        say(OWN, "moments", lang, names=listed(moments, lang)) if moments else say(OWN, "no moment", lang),
        say(OWN, "net", lang, least=found["minimum_n"], n=found["n_without_touchpoint"]),
        *about_model(found, lang),
    ]
    title = say(OWN, "journey title", lang, n=found["n_texts"])
    return "\n\n".join([title, aligned(header, rows, right=range(1, len(header))), "\n".join(notes)])


def _net(row: dict[str, Any], *, brief: bool = False) -> str:
    if row["net"] is None:
        return "-"
    net = f"{row['net']:.0f}"
    return f"{net} ({row['n']:,})" if brief else f"{net} [{row['net_low']:.0f}, {row['net_high']:.0f}]"


def _write(svg: str, output: str, lang: Lang) -> None:
    """Write a drawing to a file, complete or not at all, and say so; to standard output for "-"."""
    from feedback_ai.services.output import open_output

    with open_output(output) as stream:
        stream.write(svg.encode() + b"\n")
    if output != "-":
        typer.echo(say(OWN, "written", lang, output=output))
