"""Whether the words of a drawing can be read: none leaves the picture, none lies on another."""

import itertools
import re
from xml.etree import ElementTree

from feedback_ai.report.canvas import text_width

SVG = "{http://www.w3.org/2000/svg}"


def boxes(svg):
    """Left, top, right and bottom of all words."""
    found = []
    for element in ElementTree.fromstring(svg).iter(f"{SVG}text"):
        style = element.attrib["style"]
        size = float(re.search(r"font-size: ([\d.]+)px|font: [^;]*?([\d.]+)px", style).group(1) or 0) or 12.0
        width, x, y = text_width(element.text or "", size), float(element.attrib["x"]), float(element.attrib["y"])
        anchor = re.search(r"text-anchor: (\w+)", style)
        left = x - {"start": 0.0, "middle": width / 2, "end": width}[anchor.group(1) if anchor else "start"]
        found.append((left, y - 0.78 * size, left + width, y + 0.2 * size, element.text))
    return found


def check_words(svg, width):
    """No word leaves the picture, none lies on another."""
    placed = boxes(svg)
    for left, _, right, _, words in placed:
        assert left >= -1, words
        assert right <= width + 1, words
    for one, other in itertools.combinations(placed, 2):
        apart = one[2] <= other[0] + 1 or other[2] <= one[0] + 1 or one[3] <= other[1] + 1 or other[3] <= one[1] + 1
        assert apart, f"{one[4]!r} lies on {other[4]!r}"
