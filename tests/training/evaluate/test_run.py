import json
from dataclasses import replace

import pytest

from feedback_ai.errors import InputNotFoundError
from tests.training.corpora_fakes import write_corpora
from tests.training.evaluate.model_fakes import FakeModel
from tests.training.examples_fakes import made_up
from training.baselines import Baseline
from training.baselines.baseline import ALL_TASKS
from training.baselines.majority import Majority
from training.evaluate import run
from training.evaluate.gold import domain_of, length_of
from training.evaluate.run import Request, evaluate

BOTH = ("en", "zh")


@pytest.fixture
def request_(annotation, tmp_path, monkeypatch):
    write_corpora(tmp_path / "data")
    bundle = tmp_path / "bundle"
    bundle.mkdir()
    (bundle / "manifest.json").write_text("{}")
    log = tmp_path / "model-log.md"
    log.write_text("# Log\n")
    monkeypatch.setattr(run.Model, "load", classmethod(lambda cls, directory: FakeModel(directory)))
    monkeypatch.setattr(run, "baselines", lambda train, dev, encoder, *, words: [
        Baseline("majority", "majority label", BOTH, ALL_TASKS, Majority(train).predict)
    ])  # fmt: skip
    return Request(annotation, tmp_path / "data", bundle, log=log)


def watch_gold(monkeypatch):
    opened = []
    load = run.load_gold
    monkeypatch.setattr(run, "load_gold", lambda directory, split: opened.append(split) or load(directory, split))
    return opened


def test_gold_test_stays_closed(request_, monkeypatch):
    opened = watch_gold(monkeypatch)
    metrics = evaluate(request_)
    assert opened == ["dev"]
    assert metrics["test"] is None
    assert request_.log.read_text() == "# Log\n"
    card = (request_.bundle / "CARD.md").read_text(encoding="utf-8")
    assert "Not opened for this bundle." in card
    assert "gold test was not opened" in card
    assert json.loads((request_.bundle / "metrics.json").read_text(encoding="utf-8")) == metrics


def test_the_last_look_is_logged_and_kept_for_the_same_labels(request_, monkeypatch):
    opened = watch_gold(monkeypatch)
    final = evaluate(replace(request_, final=True))
    assert opened == ["dev", "test"]
    assert "| 1 | " in request_.log.read_text(encoding="utf-8")
    assert final["test"]["product"]["en"]["servqual"]["value"] == 1
    assert evaluate(request_)["test"] == final["test"], "the same bundle keeps what was seen"
    assert "| 2 | " not in request_.log.read_text(encoding="utf-8")
    (request_.bundle / "manifest.json").write_text('{"encoder/space.safetensors": "1"}')
    assert evaluate(request_)["test"] == final["test"], "another space changes no label"
    (request_.bundle / "manifest.json").write_text('{"heads.safetensors": "1"}')
    assert evaluate(request_)["test"] is None, "other heads do"


def test_everything_stands_beside_the_baselines(request_, tmp_path):
    curve = tmp_path / "curve.json"
    curve.write_text('{"recipe": "words", "points": []}')
    (request_.bundle / "export.json").write_text('{"agreement": 0.995}')
    metrics = evaluate(replace(request_, learning_curve=curve))
    assert metrics["dev"]["baselines"]["majority"]["zh"]["servqual"]["value"] == 0
    assert metrics["retrieval"]["tico19"]["simplified"]["value"] <= 1
    assert metrics["translations"]["n"] == 200
    assert metrics["export"] == {"agreement": 0.995}
    assert metrics["learning_curve"]["recipe"] == "words"
    assert metrics["leave_out"] is None
    assert metrics["sources"] == [{"source": "toy", "tier": "declared", "licence": "not named", "n": 4}]
    card = (request_.bundle / "CARD.md").read_text(encoding="utf-8")
    for words in ("majority label", "no human panel took part", '"agreement": 0.995', "Recipe `words`", "tico19"):
        assert words in card


def test_a_file_that_is_missing_is_told_before_anything_is_scored(request_, tmp_path):
    with pytest.raises(InputNotFoundError, match="nowhere"):
        evaluate(replace(request_, leave_out=tmp_path / "nowhere.json"))


def test_domains_and_lengths_are_grouped():
    assert [domain_of(name) for name in ("healthcare/hospital", "Bank, Credit Union", "pensions", "mobile_app")] == [
        "healthcare",
        "finance",
        "finance",
        "mobile app",
    ]
    assert {length_of(example) for example in made_up(20)} == {"2-4 sentences"}
