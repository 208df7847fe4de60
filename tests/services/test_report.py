import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from backlog_fakes import Complaint, complaints, file
from sqlalchemy import select, update

from feedback_ai.artifacts import locate_bundle
from feedback_ai.errors import OptionError, OutputError
from feedback_ai.measure.periods import parse_period
from feedback_ai.report.data import ReportData
from feedback_ai.services import backlog, report
from feedback_ai.services.report_data import gather
from feedback_ai.settings import Settings
from feedback_ai.store import Store
from feedback_ai.store.tables import AnalysisRow, FeedbackRow, LabelRow, TopicRow

BEFORE = 100
"""Days ago that lie in the second quarter."""
RULES = '[[rule]]\nteam = "Mobile desk"\nunit = "mobile-care"\n'

Gather = Callable[..., ReportData]


@dataclass(frozen=True)
class Later(Complaint):
    """A complaint written later in the day."""

    late: timedelta = timedelta()

    @property
    def created_at(self) -> datetime | None:
        known = super().created_at
        return None if known is None else known + self.late


@pytest.fixture
def gathered(store: Store, settings: Settings) -> Gather:
    def read(period: str = "2026Q3", **changes: Any) -> ReportData:
        return gather(store, parse_period(period), settings=settings.model_copy(update=changes))

    return read


@pytest.fixture
def filled(store: Store, settings: Settings, tmp_path: Path) -> Settings:
    """Complaints of two quarters with topics, a backlog, and a rule."""
    wanted = [
        *complaints(12, "now", customer="a"),
        *complaints(7, "queue", topic=2, facet="responsiveness", cause="method", unit="clinic", severity="S1"),
        *complaints(6, "glad", topic=None, cause=None, facet="empathy", sentiment="positive", unit=None, severity="S0"),
        *complaints(9, "then", days_ago=BEFORE),
        *complaints(4, "undated", days_ago=None),
        *complaints(3, "long-ago", days_ago=400),
    ]
    file(store, wanted)
    rules = tmp_path / "rules.toml"
    rules.write_text(RULES, encoding="utf-8")
    settings = settings.model_copy(update={"routing": rules})
    backlog.build(store, actor="tests", settings=settings)
    return settings


def test_figures_are_of_the_period_and_the_one_before(filled: Settings, gathered: Gather) -> None:
    data = gathered(routing=filled.routing)
    assert (data.period.name, data.before.name) == ("2026Q3", "2026Q2")
    volume = data.volume
    assert (volume.analysed, volume.before, volume.undated) == (25, 9, 4)
    assert (volume.without_unit, volume.customers, volume.with_customer) == (6, 1, 12)
    assert [(one.name, one.n, one.before) for one in volume.languages] == [("en", 25, 9)]
    now = data.scores.now.set_index("dimension")
    assert now.loc["reliability", ["n", "negative", "score"]].tolist() == [12, 12, 1.0]
    assert now.loc["empathy", ["n", "positive", "score"]].tolist() == [6, 6, 7.0]
    assert data.scores.before is not None
    assert data.scores.before.set_index("dimension")["n"].to_dict()["reliability"] == 9
    assert data.causes.pareto.set_index("cause")["n"].to_dict() == {"machine": 12, "method": 7}
    assert set(data.scores.by_unit["group"]) == {"mobile-care", "clinic", ""}
    assert data.scores.trend is not None
    assert sorted(set(data.scores.trend["group"])) == ["2026-06", "2026-09"]


def test_topics_backlog_teams_and_critical_texts(store: Store, filled: Settings, gathered: Gather) -> None:
    data = gathered(routing=filled.routing)
    assert [(topic.id, topic.n, topic.before) for topic in data.topics.largest] == [(1, 12, 9), (2, 7, 0)]
    assert (data.topics.n_topics, data.topics.assigned, data.topics.offered) == (2, 19, 25)
    assert data.topics.largest[0].quotes["en"].text.startswith("Complaint now-")
    assert [item.title["en"] for item in data.backlog.items] == [one.title.en for one in backlog.list_items(store)]
    assert data.backlog.n_open == 2
    assert [part.name for part in data.backlog.items[0].parts] == ["severity", "frequency", "trend", "reach", "impact"]
    assert [(team.name, team.n, team.severities) for team in data.teams] == [
        ("Mobile desk", 12, {"S3": 12}),
        (None, 13, {"S0": 6, "S1": 7}),
    ]
    assert (data.critical.n, data.critical.graded, data.critical.n_before) == (7, 25, 0)
    assert data.critical.change is not None
    assert len(data.critical.quotes) == 5
    assert {quote.unit for quote in data.critical.quotes} == {"clinic"}


def test_growth_is_of_whole_days(store: Store, gathered: Gather) -> None:
    noon = timedelta(hours=12)
    file(store, [Later(f"a-{n}", days_ago=10 + n % 20, late=noon) for n in range(12)])
    file(store, [Later(f"b-{n}", days_ago=45 + 3 * n, topic=2, late=noon) for n in range(5)])
    (growth, *_) = gathered().topics.growing
    assert growth.start == datetime(2026, 8, 24, tzinfo=UTC)
    assert growth.end == datetime(2026, 9, 21, tzinfo=UTC)
    assert (growth.end - growth.start).days == 28


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("format", ["html", "md"])
def test_the_same_store_gives_the_same_bytes(store: Store, filled: Settings, lang: str, format: str) -> None:
    pages = {
        report.render(store, period=period, lang=lang, format=format, settings=filled)
        for period in ("2026Q3", "2026-q3")
    }
    assert len(pages) == 1
    (page,) = pages
    assert f"{datetime.now(UTC):%Y-%m-%d}" not in page
    assert "mobile-care" in page


