import numpy as np
import pytest

from tests.training.corpora_fakes import write_corpora, write_english_encoder
from training.adapt_config import AdaptConfig, Stage
from training.adapt_run import grow
from training.adapt_steps import AdaptSteps, Material, useful
from training.corpora import Feedback, read_feedback, read_pairs, reserved_fingerprints
from training.finetune_batches import prefetch

STAGE = Stage("field", 6, masked_weight=0.5, answer_weight=0.5, feedback_weight=0.5, pair_tokens=64, feedback_tokens=32)
CONFIG = AdaptConfig((STAGE,), width=8, min_answers=1, min_count=1)


@pytest.fixture
def material(tmp_path, annotation):
    write_corpora(tmp_path / "data")
    write_english_encoder(tmp_path / "base")
    reserved = reserved_fingerprints(annotation, tmp_path / "data")
    pairs, feedback = read_pairs(tmp_path / "data", reserved).train, read_feedback(tmp_path / "data", reserved)
    grow(tmp_path / "base", tmp_path / "grown", pairs, feedback, CONFIG)
    return Material(tmp_path / "grown", pairs, feedback, CONFIG)


def test_silent_texts_are_read_only_where_tokens_are_named():
    rows = [Feedback("a", "en", str(i), {"sentiment": ("positive",)} if i % 2 else {}) for i in range(8)]
    answers_only = AdaptConfig((Stage("s", 1, answer_weight=1.0),), most_of_one=3)
    assert len(useful(rows, answers_only)) == 3
    assert all(row.said for row in useful(rows, answers_only))
    assert len(useful(rows, AdaptConfig((Stage("s", 1, masked_weight=1.0),)))) == 8


def test_a_step_reads_both_languages_and_what_is_hidden_there(material):
    read = AdaptSteps(0, STAGE, material, CONFIG)[0]
    assert set(read.feedback) == {"en", "zh"}
    for own in read.feedback.values():
        rows, columns = own.places.T
        np.testing.assert_array_equal(own.whole.ids[rows, columns], own.right)
        assert own.answers.said.shape[0] == own.seen.ids.shape[0]
    assert len(read.pairs.kept) == len(read.pairs.part.ids) <= len(read.pairs.english.ids)


def test_a_stage_of_pairs_alone_reads_no_feedback(material):
    assert not AdaptSteps(0, Stage("distil", 2), material, CONFIG)[0].feedback


def test_a_run_that_goes_on_reads_what_it_would_have_read(material):
    whole = [read.pairs.chinese.ids for read in prefetch(AdaptSteps(0, STAGE, material, CONFIG), 0, "cpu")]
    rest = [read.pairs.chinese.ids for read in prefetch(AdaptSteps(0, STAGE, material, CONFIG), 4, "cpu")]
    assert len(whole) == 6
    for first, second in zip(whole[4:], rest, strict=True):
        np.testing.assert_array_equal(first, second)
