import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_ai.measure.grade_counts import COLUMNS
from feedback_ai.measure.grades import complaints_of_texts, find_escalations, grade_units, month_after, off_scale
from feedback_ai.measure.grading import LETTERS, load_grading

GRADING = load_grading()
ROOT = Path(__file__).parents[2]
MONTHS = ["2025-11", "2025-12", "2026-01", "2026-02", "2026-03", "2026-04"]


def counts(units, part="complaint_rate", kind="share", item=""):
    """Rows of counts from (month, unit, count, exposure)."""
    rows = [(month, unit, part, item, kind, float(x), float(n)) for month, unit, x, n in units]
    if part == "complaint_rate":
        rows += [(month, unit, "texts", "", "share", float(n), float(n)) for month, unit, _, n in units]
    return pd.DataFrame(rows, columns=COLUMNS)


def row_of(grades, month, unit):
    rows = grades.rows
    (row,) = rows[(rows["month"] == month) & (rows["unit"] == unit)].to_dict("records")
    return row


def test_a_unit_with_three_texts_gets_no_grade():
    grades = grade_units(counts([("2026-01", "a", 3, 3), ("2026-01", "b", 30, 90), ("2026-01", "c", 50, 90)]), GRADING)
    small = row_of(grades, "2026-01", "a")
    assert (small["n"], small["letter"], small["plain"], small["raw_letter"]) == (3, None, None, None)
    assert np.isnan([small[name] for name in ("score", "score_low", "score_high", "raw_score")]).all()
    assert row_of(grades, "2026-01", "b")["letter"] is not None
    assert grades.escalations == ()


def test_a_unit_without_a_text_has_its_parts_and_no_score():
    texts = [("2026-01", unit, 30, 90) for unit in "bc"]
    followed = [("2026-01", unit, 4, 4) for unit in "abc"]
    grades = grade_units(pd.concat([counts(texts), counts(followed, "follow_up")]), GRADING)
    row = row_of(grades, "2026-01", "a")
    assert (row["n"], row["letter"], np.isnan(row["score"])) == (0, None, True)
    assert set(grades.parts.loc[grades.parts["unit"] == "a", "part"]) == {"follow_up"}


def test_a_scale_of_ones_own_that_all_units_miss_still_counts():
    parts = [part.model_copy(update={"worst": 0.3}) if part.name == "complaint_rate" else part for part in GRADING.part]
    own = GRADING.model_copy(update={"part": tuple(parts)})
    grades = grade_units(counts([("2026-01", unit, 40, 100) for unit in "abc"]), own)
    assert row_of(grades, "2026-01", "a")["letter"] == "E"
    assert off_scale({"2026-01": 0.4, "2026-02": 0.6}, own) == ["2026-02"]


def test_the_score_is_the_mean_of_the_known_parts_by_weight():
    units = [("2026-01", unit, 45, 100) for unit in "abc"]
    severe = [("2026-01", unit, 15, 100) for unit in "ab"]
    grades = grade_units(pd.concat([counts(units), counts(severe, "severity")]), GRADING)
    parts = grades.parts.set_index(["unit", "part"])["points"]
    assert parts["a", "complaint_rate"] == pytest.approx(50)
    assert parts["a", "severity"] == pytest.approx(50)
    assert ("c", "severity") not in parts.index
    assert row_of(grades, "2026-01", "a")["score"] == pytest.approx(50)
    more = grade_units(pd.concat([counts(units), counts([("2026-01", u, 0, 100) for u in "ab"], "severity")]), GRADING)
    assert row_of(more, "2026-01", "a")["score"] == pytest.approx((30 * 50 + 20 * 100) / 50)
    assert row_of(more, "2026-01", "c")["score"] == pytest.approx(50)


def test_a_dimension_that_nobody_judged_stands_at_the_mean_of_all():
    units = [("2026-01", unit, 45, 100) for unit in "abcd"]
    reliability = [("2026-01", "a", 10, 40), ("2026-01", "b", 30, 40), ("2026-01", "c", 0, 0), ("2026-01", "d", 0, 0)]
    empathy = [("2026-01", unit, 20, 40) for unit in "abc"] + [("2026-01", "d", 0, 0)]
    given_ = [counts(units), counts(reliability, "dimensions", item="reliability")]
    grades = grade_units(pd.concat([*given_, counts(empathy, "dimensions", item="empathy")]), GRADING)
    values = grades.parts[grades.parts["part"] == "dimensions"].set_index("unit")["value"]
    # Of two units with judgements no prior can be fitted, so that c has empathy alone; d was never judged.
    assert values["c"] == pytest.approx(4)
    assert values["a"] < 4 < values["b"]
    assert "d" not in values.index


UNITS = st.lists(
    st.tuples(st.sampled_from(MONTHS), st.sampled_from("abcd"), st.integers(0, 60)),
    max_size=20,
    unique_by=lambda u: u[:2],
)


