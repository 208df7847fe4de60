"""Answers of causes in depth and of the service circle for `/openapi.json`; a test checks that they are ones."""

from typing import Any

_BASIS: dict[str, Any] = {"n_texts": 400, "n_complaining": 120, "versions": ["1 / 1.1"], "versions_note": None}
_RELIABILITY = {"en": "Reliability", "zh": "可靠性"}
_METHOD = {"en": "Process and rules", "zh": "流程与规则"}
_PEOPLE = {"en": "People", "zh": "人员"}
_EMPATHY = {"en": "Empathy", "zh": "移情性"}
_TOPIC = {"en": "delivery · courier", "zh": "快递 · 送货"}
_SEGMENT = {
    "feedback_id": "3d2de016-b447-5560-b1d5-41c4c3fd1140",
    "segment_index": 0,
    "record_id": "T-1001",
    "text": "I was told three days. It took nine, and nobody called me back on <PHONE>.",
}

DRILL: dict[str, Any] = {
    **_BASIS,
    "path": [
        {
            "level": "dimension",
            "level_name": {"en": "Dimension", "zh": "维度"},
            "value": "reliability",
            "name": _RELIABILITY,
        }
    ],
    "level": "cause",
    "level_name": {"en": "Root cause", "zh": "根因"},
    "n": 50,
    "texts": 44,
    "rows": [
        {
            "value": "method",
            "name": _METHOD,
            "n": 30,
            "share": 0.6,
            "texts": 28,
            "complaining": 44,
            "rate": 0.636,
            "rate_low": 0.489,
            "rate_high": 0.762,
        }
    ],
    "evidence": [],
}

FISHBONE: dict[str, Any] = {
    **_BASIS,
    "head": {"dimension": "reliability", "topic": None, "name": _RELIABILITY},
    "n": 44,
    "n_unknown": 3,
    "n_without": 8,
    "small_of": "topic",
    "bones": [
        {
            "cause": "method",
            "name": _METHOD,
            "n": 28,
            "rate": 0.636,
            "rate_low": 0.489,
            "rate_high": 0.762,
            "small": [{"value": "4", "name": _TOPIC, "n": 12, "evidence": [_SEGMENT]}],
            "others": 2,
            "without": 3,
        }
    ],
}

SPREAD: dict[str, Any] = {
    **_BASIS,
    "occasional": 0.02,
    "rows": [
        {
            "cause": "people",
            "name": _PEOPLE,
            "n": 41,
            "n_texts": 400,
            "rate": 0.1025,
            "rate_low": 0.0764,
            "rate_high": 0.136,
            "n_units": 6,
            "p_units": 0.001,
            "q_units": 0.006,
            "units": ["Harbour branch"],
            "n_weeks": 13,
            "p_time": 0.4,
            "q_time": 0.72,
            "weeks": [],
            "verdict": "units",
            "verdict_name": {"en": "Concentrated in units", "zh": "集中于个别单位（批量性）"},
            "action": {
                "en": "Look at what these units do otherwise than the rest, and mend it there.",
                "zh": "查明这些单位与其他单位的不同之处，在当地整改。",
            },
        }
    ],
}

ELEMENTS: dict[str, Any] = {
    **_BASIS,
    "by": "unit",
    "causes": {
        "hardware": ["machine", "material", "environment"],
        "software": ["method", "measurement"],
        "people": ["people"],
    },
    "rows": [
        {
            "group": "Harbour branch",
            "group_name": {"en": "Harbour branch", "zh": "Harbour branch"},
            "element": "people",
            "name": _PEOPLE,
            "n": 20,
            "complaining": 32,
            "rate": 0.625,
            "rate_low": 0.453,
            "rate_high": 0.771,
        }
    ],
}

TRAINING: dict[str, Any] = {
    **_BASIS,
    "n_without_unit": 12,
    "rows": [
        {
            "unit": "Harbour branch",
            "n_texts": 64,
            "n": 20,
            "raw": 0.3125,
            "rate": 0.27,
            "low": 0.18,
            "high": 0.37,
            "mean": 0.1025,
            "p": 0.0004,
            "q": 0.0024,
            "need": True,
            "dimensions": [{"dimension": "empathy", "name": _EMPATHY, "n": 14}],
            "topics": [{"topic": 4, "name": _TOPIC, "n": 6}],
        }
    ],
}

_NET: dict[str, Any] = {"touchpoint": "end", "n": 60, "negative": 44, "net": -55.0, "net_low": -73.0, "net_high": -34.0}
_END = {"en": "End", "zh": "结束"}

JOURNEY: dict[str, Any] = {
    **_BASIS,
    "minimum_n": 10,
    "n_without_touchpoint": 40,
    "touchpoints": [
        {
            **_NET,
            "name": _END,
            "neutral": 5,
            "positive": 11,
            "rest_net": -10.0,
            "p": 0.001,
            "q": 0.003,
            "moment": True,
        }
    ],
    "moments": ["end"],
    "cells": [{**_NET, "dimension": "reliability", "name": _RELIABILITY, "touchpoint_name": _END}],
}
