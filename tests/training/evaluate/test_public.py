import csv
import gzip
import json

import pytest

from tests.training.evaluate.model_fakes import FakeModel, labels
from training.evaluate.public import public_figures


def write(data, name, lang, rows):
    (data / lang).mkdir(parents=True, exist_ok=True)
    with gzip.open(data / lang / f"{name}.jsonl.gz", "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


@pytest.fixture
def data(tmp_path):
    write(tmp_path, "chnsenticorp", "zh", [
        {"text": "好", "split": "dev", "sentiment": "positive"},
        {"text": "差", "split": "dev", "sentiment": "negative"},
        {"text": "好吗", "split": "dev", "sentiment": "negative"},
        {"text": "好", "split": "train", "sentiment": "negative"},
    ])  # fmt: skip
    write(tmp_path, "mams_acsa", "en", [
        {"text": "cheap", "split": "dev", "aspects": [{"category": "price", "polarity": "positive"}]},
        {"text": "menu", "split": "dev", "aspects": [{"category": "food", "polarity": "neutral"},
                                                     {"category": "staff", "polarity": "negative"}]},
        {"text": "dark", "split": "dev", "aspects": [{"category": "ambience", "polarity": "negative"}]},
    ])  # fmt: skip
    with (tmp_path / "datasets.csv").open("w", encoding="utf-8", newline="") as lines:
        table = csv.writer(lines)
        rows = [("name", "language", "tier"), ("chnsenticorp", "zh", "unknown"), ("mams_acsa", "en", "declared")]
        table.writerows(rows)
    return tmp_path


def test_public_splits_are_scored_by_what_their_labels_mean(data):
    said = {
        "好": labels(sentiment="positive"),
        "差": labels(),
        "cheap": labels([("price", "positive"), ("assurance", "negative")]),
        "menu": labels([("product", "positive")]),  # neutral in MAMS: not scored
        "dark": labels([("tangibles", "positive")]),
    }
    figures = public_figures(FakeModel(data, said), data)
    assert (figures["chnsenticorp_dev"]["n"], figures["chnsenticorp_dev"]["value"]) == (3, round(2 / 3, 4))
    assert (figures["mams_dev"]["n"], figures["mams_dev"]["value"]) == (3, 0.5)


def test_a_corpus_that_is_not_there_has_no_figure(tmp_path):
    (tmp_path / "datasets.csv").write_text("name,language,tier\n")
    assert public_figures(FakeModel(tmp_path), tmp_path) == {}
