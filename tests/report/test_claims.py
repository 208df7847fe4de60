import gc
from collections.abc import Iterator
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_fakes import BEFORE, NOW, pareto, report_data, scores, topics, volume
from statsmodels.stats.multitest import multipletests

from feedback_ai.measure.servqual import servqual_change
from feedback_ai.report.claims import answer, clear, grows, holm, warnings
from feedback_ai.report.data import ReportData, Version
from feedback_ai.report.said import Causes, Change, Scores, Topics
from feedback_ai.report.todo import Critical
from feedback_ai.schema.names import Lang


def unchanged() -> Scores:
    known = report_data().scores
    return replace(known, before=scores(), change=servqual_change(scores(), scores()))


def other_versions(*versions: Version) -> ReportData:
    """Data of a period that cannot be compared: nothing of the period before is in it."""
    known = report_data(versions=versions)
    return replace(
        known,
        scores=replace(known.scores, before=None, change=None, trend=None),
        causes=replace(known.causes, change=None),
        critical=replace(known.critical, change=None),
    )


def changes(*rows: tuple[float, float, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["low", "high", "p"])


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([(0.1, 0.9, 0.004)], [True]),
        ([(-0.1, 0.9, 0.2)], [False]),
        ([(-0.9, -0.1, 0.03)], [True]),
        # Alone it would be clear; as one of five it is not.
        ([(0.1, 0.9, 0.03), *[(-1.0, 1.0, 0.6)] * 4], [False] * 5),
        ([(0.1, 0.9, 0.004), *[(-1.0, 1.0, 0.6)] * 4], [True, *[False] * 4]),
        ([(float("nan"),) * 3, (0.1, 0.9, 0.03)], [False, True]),
        ([(float("nan"),) * 3], [False]),
        ([], []),
    ],
)
def test_a_change_is_clear_where_interval_and_adjusted_test_agree(
    rows: list[tuple[float, float, float]], expected: list[bool]
) -> None:
    assert clear(changes(*rows)).tolist() == expected


def test_a_clear_change_is_told_with_its_figures() -> None:
    told = answer(report_data(), "en")[0]
    assert told.startswith("Tangibles fell to 1.67 of 7 (change −3.83, 95% interval −4.")
    assert "n = 90 and 80)" in told
    assert told.endswith("Reliability, Responsiveness, Assurance and Empathy: no clear change.")
    assert answer(report_data(), "zh")[0].startswith("有形性下降至 1.67 分")


@pytest.mark.parametrize(("lang", "words"), [("en", "No clear change"), ("zh", "均无明显变化")])
def test_what_did_not_change_is_not_said_to_have(lang: Lang, words: str) -> None:
    first = answer(report_data(scores=unchanged()), lang)[0]
    assert words in first
    assert "150" in first
    assert "120" in first


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_three_to_five_sentences(lang: Lang) -> None:
    assert len(answer(report_data(), lang)) == 5
    assert len(answer(report_data(topics=Topics(fitted=False)), lang)) == 4
    assert len(answer(other_versions(Version("1", "1.1", 150, 0), Version("2", "1.1", 0, 120)), lang)) == 3
    assert all(sentence.endswith((".", "。")) for sentence in answer(report_data(), lang))


def test_the_lowest_score_is_named_only_where_it_is_clearly_the_lowest() -> None:
    alone = report_data(scores=replace(unchanged(), now=scores(((90, 90, 0), *NOW[1:2], (40, 2, 38), *NOW[3:]))))
    assert "Lowest score: Tangibles 1.00 of 7" in answer(alone, "en")[3]
    both = answer(report_data(), "en")[3]
    assert "Tangibles" in both
    assert "Responsiveness" in both
    assert "none is clearly the lowest" in both


def test_the_first_cause_is_named_only_where_it_is_clearly_the_first() -> None:
    known = report_data().causes
    assert "Most named root cause: People in 70% (95% interval 62%–78%) of 100" in answer(report_data(), "en")[4]
    equal = report_data(causes=Causes(pareto(45, 40), None, known.matrix))
    assert "none is clearly the first" in answer(equal, "en")[4]


def test_a_cause_that_became_more_frequent_is_told() -> None:
    told = answer(report_data(), "en")[4]
    assert "People: change +30.0 points" in told
    assert "Process" not in told


def test_a_growing_topic_is_told_only_where_it_clearly_grows() -> None:
    told = answer(report_data(), "en")[1]
    assert "“esim · activate”, 20 texts from 2026-09-03 to 2026-09-30 where 6.0 were expected (3.3 times" in told
    found = topics()
    quiet = replace(found, growing=found.growing[1:])
    assert answer(report_data(topics=quiet), "en")[1] == "No topic grew clearly in the last weeks of 2026Q3."


@pytest.mark.parametrize(("q", "low", "expected"), [(0.01, 1.2, True), (0.2, 1.2, False), (0.01, 0.9, False)])
def test_growth_is_clear_where_q_and_interval_agree(q: float, low: float, expected: bool) -> None:
    assert grows(replace(topics().growing[0], q=q, ratio_low=low)) is expected


def test_critical_texts_are_compared_by_their_interval() -> None:
    assert "change +5.1 points (95% interval +0.2 to +10.0)" in answer(report_data(), "en")[2]
    few = Critical(3, 130, 2, 110, Change(0.005, -0.03, 0.04, 0.8))
    assert answer(report_data(critical=few), "en")[2].endswith("no clear change.")


def test_nothing_is_compared_across_versions() -> None:
    data = other_versions(Version("0.1.0", "1.1", 150, 20), Version("0.2.0", "1.1", 0, 100))
    assert (
        "labels of other versions (model 0.1.0, labels 1.1: 20; model 0.2.0, labels 1.1: 100)"
        in warnings(data, "en")[0]
    )
    assert not any("2026Q2" in sentence or "grew" in sentence for sentence in answer(data, "en"))


def test_several_versions_in_the_period_are_told_first() -> None:
    data = other_versions(Version("0.1.0", "1.1", 100, 120), Version("0.2.0", "1.1", 50, 0))
    assert data.mixed
    assert "several versions (model 0.1.0, labels 1.1: 100; model 0.2.0, labels 1.1: 50)" in warnings(data, "en")[0]
    assert "多个版本" in warnings(data, "zh")[0]


def test_a_period_without_texts_says_where_there_are_some() -> None:
    data = report_data(volume=volume(analysed=0), versions=())
    assert warnings(data, "en") == [
        "No analysed text of the store was written in 2026Q3. Its texts are from 2026-01-05 to 2026-09-30."
    ]
    assert answer(data, "en") == []
    untimed = report_data(volume=volume(analysed=0, first=None, last=None), versions=())
    assert warnings(untimed, "en")[0].endswith("No text of it has a time.")


def test_a_first_period_has_nothing_to_compare_with() -> None:
    data = other_versions(Version("0.1.0", "1.1", 150, 0))
    data = replace(data, volume=volume(before=0))
    assert warnings(data, "en") == ["No text was written in 2026Q2, so no change is stated."]


def test_nothing_to_warn_of() -> None:
    assert warnings(report_data(), "en") == []
    assert BEFORE != NOW


@pytest.fixture(scope="module")
def nothing_to_collect() -> Iterator[None]:
    """statsmodels collects garbage at each call: a second among all that a test process has loaded."""
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.mark.usefixtures("nothing_to_collect")
@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_holm_adjusts_as_statsmodels_does(p):
    expected = multipletests(p, method="holm")[1]
    assert holm(pd.Series(p)).tolist() == pytest.approx(expected.tolist())
