import pytest

from feedback_ai.classify.folding import fold
from feedback_ai.classify.rules.items import MARK, NUMBER, WORD, Lexicon, tokenize

LEXICON = Lexicon(
    {"court": {"": ["court", "small claims court"]}, "number": {"1": ["one", "一"]}, "no": {"": ["没有"]}}
)


def labels(text):
    return [item.label for item in LEXICON.items(tokenize(fold(text)))]


def test_the_longest_phrase_wins():
    assert labels("Small claims court, one court") == ["court", MARK, NUMBER, "court"]
    assert labels("Small claims") == [WORD, WORD]


def test_chinese_is_read_by_characters_and_phrases():
    assert labels("沒有一人") == ["no", NUMBER, WORD]


def test_items_keep_places_and_values():
    text = "pay 1,200.50 now"
    (_, number, _) = LEXICON.items(tokenize(text))
    assert (text[number.start : number.end], number.value) == ("1,200.50", "1,200.50")
    assert LEXICON.items(tokenize("one"))[0].value == "1"


def test_quotes_and_emoji_part_nothing():
    assert labels("“one” 🙂 *one*") == [NUMBER, NUMBER]


def test_a_phrase_of_two_lists_is_refused():
    with pytest.raises(ValueError, match="'Sue' stands in the lists 'a' and 'b'"):
        Lexicon({"a": {"": ["sue"]}, "b": {"": ["Sue"]}})


def test_the_labels_told_quickly_are_never_fewer():
    for text in ("small talk", "没有", "court 5", ""):
        tokens = tokenize(text)
        assert {item.label for item in LEXICON.items(tokens)} - {WORD, MARK} <= LEXICON.labels_at_most(tokens)
