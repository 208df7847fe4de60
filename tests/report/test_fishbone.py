import re
from xml.etree import ElementTree

import pytest
from drawing_checks import check_words
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_ai.report.fishbone import WIDTH, FishBone, SmallBone, fishbone_chart

LONG = {
    "en": "delivery · courier · parcel left at the door without a call or a note, again and again",
    "zh": "快递员 · 送货上门 · 没有打电话就放在门口 · 包裹丢失 · 联系不上 · 反复投诉无人处理",
}
NAMES = st.text("快递送货abW· 电话", min_size=1, max_size=60)
BONES = st.lists(
    st.builds(
        FishBone,
        name=NAMES,
        n=st.integers(0, 99_999),
        rate=st.floats(0, 1),
        small=st.lists(st.builds(SmallBone, NAMES, st.integers(0, 99_999)), max_size=3).map(tuple),
        others=st.integers(0, 999),
    ),
    max_size=6,
)


def bones(lang):
    small = tuple(SmallBone(LONG[lang], n) for n in (12_345, 200, 3))
    return [FishBone(LONG[lang], 12_345, 0.5, small, others=9) for _ in range(6)]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_long_words_do_not_overlap(lang):
    svg = fishbone_chart(LONG[lang], 99_999, bones(lang), lang)
    assert svg == fishbone_chart(LONG[lang], 99_999, bones(lang), lang)
    check_words(svg, WIDTH)
    sizes = [float(size) for size in re.findall(r"font(?:-size)?: [^;]*?([\d.]+)px", svg)]
    assert min(sizes) >= 10, "at 1000 px nothing is smaller than can be read"


@settings(max_examples=8, deadline=None)
@given(NAMES, st.integers(0, 99_999), BONES, st.sampled_from(["en", "zh"]))
def test_whatever_the_words_none_overlap(head, n, found, lang):
    check_words(fishbone_chart(head, n, found, lang), WIDTH)


def test_the_drawing_is_told_in_words_and_escaped():
    svg = fishbone_chart("<b>x</b> & $y$", 3, [FishBone("People", 3, 1.0, (SmallBone("<i>", 3),))], "en")
    root = ElementTree.fromstring(svg)
    assert root.attrib["aria-label"] == "Fishbone of causes. <b>x</b> & $y$, 3 texts: People 3"
    assert "<i>" not in svg
