import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_ai.topics.canonical import unit
from feedback_ai.topics.matching import FLOOR, Shared, count_shared, match, near, taken_in

NOTHING = np.zeros((0, 3), dtype=np.float32)


def silent(n: int, k: int) -> Shared:
    """Nothing was there before."""
    return Shared(np.zeros((n, k), dtype=np.int64), np.zeros(k, dtype=np.int64), np.zeros(n, dtype=np.int64))


def of(counts: list[list[int]], *, known: list[int] | None = None, new: list[int] | None = None) -> Shared:
    """Segments by cluster and known topic; all of both if no more are told."""
    table = np.array(counts)
    return Shared(
        table,
        table.sum(axis=0) if known is None else np.array(known),
        table.sum(axis=1) if new is None else np.array(new),
    )


def alike(known: np.ndarray, new: np.ndarray) -> np.ndarray:
    return near(known, np.arange(len(known)), new, len(known))


def test_without_history_each_topic_continues_the_known_one_that_it_looks_like():
    known = np.eye(3, dtype=np.float32)
    new = unit(np.array([[0, 1, 0.1], [1, 0.1, 0]]))
    assert match(alike(known, new), silent(2, 3)) == [1, 0]


def test_a_topic_that_looks_like_none_is_new():
    cosines = alike(np.eye(1, 3, dtype=np.float32), unit(np.array([[0.5, 1, 0]])))
    assert match(cosines, silent(1, 1)) == [None]


def test_a_known_topic_is_continued_once():
    new = unit(np.array([[1, 0.3, 0], [1, 0.1, 0]]))
    assert match(alike(np.eye(1, 3, dtype=np.float32), new), silent(2, 1)) == [None, 0]


def test_a_pair_under_the_floor_keeps_no_true_pair_apart():
    # Without the floor, 0.79 + 0.85 would beat 0.95 + 0.
    known = unit(np.array([[1, 0, 0], [0.85, 0.527, 0]]))
    new = unit(np.array([[1, 0, 0], [0.79, -0.613, 0]]))
    assert match(alike(known, new), silent(2, 2)) == [0, None]


def test_nothing_known_or_nothing_new():
    two = np.eye(2, 3, dtype=np.float32)
    assert match(alike(NOTHING, two), silent(2, 0)) == [None, None]
    assert match(alike(np.zeros((0, 0), dtype=np.float32), two), silent(2, 0)) == [None, None]
    assert match(alike(two, NOTHING), silent(0, 2)) == []


def test_of_two_that_look_alike_the_one_with_the_segments_goes_on():
    cosines = np.array([[0.97, 0.95], [0.95, 0.97]])
    assert match(cosines, silent(2, 2)) == [0, 1]
    assert match(cosines, of([[2, 30], [30, 2]])) == [1, 0]


def test_segments_that_moved_as_a_body_are_a_topic_wherever_its_middle_is_now():
    assert match(np.array([[0.5]]), of([[40]])) == [0]
    assert match(np.array([[0.5]]), of([[20]], known=[40], new=[40])) == [None]


def test_near_topics_that_share_nothing_are_two():
    assert match(np.array([[0.9]]), of([[0]], known=[40], new=[40])) == [None]
    assert match(np.array([[0.9]]), of([[0]], known=[0], new=[40])) == [0]


def test_the_largest_part_of_a_split_keeps_the_id_and_a_merger_goes_on_with_the_largest():
    assert match(np.array([[0.9], [0.9]]), of([[40], [60]])) == [None, 0]
    assert match(np.array([[0.9, 0.9]]), of([[40, 60]])) == [1]


def test_a_topic_with_several_prototypes_is_as_near_as_the_nearest():
    known = np.eye(3, dtype=np.float32)
    cosines = near(known, np.array([1, 1, 0]), np.eye(2, 3, dtype=np.float32), 3)
    assert cosines.tolist() == [[0, 1, -1], [0, 1, -1]]


def test_segments_are_counted_by_topic_before_and_cluster_now():
    shared = count_shared(np.array([0, 0, 1, -1, 1]), np.array([0, 1, 1, 1, -1]), 2, 2)
    assert shared.counts.tolist() == [[1, 0], [1, 1]]
    assert (shared.known.tolist(), shared.new.tolist()) == ([2, 2], [1, 3])
    part = shared.part(np.array([1]), np.array([0]))
    assert (part.counts.tolist(), part.known.tolist(), part.new.tolist()) == ([[1]], [2], [3])


def test_what_was_of_kept_topics_is_taken_into_them():
    cosines = np.array([[0.95], [0.95], [0.3], [0.95]])
    shared = of([[20], [9], [12], [0]], known=[41], new=[30, 30, 20, 0])
    assert taken_in(cosines, shared).tolist() == [True, False, True, True]
    assert taken_in(np.zeros((2, 0)), silent(2, 0)).tolist() == [False, False]


@st.composite
def refits(draw: st.DrawFn) -> tuple[np.ndarray, Shared]:
    """Cosines and shared segments of some clusters and known topics, no two cosines the same."""
    n, k = draw(st.integers(1, 7)), draw(st.integers(1, 7))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    counts = random.integers(0, 30, (n, k)) * (random.random((n, k)) < 0.4)
    known = (counts.sum(axis=0) + random.integers(0, 10, k)) * (random.random(k) < 0.9)
    counts = counts * (known > 0)
    return random.uniform(0.6, 1, (n, k)), Shared(counts, known, counts.sum(axis=1) + random.integers(0, 10, n))


@given(refits(), st.randoms(use_true_random=False))
def test_ids_are_unique_and_do_not_depend_on_the_order(refit, random):
    cosines, shared = refit
    found = match(cosines, shared)
    given_ids = [row for row in found if row is not None]
    assert len(given_ids) == len(set(given_ids))
    rows = np.array(random.sample(range(len(cosines)), len(cosines)))
    columns = np.array(random.sample(range(cosines.shape[1]), cosines.shape[1]))
    again = match(cosines[np.ix_(rows, columns)], shared.part(rows, columns))
    assert [None if column is None else int(columns[column]) for column in again] == [found[row] for row in rows]


@given(refits())
def test_a_pair_is_near_or_shares_most(refit):
    cosines, shared = refit
    for cluster, topic in enumerate(match(cosines, shared)):
        if topic is not None:
            union = shared.known[topic] + shared.new[cluster] - shared.counts[cluster, topic]
            assert cosines[cluster, topic] >= FLOOR or shared.counts[cluster, topic] / union > 0.5


@pytest.mark.parametrize("n", [1, 5])
def test_the_same_fit_again_keeps_every_id(n):
    known = unit(np.random.default_rng(n).normal(size=(n, 8)))
    assert match(alike(known, known), of((np.eye(n, dtype=int) * 9).tolist())) == list(range(n))
