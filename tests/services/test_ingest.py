import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from fakes import FakeAnalyzer, limit_pages

from feedback_ai.errors import InputNotFoundError, OutputError, StoreFullError
from feedback_ai.schema import Document
from feedback_ai.services import feedback
from feedback_ai.services.errors_file import ErrorsFile, errors_path
from feedback_ai.services.ingest import ingest_file
from feedback_ai.services.ingest_summary import IngestSummary, Stage
from feedback_ai.settings import Settings
from feedback_ai.store import FeedbackFilter, Store, StoredFeedback, feedback_id

ROWS: list[dict[str, Any] | str] = [
    {"id": "1", "text": "The clerk was rude to my mother.", "source": "elsewhere", "customer_id": "c-9"},
    {"id": "2", "text": "Quick answer, thank you! Write to jo@example.com."},
    {"id": "3", "text": ""},
    {"id": "1", "text": "The clerk was rude to my mother."},
    {"id": "4", "text": "no comment"},
    "{broken",
    {"id": "5", "text": "等了两个小时也没有人理我。"},
    {"text": "This one has no id, and the lift was broken."},
    {"text": "This one has no id, and the lift was broken."},
    {"id": "6", "text": "Rate it?", "rating": 99},
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "inbox.jsonl"
    path.write_text("".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in ROWS))
    return path


def stored(store: Store) -> dict[str, StoredFeedback]:
    return {one.record_id: one for one in feedback.page(store, FeedbackFilter(), limit=1000).items}


def numbers(summary: IngestSummary) -> dict[str, Any]:
    return summary.model_dump(include={"rows", "added", "known", "refused", "redactions"})


EXPECTED = {
    "rows": 10,
    "added": 6,
    "known": 1,
    "refused": {"text_missing": 1, "json_broken": 1, "rating_out_of_range": 1},
    "redactions": {"EMAIL": 1},
}


def test_a_file_goes_into_the_store(store: Store, analyzer: FakeAnalyzer, settings: Settings, file: Path) -> None:
    done: list[int] = []
    summary = ingest_file(store, analyzer, file, source="inbox", settings=settings, on_progress=done.append)
    assert numbers(summary) == EXPECTED
    assert (summary.source, summary.dry_run, summary.n_refused) == ("inbox", False, 3)
    assert done == [3, 6, 9, 10]
    assert summary.seconds.keys() == set(Stage)
    assert sum(summary.languages.values()) == 6
    records = stored(store)
    assert len(records) == 6
    assert {record.source for record in records.values()} == {"inbox"}
    assert all(record.analysis for record in records.values())
    assert "jo@example.com" not in records["2"].text
    assert records["1"].customer_hash is not None
    assert summary.needs_review == sum(one.analysis.needs_review for one in records.values() if one.analysis)


def test_running_again_adds_nothing(store: Store, analyzer: FakeAnalyzer, settings: Settings, file: Path) -> None:
    ingest_file(store, analyzer, file, source="inbox", settings=settings)
    before, calls = stored(store), len(analyzer.calls)
    summary = ingest_file(store, analyzer, file, source="inbox", settings=settings)
    assert (summary.added, summary.known, summary.rows) == (0, 7, 10)
    assert stored(store) == before
    assert len(analyzer.calls) == calls  # what is known is not even analysed


def test_another_source_is_other_feedback(store: Store, analyzer: FakeAnalyzer, settings: Settings, file: Path) -> None:
    ingest_file(store, analyzer, file, source="inbox", settings=settings)
    assert ingest_file(store, analyzer, file, source="archive", settings=settings).added == 6
    assert feedback.get(store, feedback_id("archive", "1")).source == "archive"


