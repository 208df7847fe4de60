import pytest
from evidence_fakes import EVIDENCE, bad, evidence, good, text
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_ai.measure.elements import ELEMENT_OF, element_rates, training_needs
from feedback_ai.measure.register import ELEMENT_NAMES
from feedback_ai.measure.servqual import GROUPS
from feedback_ai.schema import RootCause

FEW = settings(max_examples=40, deadline=None)


def rates(own, by="unit"):
    return element_rates(own.texts, own.mentions, own.causes, by)


def needs(own):
    return training_needs(own.texts, own.mentions, own.causes, own.topics)


def test_every_known_cause_belongs_to_one_element():
    assert set(ELEMENT_OF) == set(RootCause) - {RootCause.UNKNOWN}
    assert set(ELEMENT_OF.values()) == set(ELEMENT_NAMES)


def test_causes_of_an_element_count_once_a_text():
    table = rates(evidence([text(bad("empathy", "machine", "material", "people"), unit="east"), text(bad("price"))]))
    assert table[["group", "element", "n", "complaining"]].to_numpy().tolist() == [
        ["east", "hardware", 1, 1],
        ["east", "software", 0, 1],
        ["east", "people", 1, 1],
        ["", "hardware", 0, 1],
        ["", "software", 0, 1],
        ["", "people", 0, 1],
    ]


def test_a_unit_far_above_the_others_needs_training():
    blamed = [text(bad("empathy", "people", topic=3), unit="east") for _ in range(20)]
    others = [text(good("empathy"), unit=unit) for unit in ("east", "west", "north", "south") for _ in range(20)]
    table = needs(evidence([*blamed, *others, text(bad("price", "people"))]))
    first = table.iloc[0]
    assert table["need"].tolist() == [True, False, False, False]
    assert (first["unit"], first["n_texts"], first["n"], first["raw"]) == ("east", 40, 20, 0.5)
    assert first["mean"] < first["low"] <= first["rate"] < first["raw"]
    assert first["dimensions"] == [("empathy", 20)]
    assert first["topics"] == [("3", 20)]


def test_equal_units_need_none():
    texts = [text(bad("empathy", *(["people"] if n % 2 else [])), unit=unit) for unit in "abcd" for n in range(20)]
    assert not needs(evidence(texts))["need"].any()


@FEW
@given(EVIDENCE, st.sampled_from([None, *GROUPS]))
def test_rates_are_within_their_intervals(own, by):
    table = rates(own, by)
    assert (table["n"] <= table["complaining"]).all()
    assert (table["rate_low"] <= table["rate"] + 1e-9).all()
    assert (table["rate"] <= table["rate_high"] + 1e-9).all()
    assert len(table) % 3 == 0


@FEW
@given(EVIDENCE)
def test_needs_are_of_units_that_have_texts(own):
    table = needs(own)
    assert table["n_texts"].sum() == own.texts["unit"].notna().sum()
    assert table[["p", "q"]].stack().between(0, 1).all()
    assert table["rate"].to_numpy() == pytest.approx(table["rate"].clip(table["low"], table["high"]).to_numpy())
