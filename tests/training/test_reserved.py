import pytest

from tests.training.corpora_fakes import write_corpora
from training import reserved
from training.corpora import read_feedback, read_pairs, scored_fingerprints
from training.data import fingerprint, load_train


@pytest.fixture
def listed(monkeypatch):
    """Put texts on the committed list."""
    reserved.committed.cache_clear()
    known = reserved.committed()

    def put(*texts):
        marks = known | {fingerprint(text) for text in texts}
        for module in ("training.reserved", "training.data", "training.corpora"):
            monkeypatch.setattr(f"{module}.committed", lambda: marks)

    return put


def test_the_list_is_sorted_and_of_fingerprints():
    lines = reserved.HASHES.read_text(encoding="ascii").split("\n")[:-1]
    assert len(lines) > 10_000
    assert lines == sorted(set(lines))
    assert all(len(line) == 16 and int(line, 16) >= 0 for line in lines)


def test_training_texts_on_the_list_are_refused(annotation, listed):
    listed("The clerk was rude. I waited an hour.")
    assert [example.id for example in load_train(annotation)] == ["b", "c", "d"]


def test_feedback_and_pairs_on_the_list_are_refused_whatever_else_is_reserved(tmp_path, listed):
    write_corpora(tmp_path)
    listed("茶不热", "Good tea")
    assert "茶不热。" not in [row.text for row in read_feedback(tmp_path, set())]
    assert "Good tea." not in [pair.english for pair in read_pairs(tmp_path, set()).train]


def test_the_list_is_of_the_splits_that_score(tmp_path):
    write_corpora(tmp_path)
    assert scored_fingerprints(tmp_path) == {fingerprint("房间不好")}


def test_a_list_is_written_once_a_text(tmp_path):
    path = tmp_path / "hashes.txt"
    assert reserved.write([fingerprint("b"), fingerprint("a"), fingerprint("A!")], path) == 2
    assert path.read_text(encoding="ascii").split() == sorted({fingerprint("a"), fingerprint("b")})
