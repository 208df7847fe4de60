import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_ai.normalize.unicode import clean

ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=[]), max_size=80)


@pytest.mark.parametrize(
    ("dirty", "tidy"),
    [
        ("cafe\u0301", "café"),
        ("a\r\nb\rc\u2028d\x85e\x0cf", "a\nb\nc\nd\ne\nf"),
        ("pa\x00id\x07 twice\x9f", "paid twice"),
        ("tab\tstays", "tab\tstays"),
        ("re\u200bfund\ufeff, so\u00adrry", "refund, sorry"),
        ("\u202egnorw\u202c \u2066ok\u2069", "gnorw ok"),
        ("half \ud83d here", "half  here"),
        ("\ud83d\ude00", "😀"),
        ("ＡＢＣ１２３。", "ＡＢＣ１２３。"),
        ("\uf900", "\u8c48"),
    ],
)
def test_text_is_cleaned(dirty, tidy):
    assert clean(dirty) == tidy


@pytest.mark.parametrize(
    "emoji", ["👩\u200d👩\u200d👧", "🏳\ufe0f\u200d🌈", "👍🏽", "❤\ufe0f", "🏴\U000e0067\U000e0062\U000e007f"]
)
def test_emoji_stay_whole(emoji):
    assert clean(f"so {emoji} good") == f"so {emoji} good"


def test_joiner_between_letters_is_removed():
    assert clean("退\u200d款") == "退款"


def test_tag_characters_outside_a_flag_are_removed():
    assert clean("ok\U000e0068\U000e0069") == "ok"


def test_a_character_keeps_at_most_thirty_marks():
    assert len(clean("e" + "\u0323\u0301" * 5_000)) <= 32


def test_text_of_invisible_characters_becomes_empty():
    assert clean("\u200b\u2060\x00") == ""


@settings(deadline=None, max_examples=300)
@given(ANY_TEXT)
def test_cleaning_twice_changes_nothing_more(text):
    assert clean(clean(text)) == clean(text)


@settings(deadline=None, max_examples=300)
@given(ANY_TEXT)
def test_result_is_composed_and_can_be_written(text):
    result = clean(text)
    assert unicodedata.is_normalized("NFC", result)
    result.encode("utf-8")
    assert "\r" not in result
    assert "\x00" not in result
