import re

import pytest
from shown_words import ROOT, shown

TERMS = ROOT / "docs" / "terms.md"
FULL = "[\u3001\u3002\u4e00-\u9fff\u201c\u201d\uff08\uff09\uff0c\uff1a\uff1b]"
HALF = re.compile(rf"{FULL} *[,:;!?()]|[,:;!?()] *{FULL}")
TYPED = re.compile(r"`[^`]*`")
READ = ("src/feedback_ai/services/series_file.py", "src/feedback_ai/services/audit_sheet.py")
"""What also has words that are read, never shown: names of columns."""


def rows() -> list[list[str]]:
    """The table of terms: English, Chinese, what is not said."""
    lines = [line for line in TERMS.read_text(encoding="utf-8").splitlines() if line.startswith("| ")][1:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


REJECTED = [word for _, _, rejected in rows() for word in rejected.split("、") if word]


def test_the_strings_that_are_shown_are_found():
    places = {where.partition(":")[0] for where, _ in shown()}
    assert len(shown()) > 1_500
    assert {"src/feedback_ai/schema/messages.toml", "src/feedback_ai/report/words.toml"} <= places
    assert {"src/feedback_ai/cli/alert_words.py", "api/dashboard/words.py", "data/sample/journey.toml"} <= places
    assert not any("What errors and refused rows say" in text for _, text in shown()), "docstrings are not shown"


@pytest.mark.parametrize("word", REJECTED)
def test_a_rejected_word_is_not_shown(word):
    assert [one for one in shown() if word in one[1] and not one[0].startswith(READ)] == []


def test_each_term_is_said_in_one_way():
    english = [row[0] for row in rows()]
    chosen = {word for _, chinese, _ in rows() for word in re.split("[；、]", chinese)}
    assert len(english) == len(set(english))
    assert [word for word in REJECTED if word in chosen] == []


def test_chinese_text_has_chinese_marks():
    assert [one for one in shown() if HALF.search(TYPED.sub("`", one[1]))] == []


@pytest.mark.parametrize("text", ["负责人: 安", "可靠性, 移情性", "一声 (47)", "(安）", "等；再:等"])
def test_marks_that_are_not_chinese_are_noticed(text):
    assert HALF.search(text)


@pytest.mark.parametrize("text", ["比值 0.16 [0.02, 0.57]", "共 1,200 条", "由 a, b 组成", "负责人：安"])
def test_marks_of_numbers_and_of_what_is_typed_stay(text):
    assert not HALF.search(TYPED.sub("`", text))
