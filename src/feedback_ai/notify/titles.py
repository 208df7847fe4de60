"""What alerts are called, in both languages."""

from collections.abc import Mapping

from feedback_ai.schema.names import name_of

Words = dict[str, str]
"""The same in English (`en`) and Chinese (`zh`)."""


def topic_title(labels: Mapping[str, str]) -> Words:
    """A topic that grows."""
    own = topic_words(labels)
    return {"en": f"Topic rises: {own['en']}", "zh": f"主题上升：{own['zh']}"}


def candidate_title(labels: Mapping[str, str]) -> Words:
    """A matter that no topic covers."""
    own = topic_words(labels)
    return {"en": f"New matter: {own['en']}", "zh": f"新出现的问题：{own['zh']}"}


def incident_title(labels: Mapping[str, str] | None, cause: str | None, dimension: str | None) -> Words:
    """A mass incident: by its topic, or by cause and dimension."""
    if labels is not None:
        own = topic_words(labels)
    else:
        parts = [part for part in (cause, dimension) if part]
        own = {
            "en": ", ".join(name_of(part, "en") for part in parts),
            "zh": "，".join(name_of(part, "zh") for part in parts),
        }
    return {"en": f"Mass incident: {own['en']}", "zh": f"突发事件：{own['zh']}"}


def topic_words(labels: Mapping[str, str]) -> Words:
    """A topic's label in both languages; one that is missing is replaced by the other."""
    english, chinese = labels.get("en"), labels.get("zh")
    return {"en": english or chinese or "(no label)", "zh": chinese or english or "（无名称）"}
