import pytest

from tests.training.examples_fakes import made_up
from tests.training.predictions_fakes import Watcher
from training.learning_curve import learning_curve


def test_the_curve_grows_within_itself():
    watcher = Watcher()
    texts, gold = made_up(40), made_up(20, seed=1)
    result = learning_curve(watcher, texts, gold, shares=(0.25, 1.0))
    small, whole = ({example.id for example in train} for train, _, _ in watcher.calls)
    assert (len(small), len(whole)) == (10, 40)
    assert small < whole
    assert [point["n_texts"] for point in result["points"]] == [10, 40]
    assert result["points"][1]["figures"]["zh"]["servqual"]["value"] == pytest.approx(1)
