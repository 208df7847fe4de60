from hypothesis import given
from hypothesis import strategies as st

from feedback_ai.backlog.scores import Scores, ranks

PARTS = {
    "severity": {"value": 0.5, "weight": 0.35, "error": 0.1},
    "frequency": {"value": 0.8, "weight": 0.3, "error": 0.2},
    "trend": {"value": 0.5, "weight": 0.2},
    "reach": {"value": 0.1, "weight": 0.15, "error": 0.0},
}


def test_views_are_of_the_same_parts_and_stand_only_where_people_estimated() -> None:
    assert (Scores.of(50, PARTS).rice, Scores.of(50, PARTS).wsjf) == (None, None)
    own = Scores.of(50, PARTS, impact=2, confidence=0.5, effort=4)
    assert own.rice == 100 * 0.1 * 2 * 0.5 / 4
    assert own.wsjf == round(1.9 / 4, 3)
    assert Scores.of(50, PARTS, confidence=0.5, effort=4).rice == round(100 * 0.1 * 0.5 * 0.5 / 4, 2)
    assert own.error == round(50 * (0.035**2 + 0.06**2) ** 0.5, 1)
    assert Scores.of(50, {}).error == 0


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 20)), max_size=20))
def test_ranks_go_from_one_and_no_clear_lead_is_hidden(items: list[tuple[float, float]]) -> None:
    found = ranks(items)
    assert not items or min(found) == 1
    for (own, error), rank in zip(items, found, strict=True):
        assert rank <= 1 + sum(other > own for other, _ in items)
        if error == 0 and all(beside == 0 for _, beside in items):
            assert rank == 1 + sum(other > own for other, _ in items)


def test_items_within_chance_are_level() -> None:
    assert ranks([(70, 3), (68, 3), (40, 3), (39.5, 0.1)]) == [1, 1, 3, 3]
