"""What labels are called for people, in English and Chinese; the only place where they are translated."""

from typing import Literal

from feedback_ai.schema.labels import Facet, Intent, Language, RootCause, Sentiment, Severity

Lang = Literal["en", "zh"]
"""Language of pages and reports."""
LANGS: tuple[Lang, ...] = ("en", "zh")

NAMES: dict[str, tuple[str, str]] = {
    Facet.TANGIBLES: ("Tangibles", "有形性"),
    Facet.RELIABILITY: ("Reliability", "可靠性"),
    Facet.RESPONSIVENESS: ("Responsiveness", "响应性"),
    Facet.ASSURANCE: ("Assurance", "保证性"),
    Facet.EMPATHY: ("Empathy", "移情性"),
    Facet.PRODUCT: ("Product", "产品"),
    Facet.PRICE: ("Price", "价格"),
    RootCause.PEOPLE: ("People", "人员"),
    RootCause.MACHINE: ("Equipment and systems", "设备与系统"),
    RootCause.MATERIAL: ("Material", "物料"),
    RootCause.METHOD: ("Process and rules", "流程与规则"),
    RootCause.ENVIRONMENT: ("Environment", "环境"),
    RootCause.MEASUREMENT: ("Measurement and records", "计量与记录"),
    RootCause.UNKNOWN: ("Cause not stated", "原因未说明"),
    Sentiment.NEGATIVE: ("Negative", "负面"),
    Sentiment.NEUTRAL: ("Neutral", "中性"),
    Sentiment.POSITIVE: ("Positive", "正面"),
    Severity.S0: ("S0 no complaint", "S0 无投诉"),
    Severity.S4: ("S4 slight", "S4 轻微"),
    Severity.S3: ("S3 moderate", "S3 一般"),
    Severity.S2: ("S2 serious", "S2 严重"),
    Severity.S1: ("S1 critical", "S1 重大"),
    Intent.COMPLAINT: ("Complaint", "投诉"),
    Intent.PRAISE: ("Praise", "表扬"),
    Intent.SUGGESTION: ("Suggestion", "建议"),
    Intent.QUESTION: ("Question", "咨询"),
    Intent.OTHER: ("Other", "其他"),
    Language.ENGLISH: ("English", "英文"),
    Language.SIMPLIFIED: ("Simplified Chinese", "简体中文"),
    Language.TRADITIONAL: ("Traditional Chinese", "繁体中文"),
}

STATES: dict[str, tuple[str, str]] = {
    "plan": ("Plan", "计划"),
    "do": ("Do", "执行"),
    "check": ("Check", "检查"),
    "act": ("Act", "处置"),
    "closed": ("Closed", "已关闭"),
}
"""States of backlog items (PDCA). Apart from `NAMES`: a unit may be called "check"."""


def name_of(label: str, lang: Lang) -> str:
    """The name of a label for people; a name that is not in the label set (a unit, say) is its own."""
    names = NAMES.get(label)
    return label if names is None else names[lang == "zh"]


def state_name(state: str, lang: Lang) -> str:
    """The name of a state of a backlog item for people; one that came later is its own."""
    names = STATES.get(state)
    return state if names is None else names[lang == "zh"]
