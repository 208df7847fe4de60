from concurrent.futures import ThreadPoolExecutor

import pytest

from feedback_ai.normalize import normalize
from feedback_ai.schema import Language


def test_text_is_cleaned_redacted_and_named():
    result = normalize("Call me on 202-555-0143.\r\nThe parcel never came\x00, I want my money back.")
    assert result.text == "Call me on <PHONE>.\nThe parcel never came, I want my money back."
    assert result.language is Language.ENGLISH
    assert result.informative
    assert not result.mixed
    assert [result.text[found.start : found.end] for found in result.redactions] == ["<PHONE>"]


def test_values_hidden_by_invisible_characters_are_redacted():
    assert normalize("我的邮箱 wang\u200b@example.com 一直收不到回复").text == "我的邮箱 <EMAIL> 一直收不到回复"


def test_a_text_of_nothing_but_personal_data_is_not_informative():
    result = normalize("13800138000", hint="zh-CN")
    assert result.text == "<PHONE>"
    assert result.language is Language.SIMPLIFIED
    assert not result.informative


def test_hint_is_passed_on():
    assert normalize("好用", hint="zh-TW").language is Language.TRADITIONAL


@pytest.mark.parametrize("text", ["", " \n ", "\u200b", "\ud800"])
def test_a_text_without_anything_visible_is_survived(text):
    result = normalize(text)
    assert not result.text.strip()
    assert not result.informative


def test_threads_agree():
    texts = ["The driver was late.", "服務很好", "服务很差", "Le colis est arrivé cassé", "无"] * 20
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(normalize, texts)) == [normalize(text) for text in texts]
