"""What alerts are called, in both languages."""

from collections.abc import Mapping

from feedback_ai.schema.names import Lang, name_of

Words = dict[str, str]
"""The same in English (`en`) and Chinese (`zh`)."""
RULES: Mapping[str, str] = {
    "Critical case": "重大投诉",
    "Mass incident": "突发事件",
    "Topic rises": "主题上升",
    "New matter": "新出现的问题",
}
"""The built-in rules in Chinese. Their English names are what alerts and webhooks are kept under."""


def rule_name(rule: str, lang: Lang) -> str:
    """A rule's name for people; one that is not built in is its own."""
    return RULES.get(rule, rule) if lang == "zh" else rule


def rule_called(name: str) -> str:
    """The rule that people mean by a name, which may be the Chinese one of a built-in rule."""
    return next((rule for rule, chinese in RULES.items() if chinese == name), name)


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
