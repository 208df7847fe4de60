"""Complaint and hotline exports of Chinese systems: 工单号, 受理时间, 投诉内容."""

from collections.abc import Sequence
from typing import Any

from feedback_ai.ingest.columns import plain_name
from feedback_ai.ingest.profiles.profile import Profile, Raw, has_any
from feedback_ai.ingest.synonyms import CHINESE

SATISFACTION = {
    "非常满意": 5,
    "很满意": 5,
    "满意": 4,
    "基本满意": 3,
    "一般": 3,
    "不满意": 2,
    "很不满意": 1,
    "非常不满意": 1,
}
"""The usual five-point scale of 满意度, which these exports write in words."""

_RATING_NAMES = frozenset(plain_name(name) for name in CHINESE["rating"])


def _recognizes(sample: Sequence[Raw]) -> bool:
    return has_any(sample, CHINESE["text"]) and has_any(sample, (*CHINESE["id"], *CHINESE["created_at"]))


def _flatten(row: Raw) -> Raw:
    return {name: _in_numbers(value) if plain_name(name) in _RATING_NAMES else value for name, value in row.items()}


def _in_numbers(value: Any) -> Any:
    return SATISFACTION.get(value.strip().replace("滿", "满"), value) if isinstance(value, str) else value


PROFILE = Profile(
    name="chinese_complaints",
    summary="Chinese complaint or hotline export, CSV or XLSX, in GB18030 or UTF-8",
    synonyms=CHINESE,
    recognizes=_recognizes,
    flatten=_flatten,
)
