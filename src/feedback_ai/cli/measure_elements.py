"""`feedback-ai measure elements` and `training`: of what service is made, and whom to train."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from feedback_ai.cli.filters import with_filter
from feedback_ai.cli.measure_shared import WORDS, Words, about_model, named, p_value, rate_of, say, show, store_with
from feedback_ai.cli.options import Language
from feedback_ai.cli.tables import TableFormat, aligned, check_format
from feedback_ai.schema.marks import bracketed, clauses, listed, titled
from feedback_ai.schema.names import Lang, name_of

if TYPE_CHECKING:
    from feedback_ai.store.records import EvidenceFilter

By = Annotated[str, typer.Option(help="Divide by unit, touchpoint, channel, week or month; none for all together.")]

OWN: Words = {
    "elements": ("element|n|unhappy texts|of these (%)", "要素|n|不满文本|占比（%）"),
    "elements title": (
        "Elements of service in {n:,} unhappy texts among {of:,}",
        "{of:,} 条文本里 {n:,} 条不满文本中的服务要素",
    ),
    "mapping": (
        "Elements and their causes: {mapping}.\nA text may name several.",
        "要素及其根因：{mapping}。\n一条文本可涉及多个要素。",
    ),
    "training": (
        "unit|texts|blame people|shrunk (%)|q|training|of what",
        "单位|文本|归因于人员|收缩后（%）|q 值|培训|内容",
    ),
    "training title": (
        "Training needs from texts that blame people, of {n:,} texts",
        "由归因于人员的文本得出的培训需求，共 {n:,} 条文本",
    ),
    "needed": ("needed 需要", "需要"),
    "need": (
        "Needed: above the other units beyond chance (q: p adjusted over units; whole interval above the mean).\n"
        "Rates are of all texts of a unit, shrunk toward the mean of all: compare units whose texts come the same "
        "way.\n"
        "Texts left out, because they name no unit: {n:,}.",
        "需要：高于其他单位且非偶然（q 值即按单位数校正的 p 值，且整个区间高于均值）。\n"
        "比率以单位的全部文本计，并向总体均值收缩：只比较来源相同的单位。\n"
        "因未注明单位而未计入的文本：{n:,} 条。",
    ),
}


@with_filter
def elements(
    wanted: "EvidenceFilter",
    by: By = "unit",
    lang: Language = "en",
    format: TableFormat = "table",
) -> None:
    """Roll causes up to the three elements of service: hardware, software, people."""
    from feedback_ai.services.elements import elements as service

    check_format(format)
    with store_with(wanted) as store:
        found = service(store, wanted, by=None if by == "none" else by)
    columns = ["group", "element", "n", "complaining", "rate", "rate_low", "rate_high"]
    show(found, columns, found["rows"], format, lambda: _elements_table(found, lang))


@with_filter
def training(
    wanted: "EvidenceFilter",
    lang: Language = "en",
    format: TableFormat = "table",
) -> None:
    """Show at which units people are named as the cause more often than at the others, and what to train."""
    from feedback_ai.services.elements import training as service

    check_format(format)
    with store_with(wanted) as store:
        found = service(store, wanted)
    columns = ["unit", "n_texts", "n", "raw", "rate", "low", "high", "mean", "p", "q", "need", "dimensions", "topics"]
    rows = [
        row
        | {"dimensions": "; ".join(one["dimension"] for one in row["dimensions"])}
        | {"topics": "; ".join(str(one["topic"]) for one in row["topics"])}
        for row in found["rows"]
    ]
    show(found, columns, rows, format, lambda: _training_table(found, lang))


def _elements_table(found: dict[str, Any], lang: Lang) -> str:
    grouped = found["by"] is not None
    header = [*([say(WORDS, found["by"], lang)] if grouped else []), *say(OWN, "elements", lang).split("|")]
    rows = [
        [
            *([row["group_name"][lang]] if grouped else []),
            *(named(row["name"], lang), f"{row['n']:,}", f"{row['complaining']:,}", rate_of(row)),
        ]
        for row in found["rows"]
    ]
    notes = [say(OWN, "mapping", lang, mapping=_mapping(found, lang)), *about_model(found, lang)]
    title = say(OWN, "elements title", lang, n=found["n_complaining"], of=found["n_texts"])
    first = 2 if grouped else 1
    return "\n\n".join([title, aligned(header, rows, right=range(first, len(header))), "\n".join(notes)])


def _mapping(found: dict[str, Any], lang: Lang) -> str:
    """Which causes make up which element."""
    names: dict[str, str] = {} if lang == "en" else {row["element"]: row["name"]["zh"] for row in found["rows"]}
    told = {
        element: [cause if lang == "en" else name_of(cause, lang) for cause in causes]
        for element, causes in found["causes"].items()
    }
    return clauses(
        (titled(names.get(element, element), listed(causes, lang), lang) for element, causes in told.items()), lang
    )


def _training_table(found: dict[str, Any], lang: Lang) -> str:
    rows = [
        [
            *(row["unit"], f"{row['n_texts']:,}", f"{row['n']:,}"),
            rate_of(row | {"rate_low": row["low"], "rate_high": row["high"]}),
            *(p_value(row["q"]), say(OWN, "needed", lang) if row["need"] else "-"),
            clauses(
                (
                    named(one["name"], lang) + bracketed(f"{one['n']:,}", lang)
                    for one in [*row["dimensions"], *row["topics"]]
                ),
                lang,
            )
            if row["need"]
            else "",
        ]
        for row in found["rows"]
    ]
    notes = [say(OWN, "need", lang, n=found["n_without_unit"]), *about_model(found, lang)]
    table = aligned(say(OWN, "training", lang).split("|"), rows, right=range(1, 5))
    return "\n\n".join([say(OWN, "training title", lang, n=found["n_texts"]), table, "\n".join(notes)])
