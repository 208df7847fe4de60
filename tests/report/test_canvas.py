import warnings
from concurrent.futures import ThreadPoolExecutor
from xml.etree import ElementTree

import matplotlib as mpl
import pytest

from feedback_ai.report.canvas import WIDTH, canvas, text_width, wrap


def draw(text: str = "可靠性", alt: str = "a chart") -> str:
    with canvas(60) as sheet:
        axes = sheet.axes(100, 10, 10, 20)
        axes.barh([0], [1])
        sheet.write(5, 20, text)
        return sheet.svg(alt)


@pytest.mark.parametrize(
    "text", ["可靠性", "a $x$ b $", "<script>alert(1)</script>", "word0 & 'x' \"y\"", r"\frac{1}{2}"]
)
def test_words_stay_the_words_they_were(text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        drawn = ElementTree.fromstring(draw(text, alt=text))
    words = [element.text for element in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert text in words
    assert drawn.attrib["aria-label"] == text
    assert drawn.attrib["role"] == "img"


def test_characters_that_xml_has_no_place_for_are_left_out() -> None:
    drawn = ElementTree.fromstring(draw("a\x00b\x1bc\ud800d"))
    assert "abcd" in [element.text for element in drawn.iter("{http://www.w3.org/2000/svg}text")]


def test_the_same_drawing_has_the_same_bytes_in_every_thread() -> None:
    with ThreadPoolExecutor(4) as pool:
        drawn = set(pool.map(lambda _: draw(), range(8)))
    assert len(drawn) == 1


def test_ids_of_two_charts_on_a_page_differ_and_every_reference_has_its_target() -> None:
    ids = []
    for text in ("one", "two"):
        drawn = draw(text)
        own = [element.attrib["id"] for element in ElementTree.fromstring(drawn).iter() if "id" in element.attrib]
        assert own
        assert all(f"#{id_}" in drawn for id_ in own)
        ids += own
    assert len(ids) == len(set(ids))


def test_settings_of_the_process_are_neither_used_nor_changed() -> None:
    before = draw()
    with mpl.rc_context({"font.size": 30, "svg.fonttype": "path", "axes.grid": True}):
        assert draw() == before
        assert mpl.rcParams["font.size"] == 30


def test_an_svg_names_no_time_and_no_font_of_the_machine() -> None:
    drawn = draw()
    assert "DejaVu" not in drawn
    assert "<metadata" not in drawn
    assert "<style" not in drawn


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Measurement and records", ["Measurement", "and records"]),
        ("计量与记录以及其他一切", ["计量与记录以及", "其他一切"]),
        ("short", ["short"]),
        ("", [""]),
    ],
)
def test_words_are_broken_where_they_may(text: str, lines: list[str]) -> None:
    assert wrap(text, 110, 14) == lines


@pytest.mark.parametrize(
    "text", ["一二三四五六七八九十" * 9, "a very long label " * 9, "Donaudampfschifffahrtsgesellschaft" * 3]
)
def test_what_does_not_fit_is_cut_and_says_so(text: str) -> None:
    lines = wrap(text, 100, lines=2)
    assert len(lines) <= 2
    assert lines[-1].endswith("…")
    assert all(text_width(line) <= 100 for line in lines)
    assert text_width("一" * 10, 12) == 120
    assert text_width("Responsiveness") < WIDTH
