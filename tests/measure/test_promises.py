import math

import pandas as pd
import pytest
from evidence_fakes import bad, evidence, good, text

from feedback_ai.classify.rules.promises import find_promises
from feedback_ai.errors import OptionError
from feedback_ai.measure.promises import promise_gaps


def stated(*texts):
    """Frames of texts with what they state, each in its first segment."""
    frames = evidence([row for _, row in texts])
    rows = [
        (f"t{number}", (0,), promise.model_dump(mode="json"))
        for number, (words, _) in enumerate(texts)
        for promise in find_promises(words)
    ]
    return frames, pd.DataFrame(rows, columns=["feedback_id", "segments", "promise"])


def gaps(*texts, by=None):
    frames, promises = stated(*texts)
    return promise_gaps(frames.texts, promises, frames.mentions, by)


BROKEN = [(f"Told 3 days, took {days}.", text(bad("reliability"), unit="east")) for days in range(4, 16)]
KEPT = [("They said 2 hours, it took 1 hour.", text(good("responsiveness"), unit="west"))] * 10


def test_medians_kept_share_and_verdict():
    (row,) = gaps(*BROKEN).to_dict("records")
    assert (row["unit"], row["n"], row["n_judged"], row["kept"], row["kept_share"]) == ("minute", 12, 12, 0, 0.0)
    assert (row["promised"], row["actual"], row["gap"]) == (3 * 1440, 9.5 * 1440, 6.5 * 1440)
    assert row["gap_low"] < row["gap"] < row["gap_high"]
    assert row["verdict"] == "unacceptable"


def test_groups_by_unit_and_dimension():
    by_unit = gaps(*BROKEN, *KEPT, by="unit")
    assert by_unit["group"].tolist() == ["east", "west"]
    assert by_unit["verdict"].tolist() == ["unacceptable", "excellent"]
    by_dimension = gaps(*BROKEN, *KEPT, by="dimension")
    assert by_dimension["group"].tolist() == ["reliability", "responsiveness"]


def test_one_side_alone_is_told_and_never_guessed():
    (row,) = gaps(
        ("They promised it in 2 days.", text(bad("reliability"))), ("I waited an hour.", text(bad("reliability")))
    ).to_dict("records")
    assert (row["n_promised"], row["n_actual"], row["n"]) == (1, 1, 0)
    assert math.isnan(row["promised"])
    assert math.isnan(row["kept_share"])
    assert row["verdict"] == "undecided"


def test_units_stand_apart_and_working_days_among_themselves():
    found = gaps(
        ("Quoted £10, charged £12.", text()),
        ("They said 3 working days, it took 4 working days.", text()),
        ("They said 3 working days, it took 2 weeks.", text()),
    )
    assert found["unit"].tolist() == ["minute", "money", "working_day"]


def test_open_outcomes_are_counted():
    (row,) = gaps(("Promised in 3 days; still nothing after 9 days.", text())).to_dict("records")
    assert (row["n"], row["n_open"], row["kept"]) == (1, 1, 0)


def test_nothing_stated_has_no_rows():
    assert gaps(("Lovely staff.", text(good("empathy")))).empty


def test_an_unknown_division_is_refused():
    with pytest.raises(OptionError, match="dimension"):
        gaps(*BROKEN, by="year")
