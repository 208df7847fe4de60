"""The service circle as a heat map: touchpoints down the page as customers meet them, dimensions across."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from feedback_ai.report import format as form
from feedback_ai.report.canvas import BLUE, GREY, INK, LIGHT, SIZE, SMALL, VERMILION, Canvas, canvas, text_width, wrap
from feedback_ai.report.words import word
from feedback_ai.schema.labels import SERVQUAL
from feedback_ai.schema.names import Lang, name_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

CELL, ROW = 98, 58
"""Width and height of a cell, in points."""
TOP = 30
LABEL = 130
"""Room for the names of touchpoints."""
STRONGEST = 0.6
"""How opaque the colour of a net of 100 is: the words on it must stay dark on light."""
MOMENT = "◆"


def heat_map_chart(
    cells: "pd.DataFrame",
    names: Mapping[str, str],
    lang: Lang,
    *,
    moments: Sequence[str] = (),
    minimum_n: int,
    note: str = "",
) -> str:
    """Draw the heat map.

    Args:
        cells: Columns `dimension`, `touchpoint`, `n`, `net`, `net_low`, `net_high` (-100 to 100; NaN where empty), a
            row for each of the five dimensions at every touchpoint of `names`.
        names: Names of the touchpoints for people, in order.
        lang: Language of the words.
        moments: Touchpoints that are moments of truth, which are marked.
        minimum_n: Of fewer texts a cell is empty.
        note: What must be known of all figures, written below.

    Returns:
        An `<svg>` element.
    """
    labels = {
        name: wrap(f"{MOMENT} {label}" if name in moments else label, LABEL, lines=3) for name, label in names.items()
    }
    left = max([40.0, *(text_width(line) for lines in labels.values() for line in lines)]) + 24
    legend = [word("heat_legend", lang).format(n=minimum_n)]
    if moments:
        legend.append(word("heat_moment", lang))
    if note:
        legend.append(note)
    width = left + CELL * len(SERVQUAL) + 4
    lines = [line for told in legend for line in wrap(told, width - 4, SMALL, lines=4)]
    bottom = 16 * len(lines) + 10
    with canvas(TOP + ROW * max(len(names), 1) + bottom, width) as sheet:
        axes = sheet.axes(0, 0, 0, 0)
        axes.set(xlim=(0, width), ylim=(sheet.height, 0))
        axes.axis("off")
        for column, dimension in enumerate(SERVQUAL):
            sheet.write(left + CELL * (column + 0.5), TOP / 2, name_of(dimension, lang), ha="center", fontsize=SMALL)
        for line, name in enumerate(names):
            middle = TOP + ROW * (line + 0.5)
            for number, text in enumerate(labels[name]):
                y = middle + 15 * (number - (len(labels[name]) - 1) / 2)
                sheet.write(left - 10, y, text, ha="right", weight="bold" if name in moments else "normal")
        places = {name: TOP + ROW * line for line, name in enumerate(names)}
        columns = {str(dimension): left + CELL * column for column, dimension in enumerate(SERVQUAL)}
        for row in form.rows(cells):
            _cell(sheet, axes, row, columns[row.dimension], places[row.touchpoint])
        for number, line_ in enumerate(lines):
            sheet.write(2, sheet.height - bottom + 14 + 16 * number, line_, fontsize=SMALL, color=GREY)
        return sheet.svg(_told(cells, names, lang))


def _cell(sheet: Canvas, axes: "Axes", row: Any, left: float, top: float) -> None:
    from matplotlib.patches import Rectangle

    known = row.net == row.net
    colour = "white" if not known else VERMILION if row.net < 0 else BLUE
    look = {"facecolor": colour, "alpha": STRONGEST * abs(row.net) / 100} if known else {"facecolor": "white"}
    axes.add_patch(Rectangle((left + 2, top + 2), CELL - 4, ROW - 4, linewidth=0, **look))
    axes.add_patch(Rectangle((left + 2, top + 2), CELL - 4, ROW - 4, fill=False, edgecolor=LIGHT, linewidth=0.8))
    middle = left + CELL / 2
    if known:
        sheet.write(middle, top + 15, form.change(row.net, 0), ha="center", weight="bold", fontsize=SIZE)
        told = f"{form.change(row.net_low, 0)} … {form.change(row.net_high, 0)}"
        sheet.write(middle, top + 31, told, ha="center", fontsize=SMALL, color=INK)
    sheet.write(middle, top + (46 if known else 31), f"n {row.n:,}", ha="center", fontsize=SMALL, color=INK)


def _told(cells: "pd.DataFrame", names: Mapping[str, str], lang: Lang) -> str:
    told = [
        f"{names[row.touchpoint]}, {name_of(row.dimension, lang)} {form.change(row.net, 0)} (n {row.n})"
        for row in form.rows(cells)
        if row.net == row.net
    ]
    return f"{word('alt_heat', lang)} {'; '.join(told)}".strip()
