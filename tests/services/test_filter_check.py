import pytest
from backlog_fakes import complaints, file
from gap_fakes import add_answers

from feedback_ai.errors import NotFoundError, OptionError
from feedback_ai.services.filter_check import check_filter, check_topic, nearest
from feedback_ai.store.records import EvidenceFilter


def test_a_value_that_no_record_has_is_refused_with_the_nearest(store, settings):
    file(store, [*complaints(1, "e", unit="Harbour east"), *complaints(1, "w", unit="Harbour west")])
    check_filter(store, EvidenceFilter(unit="Harbour east", touchpoint="end"), settings)
    with pytest.raises(OptionError, match="No record has the unit 'Harbor east'") as caught:
        check_filter(store, EvidenceFilter(unit="Harbor east"), settings)
    assert caught.value.options[0] == "Harbour east"
    with pytest.raises(OptionError, match="touchpoint"):
        check_filter(store, EvidenceFilter(touchpoint="lounge"), settings)


def test_answers_to_surveys_count_where_they_are_asked_for(store, settings, tmp_path):
    add_answers(store, settings, tmp_path)
    check_filter(store, EvidenceFilter(source="anything"), settings)
    with pytest.raises(OptionError, match="source 'sprong'") as caught:
        check_filter(store, EvidenceFilter(source="sprong"), settings, surveys=True)
    check_filter(store, EvidenceFilter(source=caught.value.options[0]), settings, surveys=True)


def test_a_store_without_records_refuses_nothing(store, settings):
    check_filter(store, EvidenceFilter(unit="anything"), settings)


@pytest.mark.parametrize("topic", [0, 77, 10**30])
def test_a_topic_that_is_not_there_is_told(store, topic):
    with pytest.raises(NotFoundError, match=f"no topic {topic}"):
        check_topic(store, topic)


def test_the_first_are_told_where_nothing_is_like_it():
    assert nearest("zzz", ["b", "a", "b"]) == ["a", "b"]
