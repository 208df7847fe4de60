from datetime import UTC, datetime, timedelta

from feedback_ai.backlog.items import Candidate, Key
from feedback_ai.backlog.matching import Known, Match, match

NOW = datetime(2026, 9, 30, tzinfo=UTC)
KEY = Key(1, "reliability", "machine", "mobile-care")
OTHER = Key(1, "empathy", "people", "mobile-care")


def segments(*numbers: int) -> tuple[tuple[str, int], ...]:
    return tuple((f"r-{number:03}", 0) for number in numbers)


def written(feedback_id: str) -> datetime | None:
    """Record 7 was written seven days after the first."""
    number = int(feedback_id.removeprefix("r-"))
    return None if number >= 900 else NOW + timedelta(days=number)


def known(id_: int, key: Key, *numbers: int, closed: int | None = None) -> Known:
    return Known(id_, key, frozenset(segments(*numbers)), None if closed is None else NOW + timedelta(days=closed))


def found(problems: list[Candidate], items: list[Known]) -> list[Match]:
    return match(problems, items, written, 5)


def test_a_problem_that_nobody_knows_is_new() -> None:
    problem = Candidate(KEY, segments(*range(6)))
    assert found([problem], [known(1, OTHER, 20, 21)]) == [Match(problem, None, None)]


def test_the_same_key_continues_an_item_whatever_it_rests_on() -> None:
    item = known(1, KEY, 50, 51)
    (only,) = found([Candidate(KEY, segments(1, 2))], [item])
    assert only.item is item


def test_half_of_the_evidence_continues_an_item_of_the_unit_under_another_topic_too() -> None:
    item = known(1, Key(9, "price", "method", "mobile-care"), *range(3))
    assert found([Candidate(KEY, segments(*range(6)))], [item])[0].item is item
    assert found([Candidate(KEY, segments(*range(7)))], [item])[0].item is None
    elsewhere = known(1, Key(9, "price", "method", "clinic"), *range(6))
    assert found([Candidate(KEY, segments(*range(6)))], [elsewhere])[0].item is None


def test_the_key_goes_before_the_evidence() -> None:
    by_key, by_evidence = known(1, KEY), known(2, OTHER, *range(6))
    assert found([Candidate(KEY, segments(*range(6)))], [by_key, by_evidence])[0].item is by_key


def test_problems_that_continue_one_item_become_one_and_its_key_stays() -> None:
    item = known(1, KEY, *range(14))
    small, large = Candidate(KEY, segments(*range(6))), Candidate(OTHER, segments(*range(6, 14)))
    (only,) = found([small, large], [item])
    assert only == Match(Candidate(KEY, segments(*range(14))), item, None)


def test_a_closed_problem_stays_closed_without_new_evidence() -> None:
    item = known(1, KEY, *range(10), closed=20)
    assert found([Candidate(KEY, segments(*range(10)))], [item]) == []
    assert found([Candidate(KEY, segments(*range(10), 21, 22, 23, 24))], [item]) == []


def test_a_closed_problem_that_comes_back_is_new_with_what_was_written_since() -> None:
    item = known(1, KEY, *range(10), closed=20)
    (only,) = found([Candidate(KEY, segments(*range(10), *range(21, 27), 900))], [item])
    assert only == Match(Candidate(KEY, segments(*range(21, 27))), None, item)


def test_the_item_that_came_after_a_closed_one_never_takes_its_evidence() -> None:
    before, after = known(1, KEY, *range(10), closed=20), known(2, KEY, *range(21, 27))
    (only,) = found([Candidate(KEY, segments(*range(10), *range(21, 29)))], [before, after])
    assert only == Match(Candidate(KEY, segments(*range(21, 29))), after, before)


def test_of_several_closed_items_the_last_one_counts() -> None:
    first, second = known(1, KEY, *range(3), closed=3), known(2, KEY, *range(3, 9), closed=12)
    (only,) = found([Candidate(KEY, segments(*range(20)))], [first, second])
    assert only == Match(Candidate(KEY, segments(*range(13, 20))), None, second)
