"""What holds for every text, Unicode's corners included."""

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_ai.schema import Language
from feedback_ai.segment import split

ANY_CHARACTER = st.characters(exclude_categories=[])
FEEDBACK = st.sampled_from(
    [
        *(
            "good",
            "bad",
            "等了很久",
            "服务",
            "不错",
            "Mr.",
            "p.m.",
            "No.",
            "www.a.com/b?c=d",
            "<PHONE>",
            "<EMAIL>",
            "3.50",
            "1.",
            "②",
        ),
        *(
            ".",
            "!",
            "?",
            "。",
            "！",
            "；",
            "…",
            "...",
            ",",
            "，",
            ";",
            "~",
            " ",
            "  ",
            "\n",
            "\r\n",
            "\t",
            "\u3000",
            '"',
            "”",
            "(",
            "」",
        ),
        *(
            "👍",
            "👩\u200d👧",
            "👍🏽",
            "❤\ufe0f",
            "🇭🇰",
            "é",
            "e\u0301",
            "\u200d",
            "\ufe0f",
            "\ud800",
            "\x00",
            "\x85",
            "क्षि",
            "각",
        ),
    ]
)
TEXTS = st.text(ANY_CHARACTER, max_size=120) | st.lists(FEEDBACK | ANY_CHARACTER, max_size=80).map("".join)
LANGUAGES = st.sampled_from(list(Language))


@settings(deadline=None, max_examples=400)
@given(TEXTS, LANGUAGES)
def test_spans_cover_the_text_in_order(text, language):
    spans = split(text, language)
    assert "".join(text[span.start : span.end] for span in spans) == text
    assert all(span.start < span.end for span in spans)
    assert [span.start for span in spans][1:] == [span.end for span in spans][:-1]


@settings(deadline=None, max_examples=200)
@given(TEXTS, LANGUAGES)
def test_the_same_text_gives_the_same_spans(text, language):
    assert split(text, language) == split(text, language)


@settings(deadline=None, max_examples=200)
@given(TEXTS, LANGUAGES)
def test_every_segment_shows_something(text, language):
    assert not text.strip() or all(text[span.start : span.end].strip() for span in split(text, language))


@settings(deadline=None, max_examples=200)
@given(TEXTS, LANGUAGES)
def test_no_character_and_no_placeholder_is_torn(text, language):
    borders = {span.start for span in split(text, language)}
    for unit in regex.finditer(
        r"<[A-Z]+>|[^\r\n\p{Cc}]\p{M}+|.\u200d\p{Extended_Pictographic}|.\p{Emoji_Modifier}", text
    ):
        assert not borders & set(range(unit.start() + 1, unit.end()))


@pytest.mark.parametrize("unit", ["!", "字", "a. ", "🇨🇳", "\u0301", "\ud800", "(", "\u200d"])
def test_the_longest_text_is_cut_to_the_limit(unit):
    text = (unit * 100_000)[:100_000]
    spans = split(text, Language.ENGLISH)
    assert spans[-1].end == len(text)
    assert max(span.end - span.start for span in spans) <= 400
