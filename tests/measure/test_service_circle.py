import numpy as np
import pytest
from evidence_fakes import EVIDENCE, bad, evidence, good, text
from hypothesis import given, settings

from feedback_ai.measure.causes import dimension_by_touchpoint
from feedback_ai.measure.service_circle import MIN_CELL, heat_map, moments_of_truth

FEW = settings(max_examples=40, deadline=None)
ORDER = ("arrival", "room", "payment")


def texts(n, n_bad, touchpoint):
    return [text(bad("empathy") if at < n_bad else good("empathy"), touchpoint=touchpoint) for at in range(n)]


def test_the_worst_touchpoint_is_a_moment_of_truth():
    own = evidence([*texts(40, 30, "payment"), *texts(40, 10, "room"), *texts(40, 10, "arrival"), *texts(9, 9, None)])
    table = moments_of_truth(own.texts, own.mentions, ORDER)
    assert table["touchpoint"].tolist() == ["arrival", "room", "payment"]
    assert table["moment"].tolist() == [False, False, True]
    assert table["net"].tolist() == pytest.approx([50, 50, -50])
    assert table["rest_net"].tolist() == pytest.approx([0, 0, 50])


def test_what_is_worst_by_chance_is_none():
    own = evidence([*texts(40, 21, "payment"), *texts(40, 20, "room"), *texts(40, 20, "arrival")])
    assert not moments_of_truth(own.texts, own.mentions, ORDER)["moment"].any()


def test_a_few_texts_are_not_tested():
    own = evidence([*texts(MIN_CELL - 1, MIN_CELL - 1, "payment"), *texts(40, 0, "room")])
    table = moments_of_truth(own.texts, own.mentions, ORDER).set_index("touchpoint")
    assert np.isnan(table.loc["payment", "p"])
    assert not table.loc["payment", "moment"]


def test_small_cells_of_the_heat_map_are_empty():
    own = evidence([*texts(MIN_CELL, 5, "room"), *texts(MIN_CELL - 1, 5, "arrival")])
    table = heat_map(own.texts, own.mentions, ORDER).set_index(["dimension", "touchpoint"])
    assert table.loc[("empathy", "room"), "net"] == 0
    assert np.isnan(table.loc[("empathy", "arrival"), "net"])
    assert table.loc[("empathy", "arrival"), "n"] == MIN_CELL - 1


@FEW
@given(EVIDENCE)
def test_cells_are_those_of_the_matrix(own):
    table = heat_map(own.texts, own.mentions, ORDER)
    matrix = dimension_by_touchpoint(own.texts, own.mentions, ORDER)
    known = matrix[matrix["touchpoint"] != ""].reset_index(drop=True)
    assert table["n"].tolist() == known["n"].tolist()
    assert (table.loc[table["n"] < MIN_CELL, "net"]).isna().all()
    places = moments_of_truth(own.texts, own.mentions, ORDER)
    assert places["touchpoint"].tolist() == list(dict.fromkeys(table["touchpoint"]))
    assert (places["n"] == places["negative"] + places["neutral"] + places["positive"]).all()
