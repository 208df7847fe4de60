"""What an item is called for people, in both languages; made when it is read, since the label of a topic may change."""

from collections.abc import Mapping

from feedback_ai.backlog.items import Key
from feedback_ai.schema import RootCause
from feedback_ai.schema.names import name_of

Words = dict[str, str]
"""The same in English (`en`) and Chinese (`zh`)."""

NO_TOPIC: Words = {"en": "(no topic)", "zh": "（无主题）"}


def title(topic: Mapping[str, str] | None, key: Key) -> Words:
    """What an item is called: topic, dimension, cause and unit.

    Args:
        topic: Label of the topic by language; one that is missing is replaced by the other language's.
        key: What the item is about.
    """
    labels = topic_words(topic) or NO_TOPIC
    cause_en, cause_zh = _cause_words(key.cause)
    unit_en, unit_zh = ("", "") if key.unit is None else (f" ({key.unit})", f"（{key.unit}）")
    return {
        "en": f"{labels['en']}: {_lower(name_of(key.dimension, 'en'))}, {cause_en}{unit_en}",
        "zh": f"{labels['zh']}：{name_of(key.dimension, 'zh')}，{cause_zh}{unit_zh}",
    }


def topic_words(topic: Mapping[str, str] | None) -> Words | None:
    """Label of a topic in both languages; None where there is none in either."""
    english, chinese = (topic or {}).get("en"), (topic or {}).get("zh")
    if not english and not chinese:
        return None
    return {"en": english or chinese or "", "zh": chinese or english or ""}


def _cause_words(cause: str) -> tuple[str, str]:
    if cause == RootCause.UNKNOWN:
        return "cause not stated by customers", "客户未说明原因"
    return _lower(name_of(cause, "en")), name_of(cause, "zh")


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]
