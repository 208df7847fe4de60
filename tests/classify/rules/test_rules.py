from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from feedback_ai.classify.rules import LANGS, find_rules, load_book, review_reasons
from feedback_ai.classify.rules.promises import find_promises
from feedback_ai.schema import RuleKind, RuleMatch, Severity, Span

CASES = [(rule, text) for lang in LANGS for rule in load_book(lang).rules for text in rule.examples]
COUNTERCASES = [(rule, text) for lang in LANGS for rule in load_book(lang).rules for text in rule.counterexamples]


def find(text, kind=None):
    found = find_rules(text, [Span(0, len(text))])
    return [match for match in found if kind in {None, match.kind}]


def names(text):
    return [match.rule for match in find(text)]


@pytest.mark.parametrize(("rule", "text"), CASES, ids=lambda case: getattr(case, "name", case))
def test_a_rule_finds_its_examples(rule, text):
    assert rule.name in names(text)


@pytest.mark.parametrize(("rule", "text"), COUNTERCASES, ids=lambda case: getattr(case, "name", case))
def test_a_rule_passes_its_counterexamples_over(rule, text):
    assert rule.name not in names(text)


def test_every_rule_has_examples_and_counterexamples():
    for lang in LANGS:
        for rule in load_book(lang).rules:
            assert rule.about
            assert rule.examples
            assert rule.counterexamples


def test_both_languages_have_the_same_rules():
    english, chinese = ([(rule.kind, rule.name) for rule in load_book(lang).rules] for lang in LANGS)
    assert english == chinese
    assert len(set(english)) == len(english)


def test_traditional_texts_meet_the_same_rules():
    convert = OpenCC("s2t").convert
    for rule in load_book("zh").rules:
        for text in rule.examples:
            assert rule.name in names(convert(text)), convert(text)
        for text in rule.counterexamples:
            assert rule.name not in names(convert(text)), convert(text)


@pytest.mark.parametrize(
    ("text", "span", "value", "upper", "unit"),
    [
        ("I waited 45 minutes.", "45 minutes", 45, None, "minutes"),
        ("It took two and a half hours!", "two and a half hours", 150, None, "minutes"),
        ("They said 3-5 business days.", "3-5 business days", 4320, 7200, "minutes"),
        ("Over £30 for soup", "£30", 30, None, "GBP"),
        ("lost two hundred and thirty five dollars", "two hundred and thirty five dollars", 235, None, "USD"),
        ("I called a dozen times", "dozen times", 12, None, "times"),
        ("等了半个小时", "半个小时", 30, None, "minutes"),
        ("等了半個小時", "半個小時", 30, None, "minutes"),
        ("拖了两三天", "两三天", 2880, 4320, "minutes"),
        ("扣了我300元", "300元", 300, None, "CNY"),
        ("花了三百五十块钱", "三百五十块钱", 350, None, "CNY"),
        ("损失一万五千元", "一万五千元", 15000, None, "CNY"),
        ("喝了10年三鹿", "10年", 5256000, None, "minutes"),
        ("等了一年半", "一年半", 788400, None, "minutes"),
        ("打了十几次", "十几次", 11, 19, "times"),
        ("等了３０分钟", "３０分钟", 30, None, "minutes"),
    ],
)
def test_a_stated_quantity_has_its_place_value_and_unit(text, span, value, upper, unit):
    (match,) = find(text, RuleKind.QUANTITY)
    assert text[match.start : match.end] == span
    assert (match.quantity.value, match.quantity.upper, match.quantity.unit) == (value, upper, unit)


def test_offsets_hold_behind_letters_that_grow_in_lower_case():
    text = "İİİ “It’s” ﷼ 45 minutes"
    (match,) = find(text)
    assert text[match.start : match.end] == "45 minutes"


def test_a_match_stays_within_its_segment():
    text = "I will report it. The ombudsman was kind."
    assert find_rules(text, [Span(0, len(text))]) == ()
    joined = "I will report it to the ombudsman."
    assert [match.rule for match in find_rules(joined, [Span(0, len(joined))])] == ["regulator"]
    assert find_rules(joined, [Span(0, 20), Span(20, len(joined))]) == ()


def test_matches_come_in_the_order_of_the_text_and_of_one_rule_none_overlap():
    text = "等了45分钟，又等了两个小时，退了300元，我要投诉到12315，也会起诉你们。"
    found = find(text)
    assert [match.rule for match in found] == ["duration", "duration", "money", "regulator", "court"]
    assert [match.start for match in found] == sorted(match.start for match in found)
    assert found[0].end <= found[1].start


def test_languages_may_be_mixed():
    assert names("我会 sue you，already filed a complaint with the FTC") == ["court", "regulator"]


@pytest.mark.parametrize(
    "text", ["", " ", "\n", "🙂🙂", "x" * 10_000, "投诉" * 5_000, "1 " * 5_000, "no " * 5_000, "一" * 5_000]
)
def test_any_text_is_read(text):
    assert isinstance(find_rules(text, [Span(0, len(text))] if text else []), tuple)


def test_threads_share_the_rules():
    texts = [text for _, text in CASES] * 3
    expected = [names(text) for text in texts]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(names, texts)) == expected


def stated(kind):
    return RuleMatch(kind=kind, rule="a rule", start=0, end=1)


@pytest.mark.parametrize(
    ("kinds", "severity", "reasons"),
    [
        ([RuleKind.SAFETY], Severity.S1, ()),
        ([RuleKind.SAFETY], Severity.S2, ("safety_stated",)),
        ([RuleKind.SAFETY], None, ("safety_stated",)),
        ([RuleKind.THREAT], Severity.S1, ()),
        ([RuleKind.THREAT], Severity.S2, ()),
        ([RuleKind.THREAT], Severity.S3, ("threat_stated",)),
        ([RuleKind.THREAT, RuleKind.SAFETY], Severity.S0, ("safety_stated", "threat_stated")),
        ([RuleKind.QUANTITY], Severity.S0, ()),
        ([], None, ()),
    ],
)
def test_a_person_looks_where_more_is_stated_than_the_grade_says(kinds, severity, reasons):
    assert review_reasons([stated(kind) for kind in kinds], severity) == reasons


PIECES = [
    *"0123456789.,:%$£¥-/ ",
    "3",
    "4.1.2",
    "1,200.50",
    "两三",
    "半",
    "天",
    " days",
    " hours",
    "个月",
    "told ",
    "took ",
]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_numbers_in_whatever_form_are_read_or_left_alone(text):
    for found in find(text):
        assert text[found.start : found.end].strip()
    for promise in find_promises(text):
        assert promise.promised or promise.actual


def test_a_version_counts_nothing():
    assert find("Version 4.1.2 times out") == []
