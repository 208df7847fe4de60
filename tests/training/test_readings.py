import json

import pytest

from tests.training.corpora_fakes import write_corpora
from training import readings
from training.data import FACETS, fingerprint
from training.readings import load_labelled, load_readings, load_written, to_line

TEXT = "Good room, cold tea."
ROW = {
    "id": "1",
    "source": "lounges_en",
    "mark": fingerprint(TEXT),
    "spans": [[0, 11], [11, 20]],
    "sentiment": 0,
    "intent": "other",
    "severity": "S4",
    "labels": [{"i": 0, "facets": {"TA": 1}}, {"i": 1, "facets": {"PR": -1}, "causes": ["MAT"]}],
}


@pytest.fixture
def data(tmp_path):
    write_corpora(tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def labels(tmp_path, monkeypatch):
    directory = tmp_path / "labels"
    directory.mkdir()
    monkeypatch.setattr(readings, "LABELS", directory)

    def write(*rows):
        (directory / "en.jsonl").write_text("".join(to_line(row) + "\n" for row in rows), encoding="utf-8")

    return write


def test_labels_lie_on_the_text_of_the_corpus(data, labels):
    labels(ROW)
    (example,) = load_readings(data, set())
    assert (example.text, example.tier, example.lang) == (TEXT, "permissive", "en")
    assert [TEXT[span.start : span.end] for span in example.spans] == ["Good room, ", "cold tea."]
    assert [FACETS[column].value for column in example.facets[0].nonzero()[0]] == ["tangibles"]
    assert example.causes[1].sum() == 1


@pytest.mark.parametrize(
    "change", [{"mark": "0" * 16}, {"id": "2"}, {"source": "not_there"}, {"source": "closed_en", "id": "1"}]
)
def test_another_text_an_unknown_one_or_one_for_research_is_left_out(data, labels, change):
    labels(ROW | change)
    assert load_readings(data, set()) == []


def test_labelled_texts_are_read_once_and_reserved_ones_never(data, labels, annotation):
    labels(ROW)
    before = load_labelled(annotation, data)
    texts = [example.text for example in (*before.train, *before.held_out)]
    assert TEXT in texts
    assert len(set(texts)) == len(texts)
    with (annotation / "reserved_hashes.txt").open("a") as lines:
        lines.write(fingerprint(TEXT) + "\n")
    after = load_labelled(annotation, data)
    assert TEXT not in [example.text for example in (*after.train, *after.held_out)]


OURS = readings.WRITTEN
WRITTEN = {
    "en": ["Good room.", "Cold tea."],
    "zh": ["房间好。", "茶凉了。"],
    "sentiment": 0,
    "intent": "other",
    "severity": "S4",
    "sentences": [{"i": 1, "facets": {"PR": -1}, "causes": ["MAT"]}],
}


def test_what_we_wrote_is_read_in_both_languages_with_the_same_labels(tmp_path, monkeypatch):
    monkeypatch.setattr(readings, "WRITTEN", tmp_path)
    (tmp_path / "tea.jsonl").write_text(json.dumps(WRITTEN) + "\n", encoding="utf-8")
    english, chinese = load_written()
    assert (english.text, chinese.text) == ("Good room. Cold tea.", "房间好。茶凉了。")
    assert (english.lang, chinese.lang) == ("en", "zh")
    assert (english.facets == chinese.facets).all()
    assert english.facets[1].any()
    assert not english.facets[0].any()


def test_what_we_wrote_trains_and_chooses_nothing(data, labels, annotation, tmp_path, monkeypatch):
    monkeypatch.setattr(readings, "WRITTEN", tmp_path)
    before = load_labelled(annotation, data)
    (tmp_path / "tea.jsonl").write_text(json.dumps(WRITTEN) + "\n", encoding="utf-8")
    after = load_labelled(annotation, data)
    assert after.n_written == 2
    assert len(after.train) == len(before.train) + 2
    assert len(after.held_out) == len(before.held_out)


def test_the_texts_that_we_wrote_are_distinct_and_in_the_form_of_the_codebook(monkeypatch):
    monkeypatch.setattr(readings, "WRITTEN", OURS)
    examples = load_written()
    assert examples
    assert len({fingerprint(example.text) for example in examples}) == len(examples)
    for example in examples:
        negative = (example.facets == 1).any(axis=1)
        assert not (example.causes.any(axis=1) & ~negative).any(), example.id


def test_a_line_holds_no_text():
    assert TEXT not in to_line(ROW | {"text": TEXT})
    assert json.loads(to_line(ROW | {"text": TEXT})) == ROW
