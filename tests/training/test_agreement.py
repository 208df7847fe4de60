import json

import pytest

from training import agreement
from training.agreement import write_agreement


def row(number, *labels, **document):
    told = {"sentiment": -1, "intent": "complaint", "severity": "S3"} | document
    return {"id": number, "source": "toy", "mark": "0", "spans": [[0, 1], [1, 2]], "labels": list(labels), **told}


RUDE = {"i": 0, "facets": {"AS": -1}, "causes": ["MAN"]}
LATE = {"i": 1, "facets": {"RL": -1}, "causes": ["MET"], "promise": True}


@pytest.fixture
def figures(tmp_path, monkeypatch):
    labels = tmp_path / "labels"
    (labels / "again").mkdir(parents=True)
    monkeypatch.setattr(agreement, "LABELS", labels)
    files = {
        labels / "en.jsonl": [row("1", RUDE, LATE), row("2", severity="S1")],
        labels / "again" / "of_these.jsonl": [row("1", RUDE), row("2", severity="S2")],
        labels / "again" / "of_train.jsonl": [row("3", LATE)],
        tmp_path / "train.jsonl": [row("3", LATE), row("4", RUDE)],
    }
    for path, rows in files.items():
        path.write_text("".join(json.dumps(own) + "\n" for own in rows), encoding="utf-8")
    return write_agreement(tmp_path), (labels / "README.md").read_text(encoding="utf-8")


def test_labels_count_by_f1_and_documents_by_share(figures):
    own = figures[0]["two readings here"]
    assert (own["texts"], own["AS"], own["RL"], own["promise"]) == (2, 1.0, 0.0, 0.0)
    assert own["SERVQUAL"] == pytest.approx(4 / 5)  # what neither reading found, both agree on
    assert (own["sentiment"], own["severity"]) == (1.0, 0.5)


def test_readings_of_the_training_file_are_compared_with_it(figures):
    own = figures[0]["a reading here against the first training file's"]
    assert (own["texts"], own["RL"], own["causes"]) == (1, 1.0, 1.0)


def test_the_page_names_the_files_and_figures(figures):
    assert "| `en.jsonl` | 2 | 4 |" in figures[1]
    assert "| two readings here | 2 | 0.80 |" in figures[1]
