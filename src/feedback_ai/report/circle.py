"""Causes as a fishbone, and what fails where in the service circle: blocks of the section on causes."""

from functools import partial

from feedback_ai.report import format as form
from feedback_ai.report.blocks import Block, Cell, Chart, Table
from feedback_ai.report.data import ReportData
from feedback_ai.report.fishbone import fishbone_chart
from feedback_ai.report.heat_map import heat_map_chart
from feedback_ai.report.words import word
from feedback_ai.schema.names import Lang, name_of

FEW = 10
"""Judgements below which a cell is pale in the table and empty in the drawing."""


def fishbone(data: ReportData, lang: Lang) -> list[Block]:
    """The fishbone of all unhappy texts, where there is one."""
    bones = data.causes.bones.get(lang)
    if not bones:
        return []
    n = int(data.causes.pareto["complaining"].iloc[0])
    drawn = partial(fishbone_chart, word("all_unhappy", lang), n, bones, lang)
    return [Chart(drawn, word("cap_fishbone", lang).format(period=data.period.name), wide=True)]


def touchpoints(data: ReportData, lang: Lang) -> list[Block]:
    """Heat map and table of dimensions by touchpoint."""
    heat = data.causes.heat
    if heat is None or heat["net"].isna().all():
        return [_matrix(data, lang)]
    names = {name: data.touchpoint(name, lang) for name in dict.fromkeys(heat["touchpoint"])}
    drawn = partial(heat_map_chart, heat, names, lang, moments=data.causes.moments, minimum_n=FEW)
    return [Chart(drawn, word("cap_heat", lang)), _matrix(data, lang)]


def _matrix(data: ReportData, lang: Lang) -> Table:
    matrix = data.causes.matrix
    rows = []
    for name in dict.fromkeys(matrix["touchpoint"]):
        cells = [
            Cell(
                form.change(row.net, 0),
                word("n_negative", lang).format(
                    interval=form.change_interval(row.net_low, row.net_high, lang, 0),
                    n=f"{row.n:,}",
                    negative=f"{row.negative:,}",
                ),
                "pale" if row.n < FEW else "",
            )
            if row.n
            else Cell(form.DASH, tone="pale")
            for row in form.rows(matrix[matrix["touchpoint"] == name])
        ]
        rows.append((Cell(data.touchpoint(name, lang) or word("none", lang)), *cells))
    names = (name_of(name, lang) for name in dict.fromkeys(matrix["dimension"]))
    note = word("n_matrix", lang).format(order=word(f"o_{data.order}", lang))
    return Table(word("t_matrix", lang), (word("touchpoint", lang), *names), tuple(rows), note=note)
