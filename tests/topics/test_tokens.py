import subprocess
import sys

import pytest

from feedback_ai.topics.tokens import chinese_words, english_words, lang_of, stem, word_spans


def test_english_words_are_lower_case_without_stop_words_and_placeholders():
    assert english_words("The Courier's van didn't stop at <ADDRESS>, call <PHONE>!") == ["courier", "van"]


def test_chinese_words_come_from_a_segmenter_and_carry_a_matter():
    words = chinese_words("客户来电反映快递员没有打电话，包裹显示已签收，请联系<PHONE>")
    assert "包裹" in words
    assert "签收" in words
    assert not {"客户", "来电", "反映", "PHONE", "phone"} & set(words)


def test_traditional_and_simplified_give_the_same_words():
    assert chinese_words("訂單狀態顯示包裹已送達") == chinese_words("订单状态显示包裹已送达")


def test_latin_words_in_chinese_are_kept():
    assert "esim" in chinese_words("新手机无法激活eSIM")


@pytest.mark.parametrize("text", ["等了四十分钟", "第三次了", "两个小时", "一百六十多"])
def test_numbers_and_counts_are_no_terms(text):
    assert [word for word in chinese_words(text) if word[0] in "第一两四"] == []


def test_words_that_begin_with_a_numeral_may_be_terms():
    assert "二维码" in chinese_words("扫描二维码失败")


def test_order_numbers_are_no_terms():
    assert english_words("order LF20260406118 lost on route 66") == ["order", "lost", "route"]


@pytest.mark.parametrize(
    "forms", [("charge", "charges", "charged", "charging"), ("delay", "delays", "delayed"), ("stop", "stopped")]
)
def test_inflected_forms_share_a_stem(forms):
    assert len({stem(form) for form in forms}) == 1


@pytest.mark.parametrize(("one", "other"), [("address", "addition"), ("bus", "bed"), ("price", "prize")])
def test_different_words_have_different_stems(one, other):
    assert stem(one) != stem(other)


def test_scripts_of_chinese_are_one_language():
    assert [lang_of(language) for language in ("en", "zh-Hans", "zh-Hant")] == ["en", "zh", "zh"]


def test_the_segmenter_is_quiet_and_leaves_no_file(tmp_path):
    code = "from feedback_ai.topics.tokens import chinese_words; chinese_words('包裹没有送达')"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"TMPDIR": str(tmp_path), "PATH": ""},
    )
    assert (done.stdout, done.stderr) == ("", "")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Don't touch the e-mail, 45 min!", ["Don't", "touch", "the", "e", "mail", "45", "min"]),
        ("客服态度很差。", ["客服", "态度", "很差"]),
        ("客服態度很差 app好用", ["客服", "態度", "很差", "app", "好用"]),
        ("🙂 … ", []),
        ("", []),
    ],
)
def test_words_have_their_places(text, words):
    assert [text[start:end] for start, end in word_spans(text)] == words
