from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest
from evidence_fakes import EVIDENCE, Segment, bad, evidence, good, text
from hypothesis import given, settings

from feedback_ai.measure.corrected import (
    COLUMNS,
    ESTIMATE,
    MIN_AUDITED,
    Audited,
    GoldTables,
    add_corrected,
    corrected_change,
)
from feedback_ai.measure.servqual import servqual_scores
from feedback_ai.schema import Facet
from feedback_ai.services.evidence import Evidence

SEPTEMBER, AUGUST = datetime(2026, 9, 10), datetime(2026, 8, 10)
NOBODY = Audited(frozenset(), pd.DataFrame(columns=["feedback_id", "segment_index", "facet", "sentiment"]))
TABLE = [[80, 20, 0, 0], [10, 90, 0, 0], [0, 0, 12, 0], [10, 0, 0, 40]]
GOLD: GoldTables = {lang: {str(facet): TABLE for facet in Facet} for lang in ("en", "zh")}


def corrected(own: Evidence, by: str | None = None, **how: Any) -> pd.DataFrame:
    scores = servqual_scores(own.texts, own.mentions, by)
    how = {"given": own.mentions, "audited": NOBODY, "gold": None, **how}
    return add_corrected(scores, own.texts, own.mentions, by=by, **how)


def row(table: pd.DataFrame, dimension: str = "empathy", **where: str) -> dict[str, Any]:
    own = table[table["dimension"] == dimension]
    for name, value in where.items():
        own = own[own[name] == value]
    (found,) = own.to_dict("records")
    return {str(name): value for name, value in found.items()}


def said(own: Evidence, n: int | None = None) -> Audited:
    """People who agree with the model on the first texts."""
    ids = own.texts["feedback_id"].iloc[:n]
    return Audited(frozenset(ids), own.mentions[own.mentions["feedback_id"].isin(ids)])


def month(n: int, *segments: Segment, **fields: Any) -> list[Any]:
    return [text(*segments, **{"created_at": SEPTEMBER, **fields}) for _ in range(n)]


@settings(max_examples=25)  # each makes three tables
@given(EVIDENCE)
def test_existing_figures_stay_and_new_ones_are_added(own: Evidence) -> None:
    for by in (None, "unit", "month"):
        scores = servqual_scores(own.texts, own.mentions, by)
        table = corrected(own, by, gold=GOLD)
        pd.testing.assert_frame_equal(table[scores.columns.tolist()], scores)
        assert table.columns.tolist() == [*scores.columns, *COLUMNS]
        for name in ("negative_share", "positive_share", "negative_share_corrected", "net_corrected"):
            known = table[table[name].notna()]
            assert (known[f"{name}_low"] <= known[name]).all()
            assert (known[name] <= known[f"{name}_high"]).all()


def test_shares_are_of_all_texts_in_languages_that_the_model_reads() -> None:
    own = evidence([*month(3, bad("empathy")), *month(1), *month(2, language="other")])
    found = row(corrected(own))
    assert (found["texts"], found["n"], found["negative_share"]) == (4, 3, 75)
    assert found["corrected_by"] is None
    assert np.isnan(found["negative_share_corrected"])


def test_people_who_agree_with_the_model_change_nothing_but_the_interval() -> None:
    own = evidence([*month(60, bad("empathy")), *month(30, good("empathy")), *month(60)])
    own = Evidence(own.texts.sample(frac=1, random_state=1, ignore_index=True), own.mentions, own.causes, own.topics)
    found = row(corrected(own, audited=said(own, 50), gold=GOLD))
    assert (found["corrected_by"], found["n_audited"]) == ("audit", 50)
    assert found["negative_share_corrected"] == pytest.approx(found["negative_share"])
    assert found["net_corrected"] == pytest.approx(found["net"])
    assert found["score_corrected"] == pytest.approx(found["score"])
    wide = found["negative_share_corrected_high"] - found["negative_share_corrected_low"]
    assert wide > found["negative_share_high"] - found["negative_share_low"]


def test_what_people_say_corrects_what_the_model_says() -> None:
    own = evidence([*month(50, bad("empathy")), *month(50)])
    ids = own.texts["feedback_id"]
    audited = Audited(frozenset(ids), own.mentions[own.mentions["feedback_id"].isin(ids.iloc[:30])])
    found = row(corrected(own, audited=audited))
    assert found["negative_share"] == 50
    assert found["negative_share_corrected"] == pytest.approx(30)


@pytest.mark.parametrize(
    ("texts", "n"),
    [
        (month(60, bad("empathy")), MIN_AUDITED - 1),
        ([*month(40, bad("empathy")), *month(20, created_at=AUGUST)], 40),
        ([*month(40, bad("empathy")), *month(20, created_at=None)], 40),
    ],
)
def test_months_without_enough_audited_texts_are_left_to_gold(texts: list[Any], n: int) -> None:
    own = evidence(texts)
    found = row(corrected(own, audited=said(own, n), gold=GOLD))
    assert (found["corrected_by"], found["n_audited"]) == ("gold", 0)


def test_audits_of_all_months_are_put_together() -> None:
    own = evidence([*month(40, bad("empathy")), *month(40, good("empathy"), created_at=AUGUST)])
    table = corrected(own, audited=said(own))
    assert row(table)["corrected_by"] == "audit"
    assert row(table)["net_corrected"] == pytest.approx(0)
    by_month = corrected(own, "month", audited=said(own))
    assert [row(by_month, group=name)["net_corrected"] for name in ("2026-08", "2026-09")] == [100, -100]


def test_each_group_is_corrected_by_its_own_texts() -> None:
    own = evidence([*month(40, bad("empathy"), unit="east"), *month(40, bad("empathy"), unit="west")])
    table = corrected(own, "unit", audited=said(own, 40), gold=GOLD)
    assert [row(table, group=name)["corrected_by"] for name in ("east", "west")] == ["audit", "gold"]


def test_a_dimension_without_gold_texts_is_not_corrected_by_gold() -> None:
    own = evidence(month(40, bad("empathy")))
    gold = {lang: {name: table for name, table in tables.items() if name != "empathy"} for lang, tables in GOLD.items()}
    table = corrected(own, gold=gold)
    assert row(table)["corrected_by"] is None
    assert row(table, "assurance")["corrected_by"] == "gold"
    assert np.isnan(row(table)["score_corrected"])


def test_a_change_is_tested_where_both_sides_are_corrected() -> None:
    now, before = evidence(month(90, bad("empathy"))), evidence(month(90, good("empathy"), created_at=AUGUST))
    both = [corrected(own, audited=said(own)) for own in (now, before)]
    change = row(both[0][["dimension"]].join(corrected_change(*both)))
    assert change["change_corrected"] == pytest.approx(-6)
    assert change["change_corrected_high"] < -4
    assert change["p_corrected"] < 0.001
    assert corrected_change(both[0], corrected(before)).isna().all(axis=None)


def test_a_group_that_is_new_has_no_change() -> None:
    now, before = evidence(month(40, bad("empathy"), unit="east")), evidence(month(40, bad("empathy"), unit="west"))
    change = corrected_change(*(corrected(own, "unit", gold=GOLD) for own in (now, before)))
    assert len(change) == 5
    assert change.isna().all(axis=None)


def test_no_texts_give_no_figures() -> None:
    table = corrected(evidence([]), gold=GOLD)
    assert table["texts"].tolist() == [0] * 5
    assert table[ESTIMATE].tolist() == [None] * 5
    assert corrected(evidence([]), "unit", gold=GOLD).empty
