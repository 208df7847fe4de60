import pytest
from pydantic import ValidationError

from feedback_ai.schema import Expectation, FacetLabel, SegmentAnalysis, SentimentLabel


def test_a_segment_speaks_the_names_of_the_contract():
    segment = SegmentAnalysis(
        index=0,
        start=0,
        end=54,
        facets=(FacetLabel(facet="reliability", sentiment="negative", confidence=0.91),),
        expectation=Expectation(stated=True, confidence=0.88),
        abstained=("empathy",),
    )
    assert segment.model_dump(mode="json") == {
        "index": 0,
        "start": 0,
        "end": 54,
        "facets": [{"facet": "reliability", "sentiment": "negative", "confidence": 0.91}],
        "root_causes": [],
        "expectation": {"stated": True, "confidence": 0.88},
        "abstained": ["empathy"],
    }


@pytest.mark.parametrize("wrong", [{"score": 1.1}, {"confidence": -0.1}, {"label": "mixed"}])
def test_a_label_out_of_range_is_refused(wrong):
    with pytest.raises(ValidationError):
        SentimentLabel(**{"label": "negative", "score": -0.5, "confidence": 0.8} | wrong)


def test_abstention_is_a_label_that_is_missing():
    assert SentimentLabel(label=None, score=0.1, confidence=0.4).model_dump(mode="json")["label"] is None
