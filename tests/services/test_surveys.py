from pathlib import Path

import pytest
from survey_fakes import answer, write

from feedback_ai.errors import OptionError
from feedback_ai.ingest.surveys import read_answers
from feedback_ai.services.surveys import add_answers, import_survey
from feedback_ai.settings import Settings
from feedback_ai.store import Store
from feedback_ai.store.records import EvidenceFilter
from feedback_ai.store.surveys import SurveyRepository
from feedback_ai.store.tables import SurveyAnswerRow


def test_importing_again_adds_nothing_twice(store: Store, settings: Settings, tmp_path: Path) -> None:
    file = write(tmp_path / "s.csv", [answer(f"r{n}") for n in range(7)])
    first = import_survey(store, file, survey="spring", settings=settings)
    assert (first.rows, first.added, first.known) == (7, 7, 0)
    again = import_survey(store, file, survey="spring", settings=settings)
    assert (again.added, again.known) == (0, 7)
    assert import_survey(store, file, survey="autumn", settings=settings).added == 7


def test_refused_rows_are_told_beside_the_file(store: Store, settings: Settings, tmp_path: Path) -> None:
    file = write(tmp_path / "s.csv", [answer("r0"), answer("r1", E1=9)])
    summary = import_survey(store, file, survey="spring", settings=settings)
    assert (summary.rows, summary.added, dict(summary.refused)) == (2, 1, {"answer_out_of_range": 1})
    assert summary.errors_file == tmp_path / "s.csv.errors.jsonl"
    assert '"row":2' in summary.errors_file.read_text(encoding="utf-8")


def test_respondents_are_kept_as_hashes_only(store: Store, settings: Settings, tmp_path: Path) -> None:
    import_survey(store, write(tmp_path / "s.csv", [answer("bob@example.org")]), survey="s", settings=settings)
    with store.reading() as session:
        (row,) = session.query(SurveyAnswerRow)
        assert "bob" not in row.respondent
        assert (row.expected, row.perceived) == ([6.0] * 22, [5.0] * 22)


def test_a_filter_chooses_answers(store: Store, settings: Settings, tmp_path: Path) -> None:
    rows = [answer("r0"), answer("r1", unit="west"), answer("r2", date="2026-05-01"), answer("r3", date="")]
    import_survey(store, write(tmp_path / "s.csv", rows), survey="s", settings=settings)
    july = "2026-07-01T00:00:00Z"
    with store.reading() as session:
        count = lambda **wanted: len(SurveyRepository(session).answers(EvidenceFilter(**wanted)))  # noqa: E731
        assert (count(), count(unit="west"), count(source="s"), count(source="t")) == (4, 1, 4, 0)
        assert (count(created_from=july), count(created_to=july)) == (2, 1)
        assert count(created_from=july, undated=True) == 3


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "a\0b"])
def test_a_survey_needs_a_usable_name(store: Store, settings: Settings, tmp_path: Path, name: str) -> None:
    with pytest.raises(OptionError):
        import_survey(store, write(tmp_path / "s.csv", [answer("r0")]), survey=name, settings=settings)


def test_answers_of_a_request_are_those_of_a_file(store: Store, settings: Settings, tmp_path: Path) -> None:
    rows = [answer("r0"), answer("r1", E1=9), answer("r2", P22=None)]
    summary = add_answers(store, read_answers(rows), survey=" spring ", settings=settings)
    assert (summary.rows, summary.added, summary.known, dict(summary.refused)) == (3, 2, 0, {"answer_out_of_range": 1})
    again = import_survey(store, write(tmp_path / "s.csv", rows), survey="spring", settings=settings)
    assert (again.added, again.known) == (0, 2)
    with pytest.raises(OptionError):
        add_answers(store, read_answers(rows), survey=" ", settings=settings)
