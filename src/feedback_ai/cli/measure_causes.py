"""`feedback-ai measure drill` and `spread`: why causes are there, and how they are spread."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from feedback_ai.cli.filters import with_filter
from feedback_ai.cli.measure_shared import (
    Dimension,
    Words,
    about_model,
    named,
    p_value,
    rate_of,
    say,
    show,
    store_with,
)
from feedback_ai.cli.options import Language
from feedback_ai.cli.tables import TableFormat, aligned, check_format, cut
from feedback_ai.schema.marks import listed, titled
from feedback_ai.schema.names import Lang

if TYPE_CHECKING:
    from feedback_ai.store.records import EvidenceFilter

CAUSE_WORDS: Words = {
    "all": ("All unhappy texts 全部不满文本", "全部不满文本"),
    "drilled": ("{path}: {n:,} findings in {texts:,} texts", "{path}：{texts:,} 条文本中的 {n:,} 处发现"),
    "evidence": ("record|unit|written|words", "记录|单位|时间|原话"),
    "dimension": ("dimension", "维度"),
    "cause": ("cause", "根因"),
    "topic": ("topic", "主题"),
    "drill": ("findings|share|texts|of these (%)", "发现|占比|文本|占不满文本（%）"),
    "finding": (
        "A finding is an unhappy segment with a dimension that it judges and a cause that it names; they add up.",
        "一处发现是一个不满片段及其评价的维度和指出的根因；各层之和相等。",
    ),
    "down": ("Go down with --{level}.", "用 --{level} 继续下钻。"),
    "spread": (
        "root cause|n|of all texts (%)|q units|q weeks|verdict|where or when",
        "根因|n|占全部文本（%）|q 值（单位）|q 值（周）|判定|何处或何时",
    ),
    "spread title": (
        "Spread of root causes over units and weeks, of {n:,} texts",
        "根因在单位和各周间的分布，共 {n:,} 条文本",
    ),
    "occasional": (
        "Below {share:.1%} of all texts a cause counts as occasional (--occasional).",
        "低于全部文本 {share:.1%} 的根因视为偶发（--occasional）。",
    ),
    "spread p": (
        "q: p of units or weeks differing so much by chance, adjusted over the causes; units are compared within\n"
        "weeks and weeks within units. Texts count as independent: one customer who writes often looks like a cluster.",
        "q 值：单位或各周仅因偶然而有如此差异的 p 值，已按根因数校正；单位在周内比较，周在单位内比较。\n"
        "文本视为相互独立：多次来信的同一客户会像聚集。",
    ),
}


@with_filter
def drill(
    wanted: "EvidenceFilter",
    dimension: Dimension = None,
    cause: Annotated[
        str | None, typer.Option(help="A root cause of the dimension; none for segments that name none.")
    ] = None,
    topic: Annotated[
        str | None, typer.Option(help="The id of a topic of the cause; none for segments that belong to none.")
    ] = None,
    limit: Annotated[int, typer.Option(help="So many segments are quoted at most.", min=1, max=1000)] = 50,
    lang: Language = "en",
    format: TableFormat = "table",
) -> None:
    """Go down from dimension to cause to topic to the words of customers (five whys).

    Without options it shows the dimensions; each option goes a level down. The findings of a level add up to those of
    the level above.
    """
    from feedback_ai.services.cause_drill import drill as service

    check_format(format)
    with store_with(wanted) as store:
        found = service(store, wanted, dimension=dimension, cause=cause, topic=topic, limit=limit)
    columns = ["value", "n", "share", "texts", "complaining", "rate", "rate_low", "rate_high"]
    rows = found["rows"]
    if found["level"] == "evidence":
        columns, rows = ["record_id", "segment_index", "source", "unit", "created_at", "text"], found["evidence"]
    show(found, columns, rows, format, lambda: _drill_table(found, lang))


@with_filter
def spread(
    wanted: "EvidenceFilter",
    occasional: Annotated[
        float, typer.Option(help="Share of all texts below which a cause happens now and then.")
    ] = 0.02,
    lang: Language = "en",
    format: TableFormat = "table",
) -> None:
    """Tell systemic from sporadic causes (批量性/偶发性): do they gather at units or in weeks more than by chance?"""
    from feedback_ai.services.cause_spread import spread as service

    check_format(format)
    with store_with(wanted) as store:
        found = service(store, wanted, occasional=occasional)
    columns = ["cause", "n", "n_texts", "rate", "rate_low", "rate_high", "n_units", "p_units", "q_units", "units"]
    rows = [row | {name: "; ".join(row[name]) for name in ("units", "weeks")} for row in found["rows"]]
    show(
        found,
        [*columns, "n_weeks", "p_time", "q_time", "weeks", "verdict"],
        rows,
        format,
        lambda: _spread_table(found, lang),
    )


def _drill_table(found: dict[str, Any], lang: Lang) -> str:
    path = " > ".join(named(step["name"], lang) for step in found["path"]) or say(CAUSE_WORDS, "all", lang)
    title = say(CAUSE_WORDS, "drilled", lang, path=path, n=found["n"], texts=found["texts"])
    level = found["level"]
    if level == "evidence":
        header = say(CAUSE_WORDS, "evidence", lang).split("|")
        rows = [
            [
                *(row["record_id"], row["unit"] or "-", f"{row['created_at']:%Y-%m-%d}" if row["created_at"] else "-"),
                cut(row["text"], 100),
            ]
            for row in found["evidence"]
        ]
        return "\n\n".join([title, aligned(header, rows), "\n".join(about_model(found, lang))])
    header = [say(CAUSE_WORDS, level, lang), "", *say(CAUSE_WORDS, "drill", lang).split("|")]
    rows = [
        [
            *(row["value"], named(row["name"], lang), f"{row['n']:,}", f"{row['share']:.0%}"),
            *(f"{row['texts']:,}", rate_of(row)),
        ]
        for row in found["rows"]
    ]
    notes = [
        say(CAUSE_WORDS, "finding", lang),
        *about_model(found, lang),
        say(CAUSE_WORDS, "down", lang, level=level),
    ]
    return "\n\n".join([title, aligned(header, rows, right=range(2, 6)), "\n".join(notes)])


def _spread_table(found: dict[str, Any], lang: Lang) -> str:
    rows = [
        [
            *(named(row["name"], lang), f"{row['n']:,}", rate_of(row), p_value(row["q_units"]), p_value(row["q_time"])),
            *(named(row["verdict_name"], lang), listed([*row["units"], *row["weeks"]], lang) or "-"),
        ]
        for row in found["rows"]
    ]
    told = {
        row["verdict"]: titled(named(row["verdict_name"], lang), named(row["action"], lang), lang)
        for row in found["rows"]
    }
    notes = [
        *told.values(),
        say(CAUSE_WORDS, "occasional", lang, share=found["occasional"]),
        say(CAUSE_WORDS, "spread p", lang),
        *about_model(found, lang),
    ]
    title = say(CAUSE_WORDS, "spread title", lang, n=found["n_texts"])
    table = aligned(say(CAUSE_WORDS, "spread", lang).split("|"), rows, right=range(1, 5))
    return "\n\n".join([title, table, "\n".join(notes)])
