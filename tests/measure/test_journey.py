import itertools
import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from feedback_ai.errors import SettingError
from feedback_ai.measure.journey import DEFAULT, Journey, load_journey

DOCS = Path(__file__).parents[2] / "docs"
JOURNEY = load_journey()


def load(tmp_path: Path, content: str) -> Journey:
    file = tmp_path / "journey.toml"
    file.write_text(content, encoding="utf-8")
    return load_journey(file)


def test_the_default_journey_is_first_impression_process_end() -> None:
    assert JOURNEY.names == ("first_impression", "process", "end")
    assert [JOURNEY.label_of(name, "zh") for name in JOURNEY.names] == ["第一印象", "过程", "结束"]
    assert JOURNEY.label_of("process", "en") == "Process"
    assert JOURNEY.label_of("kiosk", "zh") == "kiosk"


@pytest.mark.parametrize(
    ("text", "language", "touchpoint"),
    [
        ("I could not find the entrance, and the car park was full.", "en", "first_impression"),
        ("Checked in at four, RECEPTION was friendly.", "en", "first_impression"),
        ("The queues at the counter never move.", "en", "process"),
        ("Our meals were cold.", "en", "process"),
        ("Still no refund, and nobody replied to my complaint.", "en", "end"),
        ("Billed twice for one night.", "en", "end"),
        ("前台态度冷淡，停车也不方便", "zh-Hans", "first_impression"),
        ("排队两个小时，窗口只开一个", "zh-Hans", "process"),
        ("退款拖了一个月，售后没人回复", "zh-Hans", "end"),
        ("預訂的時候，門口沒有指示牌", "zh-Hant", "first_impression"),
        ("排隊等候太久，護士很忙", "zh-Hant", "process"),
        ("退費拖了一個月，發票也沒給", "zh-Hant", "end"),
        ("在酒店check in花了一个小时", "zh-Hans", "first_impression"),
        ("Nothing in particular.", "en", None),
        ("还可以", "zh-Hans", None),
        ("A bookish, roomy place to restaff.", "en", None),
        ("Le service et le parking, quelle horreur.", "other", None),
    ],
)
def test_terms_tell_the_touchpoint(text: str, language: str, touchpoint: str | None) -> None:
    assert JOURNEY.touchpoint_of(text, language) == touchpoint


def test_the_most_frequent_wins_and_the_earlier_one_on_a_tie() -> None:
    assert JOURNEY.touchpoint_of("Refund, refund, and the queue.", "en") == "end"
    assert JOURNEY.touchpoint_of("The bill and the queue.", "en") == "process"


def test_every_chinese_term_stands_in_both_scripts() -> None:
    to_simplified, to_traditional = OpenCC("t2s"), OpenCC("s2t")
    for entry in tomllib.loads(DEFAULT.read_text(encoding="utf-8"))["touchpoint"]:
        terms = entry["terms"]["zh"]
        assert {to_simplified.convert(term) for term in terms} <= set(terms)
        covered = {to_simplified.convert(term) for term in terms if to_simplified.convert(term) != term}
        simplified = {term for term in terms if to_simplified.convert(term) == term != to_traditional.convert(term)}
        assert simplified <= covered


def test_no_term_is_listed_for_two_touchpoints() -> None:
    listed = tomllib.loads(DEFAULT.read_text(encoding="utf-8"))["touchpoint"]
    terms = [[term for words in entry["terms"].values() for term in words] for entry in listed]
    assert all(len(own) == len(set(own)) for own in terms)
    assert not any(set(first) & set(second) for first, second in itertools.combinations(terms, 2))


@given(st.text())
def test_any_text_has_a_touchpoint_of_the_journey_or_none(text: str) -> None:
    for language in ("en", "zh-Hans", "zh-Hant", "other"):
        assert JOURNEY.touchpoint_of(text, language) in {*JOURNEY.names, None}


@given(st.permutations(["desk", "", *JOURNEY.names, "booth"]))
def test_touchpoints_are_put_in_order(names: list[str]) -> None:
    assert JOURNEY.in_order(names) == [*JOURNEY.names, "booth", "desk", ""]


def test_a_journey_of_ones_own_is_read(tmp_path: Path) -> None:
    journey = load(
        tmp_path,
        """
        [[touchpoint]]
        name = "web"
        labels = { zh = "网上" }
        terms.en = ["web", "web shop", "c++"]
        [[touchpoint]]
        name = "desk"
        terms.zh = ["柜台"]
        [[touchpoint]]
        name = "from records only"
        """,
    )
    assert journey.names == ("web", "desk", "from records only")
    assert (journey.label_of("web", "en"), journey.label_of("web", "zh")) == ("web", "网上")
    assert journey.touchpoint_of("The WEB SHOPS are slow", "en") == "web"
    assert journey.touchpoint_of("柜台", "en") is None
    # The longer term is one hit, not two.
    assert len(journey.touchpoints[0].patterns["en"].findall("web shop")) == 1


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "has no [[touchpoint]]"),
        ("touchpoint = []", "has no [[touchpoint]]"),
        ("touchpoint = [1]", "touchpoint 1 is no table"),
        ("[[touchpoint]\n", "cannot be read"),
        ("[[touchpoint]]\n", "touchpoint 1: it has no name"),
        ('[[touchpoint]]\nname = " "', "touchpoint 1: it has no name"),
        ('[[touchpoint]]\nname = "a"\nterm.en = ["x"]', "unknown key 'term'"),
        ('[[touchpoints]]\nname = "a"', "unknown key 'touchpoints'"),
        ('[[touchpoint]]\nname = "a"\nterms.fr = ["x"]', "terms: unknown key 'fr'"),
        ('[[touchpoint]]\nname = "a"\nlabels.fr = "x"', "labels: unknown key 'fr'"),
        ('[[touchpoint]]\nname = "a"\nlabels.en = 1', "labels must be texts"),
        ('[[touchpoint]]\nname = "a"\nterms.en = "x"', "terms must be lists"),
        ('[[touchpoint]]\nname = "a"\nterms.en = [""]', "none of them empty"),
        ('[[touchpoint]]\nname = "a"\nterms = ["x"]', "terms must be a table"),
        ('[[touchpoint]]\nname = "a"\n[[touchpoint]]\nname = "a"', "'a' twice"),
    ],
)
def test_what_is_wrong_is_told(tmp_path: Path, content: str, told: str) -> None:
    with pytest.raises(SettingError) as caught:
        load(tmp_path, content)
    assert told in str(caught.value)
    assert "journey.toml" in str(caught.value)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="cannot be read"):
        load_journey(tmp_path / "none.toml")


def test_the_journey_of_the_documentation_can_be_used(tmp_path: Path) -> None:
    (block,) = re.findall(
        r"```toml\n(\[\[touchpoint.*?)```", (DOCS / "measures.md").read_text("utf-8"), flags=re.DOTALL
    )
    assert len(load(tmp_path, block).names) > 1
