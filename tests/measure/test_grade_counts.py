from datetime import datetime

import pandas as pd
from evidence_fakes import EVIDENCE, bad, evidence, good, text
from hypothesis import given

from feedback_ai.measure.complaints import is_complaint
from feedback_ai.measure.grade_counts import grade_counts
from feedback_ai.measure.grading import PARTS

JULY, AUGUST = datetime(2026, 7, 5), datetime(2026, 8, 5)


def complaint(**fields):
    return text(bad("reliability"), **{"unit": "east", "created_at": JULY, "severity": "S2", **fields})


def praise(**fields):
    return text(good("empathy"), **{"unit": "east", "created_at": JULY, "severity": "S0", **fields})


def counts_of(found, month, unit, part, item=""):
    key = (found["month"] == month) & (found["unit"] == unit) & (found["part"] == part) & (found["item"] == item)
    rows = found[key]
    return [tuple(row) for row in rows[["kind", "count", "exposure"]].itertuples(index=False)]


def test_parts_are_counted_by_month_and_unit():
    found = evidence([complaint(), complaint(severity=None), praise(), praise(unit="west"), praise(created_at=AUGUST)])
    counts = grade_counts(found.texts, found.mentions)
    assert counts_of(counts, "2026-07", "east", "texts") == [("share", 3, 3)]
    assert counts_of(counts, "2026-07", "east", "complaint_rate") == [("share", 2, 3)]
    assert counts_of(counts, "2026-07", "east", "severity") == [("share", 1, 2)]  # one has no grade
    assert counts_of(counts, "2026-07", "east", "dimensions", "reliability") == [("share", 0, 2)]
    assert counts_of(counts, "2026-07", "east", "dimensions", "empathy") == [("share", 1, 1)]
    assert counts_of(counts, "2026-07", "west", "dimensions", "reliability") == [("share", 0, 0)]
    assert counts_of(counts, "2026-08", "east", "complaint_rate") == [("share", 0, 1)]


def test_texts_without_time_or_unit_are_left_out():
    found = evidence([complaint(unit=None), complaint(created_at=None)])
    assert grade_counts(found.texts, found.mentions).empty


def contacts(*rows):
    return pd.DataFrame(rows, columns=["month", "unit", "value"])


def test_contacts_are_the_exposure_where_every_unit_has_them():
    found = evidence([complaint(), complaint(unit="west"), complaint(created_at=AUGUST), complaint(created_at=AUGUST)])
    met = contacts(("2026-07", "east", 500), ("2026-08", "east", 400), ("2026-08", "west", 300))
    counts = grade_counts(found.texts, found.mentions, contacts=met)
    # In July, west has no contacts: all are counted on texts.
    assert counts_of(counts, "2026-07", "east", "complaint_rate") == [("share", 1, 1)]
    assert counts_of(counts, "2026-07", "east", "complaints_per_contact") == []
    assert counts_of(counts, "2026-08", "east", "complaint_rate") == []
    assert counts_of(counts, "2026-08", "east", "complaints_per_contact") == [("events", 2, 400)]
    # Nobody wrote of west in August: that is no complaint on 300 contacts.
    assert counts_of(counts, "2026-08", "west", "complaints_per_contact") == [("events", 0, 300)]


def test_figures_from_outside_need_their_n():
    found = evidence([complaint()])
    outside = pd.DataFrame(
        [("2026-07", "east", "response_speed", 0.8, 50), ("2026-07", "east", "follow_up", 0.8, None)],
        columns=["month", "unit", "part", "value", "n"],
    )
    counts = grade_counts(found.texts, found.mentions, outside=outside)
    assert counts_of(counts, "2026-07", "east", "response_speed") == [("share", 40, 50)]
    assert counts_of(counts, "2026-07", "east", "follow_up") == []


@given(EVIDENCE)
def test_counts_never_exceed_what_they_are_counted_on(found):
    counts = grade_counts(found.texts, found.mentions)
    assert set(counts["part"]) <= {"texts", *PARTS}
    assert (counts["count"] <= counts["exposure"]).all()
    assert (counts["count"] >= 0).all()
    assert is_complaint(found.texts, found.mentions).index.equals(found.texts.index)
