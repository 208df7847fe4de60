"""A sheet to draw a chart on: from matplotlib to an SVG that is the same on every machine.

Matplotlib never sees the words of a chart. It places stand-ins, which are exchanged for the words in the finished SVG:
so the layout does not depend on the fonts of the machine, no font needs Chinese glyphs, and a `$` is a `$`.
"""

import hashlib
import html
import io
import re
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH = 520
"""Width of every chart in points: narrow enough that its words can be read on a phone."""
SIZE = 12
"""Size of words, in points."""
SMALL = 10.5

# The palette of Okabe and Ito (2008), which colour-blind people can tell apart, and greys.
BLUE, VERMILION, GREEN = "#0072B2", "#D55E00", "#007A5A"
INK, GREY, LIGHT = "#1f2933", "#616b75", "#d5dae0"

FONTS = (
    "'Noto Sans', 'Helvetica Neue', Arial, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', "
    "sans-serif"
)

_STYLE: dict[str, Any] = {
    # Ships with matplotlib, so it measures alike everywhere; it is exchanged for FONTS.
    "font.family": ["DejaVu Sans"],
    "font.size": SIZE,
    "svg.fonttype": "none",
    "svg.hashsalt": "feedback-ai",
    "text.color": INK,
    "axes.edgecolor": LIGHT,
    "axes.labelcolor": INK,
    "xtick.color": LIGHT,
    "ytick.color": LIGHT,
    "xtick.labelcolor": GREY,
    "ytick.labelcolor": GREY,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": SMALL,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.unicode_minus": False,
    "axes.axisbelow": True,
    "grid.color": LIGHT,
    "grid.linewidth": 0.8,
    "errorbar.capsize": 3,
}
# Matplotlib's settings are those of the whole process.
_LOCK = threading.Lock()


class Canvas:
    """A figure on which all places are in points from the top left corner.

    Attributes:
        width: Its width in points.
        height: Its height in points.
    """

    def __init__(self, height: float, width: float = WIDTH) -> None:
        from matplotlib.figure import Figure

        self.width, self.height = width, height
        self.figure = Figure(figsize=(width / 72, height / 72), dpi=72)
        self._words: list[str] = []

    def axes(self, left: float, top: float, right: float, bottom: float) -> "Axes":
        """Axes within margins."""
        width, height = self.width - left - right, self.height - top - bottom
        return self.figure.add_axes((left / self.width, bottom / self.height, width / self.width, height / self.height))

    def word(self, text: object) -> str:
        """The stand-in for words that matplotlib places, as a tick label for example."""
        self._words.append(str(text))
        return f"word{len(self._words) - 1}"

    def write(self, x: float, y: float, text: object, **look: Any) -> None:
        """Write words at a place in points; their middle is at `y`."""
        look = {"va": "center_baseline", "ha": "left", "fontsize": SIZE, **look}
        self.figure.text(x / self.width, 1 - y / self.height, self.word(text), **look)

    def label(self, axes: "Axes", x: float, y: float, text: object, *, shift: float = 0, **look: Any) -> None:
        """Write words at a place in the data of axes, `shift` points to the right; their middle is at `y`."""
        look = {"va": "center_baseline", "fontsize": SMALL, **look}
        axes.annotate(self.word(text), (x, y), xytext=(shift, 0), textcoords="offset points", **look)

    def svg(self, alt: str) -> str:
        """The drawing as an `<svg>` element; the same drawing always gives the same bytes.

        Args:
            alt: What the chart shows, for those who do not see it.
        """
        stream = io.StringIO()
        self.figure.savefig(
            stream, format="svg", transparent=True, metadata=dict.fromkeys(("Date", "Creator", "Format", "Type"))
        )
        drawn = stream.getvalue()
        drawn = drawn[drawn.index("<svg") :]
        drawn = re.sub(r"<!--.*?-->\s*|<style.*?</style>\s*|<metadata>.*?</metadata>\s*", "", drawn, flags=re.DOTALL)
        drawn = drawn.replace(" font-family: 'DejaVu Sans';", "")
        drawn = re.sub(r' transform="rotate\(-0 [^"]*"', "", drawn)
        drawn = self._name(re.sub(r"\s+", " ", drawn), alt)
        drawn = re.sub(r">word(\d+)</text>", lambda found: f">{_escape(self._words[int(found[1])])}</text>", drawn)
        root = (
            f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" role="img" '
            f'aria-label="{_escape(alt)}" viewBox="0 0 {self.width:g} {self.height:g}" '
            f'style="stroke-linejoin: round; stroke-linecap: butt; font-family: {FONTS}">'
        )
        return root + drawn[drawn.index(">") + 1 :].strip()

    def _name(self, drawn: str, alt: str) -> str:
        """Keep only the ids that are pointed at, and make them unlike those of other charts on the same page."""
        used = set(re.findall(r"""(?:href="#|url\(#)([^")]+)""", drawn))
        drawn = re.sub(r' id="([^"]+)"', lambda found: found[0] if found[1] in used else "", drawn)
        content = "\0".join([drawn, alt, *self._words]).encode("utf-8", "replace")
        mark = f"c{hashlib.sha256(content).hexdigest()[:8]}"
        return re.sub(r"""( id="|href="#|url\(#)""", lambda found: found[1] + mark, drawn)


@contextmanager
def canvas(height: float, width: float = WIDTH) -> Iterator[Canvas]:
    """A canvas of our style; one chart is drawn at a time, whatever the number of threads."""
    import matplotlib as mpl

    with _LOCK, mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(_STYLE)  # type: ignore[arg-type]  # their stubs list the names of all settings
        yield Canvas(height, width)


def text_width(text: str, size: float = SIZE) -> float:
    """About how wide words are, in points; rather too wide than too narrow."""
    return sum(map(_em, text)) * size


def wrap(text: str, width: float, size: float = SIZE, lines: int = 2) -> list[str]:
    """Break words into lines of at most `width` points; what does not fit is cut with an ellipsis."""
    broken = [""]
    for piece in re.findall(r"[\u2e80-\uffef]|[^\s\u2e80-\uffef]+\s*|\s+", " ".join(text.split())):
        if broken[-1] and text_width(broken[-1] + piece.rstrip(), size) > width:
            broken.append("")
        broken[-1] += piece
    broken = [line.strip() for line in broken]
    kept = broken[:lines]
    if len(broken) > lines:
        kept[-1] += "…"
    return [_cut(line, width, size) for line in kept]


def _cut(line: str, width: float, size: float) -> str:
    if text_width(line, size) <= width:
        return line
    line = line.rstrip("…")
    while line and text_width(line + "…", size) > width:
        line = line[:-1]
    return line.rstrip() + "…"


def _em(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WF":
        return 1.0
    if character in " .,:;'|!ijlt()[]":
        return 0.34
    return 0.74 if character.isupper() or character in "mwMW%—…" else 0.58


def _escape(text: str) -> str:
    # Control characters have no place in XML, not even escaped.
    return html.escape("".join(c for c in text if c.isprintable() or c == " "))
