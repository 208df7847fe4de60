import pytest
from evidence_fakes import EVIDENCE, Segment, bad, evidence, text
from hypothesis import given, settings

from feedback_ai.errors import OptionError
from feedback_ai.measure.drill import LEVELS, NO_TOPIC, NONE_NAMED, chosen, findings, level_counts, next_level

FEW = settings(max_examples=40, deadline=None)


def found(*texts):
    return findings_of(evidence(texts))


def findings_of(own):
    return findings(own.mentions, own.causes, own.topics)


def test_a_segment_makes_a_finding_for_each_dimension_and_cause():
    own = found(
        text(Segment({"empathy": "negative", "price": "negative"}, ["people", "method"], 7)),
        text(bad("empathy"), Segment({"empathy": "positive"}, ["machine"], 7)),
    )
    assert own[["dimension", "cause", "topic"]].to_numpy().tolist() == [
        ["empathy", "method", "7"],
        ["empathy", "people", "7"],
        ["price", "method", "7"],
        ["price", "people", "7"],
        ["empathy", NONE_NAMED, NO_TOPIC],
    ]


def test_levels_count_findings_and_texts():
    own = found(text(bad("empathy", "people"), bad("empathy", "people")), text(bad("empathy")), text(bad("price")))
    table = level_counts(chosen(own, {"dimension": "empathy"}), "cause").set_index("value")
    assert list(table.index) == ["people", NONE_NAMED]
    assert table.loc["people", ["n", "share", "texts", "complaining", "rate"]].tolist() == [2, 2 / 3, 1, 2, 0.5]


def test_what_names_nothing_is_last():
    own = found(*(text(bad("empathy")) for _ in range(3)), text(bad("empathy", "method", topic=3)))
    assert level_counts(own, "cause")["value"].tolist() == ["method", NONE_NAMED]
    assert level_counts(own, "topic")["value"].tolist() == ["3", NO_TOPIC]


def test_the_way_down_is_level_by_level():
    own = found(text(bad("empathy", "people", topic=4)))
    assert next_level({}) == "dimension"
    assert next_level({"dimension": "empathy", "cause": "people", "topic": "4"}) is None
    for path in ({"cause": "people"}, {"dimension": "empathy", "topic": "4"}):
        with pytest.raises(OptionError, match="without a"):
            chosen(own, path)
    with pytest.raises(OptionError, match="no dimension 'speed'"):
        chosen(own, {"dimension": "speed"})


def check_level(own, path):
    level = next_level(path)
    if level is None:
        segments = own[["feedback_id", "segment_index"]].drop_duplicates()
        assert len(segments) == len(own), "at the end a finding is a segment"
        return
    table = level_counts(own, level)
    assert table["n"].sum() == len(own)
    assert table["value"].is_unique
    assert (table["texts"] <= table["n"]).all()
    assert (table["texts"] <= table["complaining"]).all()
    assert (table["rate_low"] <= table["rate"] + 1e-9).all()
    assert (table["rate"] <= table["rate_high"] + 1e-9).all()
    if len(own):
        assert table["share"].sum() == pytest.approx(1)
    for row in table.itertuples():
        below = path | {level: row.value}
        part = chosen(own, below)
        assert len(part) == row.n
        assert part["feedback_id"].nunique() == row.texts
        check_level(part, below)


@FEW
@given(EVIDENCE)
def test_counts_add_up_to_their_parent_all_the_way_down(own):
    check_level(findings_of(own), dict.fromkeys(LEVELS))
