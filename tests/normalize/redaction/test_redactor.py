import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_ai.normalize.redaction import TYPES, redact
from feedback_ai.normalize.redaction.redactor import find

VALUES = (
    "13800138000", "(415) 555-0123", "+44 20 7946 0958", "jo@example.com", "4111 1111 1111 1111", "11010519491231002X",
    "沪A·D12345", "198.51.100.7", "DE89370400440532013000", "https://weibo.com/u/12345", "我叫张伟，", "Mr Smith",
    "北京市朝阳区建国路88号", "微信:lihua_90", "<PHONE>", "订单号", "order ", "IP", "Regards,\n", "\n", " ", "-", "1",
)  # fmt: skip

texts = st.lists(st.one_of(st.sampled_from(VALUES), st.text(max_size=6), st.text(string.printable, max_size=6))).map(
    "".join
)


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("服务员叫李小红，李小红态度很差", "服务员叫<NAME>，<NAME>态度很差"),
        ("My name is John Smith. They called John Smith twice.", "My name is <NAME>. They called <NAME> twice."),
        ("百度骑士夏豪杰特别好，夏豪杰没有抱怨", "百度骑士<NAME>特别好，<NAME>没有抱怨"),
    ],
)
def test_a_name_found_once_is_replaced_wherever_it_stands(text, redacted):
    assert redact(text)[0] == redacted


checked = settings(deadline=None, max_examples=150)


@checked
@given(texts)
def test_each_redaction_points_at_its_placeholder_in_order(text):
    redacted, redactions = redact(text)
    end = 0
    for one in redactions:
        assert one.type in TYPES
        assert redacted[one.start : one.end] == f"<{one.type}>"
        assert one.start >= end
        end = one.end


@checked
@given(texts)
def test_redacting_again_changes_nothing(text):
    redacted, _ = redact(text)
    assert redact(redacted) == (redacted, ())


@checked
@given(texts)
def test_text_outside_of_the_redactions_is_unchanged(text):
    redacted, redactions = redact(text)
    ends = [0, *(one.end for one in redactions)]
    starts = [*(one.start for one in redactions), len(redacted)]
    first, *kept, last = [redacted[end:start] for end, start in zip(ends, starts, strict=True)] + [""] * (
        not redactions
    )
    assert text.startswith(first)
    assert text.endswith(last)
    at = len(first)
    for piece in kept:
        at = text.index(piece, at) + len(piece)
    assert at + len(last) <= len(text)


@checked
@given(st.text())
def test_any_unicode_is_accepted(text):
    redact(text)


def test_a_text_without_personal_data_comes_back_as_it_is():
    text = "The lift was broken at 5pm.\n电梯坏了，等了30分钟。"
    assert redact(text) == (text, ())
    assert redact("") == ("", ())


def test_offsets_point_into_the_returned_text():
    redacted, redactions = redact("我叫张伟，手机１３８００１３８０００，谢谢")
    assert redacted == "我叫<NAME>，手机<PHONE>，谢谢"
    assert [(one.type, one.start, one.end) for one in redactions] == [("NAME", 2, 8), ("PHONE", 11, 18)]


def test_placeholders_that_a_text_holds_already_stay():
    assert redact("call <PHONE> or <NAME>") == ("call <PHONE> or <NAME>", ())


def test_a_value_behind_another_is_found_when_the_text_is_read_again():
    redacted, _ = redact("住址：上海市徐汇区漕溪北路88号3栋502室13800138000")
    assert redacted == "住址：<ADDRESS><PHONE>"


def test_findings_say_how_sure_they_are():
    (phone,) = find("电话13800138000")
    assert (phone.entity, phone.score) == ("PHONE", 1.0)


def test_hostile_texts_are_read_in_linear_time():
    hostile = ("1" * 50_000, "a@" * 20_000, "王" * 50_000, "GB82 " * 10_000, "路1号" * 10_000, "my name is " * 4_000)
    for text in hostile:
        redacted, _ = redact(text)
        assert len(redacted) <= len(text)
