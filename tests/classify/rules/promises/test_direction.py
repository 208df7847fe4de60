import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC
from promise_fakes import directed_sentences, verdicts

from feedback_ai.classify.rules.promises import find_promises
from feedback_ai.classify.rules.promises.lists import load_words

SENTENCES = directed_sentences()
KNOWN_WRONG = {"They said shipping was free up to $50, then charged me $12."}
"""The one sentence of which more is read than it says."""
WAITS = [
    "They promised it in {} days, it took {} days.",
    "Told {} days for the battery replacement, took {} days.",
    "The office offered delivery within {} days but it arrived after {} days.",
    "At last: the refund was promised in {} days and came after {} days.",
    "保修说{}天修好，修了{}天。",
    "承诺{}天退款，结果{}天才到账。",
    "電池說好{}天送到，等了{}天。",
]
LASTS = [
    "The battery was advertised to last {} days, it lasted {} days.",
    "The warranty was promised for {} days, it expired after {} days.",
    "They said the return window is {} days, it was {} days.",
    "电池说能用{}天，{}天就没电了。",
    "保质期写着{}天，{}天就过期了。",
    "續航標稱{}天，實測只有{}天。",
]
ASKED = [
    "They quoted £{} and charged £{}.",
    "The discount shop said {} euros, the bill was {} euros.",
    "报价{}元，收了{}元。",
    "優惠活動報價{}元，最後收了我{}元。",
]
GOT = [
    "They promised a refund of £{}, I received £{}.",
    "They promised me {} euros of compensation and paid me {} euros.",
    "说好退我{}元，只退了{}元。",
    "承諾賠償{}元，賠了{}元。",
]
GOODS = ["I ordered {} plates and received {} plates.", "订了{}个月饼，收到{}个。", "買了{}斤蘋果，稱了{}斤。"]


@pytest.mark.parametrize(("text", "verdict", "read"), SENTENCES, ids=[text for text, _, _ in SENTENCES])
def test_a_promise_is_kept_or_broken_as_the_customer_sees_it(text, verdict, read):
    assert verdicts(find_promises(text)) == (read or verdict)


def test_the_sentences_that_are_known_to_be_read_otherwise_are_not_judged():
    assert len(SENTENCES) >= 400
    assert {text for text, _, read in SENTENCES if read in {"better", "met", "broken"}} == KNOWN_WRONG


def test_a_traditional_text_has_the_verdict_of_the_simplified_one():
    convert = OpenCC("s2t").convert
    for text, _, _ in SENTENCES:
        assert verdicts(find_promises(convert(text))) == verdicts(find_promises(text)), convert(text)


numbers = st.integers(2, 99)


@given(
    numbers,
    numbers,
    st.sampled_from([(text, -1) for text in WAITS + ASKED] + [(text, 1) for text in LASTS + GOT + GOODS]),
)
def test_the_verdict_follows_the_numbers(promised, came, template):
    text, better = template
    expected = "met" if came == promised else "better" if (came > promised) == (better > 0) else "broken"
    assert verdicts(find_promises(text.format(promised, came))) == expected


@given(
    numbers,
    numbers,
    st.sampled_from(
        ["coffee", "orange", "office", "lastly", "offering", "strange", "plastic", "seatsy", "refunders", "pointed"]
    ),
)
def test_a_part_of_a_word_tells_nothing(promised, came, word):
    text = f"The {word} people told me {promised} days, it took {came} days."
    assert verdicts(find_promises(text)) == verdicts(find_promises(text.replace(f"{word} ", "")))


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Told 10 hours, it was 6 hours.", "undecided"),
        ("说好十小时，结果六小时。", "undecided"),
        ("Told 10 working days, it was 6 working days.", "better"),
        ("The guide promised at least 3 hours there. It was 1 hour.", "broken"),
        ("They said at most 3 hours. It was 1 hour.", "better"),
        ("The box said 10 hours, it was 6 hours.", "undecided"),
        ("The battery was to last 10 hours but it took 3 hours to go flat.", "broken"),
        ("They said 40 degrees, it was 30 degrees.", "undecided"),
    ],
)
def test_a_bare_time_is_not_guessed(text, verdict):
    assert verdicts(find_promises(text)) == verdict


@pytest.mark.parametrize(
    ("text", "actual"),
    [
        ("说好七天无理由退货，第八天不给退。", None),
        ("They promised 7 days to return it, refused on day 8.", None),
        ("说好七天无理由退货，第五天不给退。", 5),
        ("承诺3天到货，第9天才收到。", 9),
    ],
)
def test_a_counted_day_is_an_outcome_only_where_it_tells_one(text, actual):
    (promise,) = find_promises(text)
    assert (promise.actual and promise.actual.value) == actual
    assert (promise.gap is None) == (actual is None)


def test_mooncakes_are_no_months():
    (promise,) = find_promises("订了十二个月饼，只收到十个。")
    assert (promise.promised.value, promise.promised.unit) == (12, "count")
    assert promise.gap.verdict == "below"


def test_chinese_texts_know_the_english_words_too():
    english, chinese = load_words("en").directions, load_words("zh").directions
    assert english.keys() == chinese.keys() == {"time", "money", "amount", "length"}
