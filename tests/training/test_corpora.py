import pytest

from tests.training.corpora_fakes import PAIRS, write_corpora
from training.corpora import Pair, read_corpora, read_feedback, read_pairs, reserved_fingerprints, sentence_groups
from training.data import fingerprint


@pytest.fixture
def data(tmp_path):
    write_corpora(tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def reserved(annotation, data):
    return reserved_fingerprints(annotation, data)


def test_a_corpus_for_research_does_not_train(data):
    closed = next(corpus for corpus in read_corpora(data) if corpus.name == "closed_en")
    assert not closed.may_train


def test_only_free_texts_are_read_and_each_once(data, reserved):
    texts = [row.text for row in read_feedback(data, reserved)]
    assert texts == [
        "The tea was hot and the room was good.",
        "Hot tea 茶!",
        "茶很热，房间很好。",
        "茶不热。",
        "Good room, cold tea.",
    ]


def test_a_text_of_a_scored_split_is_refused_in_other_corpora_too(data, reserved):
    assert fingerprint("房间不好") in reserved
    assert all("房间不好" not in row.text for row in read_feedback(data, reserved))


def test_what_corpora_say_is_kept_by_question(data, reserved):
    said = {row.text: row.said for row in read_feedback(data, reserved)}
    assert said["Hot tea 茶!"] == {"sentiment": ("positive",)}
    assert said["茶很热，房间很好。"] == {"sentiment": ("positive",), "scored_zh.aspects": ("茶 positive",)}
    assert said["茶不热。"] == {"copies_zh.issue": ("tea",)}
    assert said["Good room, cold tea."] == {"lounges_en.room": ("good",), "lounges_en.tea": ("bad",)}


def test_pairs_that_share_a_sentence_in_a_chain_are_one_group():
    pairs = [Pair("A", "甲", ""), Pair("B", "甲", ""), Pair("b!", "體", ""), Pair("D", "体", ""), Pair("E", "戊", "")]
    names = sentence_groups(pairs)
    assert len(set(names[:4])) == 1
    assert names[4] not in names[:4]


def test_groups_do_not_depend_on_the_order():
    pairs = [Pair("A", "甲", ""), Pair("B", "甲", ""), Pair("B", "乙", "")]
    assert set(sentence_groups(pairs)) == set(sentence_groups(pairs[::-1]))


def test_test_pairs_share_no_sentence_with_training(data, reserved):
    pairs = read_pairs(data, reserved)
    assert {len(pairs.test["tico19"]), 0 < len(pairs.test["tatoeba_cmn"]) < 20} == {2, True}
    held = {text for own in pairs.test.values() for pair in own for text in (pair.english, pair.chinese)}
    assert not [pair for pair in pairs.train if {pair.english, pair.chinese} & held]
    from_free = [(pair.english, pair.chinese) for pair in pairs.train if pair.source == "free_pairs"]
    assert from_free == [pair for pair in PAIRS if pair[0] != "Hot room."]  # tico19 has that one


def test_a_pair_with_a_reserved_sentence_is_left_out(data, reserved):
    pairs = read_pairs(data, reserved | {fingerprint("Good tea.")})
    assert "Good tea." not in [pair.english for pair in pairs.train]
