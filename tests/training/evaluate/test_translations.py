import re

from tests.training.evaluate.model_fakes import FakeModel, labels
from training.evaluate.translations import Translation, agreement, judged, read_translations


def test_the_pairs_are_many_distinct_and_a_quarter_traditional():
    from opencc import OpenCC

    pairs = read_translations()
    assert len(pairs) == len({pair.en for pair in pairs}) == len({pair.zh for pair in pairs}) == 200
    simplify = OpenCC("t2s").convert
    assert sum(simplify(pair.zh) != pair.zh for pair in pairs) >= 50
    assert all(re.search(r"[\u4e00-\u9fff]", pair.zh) and not re.search(r"[\u4e00-\u9fff]", pair.en) for pair in pairs)


def test_facets_of_a_text_are_those_of_all_its_segments():
    assert judged(labels([("price", "negative"), ("product", "positive")])) == {
        ("price", "negative"),
        ("product", "positive"),
    }


def test_agreement_counts_facets_with_their_polarity(tmp_path):
    said = {
        "dear": labels([("price", "negative")]),
        "贵": labels([("price", "negative"), ("product", "negative")]),
        "slow": labels([("responsiveness", "negative")]),
        "慢": labels([("responsiveness", "positive")]),
    }
    pairs = [Translation("1", "dear", "贵"), Translation("2", "slow", "慢")]
    assert agreement(FakeModel(tmp_path, said), pairs)["value"] == 0.4  # one of two and three
