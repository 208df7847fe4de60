import json

import pytest

from feedback_ai.errors import OptionError
from feedback_ai.store import FeedbackFilter, Store
from feedback_ai.store.feedback import FeedbackRepository


def count(home):
    with Store.open(f"sqlite:///{home / 'feedback.sqlite'}") as store, store.reading() as session:
        return len(FeedbackRepository(session).page(FeedbackFilter(), limit=200).items)


def write(path, n):
    rows = [{"id": str(i), "text": f"The queue was long, number {i}."} for i in range(n)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_a_file_goes_into_the_store_once(invoke, home, tmp_path):
    file = write(tmp_path / "in.jsonl", 3)
    first = invoke("ingest", file, "--source", "desk")
    assert first.exit_code == 0, first.output
    assert "added 3" in first.stdout
    assert "added 0, already there 3" in invoke("ingest", file, "--source", "desk").stdout
    assert count(home) == 3


def test_a_dry_run_changes_nothing(invoke, home, tmp_path):
    result = invoke("ingest", write(tmp_path / "in.jsonl", 2), "--source", "desk", "--dry-run")
    assert result.exit_code == 0, result.output
    assert "would add 2" in result.stdout
    assert not home.exists()


@pytest.mark.parametrize("source", ["", "  ", "x" * 101])
def test_a_source_needs_a_usable_name(invoke, tmp_path, source):
    result = invoke("ingest", write(tmp_path / "in.jsonl", 1), "--source", source)
    assert isinstance(result.exception, OptionError)


def test_refused_rows_give_exit_code_3(invoke, tmp_path):
    file = write(tmp_path / "in.jsonl", 1)
    file.write_text(file.read_text() + '{"id": "x"}\n', encoding="utf-8")
    assert invoke("ingest", file, "--source", "desk").exit_code == 3
