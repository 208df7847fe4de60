import pytest

from feedback_ai.backlog.items import Key
from feedback_ai.backlog.titles import title, topic_words
from feedback_ai.schema import Facet, RootCause

LABELS = {"en": "esim · activate · phone", "zh": "激活 · 手机"}


def test_a_title_tells_topic_dimension_cause_and_unit_in_both_languages() -> None:
    assert title(LABELS, Key(1, "reliability", "machine", "mobile-care")) == {
        "en": "esim · activate · phone: reliability, equipment and systems (mobile-care)",
        "zh": "激活 · 手机：可靠性，设备与系统（mobile-care）",
    }


def test_an_unknown_cause_is_put_into_words_and_a_missing_unit_left_out() -> None:
    assert title(LABELS, Key(1, "price", "unknown", None)) == {
        "en": "esim · activate · phone: price, cause not stated by customers",
        "zh": "激活 · 手机：价格，客户未说明原因",
    }


def test_a_label_of_one_language_stands_for_both_and_none_is_said() -> None:
    assert topic_words({"en": "esim", "zh": ""}) == {"en": "esim", "zh": "esim"}
    assert topic_words({"zh": "激活"}) == {"en": "激活", "zh": "激活"}
    assert topic_words(None) is topic_words({}) is None
    assert title(None, Key(None, "price", "method", None))["zh"].startswith("（无主题）")


@pytest.mark.parametrize("dimension", Facet)
@pytest.mark.parametrize("cause", RootCause)
def test_no_code_of_a_label_is_shown(dimension: Facet, cause: RootCause) -> None:
    words = title(LABELS, Key(1, dimension, cause, None))
    assert not any(name in words["zh"] for name in (dimension, cause))
