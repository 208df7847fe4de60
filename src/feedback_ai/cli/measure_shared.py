"""What the commands of `feedback-ai measure` share: options, notes, and how documents are written."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from feedback_ai.cli.options import opened_store
from feedback_ai.cli.tables import as_csv
from feedback_ai.measure.mixed import MIXED
from feedback_ai.schema.names import Lang

if TYPE_CHECKING:
    from feedback_ai.services.sheets import Cell
    from feedback_ai.store import Store
    from feedback_ai.store.records import EvidenceFilter

Dimension = Annotated[
    str | None,
    typer.Option(help="tangibles, reliability, responsiveness, assurance, empathy, product or price."),
]
Words = Mapping[str, tuple[str, str]]
"""What tables say, in English and Chinese, with places for figures."""
ByPlace = Annotated[str | None, typer.Option(help="Divide by unit, touchpoint or channel.")]
WORDS: Words = {
    "sampling": (
        "Intervals cover 95 % of sampling, not the errors of the model: its card says how large those are.",
        "区间为 95%，只含抽样误差，不含模型误差；模型误差见模型卡。",
    ),
    "models": MIXED,
    "undated": (
        "Texts left out, because their time is not known: {n:,}.",
        "因时间不明而未计入的文本：{n:,} 条。",
    ),
    "dimension": ("dimension", "维度"),
    "unit": ("unit", "单位"),
    "touchpoint": ("touchpoint", "触点"),
    "channel": ("channel", "渠道"),
    "week": ("week", "周"),
    "month": ("month", "月"),
}
"""Notes, and by what tables are divided."""


@contextmanager
def store_with(wanted: "EvidenceFilter", *, surveys: bool = False) -> "Iterator[Store]":
    """The store of the settings for the length of a block, if it has what the filter names.

    Args:
        wanted: The filter.
        surveys: As in `filter_check.check_filter`.

    Raises:
        OptionError: If it has not.
    """
    from feedback_ai.services.filter_check import check_filter

    with opened_store() as store:
        check_filter(store, wanted, surveys=surveys)
        yield store


def say(words: Words, name: str, lang: Lang, /, **values: Any) -> str:
    """One of the words of a table, in a language."""
    return words[name][lang == "zh"].format(**values)


def named(names: Mapping[str, str], lang: Lang) -> str:
    """A name: in both languages, once where they are equal, in an English table; in a Chinese one in Chinese."""
    return names["zh"] if lang == "zh" or names["en"] == names["zh"] else f"{names['en']} {names['zh']}"


def show(
    document: dict[str, Any], columns: list[str], rows: list[dict[str, Any]], format: str, table: Callable[[], str]
) -> None:
    """Write a document as JSON, its rows as CSV, or the table that is made of it."""
    if format == "json":
        typer.echo(json.dumps(document, ensure_ascii=False, default=lambda moment: moment.isoformat()))
    elif format == "csv":
        cells: list[list[Cell]] = [["" if row[name] is None else row[name] for name in columns] for row in rows]
        typer.echo(as_csv(columns, cells))
    else:
        typer.echo(table())


def about_model(document: dict[str, Any], lang: Lang) -> list[str]:
    """The notes on what labels are worth: that intervals leave errors out, and that several versions do not compare."""
    mixed = document["versions_note"]
    return [say(WORDS, "sampling", lang), *([] if mixed is None else [mixed[lang]])]


def rate_of(row: dict[str, Any], name: str = "rate") -> str:
    """A share in percent with its interval; a dash where it is not known."""
    low, high = (row.get(f"{name}{ending}") for ending in ("_low", "_high"))
    if row[name] is None or low is None or high is None:
        return "-"
    return f"{100 * row[name]:.1f} [{100 * low:.1f}, {100 * high:.1f}]"


def p_value(value: float | None) -> str:
    """A p-value; a dash where nothing was tested."""
    return "-" if value is None else "<0.001" if value < 0.001 else f"{value:.3f}"
