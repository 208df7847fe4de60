import numpy as np

from feedback_ai.topics.terms import NO_TERMS, key_terms, label_of


def test_terms_tell_topics_apart_within_each_language():
    parcels = [["parcel", "lost", "room"], ["parcel", "courier"], ["包裹", "丢失"], ["包裹"]]
    tokens = [*parcels, ["room", "cold"], ["rooms"]]
    languages = ["en", "en", "zh-Hans", "zh-Hant", "en", "en"]
    parcel, room = key_terms(tokens, languages, np.array([0, 0, 0, 0, 1, 1]), 2)
    assert parcel == {"en": ["parcel"], "zh": ["包裹"]}
    assert room == {"en": ["room"], "zh": []}


def test_forms_of_a_word_count_together_and_show_as_the_most_frequent():
    tokens = [["charged"], ["charged"], ["charges"], ["fee"], ["fee"]]
    (found,) = key_terms(tokens, ["en"] * 5, np.zeros(5, dtype=np.int64), 1)
    assert found["en"] == ["charged", "fee"]


def test_words_of_one_text_have_to_do_where_there_are_no_others():
    (found,) = key_terms([["lamp"], ["vase"]], ["en", "en"], np.zeros(2, dtype=np.int64), 1)
    assert set(found["en"]) == {"lamp", "vase"}


def test_segments_without_topic_do_not_count():
    (found,) = key_terms([["lamp"], ["lamp"], ["vase"], ["vase"]], ["en"] * 4, np.array([0, 0, -1, -1]), 1)
    assert found["en"] == ["lamp"]


def test_a_label_falls_back_to_the_other_language_and_is_never_empty():
    assert label_of({"en": ["esim", "activate", "phone", "code"], "zh": []}, "zh") == "esim · activate · phone"
    assert label_of({"en": [], "zh": []}, "en") == NO_TERMS["en"]
