from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_ai.errors import SettingError
from feedback_ai.schema import Sentiment, Severity
from feedback_ai.triage.queue import PARTS, Waiting, load_order, prioritize

NOW = datetime(2026, 9, 30, tzinfo=UTC)
ORDER = load_order()

waiting = st.builds(
    Waiting,
    severity=st.none() | st.sampled_from(Severity),
    sentiment=st.none() | st.sampled_from(Sentiment),
    tier=st.none() | st.sampled_from(["gold", "basic"]),
    written_at=st.none() | st.datetimes(datetime(2020, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),
    n_repeats=st.none() | st.integers(0, 9),
)


@given(case=waiting)
def test_a_priority_is_the_weighted_mean_of_parts_that_are_told(case: Waiting) -> None:
    found = prioritize(case, ORDER, NOW)
    assert tuple(found.parts) == PARTS
    assert all(0 <= part.value <= 1 and part.why["en"] and part.why["zh"] for part in found.parts.values())
    mean = sum(part.value * part.weight for part in found.parts.values()) / sum(ORDER.weights.values())
    assert found.value == pytest.approx(100 * mean, abs=0.06)


@given(case=waiting, more=st.integers(1, 5))
def test_repeats_and_later_writing_never_lower_a_priority(case: Waiting, more: int) -> None:
    base = prioritize(case, ORDER, NOW).value
    assert prioritize(Waiting(**{**vars(case), "n_repeats": (case.n_repeats or 0) + more}), ORDER, NOW).value >= base
    if case.written_at is not None:
        later = Waiting(**{**vars(case), "written_at": case.written_at + timedelta(days=more)})
        assert prioritize(later, ORDER, NOW).value >= base


def test_parts_worked_by_hand() -> None:
    case = Waiting("S2", "negative", "gold", NOW - timedelta(days=7), 2)
    found = prioritize(case, ORDER, NOW)
    assert [part.value for part in found.parts.values()] == [0.6, 1.0, 0.5, 0.5, 0.6667]
    assert found.value == pytest.approx(62.5, abs=0.05)  # 30 + 10 + 7.5 + 5 + 10
    assert found.parts["repeat"].why == {
        "en": "2 other contacts in the 30 days before",
        "zh": "此前 30 天内另有 2 次联系",
    }
    assert found.parts["recency"].why["en"] == "written 7.0 days ago"


def test_a_file_changes_what_it_names_and_leaves_the_rest(tmp_path: Path) -> None:
    own = tmp_path / "queue.toml"
    own.write_text("[weights]\ntier = 1\n[tier]\ngold = 1.0\nother = 0.1\n", encoding="utf-8")
    order = load_order(own)
    assert (order.weights["tier"], order.weights["severity"]) == (1, ORDER.weights["severity"])
    tiers = [
        prioritize(Waiting(None, None, tier, None, None), order, NOW).parts["tier"].value
        for tier in ("gold", "x", None)
    ]
    assert tiers == [1.0, 0.1, 0.1]
    assert load_order().tier == {"other": 0.5}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[weight]\ntier = 1", "unknown key 'weight'"),
        ("[severity]\nS7 = 1", "unknown key 'S7'"),
        ("[tier]\ngold = 2", "0 to 1"),
        ("[weights]\ntier = -1", "0 to"),
        ("[weights]\ntier = true", "0 to"),
        ("weights = 1", "must be a table"),
        ("[recency]\nhalf_life_days = 0", "are 0"),
        ("[weights]\nseverity = 0\nsentiment = 0\ntier = 0\nrecency = 0\nrepeat = 0", "are 0"),
        ("[weights", "cannot be read"),
    ],
)
def test_an_order_that_cannot_be_used_is_told(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "queue.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingError, match=told):
        load_order(tmp_path / "queue.toml")
