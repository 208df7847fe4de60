import math
import re
import warnings
from xml.etree import ElementTree

import pytest
from report_fakes import BEFORE, grouped, pareto, scores

from feedback_ai.report.canvas import WIDTH, text_width
from feedback_ai.report.charts import TopicBar, pareto_chart, servqual_chart, topics_chart, trend_chart
from feedback_ai.schema.names import Lang

LONG = (
    "会员等级 · 积分兑换 · 有效期 · 客服 · 电话 · 投诉 · 回复 · 处理 · 结果 · 满意 · 解决 · 问题 · 时间 · 等待 · 非常"
)
BARS = [TopicBar("esim · activate", 30, 12), TopicBar(LONG, 9, 0), TopicBar("<b>$x$</b>", 0, 3)]
SVG = "{http://www.w3.org/2000/svg}"


def charts(lang: Lang) -> dict[str, str]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return {
            "servqual": servqual_chart(scores(), lang, before=scores(BEFORE), before_name="2026Q2"),
            "trend": trend_chart(grouped("2025-12", "2026-01", "2026-03"), lang),
            "weeks": trend_chart(grouped(*(f"2026-W{week:02}" for week in range(25, 37))), lang),
            "pareto": pareto_chart(pareto(), lang),
            "topics": topics_chart(BARS, lang, before_name="2026Q2"),
        }


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_charts_are_whole_and_always_the_same(lang: Lang) -> None:
    drawn = charts(lang)
    assert charts(lang) == drawn
    for svg in drawn.values():
        root = ElementTree.fromstring(svg)
        assert len(root.attrib["aria-label"]) > 20
        assert not re.search(r"word\d", svg)
        assert "nan" not in svg.lower().replace("finance", "")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_word_runs_out_of_the_picture(lang: Lang) -> None:
    for svg in charts(lang).values():
        for element in ElementTree.fromstring(svg).iter(f"{SVG}text"):
            style = element.attrib["style"]
            size = float(re.search(r"font-size: ([\d.]+)px|font: [^;]*?([\d.]+)px", style).group(1) or 0) or 12.0
            width, x = text_width(element.text or "", size), float(element.attrib["x"])
            anchor = re.search(r"text-anchor: (\w+)", style).group(1)
            left = x - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
            assert left >= -1, element.text
            assert left + width <= WIDTH + 1, element.text


def test_charts_speak_the_language() -> None:
    chinese, english = charts("zh"), charts("en")
    assert "可靠性" in chinese["servqual"]
    assert "Reliability" not in "".join(chinese.values())
    assert "Reliability" in english["servqual"]
    assert "1月" in chinese["trend"]
    assert "第25周" in chinese["weeks"]
    assert "流程与规则" in chinese["pareto"]


def test_the_alternative_text_has_the_figures() -> None:
    alt = ElementTree.fromstring(charts("en")["servqual"]).attrib["aria-label"]
    assert "Tangibles 1.67" in alt
    assert "n 90" in alt
    assert "Assurance: no texts" in alt
    assert "People 70 (61%)" in ElementTree.fromstring(charts("en")["pareto"]).attrib["aria-label"]


def test_a_bar_runs_from_the_midline_to_its_score() -> None:
    svg = servqual_chart(scores(), "en")
    axis = [float(x) for x in re.findall(r'y="[\d.]+"[^>]*>|x="([\d.]+)" y="[\d.]+">[1-7]</text>', svg) if x]
    assert len(axis) == 7
    position = dict(zip(range(1, 8), axis, strict=True))
    bars = re.findall(
        r'<path d="M ([\d.]+) [\d.]+ L ([\d.]+) [^"]*" clip-path[^>]*fill: #(?:D55E00|0072B2|d55e00|0072b2)', svg
    )
    ends = [sorted(map(float, bar)) for bar in bars]
    step = position[2] - position[1]
    expected = [
        sorted((position[4], position[1] + step * (score - 1))) for score in scores()["score"] if not math.isnan(score)
    ]
    for found, wanted in zip(ends, expected, strict=True):
        assert found == pytest.approx(wanted, abs=0.1)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.filterwarnings("error")
def test_charts_of_nothing_are_drawn_all_the_same(lang: Lang) -> None:
    empty = scores(((0, 0, 0),) * 5, group="2026-07")
    for svg in (
        servqual_chart(empty, lang),
        trend_chart(empty, lang),
        servqual_chart(empty.iloc[:0], lang),
        trend_chart(empty.iloc[:0], lang),
        pareto_chart(pareto().iloc[:0], lang),
        topics_chart([], lang),
    ):
        assert ElementTree.fromstring(svg).attrib["role"] == "img"
