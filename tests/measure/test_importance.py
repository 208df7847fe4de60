import pandas as pd
import pytest
from evidence_fakes import bad, evidence, good, text
from hypothesis import given
from hypothesis import strategies as st

from feedback_ai.measure.importance import QUADRANTS, importance_performance

COLUMNS = ["facet", "importance", "importance_low", "importance_high"]


def matrix(*facets, half=0.1):
    """A matrix from (facet, importance, negative texts, positive texts)."""
    listed, importance = [], []
    for facet, value, negative, positive in facets:
        listed += [text(bad(facet))] * negative + [text(good(facet))] * positive
        importance.append((facet, value, value - half, value + half))
    return importance_performance(pd.DataFrame(importance, columns=COLUMNS), evidence(listed).mentions)


def test_facets_fall_into_the_four_quadrants():
    found = matrix(
        ("reliability", 2.0, 200, 20), ("empathy", 1.8, 20, 200), ("price", 0.1, 200, 20), ("tangibles", 0.2, 20, 200)
    )
    assert dict(zip(found["facet"], found["quadrant"], strict=True)) == {
        "reliability": "concentrate_here",
        "empathy": "keep_up",
        "price": "low_priority",
        "tangibles": "possible_overkill",
    }
    assert not found["uncertain"].any()
    assert found["importance"].is_monotonic_decreasing
    assert found.attrs == {"importance_line": pytest.approx(1.025), "performance_line": pytest.approx(0)}
    assert found["n"].tolist() == [220] * 4


def test_a_point_that_crosses_a_line_within_its_interval_is_uncertain():
    wide = matrix(("reliability", 2.0, 200, 20), ("price", 0.1, 20, 200), half=1.2)
    assert wide["uncertain"].all()
    few = matrix(("reliability", 2.0, 3, 2), ("price", 0.1, 2, 3))
    assert few["uncertain"].all()


def test_nothing_gives_nothing():
    found = importance_performance(pd.DataFrame(columns=COLUMNS), evidence([]).mentions)
    assert found.empty


@given(st.lists(st.tuples(st.floats(-3, 3), st.integers(1, 30), st.integers(0, 30)), min_size=1, max_size=5))
def test_intervals_hold_the_net_and_quadrants_have_names(drawn):
    facets = ["tangibles", "reliability", "responsiveness", "assurance", "empathy"]
    found = matrix(*((facet, *own) for facet, own in zip(facets, drawn, strict=False)))
    assert (found["performance_low"] <= found["performance"]).all()
    assert (found["performance"] <= found["performance_high"]).all()
    assert set(found["quadrant"]) <= set(QUADRANTS)
