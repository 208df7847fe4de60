import pytest

from feedback_ai.classify.rules.book import RuleBook
from feedback_ai.classify.rules.items import tokenize

CONTENT = {
    "lists": {"will": ["will"], "sue": ["sue"], "no": ["no"]},
    "numbers": {"2": ["two"]},
    "halves": {},
    "units": {"duration": {"60 minutes": ["hours"]}},
}


def book(patterns, **rule):
    entry = {"kind": "threat", "name": "a rule", "about": "what it finds", "patterns": patterns, **rule}
    return RuleBook({**CONTENT, "rule": [entry]}, short_tail=False)


def found(text, patterns, **rule):
    return [text[m.start : m.end] for m in book(patterns, **rule).find(tokenize(text))]


def test_a_gap_holds_up_to_so_many_items_and_no_mark():
    assert found("will surely soon sue", ["will ~2 sue"]) == ["will surely soon sue"]
    assert found("will surely and soon sue", ["will ~2 sue"]) == []
    assert found("will, sue", ["will ~2 sue"]) == []


def test_an_item_may_be_left_out_or_repeated():
    assert found("sue", ["will? sue"]) == ["sue"]
    assert found("will sue", ["will? sue"]) == ["will sue"]
    assert found("sue sue", ["sue+"]) == ["sue sue"]


def test_what_stands_before_a_match_may_bar_it():
    assert found("no sue", ["sue"], not_after=("no ~1",)) == []
    assert found("no, sue", ["sue"], not_after=("no ~1",)) == ["sue"]


def test_a_quantity_beyond_belief_is_none():
    assert found("2 hours", ["number+ duration"], kind="quantity", most=120.0) == ["2 hours"]
    assert found("3 hours", ["number+ duration"], kind="quantity", most=120.0) == []


@pytest.mark.parametrize(
    ("pattern", "told"), [("will court", "no list 'court'"), ("will ~x", "neither the name of a list nor a gap")]
)
def test_a_pattern_that_cannot_be_read_is_refused(pattern, told):
    with pytest.raises(ValueError, match=told):
        book([pattern])