def test_an_empty_store_says_what_fills_it(store: Store, settings: Settings) -> None:
    text = report.render(store, period="2026Q3", lang="en", format="md", settings=settings)
    assert "No analysed text of the store was written in 2026Q3. No text of it has a time." in text
    assert "feedback-ai topics fit" in text
    assert "feedback-ai backlog build" in text


@pytest.mark.parametrize(
    ("period", "told"), [("2025", "2025"), ("2026W01", "2026W01"), ("2026-05", "2026-05"), ("2026Q4", "2026Q4")]
)
def test_a_period_without_texts_names_those_that_have_some(
    store: Store, filled: Settings, period: str, told: str
) -> None:
    text = report.render(store, period=period, lang="en", format="html", settings=filled)
    expected = "3 texts" if period == "2025" else f"was written in {told}. Its texts are from 2025-08-26 to 2026-09-20."
    assert expected in text


def test_a_short_period_has_its_trend_by_week(filled: Settings, gathered: Gather) -> None:
    trend = gathered("2026-09").scores.trend
    assert trend is not None
    assert sorted(set(trend["group"])) == ["2026-W38"]
    assert gathered("2026W38").volume.analysed == 25


def relabel(store: Store, version: str, *prefixes: str) -> None:
    """Let the records of some prefixes carry labels of another model."""
    with store.writing() as session:
        for prefix in prefixes:
            ids = session.scalars(select(FeedbackRow.id).where(FeedbackRow.record_id.startswith(prefix))).all()
            for table in (AnalysisRow, LabelRow):
                session.execute(update(table).where(table.feedback_id.in_(ids)).values(model_version=version))


def test_periods_of_different_versions_are_not_compared(store: Store, filled: Settings, gathered: Gather) -> None:
    relabel(store, "0.9", "then")
    data = gathered()
    assert [(one.model, one.n, one.before) for one in data.versions] == [("0.9", 0, 9), ("1", 25, 0)]
    assert not data.comparable
    assert not data.mixed
    assert data.scores.change is data.scores.before is data.scores.trend is data.causes.change is None
    assert data.critical.change is None
    assert data.topics.growing == ()
    assert {topic.before for topic in data.topics.largest} == {None}
    text = report.render(store, period="2026Q3", lang="en", format="md", settings=filled)
    assert "labels of other versions (model 0.9, labels" in text
    assert "Not compared; the reason is at the top." in text


def test_versions_within_the_period_are_told_at_the_top(store: Store, filled: Settings) -> None:
    relabel(store, "2", "queue", "glad")
    text = report.render(store, period="2026Q3", lang="en", format="md", settings=filled)
    warning = text.index("labels of several versions")
    assert warning < text.index("## Volume and sources")
    assert re.search(r"model 1, labels [\d.]+: 12; model 2, labels [\d.]+: 13", text)


def test_figures_of_a_model_are_told_only_for_its_own_labels(
    store: Store, filled: Settings, gathered: Gather, tmp_path: Path
) -> None:
    assert gathered().model is None, "the shipped bundle did not make these labels"
    shipped = (locate_bundle() / "metrics.json").read_text(encoding="utf-8")
    bundle = tmp_path / "bundle"
    bundle.mkdir()
    (bundle / "manifest.json").write_text("{}", encoding="utf-8")
    (bundle / "metrics.json").write_text(re.sub(r'"version": "[\d.]+"', '"version": "1"', shipped), encoding="utf-8")
    model = gathered(model=bundle).model
    assert model is not None
    assert model.version == "1"
    assert set(model.figures["servqual"]) == {"en", "zh"}
    assert model.labels["reliability"][1] > 0
    for broken in ("{", "[]", '{"version": "1"}'):
        (bundle / "metrics.json").write_text(broken, encoding="utf-8")
        assert gathered(model=bundle).model is None


def test_names_and_words_from_outside_do_nothing(store: Store, filled: Settings) -> None:
    evil = "<script>alert(1)</script> | `x` [x](javascript:alert(1))"
    file(store, [Complaint(evil, unit=evil, severity="S1")])
    with store.writing() as session:
        session.execute(update(TopicRow).values(labels={"en": evil, "zh": evil}))
    page = report.render(store, period="2026Q3", lang="en", format="html", settings=filled)
    assert "<script" not in page
    assert page.count("&lt;script&gt;") > 3
    text = report.render(store, period="2026Q3", lang="zh", format="md", settings=filled)
    assert "<script" not in text
    assert "\\[x\\](javascript&#58;" in text
    assert not re.search(r"(?<!\\)\]\(", text)


def test_a_report_is_written_whole_or_not_at_all(store: Store, filled: Settings, tmp_path: Path) -> None:
    output = tmp_path / "report.html"
    options = {"period": "2026Q3", "lang": "zh", "settings": filled}
    summary = report.write_report(store, format="html", output=output, **options)
    assert (summary.period, summary.n_texts, summary.n_before) == ("2026Q3", 25, 9)
    assert summary.warnings == ("库中最新的文本写于 2026-09-20，而本期至 2026-09-30 结束：条数可能继续增加。",)
    assert output.read_text(encoding="utf-8") == report.render(store, format="html", **options)
    before = output.read_bytes()
    with pytest.raises(OptionError) as caught:
        report.write_report(store, format="pptx", output=output, **options)
    assert caught.value.options == ("html", "md")
    assert output.read_bytes() == before
    with pytest.raises(OutputError):
        report.write_report(store, format="md", output=tmp_path / "no" / "report.md", **options)


@pytest.mark.parametrize("period", ["2026Q5", "last month", "", "2026-13"])
def test_what_is_no_period_is_refused(store: Store, settings: Settings, period: str) -> None:
    with pytest.raises(OptionError):
        report.render(store, period=period, lang="en", format="md", settings=settings)
