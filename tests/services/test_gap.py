from datetime import UTC, datetime
from pathlib import Path

import pytest
from gap_fakes import TARGETS, add_answers, add_texts
from survey_fakes import answer, write

from feedback_ai.errors import OptionError, SettingError
from feedback_ai.services.gap import gap
from feedback_ai.services.surveys import import_survey
from feedback_ai.settings import Settings
from feedback_ai.store import Store
from feedback_ai.store.records import EvidenceFilter

BROKEN = [f"They told us 3 days. It took {days} days." for days in range(4, 16)]


@pytest.fixture
def filled(store: Store, settings: Settings, tmp_path: Path) -> Store:
    add_texts(store, [*BROKEN, "Lovely staff."])
    add_texts(store, ["Told 2 hours, took 1 hour."], unit="west")
    add_answers(store, settings, tmp_path)
    return store


def with_targets(settings: Settings, folder: Path) -> Settings:
    file = folder / "targets.toml"
    file.write_text(TARGETS, encoding="utf-8")
    return settings.model_copy(update={"targets": file})


def test_three_sources_stand_apart(filled: Store, settings: Settings, tmp_path: Path) -> None:
    found = gap(filled, settings=with_targets(settings, tmp_path))
    assert (found.n_texts, found.n_stating, found.n_answers) == (14, 13, 12)
    document = found.document()
    whole = document["survey"][-1]
    assert (whole["dimension"], whole["name"]["zh"], whole["gap"]) == ("all", "全部维度", -1.5)
    (promise,) = document["promises"]
    assert (promise["n"], promise["kept"], promise["unit_name"]["en"]) == (13, 1, "minutes")
    (target,) = document["targets"]
    assert (target["n"], target["met"]) == (13, 1)
    assert target["label"] == {"en": "within a day", "zh": "24小时内"}
    assert target["verdict_name"]["en"] == "unacceptable"


def test_the_surveys_that_went_in_are_named(filled: Store, settings: Settings, tmp_path: Path) -> None:
    rows = [answer("a", date="2025-03-01"), answer("b", date="2025-03-09"), answer("c", date="")]
    import_survey(filled, write(tmp_path / "old.csv", rows), survey="last year", settings=settings)
    import_survey(filled, write(tmp_path / "undated.csv", rows[2:]), survey="undated", settings=settings)
    surveys = gap(filled, settings=settings).document()["surveys"]
    assert [(one["survey"], one["n"]) for one in surveys] == [("last year", 3), ("spring", 12), ("undated", 1)]
    assert (surveys[0]["first"], surveys[0]["last"]) == (
        datetime(2025, 3, 1, tzinfo=UTC),
        datetime(2025, 3, 9, tzinfo=UTC),
    )
    assert (surveys[2]["first"], surveys[2]["last"]) == (None, None)
    (alone,) = gap(filled, EvidenceFilter(source="spring"), settings=settings).surveys
    assert alone["survey"] == "spring"
    assert gap(filled, EvidenceFilter(unit="west"), settings=settings).surveys == []


def test_tables_are_divided_and_groups_named(filled: Store, settings: Settings) -> None:
    found = gap(filled, by="unit", settings=settings)
    assert list(found.groups) == ["east", "west"]
    assert found.promises["group"].tolist() == ["east", "west"]
    assert set(found.survey["group"]) == {"east"}
    by_dimension = gap(filled, by="dimension", settings=settings)
    assert by_dimension.groups == {"reliability": {"en": "Reliability", "zh": "可靠性"}}
    assert "group" not in by_dimension.survey
    month = gap(filled, by="month", settings=settings)
    assert set(month.promises["group"]) == set(month.survey["group"]) == {"2026-08"}


def test_an_outcome_in_a_later_segment_belongs_to_its_promise(store: Store, settings: Settings) -> None:
    add_texts(store, ["They told us 3 days. It took 9 days."])
    (row,) = gap(store, by="dimension", settings=settings).promises.to_dict("records")
    assert (row["group"], row["n"], row["gap"]) == ("reliability", 1, 6 * 1440)


def test_a_filter_holds_for_texts_and_answers(filled: Store, settings: Settings) -> None:
    west = gap(filled, EvidenceFilter(unit="west"), settings=settings)
    assert (west.n_texts, west.n_answers) == (1, 0)
    assert west.survey.empty
    july = datetime(2026, 7, 1, tzinfo=UTC)
    before = gap(filled, EvidenceFilter(created_from=datetime(2026, 4, 1), created_to=july), settings=settings)
    assert before.period is not None
    assert (before.period.name, before.n_texts, before.n_answers) == ("2026Q2", 0, 0)


def test_an_empty_store_has_empty_tables(store: Store, settings: Settings) -> None:
    document = gap(store, settings=settings).document()
    assert (document["survey"], document["promises"], document["targets"]) == ([], [], [])


def test_what_cannot_be_used_is_told(store: Store, settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="dimension"):
        gap(store, by="year", settings=settings)
    with pytest.raises(SettingError):
        gap(store, settings=settings.model_copy(update={"targets": tmp_path / "none.toml"}))
