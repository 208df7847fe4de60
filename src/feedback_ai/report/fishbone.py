"""The fishbone as a drawing: the problem as head, three causes above the spine and three below."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from feedback_ai.report import format as form
from feedback_ai.report.canvas import BLUE, GREY, INK, SIZE, SMALL, VERMILION, Canvas, canvas, text_width, wrap
from feedback_ai.report.words import word
from feedback_ai.schema.names import Lang

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH = 980
"""In points: as wide as a page on a screen; nothing is smaller than `SMALL`."""
HEAD = 150
"""Width of the head."""
COLUMN = (WIDTH - HEAD - 20) / 3
"""Room of one bone above and one below the spine."""
LEAN = 64
"""How far the upper end of a bone stands left of its foot."""
LABEL = 40
"""Height of a cause's box."""
ROW = 42
"""Height of a small bone with two lines of words."""
ROWS = 4
"""Small bones of a cause, the line for the rest included."""
MARGIN = 6


@dataclass(frozen=True)
class SmallBone:
    """What is behind a cause, and in how many texts."""

    name: str
    n: int


@dataclass(frozen=True)
class FishBone:
    """A cause.

    Attributes:
        name: For people.
        n: Texts that name it.
        rate: Of all texts of the head, in [0, 1].
        small: What is behind it, at most `ROWS - 1`.
        others: How many more are not shown.
    """

    name: str
    n: int
    rate: float
    small: tuple[SmallBone, ...]
    others: int = 0


def fishbone_chart(head: str, n: int, bones: Sequence[FishBone], lang: Lang, note: str = "") -> str:
    """Draw a fishbone.

    Args:
        head: The problem.
        n: Its texts.
        bones: At most six; from left to right, a pair above and below the spine at a time.
        lang: Language of the words.
        note: What must be known of all figures, written below.

    Returns:
        An `<svg>` element.
    """
    below = wrap(note, WIDTH - 2 * MARGIN, SMALL, lines=3) if note else []
    reach = LABEL + ROW * ROWS + 14
    middle = MARGIN + reach
    foot_of_page = 2 * (MARGIN + reach)
    with canvas(foot_of_page + 16 * len(below), WIDTH) as sheet:
        axes = sheet.axes(0, 0, 0, 0)
        axes.set(xlim=(0, WIDTH), ylim=(sheet.height, 0))
        axes.axis("off")
        axes.plot([MARGIN, WIDTH - HEAD - MARGIN], [middle, middle], color=INK, linewidth=3)
        _head(sheet, axes, head, form.texts(n, lang), middle)
        for number, bone in enumerate(bones):
            foot = COLUMN * (number // 2 + 1)
            _bone(sheet, axes, bone, foot, middle, -1 if number % 2 == 0 else 1, lang)
        for number, line in enumerate(below):
            sheet.write(MARGIN, foot_of_page + 16 * number + 4, line, fontsize=SMALL, color=GREY)
        told = "; ".join(f"{bone.name} {bone.n}" for bone in bones)
        return sheet.svg(f"{word('alt_fishbone', lang)} {head}, {form.texts(n, lang)}: {told}")


def _head(sheet: Canvas, axes: "Axes", head: str, told: str, middle: float) -> None:
    lines = wrap(head, HEAD - 24, SIZE, lines=4)
    height = 18 * (len(lines) + 1) + 20
    left = WIDTH - HEAD - MARGIN
    axes.add_patch(_box(left, middle - height / 2, HEAD, height, VERMILION))
    first = middle - 9 * len(lines)
    for number, line in enumerate(lines):
        sheet.write(left + HEAD / 2, first + 18 * number, line, ha="center", weight="bold")
    sheet.write(left + HEAD / 2, first + 18 * len(lines), told, ha="center", fontsize=SMALL, color=GREY)


def _bone(sheet: Canvas, axes: "Axes", bone: FishBone, foot: float, middle: float, side: int, lang: Lang) -> None:
    """A cause above (`side` -1) or below (1) the spine, its box at the outer end."""
    end = middle + side * (ROW * ROWS + 14)
    pale = bone.n == 0
    axes.plot([foot, foot - LEAN], [middle, end], color=GREY if pale else INK, linewidth=1 if pale else 2)
    width = COLUMN - 34
    left, top = foot - LEAN - width / 2, end - LABEL if side < 0 else end
    left = max(left, MARGIN)
    axes.add_patch(_box(left, top, width, LABEL, GREY if pale else BLUE))
    (name,) = wrap(bone.name, width - 12, SIZE, lines=1)
    sheet.write(left + width / 2, top + 13, name, ha="center", weight="bold")
    figures = f"{form.texts(bone.n, lang)} · {form.percent(bone.rate)}"
    sheet.write(left + width / 2, top + 29, figures, ha="center", fontsize=SMALL, color=GREY)
    rows = [(small.name, f"{small.n:,}") for small in bone.small[: ROWS - 1]]
    if bone.others:
        rows.append((word("other", lang).format(n=bone.others), ""))
    for number, (words, count) in enumerate(rows):
        # From the outer end inwards, the most frequent at the box.
        y = end - side * (ROW * (number + 1) - 6)
        share = (y - middle) / (end - middle)
        _small(sheet, axes, words, count, foot - LEAN * share, y)


def _small(sheet: Canvas, axes: "Axes", words: str, count: str, right: float, y: float) -> None:
    """A line that ends on its bone, with its words above."""
    left = max(right - (COLUMN - LEAN - 24), MARGIN)
    axes.plot([left, right], [y, y], color=GREY, linewidth=0.9)
    room = right - left - 10 - (text_width(count, SMALL) + 8 if count else 0)
    lines = wrap(words, room, SMALL, lines=2)
    for number, line in enumerate(lines):
        sheet.write(left + 2, y - 8 - 14 * (len(lines) - 1 - number), line, fontsize=SMALL)
    sheet.write(right - 10, y - 8, count, fontsize=SMALL, ha="right", weight="bold")


def _box(left: float, top: float, width: float, height: float, colour: str):  # type: ignore[no-untyped-def]
    from matplotlib.patches import FancyBboxPatch

    return FancyBboxPatch(
        (left + 4, top + 4),
        width - 8,
        height - 8,
        boxstyle="round,pad=4",
        facecolor="white",
        edgecolor=colour,
        linewidth=1.6,
        zorder=3,
    )
