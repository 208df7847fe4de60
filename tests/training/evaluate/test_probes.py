from tests.training.evaluate.model_fakes import FakeModel, labels
from training.data import FACET_CODES
from training.evaluate.probes import Probe, probe, read_probes, wrong_labels

SLOW = Probe("en", "Slow!", "an example", -1, {"RS": -1}, "S3")
FIRE = Probe("zh", "着火了", "an example", -1, {}, "S1")
KEPT = Probe("en", "Kept.", "an example", 1, {"RL": 1}, "S0")


def test_the_probes_are_of_the_codebook():
    probes = read_probes()
    assert len(probes) == len({own.text for own in probes}) >= 30
    assert {own.lang for own in probes} == {"en", "zh"}
    assert all(set(own.facets) <= set(FACET_CODES) for own in probes)


def test_right_labels_and_abstentions_are_not_amiss():
    assert wrong_labels(SLOW, labels([("responsiveness", "negative"), ("price", "negative")])) == []
    assert wrong_labels(SLOW, labels([("responsiveness", "negative")], sentiment=None, severity=None)) == []


def test_what_is_amiss_is_told_in_words():
    assert wrong_labels(SLOW, labels([], sentiment="positive")) == [
        "sentiment positive instead of negative",
        "responsiveness is missed",
    ]
    assert wrong_labels(KEPT, labels([("reliability", "negative")], sentiment="positive", severity="S2")) == [
        "reliability negative instead of positive",
        "severity S2 where nothing is complained of",
    ]


def test_danger_sent_to_a_person_is_not_missed():
    assert wrong_labels(FIRE, labels(severity="S2")) == ["S1 is missed (S2)"]
    assert wrong_labels(FIRE, labels(severity="S2", reasons=["possible_critical"])) == []


def test_failures_are_told_with_their_text(tmp_path):
    model = FakeModel(tmp_path, {"Slow": labels([("responsiveness", "negative")])})
    told = probe(model, [SLOW, FIRE])
    assert (told["n"], told["right"]) == (2, 1)
    assert told["failures"] == [{"text": "着火了", "why": "an example", "wrong": "S1 is missed (S3)"}]
