"""The names that outsiders rely on; a change here breaks their scripts."""

from feedback_ai.schema import SERVQUAL, Facet, Intent, Language, RootCause, Sentiment, Severity


def names(kind):
    return [member.value for member in kind]


def test_facets_are_the_five_dimensions_then_product_and_price():
    assert names(Facet) == [
        "tangibles",
        "reliability",
        "responsiveness",
        "assurance",
        "empathy",
        "product",
        "price",
    ]
    assert list(Facet)[:5] == list(SERVQUAL)


def test_root_causes_are_5m1e_and_unknown():
    assert names(RootCause) == ["people", "machine", "material", "method", "environment", "measurement", "unknown"]


def test_severity_is_ordered_from_least_to_worst():
    assert names(Severity) == ["S0", "S4", "S3", "S2", "S1"]


def test_the_other_names():
    assert names(Sentiment) == ["negative", "neutral", "positive"]
    assert names(Intent) == ["complaint", "praise", "suggestion", "question", "other"]
    assert names(Language) == ["en", "zh-Hans", "zh-Hant", "other"]


def test_no_name_is_both_a_facet_and_a_cause():
    assert not set(names(Facet)) & set(names(RootCause)), "`abstained` names both in one list"
