"""`feedback-ai measure list-series|withdraw-series`: what was imported, and how a wrong value is taken back."""

from typing import TYPE_CHECKING, Annotated

import typer

from feedback_ai.cli.measure_shared import Words, say
from feedback_ai.cli.options import Actor, Language, actor_name, as_json, opened_store
from feedback_ai.cli.tables import ViewFormat, aligned
from feedback_ai.schema.names import Lang

if TYPE_CHECKING:
    from feedback_ai.services.series_values import SeriesList, SeriesValueView, WithdrawnView

OWN: Words = {
    "values": ("series|unit|period|value|n|imported", "序列|单位|时段|数值|样本量|导入时间"),
    "withdrawn": ("series|unit|period|value|n|taken back", "序列|单位|时段|数值|样本量|撤回"),
    "withdrawn title": ("Taken back", "已撤回"),
    "all": ("all units", "全部单位"),
    "none": ("No imported value counts.", "没有计入结果的导入数值。"),
}


def list_series(
    indicator: Annotated[str | None, typer.Option(help="Only values of this name.")] = None,
    unit: Annotated[str | None, typer.Option(help="Only values of this unit; '' for all units together.")] = None,
    lang: Language = "en",
    format: ViewFormat = "table",
) -> None:
    """Show imported values, and those that were taken back with who did it."""
    from feedback_ai.services.series_values import list_series as service

    with opened_store() as store:
        found = service(store, series=indicator, unit=unit)
    typer.echo(as_json(found) if format == "json" else _page(found, lang))


def withdraw_series(
    indicator: Annotated[str, typer.Option(help="What the values are of.")],
    unit: Annotated[str, typer.Option(help="The unit as `measure list-series` shows it; '' for all units together.")],
    period: Annotated[
        str | None, typer.Option(help="Only the value of this period; those of all periods if not told.")
    ] = None,
    actor: Actor = None,
    lang: Language = "en",
    format: ViewFormat = "table",
) -> None:
    """Take back imported values, such as those of a misspelt unit; they no longer count, and what they were is kept."""
    from feedback_ai.services.series_values import withdraw_series as service

    with opened_store() as store:
        found = service(store, indicator, unit, period, actor=actor_name(actor))
    typer.echo(as_json(found) if format == "json" else _page(found, lang))


def _page(found: "SeriesList", lang: Lang) -> str:
    kept = [[*_cells(one, lang), f"{one.imported_at:%Y-%m-%d}"] for one in found.items]
    gone = [[*_cells(one, lang), f"{one.at:%Y-%m-%d} {one.actor}"] for one in found.withdrawn]
    parts = [_table("values", kept, lang) if kept else say(OWN, "none", lang)]
    if gone:
        parts += [say(OWN, "withdrawn title", lang), _table("withdrawn", gone, lang)]
    return "\n\n".join(parts)


def _table(header: str, rows: list[list[str]], lang: Lang) -> str:
    return aligned(say(OWN, header, lang).split("|"), rows, right=(3, 4))


def _cells(one: "SeriesValueView | WithdrawnView", lang: Lang) -> list[str]:
    n = "-" if one.n is None else f"{one.n:,.15g}"
    return [one.series, one.unit or say(OWN, "all", lang), one.period, f"{one.value:,.15g}", n]
