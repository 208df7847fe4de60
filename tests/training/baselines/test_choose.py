import numpy as np
import pytest

from tests.training.examples_fakes import made_up
from training.baselines import baselines, few_shot
from training.evaluate.gold import score_baseline


@pytest.fixture(scope="module")
def texts():
    return made_up(120), made_up(40, seed=1)


def test_every_baseline_says_what_it_can_be_judged_by(texts):
    train, dev = texts
    fitted = baselines(train, dev, None)
    assert [one.name for one in fitted] == ["majority", "tfidf", "tfidf", "vader", "snownlp"]
    scores = {one.name: score_baseline([own for own in fitted if own.name == one.name], dev) for one in fitted}
    assert set(scores["vader"]) == {"title", "en"}
    assert set(scores["vader"]["en"]) == {"sentiment", "sentiment_accuracy"}
    assert set(scores["tfidf"]) == {"title", "en", "zh"}
    assert scores["tfidf"]["zh"]["servqual"]["value"] > scores["majority"]["zh"]["servqual"]["value"] == 0
    share = np.mean([example.sentiment == 0 for example in dev if example.lang == "en"])
    assert scores["majority"]["en"]["sentiment_accuracy"]["value"] == pytest.approx(share, abs=1e-4)


def test_vectors_are_read_where_an_encoder_is_given(texts, toy_encoder, monkeypatch):
    monkeypatch.setattr("training.baselines.choose.SetFitFacets", lambda *_: few_shot.Majority(texts[0]))
    fitted = {one.name: one for one in baselines(*texts, toy_encoder)}
    assert {"frozen", "setfit"} < set(fitted)
    scores = score_baseline([fitted["frozen"]], texts[1])
    assert scores["en"]["servqual"]["value"] > 0.3


def test_shots_are_few_and_of_every_label():
    present = np.zeros((400, 2), bool)
    present[:200, 0] = present[390:, 1] = True
    langs = np.array(["en", "zh"] * 200)
    chosen = few_shot.choose_shots(present, langs)
    of = present[chosen]
    assert (of[:, 0].sum(), of[:, 1].sum(), (~of.any(axis=1)).sum()) == (2 * few_shot.SHOTS, 10, 2 * few_shot.SHOTS)


def test_setfit_tunes_a_copy_of_the_encoder(texts, toy_encoder):
    train, dev = texts
    before = (toy_encoder / "model.safetensors").read_bytes()
    predictions = few_shot.SetFitFacets(train, dev, toy_encoder, max_steps=2).predict(dev)
    assert predictions.facets.shape == (sum(len(example.spans) for example in dev), 7)
    assert set(np.unique(predictions.facets[:, 3])) <= {0, 1}, "assurance is blamed in every training text"
    assert (toy_encoder / "model.safetensors").read_bytes() == before
