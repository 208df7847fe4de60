import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from feedback_ai.topics.lineage import NONE, agreement, trace


def traced(*moves, **options):
    """Passages by topic; each move is (topic before, topic after, segments)."""
    before = np.array([before for before, _, n in moves for _ in range(n)])
    after = np.array([after for _, after, n in moves for _ in range(n)])
    return {one.topic_id: one for one in trace(before, after, **options)}


def test_a_topic_that_keeps_its_segments_is_continued():
    found = traced((1, 1, 18), (1, NONE, 1), (2, 2, 9), (NONE, 2, 1), old=[1, 2], now=[1, 2])
    assert [one.kind for one in found.values()] == ["continued", "continued"]
    assert found[1].went_to[0].share == 0.9474
    assert found[2].came_from[0].share == 0.9


def test_a_split_and_a_merger_are_told_with_their_parts():
    found = traced((1, 1, 12), (1, 5, 8), (2, 3, 10), (3, 3, 10), old=[1, 2, 3], now=[1, 3, 5])
    assert {id_: one.kind for id_, one in found.items()} == {1: "split", 2: "retired", 3: "merged", 5: "new"}
    assert [(flow.topic_id, flow.n, flow.share) for flow in found[1].went_to] == [(1, 12, 0.6), (5, 8, 0.4)]
    assert [flow.topic_id for flow in found[3].came_from] == [2, 3]
    assert [flow.topic_id for flow in found[2].went_to] == [3]
    assert [flow.topic_id for flow in found[5].came_from] == [1]


def test_borders_that_move_split_nothing():
    found = traced((1, 1, 15), (1, 2, 5), (2, 2, 20), old=[1, 2], now=[1, 2])
    assert [one.kind for one in found.values()] == ["continued", "continued"]
    assert len(found[1].went_to) == 2


def test_what_comes_back_is_not_new():
    found = traced(old=[1], now=[2, 3], returned=[3])
    assert {id_: one.kind for id_, one in found.items()} == {1: "retired", 2: "new", 3: "returned"}


def test_agreement_counts_segments_without_a_topic_as_a_group():
    before = np.array([1, 1, 2, 2, NONE])
    assert agreement(before, before + 5) == 1
    assert agreement(before, np.array([1, 1, 2, NONE, NONE])) < 1
    assert agreement(before[:0], before[:0]) is None


@given(st.lists(st.tuples(st.integers(-1, 4), st.integers(-1, 4)), max_size=60), st.randoms(use_true_random=False))
def test_every_topic_is_told_once_in_whatever_order_segments_come(pairs, random):
    old, now = [0, 1, 2], [1, 2, 3, 4]

    def told(rows):
        before, after = np.array([row[0] for row in rows], dtype=int), np.array([row[1] for row in rows], dtype=int)
        return trace(before, after, old=old, now=now)

    found = told(pairs)
    assert [one.topic_id for one in found] == [0, 1, 2, 3, 4]
    assert all(flow.share <= 1 for one in found for flow in (*one.came_from, *one.went_to))
    assert found == told(random.sample(pairs, len(pairs)))