def test_refused_rows_are_told_in_a_file(store: Store, analyzer: FakeAnalyzer, settings: Settings, file: Path) -> None:
    summary = ingest_file(store, analyzer, file, source="inbox", settings=settings)
    assert summary.errors_file == file.with_name("inbox.jsonl.errors.jsonl")
    rows = [json.loads(line) for line in summary.errors_file.read_text().splitlines()]
    assert [(row["row"], row["code"]) for row in rows] == [
        (3, "text_missing"),
        (6, "json_broken"),
        (10, "rating_out_of_range"),
    ]
    assert {path.name for path in file.parent.iterdir()} >= {file.name, summary.errors_file.name}
    assert list(file.parent.glob("*.partial")) == []


def test_the_file_of_refused_rows_goes_when_nothing_is_refused(
    store: Store, analyzer: FakeAnalyzer, settings: Settings, file: Path
) -> None:
    ingest_file(store, analyzer, file, source="inbox", settings=settings)
    file.write_text('{"id": "7", "text": "All is well."}\n')
    summary = ingest_file(store, analyzer, file, source="inbox", settings=settings)
    assert summary.errors_file is None
    assert list(file.parent.glob("*.errors.jsonl*")) == []


def test_refused_rows_may_be_told_elsewhere(
    store: Store, analyzer: FakeAnalyzer, settings: Settings, file: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "refused.jsonl"
    summary = ingest_file(store, analyzer, file, source="inbox", settings=settings, errors=elsewhere)
    assert summary.errors_file == elsewhere
    assert len(elsewhere.read_text().splitlines()) == 3
    assert list(tmp_path.glob("*.errors.jsonl*")) == []


def test_a_dry_run_tells_the_same_and_changes_nothing(settings: Settings, file: Path, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    summary = ingest_file(None, None, file, source="inbox", settings=settings, dry_run=True)
    assert numbers(summary) == EXPECTED
    assert summary.dry_run
    assert summary.errors_file is None
    assert sorted(tmp_path.rglob("*")) == before


def test_a_dry_run_knows_what_the_store_has(
    store: Store, analyzer: FakeAnalyzer, settings: Settings, file: Path
) -> None:
    ingest_file(store, analyzer, file, source="inbox", settings=settings)
    before = stored(store)
    summary = ingest_file(store, None, file, source="inbox", settings=settings, dry_run=True)
    assert (summary.added, summary.known) == (0, 7)
    assert stored(store) == before


def test_records_of_a_bulk_request_are_known(
    store: Store, analyzer: FakeAnalyzer, settings: Settings, file: Path
) -> None:
    record = feedback.FeedbackRecord(id="1", source="inbox", text="The clerk was rude to my mother.")
    job = feedback.add_bulk(store, [record], [], actor="me", settings=settings)
    assert ingest_file(store, analyzer, file, source="inbox", settings=settings).added == 5
    assert feedback.get_job(store, job.id).analyzed == 0


def test_what_another_process_added_meanwhile_is_counted_as_known(store: Store, settings: Settings, file: Path) -> None:
    class Slow(FakeAnalyzer):
        def analyze_documents(self, documents: Sequence[Document]):  # type: ignore[no-untyped-def]
            ingest_file(store, FakeAnalyzer(), file, source="inbox", settings=settings)
            return super().analyze_documents(documents)

    summary = ingest_file(store, Slow(), file, source="inbox", settings=settings)
    assert (summary.added, summary.known) == (0, 7)
    assert len(stored(store)) == 6


def test_a_missing_file_is_told_and_leaves_nothing(
    store: Store, analyzer: FakeAnalyzer, settings: Settings, tmp_path: Path
) -> None:
    with pytest.raises(InputNotFoundError):
        ingest_file(store, analyzer, tmp_path / "none.csv", source="x", settings=settings)
    assert list(tmp_path.glob("*.errors.jsonl*")) == []


def test_a_full_disk_keeps_what_was_committed_and_the_next_run_goes_on(
    tmp_path: Path, analyzer: FakeAnalyzer, settings: Settings
) -> None:
    file, n = tmp_path / "long.jsonl", 60
    file.write_text("".join(json.dumps({"id": str(id_), "text": "long " * 400}) + "\n" for id_ in range(n)))
    url = f"sqlite:///{tmp_path / 'store.sqlite'}"
    with Store.open(url) as store:
        limit_pages(store, 50)
        with pytest.raises(StoreFullError, match="what was committed before is kept"):
            ingest_file(store, analyzer, file, source="long", settings=settings)
    with Store.open(url) as store:
        kept = stored(store)
        assert 0 < len(kept) < n
        assert len(kept) % settings.batch_size == 0
        summary = ingest_file(store, analyzer, file, source="long", settings=settings)
        assert (summary.known, summary.added) == (len(kept), n - len(kept))


def test_refused_rows_that_find_no_room_are_told_and_the_records_are_kept(
    store: Store, analyzer: FakeAnalyzer, settings: Settings, file: Path
) -> None:
    with pytest.raises(OutputError, match="/dev/full: the disk is full"):
        ingest_file(store, analyzer, file, source="inbox", settings=settings, errors=Path("/dev/full"))
    assert len(stored(store)) == 6
    assert Path("/dev/full").is_char_device()


@pytest.mark.parametrize("device", ["/dev/stderr", "/dev/stdout"])
def test_refused_rows_can_go_to_a_stream_even_where_it_is_a_redirected_file(
    store: Store,
    analyzer: FakeAnalyzer,
    settings: Settings,
    file: Path,
    device: str,
    capfd: pytest.CaptureFixture[str],  # redirects both streams into regular files
) -> None:
    before = os.readlink(device)
    for _ in range(2):
        ingest_file(store, analyzer, file, source="inbox", settings=settings, errors=Path(device))
    assert os.readlink(device) == before
    out, err = capfd.readouterr()
    assert (err if device == "/dev/stderr" else out).count("json_broken") == 2


def test_a_directory_that_may_not_be_written_is_told_and_the_records_are_kept(
    store: Store, analyzer: FakeAnalyzer, settings: Settings, file: Path, tmp_path: Path
) -> None:
    with pytest.raises(OutputError, match="What was stored is kept"):
        ingest_file(store, analyzer, file, source="x", settings=settings, errors=tmp_path / "none" / "errors")
    assert len(stored(store)) == 6


def test_an_error_leaves_the_earlier_file_of_refused_rows_alone(tmp_path: Path) -> None:
    path = tmp_path / "x.errors.jsonl"
    path.write_text("earlier\n")

    def fail() -> None:
        with ErrorsFile(path) as errors:
            errors.add(feedback.RefusedRow(row=1, code="x", reason="x"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert [entry.read_text() for entry in tmp_path.iterdir()] == ["earlier\n"]


def test_standard_input_has_no_file_of_refused_rows(
    store: Store, analyzer: FakeAnalyzer, settings: Settings, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(file.parent)
    with file.open() as stream:
        monkeypatch.setattr("sys.stdin", stream)
        summary = ingest_file(store, analyzer, Path("-"), source="inbox", settings=settings)
    assert (summary.added, summary.n_refused, summary.errors_file) == (6, 3, None)
    assert list(file.parent.glob("*.errors.jsonl*")) == []


def test_an_id_that_stands_for_two_texts_is_told_not_dropped(
    store: Store, analyzer: FakeAnalyzer, settings: Settings, tmp_path: Path
) -> None:
    path = tmp_path / "twice.jsonl"
    rows = [("1", "slow"), ("2", "fine"), ("1", "slow"), ("1", "rude"), ("3", "cold"), ("2", "late")]
    path.write_text("".join(json.dumps({"id": id_, "text": text}) + "\n" for id_, text in rows))
    summary = ingest_file(store, analyzer, path, source="desk", settings=settings)
    assert (summary.added, summary.known, summary.refused) == (3, 1, {"id_repeated": 2})
    told = [json.loads(line) for line in errors_path(path).read_text().splitlines()]
    assert [(row["row"], row["field"]) for row in told] == [(4, "id"), (6, "id")]