@given(UNITS)
def test_every_grade_rests_on_its_score(units):
    counted = counts([(month, unit, x, 60) for month, unit, x in units])
    grades = grade_units(counted, GRADING)
    silent = off_scale(complaints_of_texts(counted), GRADING)
    for row in grades.rows.to_dict("records"):
        if row["month"] in silent:  # most texts are complaints, and nothing else is known
            assert row["letter"] is None
            continue
        assert 0 <= row["score_low"] <= row["score"] <= row["score_high"] <= 100
        assert row["plain"] == GRADING.cuts.letter_of(row["score"])
        assert abs(LETTERS.index(row["letter"]) - LETTERS.index(row["plain"])) <= 1
    for part in grades.parts.to_dict("records"):
        assert part["low"] <= part["value"] <= part["high"]


def test_memory_ends_at_a_gap_and_at_a_break():
    """81 points are an A afresh, and a B after a B: 80 is the cut, 3 points more are needed."""
    two = load_grading().model_copy(update={"minimum_n": 1})

    def letter(months, breaks=()):
        # Two units: nothing is shrunk. 0.233 is worth 81 points, 0.3 is worth 71.
        units = [(month, unit, x, 1000) for month, x in months for unit in "ab"]
        return row_of(grade_units(counts(units), two, breaks), months[-1][0], "a")["letter"]

    assert letter([("2026-01", 233)]) == "A"
    assert letter([("2025-12", 300), ("2026-01", 233)]) == "B"
    assert letter([("2025-11", 300), ("2026-01", 233)]) == "A"
    assert letter([("2025-12", 300), ("2026-01", 233)], ["2026-01"]) == "A"


def test_memory_ends_where_complaints_begin_to_be_counted_on_contacts():
    before = counts([("2025-12", unit, 300, 1000) for unit in "ab"])
    after = counts([("2026-01", unit, 38, 10000) for unit in "ab"], "complaints_per_contact", "events")
    texts = counts([("2026-01", unit, 38, 38) for unit in "ab"])
    grades = grade_units(pd.concat([before, after, texts[texts["part"] == "texts"]]), GRADING)
    assert row_of(grades, "2026-01", "a")["score"] == pytest.approx(81)
    assert row_of(grades, "2026-01", "a")["letter"] == "A"


def follows(letters, start="2025-11", breaks=()):
    months, month = {}, start
    for letter in letters:
        if letter != "-":
            months[month] = letter
        month = month_after(month)
    return [(one.rule, one.month) for one in find_escalations({"a": months}, GRADING.rule, breaks)]


@pytest.mark.parametrize(
    ("letters", "expected"),
    [
        ("CC", []),
        ("CCC", [("on_site_review", "2026-01")]),
        ("CDC", [("on_site_review", "2026-01")]),  # a worse letter does not save from the review
        ("CCCCC", [("on_site_review", "2026-01")]),
        ("CCCCCC", [("on_site_review", "2026-01"), ("on_site_review", "2026-04")]),
        ("CC-C", []),
        ("BCCB", []),
        ("DDD", [("head_called_in", "2026-01")]),
        ("CDDD", [("on_site_review", "2026-01"), ("head_called_in", "2026-02")]),
        ("AC", [("written_cause", "2025-12")]),
        ("A-C", []),
        ("AB", []),
        ("E", [("suspension", "2025-11")]),
        ("CE", [("suspension", "2025-12"), ("written_cause", "2025-12")]),
        ("DDE", [("suspension", "2026-01")]),  # of the rules that hold at once, that of the worst letter
        ("CBA", []),
    ],
)
def test_rules_follow_from_letters(letters, expected):
    assert sorted(follows(letters)) == sorted(expected)


def test_a_break_ends_a_row():
    assert follows("CCC", breaks=["2026-01"]) == []
    assert follows("AC", breaks=["2025-12"]) == []


def test_an_escalation_shows_the_letters_that_led_to_it():
    (one,) = find_escalations({"a": {"2026-01": "C", "2026-02": "D", "2026-03": "C"}}, GRADING.rule)
    assert one.letters == (("2026-01", "C"), ("2026-02", "D"), ("2026-03", "C"))


@given(st.dictionaries(st.sampled_from(MONTHS), st.sampled_from(LETTERS)))
def test_units_without_bad_letters_have_nothing_to_fear(letters):
    found = find_escalations({"a": letters}, GRADING.rule)
    assert {one.month for one in found} <= set(letters)
    if set(letters.values()) <= {"A", "B"}:
        assert found == ()


def test_nothing_counted_gives_no_grades():
    grades = grade_units(counts([]), GRADING)
    assert grades.rows.empty
    assert grades.parts.empty


def test_the_documentation_has_the_figures_of_the_simulation():
    found = json.loads((ROOT / "benchmarks/results/grades.json").read_text("utf-8"))
    page = (ROOT / "docs/measures.md").read_text("utf-8")
    for row in found["agreement"]:
        figures = f"| {row['scenario']} | {row['n']:,} | {row['shrunk']:.1%} | {row['raw']:.1%} | "
        assert figures + f"{100 * row['difference']:+.1f} points" in page
    better = [row["difference"] for row in found["agreement"]]
    assert sum(better) / len(better) > 0
