from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from drawing_checks import check_words

from feedback_ai.report.heat_map import MOMENT, heat_map_chart
from feedback_ai.schema import SERVQUAL

NAMES = {
    "arrival": "First impression",
    "room": "a very long name of a touchpoint 很长的触点名称 that goes on and on and on",
    "end": "结束",
}


def cells(names=NAMES):
    rows = [
        (str(dimension), name, 4 if (at + place) % 4 == 0 else 12_345, -100 + 25 * place + at)
        for at, name in enumerate(names)
        for place, dimension in enumerate(SERVQUAL)
    ]
    frame = pd.DataFrame(rows, columns=["dimension", "touchpoint", "n", "net"]).astype({"net": "float64"})
    frame.loc[frame["n"] < 10, "net"] = np.nan
    return frame.assign(net_low=frame["net"] - 9, net_high=frame["net"] + 9)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_words_are_in_place(lang):
    svg = heat_map_chart(cells(), NAMES, lang, moments=["end"], minimum_n=10)
    width = float(ElementTree.fromstring(svg).attrib["viewBox"].split()[2])
    check_words(svg, width)
    assert f"{MOMENT} 结束" in svg
    assert "nan" not in svg
    assert ("响应性" if lang == "zh" else "Responsiveness") in svg


def test_empty_cells_show_only_their_n():
    svg = heat_map_chart(cells({"end": "End"}), {"end": "End"}, "en", minimum_n=10)
    assert svg.count("n 4<") == 2
    assert MOMENT not in svg


def test_no_touchpoints_are_drawn_all_the_same():
    svg = heat_map_chart(cells({}), {}, "zh", minimum_n=10)
    assert ElementTree.fromstring(svg).attrib["role"] == "img"
