from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC
from promise_fakes import development_sentences, told

from feedback_ai.classify.rules.promises import MOST, find_promises

SENTENCES = development_sentences()
KNOWN_WRONG = {
    "Five stars, will be back in 2 weeks!",
    "Received 18 tiles out of the 20 I had paid for.",
    "It was delivered three days after I ordered.",
    "They promised a refund within 5 days. The plumber took three hours.",
    "The hotel said breakfast would be ready in 10 minutes; I waited 2 days for an answer to my email.",
    "An appointment of 30 minutes was cut to 12.",
    "我每周去三次，已经办了两年卡。",
    "承诺退款5天内到账。师傅修了三个小时。",
    "说的是免费停车三小时，出场收了我两小时的钱。",
    "本来以为要排一个小时，没想到十几分钟就轮到我了。",
    "The clinic's letter gave a wait of six weeks and I was seen after fourteen.",
    "Ticket said boarding in 20 minutes; we stood at the gate for an hour and ten.",
    "The tracking page says 2 days. It has said so for 10 days.",
    "Their policy allows 14 days for returns.",
    "The store's answer took three weeks, and the phone they sent had 64 GB.",
    "I paid $60 for two hours of tuition and the teacher left after 70 minutes.",
    "The flight was delayed by 3 hours and the airline offered a €5 voucher.",
    "师傅电话里报价200，修完收了350。",
    "团购写的是四人套餐，上来的量只够两个人。",
    "You advertise 30-minute delivery and my pizza needed 95.",
    "Our table of 6 waited 25 minutes for drinks.",
    "The hotline put me on hold for 35 minutes after saying the wait was under 5.",
    "The mechanic gave me a price of $300 and then asked for $520.",
    "十点开门，排了一个小时队。",
}
"""What the extractor still reads wrongly; docs/gap.md tells why."""


@pytest.mark.parametrize(("text", "pairs"), SENTENCES, ids=[text for text, _ in SENTENCES])
def test_a_development_sentence_is_read_as_written(text, pairs):
    assert (told(find_promises(text)) == pairs) == (text not in KNOWN_WRONG)


def test_there_are_sentences_of_both_languages_with_and_without_promises():
    chinese = [pairs for text, pairs in SENTENCES if not text.isascii()]
    assert min(len(chinese), len(SENTENCES) - len(chinese)) > 150
    assert sum(not pairs for _, pairs in SENTENCES) > 100


def test_traditional_texts_are_read_like_simplified_ones():
    convert = OpenCC("s2t").convert
    for text, _ in SENTENCES:
        assert told(find_promises(convert(text))) == told(find_promises(text)), convert(text)


@pytest.mark.parametrize(
    ("text", "promised", "actual"),
    [
        ("They told me two to three weeks and I had it in ten days.", "two to three weeks", "ten days"),
        ("We were quoted £120 and charged £180.", "£120", "£180"),
        ("Told 3 days, took 9.", "3 days", "9"),
        ("說好半個鐘，等了兩個多小時。", "半個鐘", "兩個多小時"),
        ("İİ 😀 Told 3 days, took 9.", "3 days", "9"),
    ],
)
def test_offsets_hold_the_quantity_and_nothing_else(text, promised, actual):
    (promise,) = find_promises(text)
    sides = promise.promised, promise.actual
    assert [text[side.start : side.end] for side in sides] == [promised, actual]


def test_a_gap_tells_both_sides_in_one_unit():
    (promise,) = find_promises("Told 3 days, took 9.")
    assert promise.gap.model_dump() == {
        "promised": 4320.0,
        "actual": 12960.0,
        "value": 8640.0,
        "unit": "minute",
        "ratio": 3.0,
        "verdict": "below",
    }


@given(st.text(st.sampled_from("说好等了结果两三天个半小时元9 3,.。told took promised days hours £%-\n"), max_size=80))
def test_any_text_is_read_and_offsets_lie_in_it(text):
    for promise in find_promises(text):
        assert promise.promised or promise.actual
        for side in filter(None, (promise.promised, promise.actual)):
            assert 0 <= side.start < side.end <= len(text)
            assert side.upper is None or side.upper > side.value


@pytest.mark.parametrize("text", ["", "\n", "🙂", "1 " * 5_000, "一" * 5_000, "told " * 5_000, "3 days " * 5_000])
def test_a_text_of_no_sense_states_nothing(text):
    assert find_promises(text) == ()


def test_a_table_is_no_promise():
    assert len(find_promises("Promised 3 days. " * MOST)) == MOST
    assert find_promises("Promised 3 days. " * (MOST + 1)) == ()


def test_threads_share_the_words():
    texts = [text for text, _ in SENTENCES[:60]] * 3
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(find_promises, texts)) == [find_promises(text) for text in texts]
