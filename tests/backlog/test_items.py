import random
from collections import Counter

import pandas as pd
from backlog_fakes import Complaint, complaints, frames
from hypothesis import given
from hypothesis import strategies as st

from feedback_ai.backlog.items import RULES, Candidate, Key, SplitRules, find_problems, unhappy_segments
from feedback_ai.schema import Facet, RootCause


def problems(wanted: list[Complaint], rules: SplitRules = RULES) -> list[Candidate]:
    return find_problems(unhappy_segments(**frames(wanted)), rules)


def sizes(found: list[Candidate]) -> dict[Key, int]:
    return {one.key: len(one.texts) for one in found}


def test_a_problem_is_its_topic_cause_dimension_and_unit() -> None:
    found = problems([*complaints(6, "a"), *complaints(5, "b", topic=2, facet="price", cause="method", unit="clinic")])
    assert sizes(found) == {Key(1, "reliability", "machine", "mobile-care"): 6, Key(2, "price", "method", "clinic"): 5}
    assert found[0].segments == tuple((f"a-{number:03}", 0) for number in range(6))


def test_small_cells_join_the_largest_of_their_topic_and_unit() -> None:
    found = problems(
        [
            *complaints(9, "a"),
            *complaints(3, "b", cause="method"),
            *complaints(2, "c", facet="empathy", cause="people"),
            *complaints(1, "d", cause=None),
        ]
    )
    assert sizes(found) == {Key(1, "reliability", "machine", "mobile-care"): 15}


def test_a_large_cell_is_a_problem_of_its_own_a_large_cell_beside_a_much_larger_one_is_not() -> None:
    own = Key(1, "reliability", "machine", "mobile-care")
    other = Key(1, "empathy", "people", "mobile-care")
    rude = complaints(8, "b", facet="empathy", cause="people")
    assert sizes(problems([*complaints(10, "a"), *rude])) == {own: 10, other: 8}
    assert sizes(problems([*complaints(40, "a"), *rude])) == {own: 48}


def test_a_cell_without_a_cause_never_stands_beside_one_that_has_it() -> None:
    silent = complaints(30, "b", cause=None)
    assert sizes(problems([*complaints(6, "a"), *silent])) == {Key(1, "reliability", "machine", "mobile-care"): 36}
    assert sizes(problems(silent)) == {Key(1, "reliability", "unknown", "mobile-care"): 30}
    assert sizes(problems([*complaints(2, "a"), *silent])) == {Key(1, "reliability", "unknown", "mobile-care"): 32}


def test_a_text_of_several_segments_counts_in_one_problem() -> None:
    tables = frames([*complaints(9, "a"), *complaints(7, "b", cause="method")])
    more = tables["mentions"].iloc[:4].assign(segment_index=1)
    tables["mentions"] = pd.concat([tables["mentions"], more])
    tables["topics"] = pd.concat([tables["topics"], more.assign(topic_id=1)[list(tables["topics"].columns)]])
    tables["causes"] = pd.concat([tables["causes"], more.assign(cause="method")[list(tables["causes"].columns)]])
    found = find_problems(unhappy_segments(**tables))
    assert sizes(found) == {
        Key(1, "reliability", "method", "mobile-care"): 11,
        Key(1, "reliability", "machine", "mobile-care"): 5,
    }
    assert ("a-000", 0) in found[0].segments
    assert ("a-000", 1) in found[0].segments


def test_the_most_probable_label_decides() -> None:
    tables = frames(complaints(5, "a"))
    tables["mentions"] = pd.concat([tables["mentions"], tables["mentions"].assign(facet="price", probability=0.95)])
    tables["mentions"] = pd.concat(
        [tables["mentions"], tables["mentions"].assign(facet="empathy", probability=0.99, sentiment="positive")]
    )
    tables["causes"] = pd.concat([tables["causes"], tables["causes"].assign(cause="people", probability=0.5)])
    assert sizes(find_problems(unhappy_segments(**tables))) == {Key(1, "price", "machine", "mobile-care"): 5}


def test_what_has_no_topic_or_is_not_unhappy_forms_no_problem() -> None:
    assert problems([*complaints(9, "a", topic=None), *complaints(9, "b", sentiment="positive")]) == []
    assert problems([]) == []


def test_a_topic_with_too_few_texts_at_a_unit_is_no_problem_there() -> None:
    spread = [Complaint(f"s-{number}", unit=f"branch-{number % 3}") for number in range(12)]
    assert problems(spread) == []
    assert problems(complaints(4, "a")) == []
    assert sizes(problems(complaints(5, "a", unit=None))) == {Key(1, "reliability", "machine", None): 5}


complaint_lists = st.lists(
    st.builds(
        dict,
        topic=st.sampled_from([1, 2, None]),
        facet=st.sampled_from(list(Facet)).map(str),
        cause=st.sampled_from([*RootCause, None]).map(lambda cause: cause and str(cause)),
        unit=st.sampled_from(["a", "b", None]),
    ),
    max_size=60,
)


@given(complaint_lists, st.randoms(use_true_random=False))
def test_nothing_is_counted_twice_and_the_order_of_rows_does_not_matter(
    fields: list[dict[str, object]], dice: random.Random
) -> None:
    wanted = [Complaint(f"r-{number:03}", **own) for number, own in enumerate(fields)]  # type: ignore[arg-type]
    found = problems(wanted)
    shuffled = list(wanted)
    dice.shuffle(shuffled)
    assert problems(shuffled) == found
    told = [segment for one in found for segment in one.segments]
    assert len(told) == len(set(told))
    assert len({one.key for one in found}) == len(found)
    assert all(len(one.texts) >= RULES.min_texts for one in found)
    # What is left out had too few texts of its topic at its unit, all of them together.
    left = {record_id for record_id, _ in told} ^ {own.record_id for own in wanted if own.topic is not None}
    rest = Counter((own.topic, own.unit) for own in wanted if own.record_id in left)
    assert all(n < RULES.min_texts for n in rest.values())
    assert not {(one.key.topic_id, one.key.unit) for one in found} & set(rest)
