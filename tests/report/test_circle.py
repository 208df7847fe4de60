from dataclasses import replace

import numpy as np
import pytest
from report_fakes import report_data

from feedback_ai.report.circle import fishbone, touchpoints
from feedback_ai.report.fishbone import FishBone, SmallBone
from feedback_ai.report.render import render

BONES = {
    "en": (FishBone("People", 70, 0.7, (SmallBone("queue · wait", 40),)),),
    "zh": (FishBone("人员", 70, 0.7, (SmallBone("排队 · 等候", 40),)),),
}


def drawn(**changes):
    data = report_data()
    matrix = data.causes.matrix
    heat = matrix[matrix["touchpoint"] != ""]
    return replace(data, causes=replace(data.causes, heat=heat, moments=("process",), bones=BONES, **changes))


@pytest.mark.parametrize(("lang", "words"), [("en", ("queue · wait", "◆ Process")), ("zh", ("排队 · 等候", "◆ 过程"))])
def test_a_report_shows_fishbone_and_heat_map(lang, words):
    page = render(drawn(), lang, "html")
    assert all(word in page for word in words)
    assert '<div class="chart wide">' in page
    assert "<svg" not in render(drawn(), lang, "md")


def test_without_either_the_table_stands_alone():
    data = report_data()
    assert fishbone(data, "en") == []
    assert [block.kind for block in touchpoints(data, "en")] == ["table"]
    empty = data.causes.matrix.assign(net=np.nan)
    alone = replace(data, causes=replace(data.causes, heat=empty))
    assert [block.kind for block in touchpoints(alone, "en")] == ["table"]
