from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_ai.notify.rules import Rule
from feedback_ai.notify.signals import Signal, Text, cases, fulfils, likeness, match

NOW = datetime(2026, 9, 30, tzinfo=UTC)


def text(number: int, **fields: Any) -> Text:
    return Text(f"t{number}", NOW - timedelta(days=number), NOW, **fields)


def rule(**fields: Any) -> Rule:
    return Rule.model_validate({"name": "r", **fields})


def topic(n: int = 10, **fields: Any) -> Signal:
    own = {"texts": tuple(text(number) for number in range(n)), "topic_id": 3, "q": 0.01, "raised": NOW, **fields}
    return Signal("topic", "topic:3", {"en": "x", "zh": "x"}, **own)


@pytest.mark.parametrize(
    ("fields", "fits"),
    [
        ({"max_q": 0.01}, True),
        ({"max_q": 0.009}, False),
        ({"alarm": True}, True),
        ({"alarm": True, "min_texts": 10}, True),
        ({"alarm": True, "min_texts": 11}, False),
        ({"alarm": True, "topic": [3, 4]}, True),
        ({"alarm": True, "topic": [4]}, False),
        ({"alarm": True, "unit": ["east"]}, False),
    ],
)
def test_a_topic_must_keep_limit_floor_and_conditions(fields: dict[str, Any], fits: bool) -> None:
    assert bool(match(rule(signal="topic", **fields), [topic()])) == fits


def test_an_alarm_is_asked_for_by_alarm_alone() -> None:
    calm = topic(raised=None)
    assert not match(rule(signal="topic", alarm=True), [calm])
    assert match(rule(signal="topic", max_q=0.5), [calm])
    assert not match(rule(signal="topic", max_q=0.5), [topic(q=None)])


def test_only_texts_that_fulfil_the_conditions_count() -> None:
    mixed = topic(texts=tuple(text(n, unit="east" if n % 2 else "west", severity="S2") for n in range(12)))
    (found,) = match(rule(signal="topic", alarm=True, unit=["east"], min_texts=6), [mixed])
    assert {one.unit for one in found.texts} == {"east"}
    assert found.severity == "S2"
    assert not match(rule(signal="topic", alarm=True, unit=["east"], min_texts=7), [mixed])


texts = st.builds(
    text,
    st.integers(0, 6),
    unit=st.sampled_from([None, "east", "west"]),
    channel=st.sampled_from([None, "app"]),
    severity=st.sampled_from([None, "S1", "S2", "S3"]),
    dimensions=st.frozensets(st.sampled_from(["price", "empathy"])),
    topics=st.frozensets(st.integers(1, 3)),
)


@given(texts=st.lists(texts, max_size=12, unique_by=lambda one: one.feedback_id), by=st.sampled_from(["case", "unit"]))
def test_every_graded_text_is_in_one_matter(texts: list[Text], by: str) -> None:
    found = cases(rule(signal="case", severity=["S1", "S2"], by=by), texts)
    graded = {one.feedback_id for one in texts if one.severity in ("S1", "S2")}
    assert sorted(one.feedback_id for signal in found for one in signal.texts) == sorted(graded)
    assert len({signal.matter for signal in found}) == len(found)
    if by == "case":
        assert len(found) == len(graded)


@given(one=texts, unit=st.sampled_from([(), ("east",)]), dimension=st.sampled_from([(), ("price", "empathy")]))
def test_every_condition_must_hold_by_any_of_its_values(
    one: Text, unit: tuple[str, ...], dimension: tuple[str, ...]
) -> None:
    asked = rule(signal="incident", unit=list(unit), dimension=list(dimension))
    wanted = (not unit or one.unit == "east") and (not dimension or bool(one.dimensions))
    assert fulfils(asked, Signal("incident", "m", {}, [one]), one) == wanted


def test_cases_of_a_topic_or_dimension_are_together() -> None:
    one = text(1, severity="S1", topics=frozenset({1, 2}), dimensions=frozenset({"price"}))
    found = cases(rule(signal="case", severity="S1", by="topic"), [one])
    assert [signal.matter for signal in found] == ["topic:1", "topic:2"]
    (by_dimension,) = cases(rule(signal="case", severity="S1", by="dimension"), [one])
    assert by_dimension.title == {"en": "S1 case: Price", "zh": "S1 级投诉：价格"}


def candidate(numbers: range, terms: list[str], **fields: Any) -> Signal:
    own = tuple(text(number) for number in numbers)
    return Signal("candidate", "candidate:x", {}, own, figures={"terms": {"en": terms, "zh": []}}, **fields)


def ids(numbers: range) -> set[str]:
    return {f"t{number}" for number in numbers}


def test_a_candidate_is_known_by_its_texts_or_by_terms_of_texts_that_are_too_old() -> None:
    now = candidate(range(10), ["chatbot", "loop", "robot", "menu", "again"])
    terms = {"en": ["robot", "loop", "chatbot"]}
    assert likeness(now, ids(range(5, 15)), ids(range(5, 15)), {}) == 0.5
    assert likeness(now, ids(range(6, 16)), ids(range(6, 16)), {}) == 0
    old, others = ids(range(50, 60)), ids(range(20, 30))
    assert likeness(now, old, set(), terms) == pytest.approx(0.6)
    assert likeness(now, others, others, terms) == 0, "its texts were looked at and are in another group"
    assert likeness(now, old, set(), {"en": ["robot", "parcel", "late"]}) == 0
    few = candidate(range(10), ["chatbot"])
    assert likeness(few, old, set(), {"en": ["chatbot"]}) == 0, "one word in common says nothing"


def test_of_a_candidate_some_of_whose_texts_are_too_old_those_that_are_left_decide() -> None:
    now = candidate(range(10), ["chatbot", "loop", "robot", "menu", "again"])
    known, alike = ids(range(40)), {"en": ["robot", "loop", "chatbot"]}
    assert likeness(now, known, ids(range(8)), {}) == 1, "all eight are in its group, though 32 are too old"
    assert likeness(now, ids(range(20, 60)), ids(range(20, 25)), alike) == 0, "five are in another group"
    assert likeness(now, ids(range(20, 60)), ids(range(20, 24)), alike) == pytest.approx(0.6), "four are too few"
    assert likeness(now, known, ids(range(2)), {}) == 0, "nor do two make it that matter"
    assert likeness(now, ids(range(2)), ids(range(2)), {}) == 1, "unless it never had more"
    assert likeness(now, ids(range(20, 22)), ids(range(20, 22)), alike) == 0


def test_all_texts_of_a_candidate_count_not_only_those_that_are_shown() -> None:
    many = candidate(range(3), [], ids=frozenset(ids(range(100))))
    assert likeness(many, ids(range(60, 90)), ids(range(60, 90)), {}) == 1
