import numpy as np

from tests.training.examples_fakes import made_up
from tests.training.predictions_fakes import Watcher, perfect
from training.leave_out import corpus_folds, cross_validate, in_order, leave_corpora_out, text_folds


def test_corpora_stay_whole_and_folds_are_balanced_in_each_language():
    texts = made_up(400, sources=[f"s{i}" for i in range(20)])
    folds = corpus_folds(texts, 5)
    for source in {example.source for example in texts}:
        assert len({fold for fold, example in zip(folds, texts, strict=True) if example.source == source}) == 1
    for lang in ("en", "zh"):
        sizes = np.bincount(folds[[example.lang == lang for example in texts]], minlength=5)
        assert sizes.tolist() == [40] * 5
    assert np.array_equal(folds, corpus_folds(texts, 5))


def test_folds_of_texts_have_the_same_sizes():
    folds = np.repeat([0, 1, 2], [50, 30, 20])
    other = text_folds(folds)
    assert np.bincount(other).tolist() == [50, 30, 20]
    assert not np.array_equal(other, folds)


def test_no_model_has_read_what_it_labels():
    texts, gold = made_up(80), made_up(40, seed=1)
    watcher = Watcher()
    folds = corpus_folds([*texts, *gold], 4)
    predictions = cross_validate(watcher, texts, gold, folds)
    for train, chosen_on, held_out in watcher.calls:
        sources = {example.source for example in held_out}
        assert not sources & {example.source for example in [*train, *chosen_on]}
        assert {id(example) for example in train} <= {id(example) for example in texts}
        assert {id(example) for example in chosen_on} <= {id(example) for example in gold}
    assert len(predictions.sentiment) == 120
    assert predictions.sentiment.tolist() == [example.sentiment for example in [*texts, *gold]]


def test_parts_are_put_back_in_order():
    texts = made_up(6)
    parts = [(np.array(own), perfect([texts[i] for i in own])) for own in ([4, 0], [5, 1, 3, 2])]
    whole, expected = in_order(texts, parts), perfect(texts)
    for name in ("facets", "causes", "expectation", "sentiment", "intent", "severity"):
        assert np.array_equal(getattr(whole, name), getattr(expected, name)), name


def test_the_loss_on_unseen_corpora_is_told_beside_the_usual_figure():
    result = leave_corpora_out(Watcher(), made_up(400), made_up(80, seed=1), n_folds=4)
    for lang in ("en", "zh"):
        assert result["corpora"][lang]["servqual"]["value"] == 0
        assert result["texts"][lang]["servqual"]["value"] == 1
    assert sum(map(len, result["folds"])) == len(result["by_source"]) == 8
    assert result["by_source"]["en-one"]["corpora"]["value"] == 0
