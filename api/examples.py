"""Requests and an answer, in English and Chinese, for `/openapi.json`; a test sends and checks every one."""

from typing import Any

ENGLISH = {
    "id": "T-1001",
    "text": "I was told three days. It took nine, and nobody called me back on 020 7946 0018.",
    "channel": "hotline",
    "created_at": "2026-05-04T09:30:00Z",
    "unit": "Harbour branch",
}
SIMPLIFIED = {
    "id": "T-1002",
    "text": "客服说半小时上门，结果等了一下午也没人来，打电话还被挂断。",
    "channel": "web_form",
    "created_at": "2026-05-04T17:30:00+08:00",
    "rating": 1,
}
TRADITIONAL = {"text": "櫃檯人員很親切，五分鐘就幫我把問題處理好了。", "source": "survey", "unit": "花園分行"}

REQUESTS: dict[str, Any] = {
    "english": {"summary": "One record, English", "value": ENGLISH},
    "simplified": {"summary": "One record, Simplified Chinese", "value": SIMPLIFIED},
    "traditional": {"summary": "One record, Traditional Chinese", "value": TRADITIONAL},
    "several": {"summary": "Several records", "value": {"records": [ENGLISH, SIMPLIFIED, TRADITIONAL]}},
}

_MODEL = {"name": "feedback-ai", "version": "1", "labels": "1.1"}

ENGLISH_ANALYSIS: dict[str, Any] = {
    "id": "T-1001",
    "language": "en",
    "mixed": False,
    "informative": True,
    "text": "I was told three days. It took nine, and nobody called me back on <PHONE>.",
    "sentiment": {"label": "negative", "score": -0.91, "confidence": 0.93},
    "intent": {"label": "complaint", "confidence": 0.97},
    "severity": {"label": "S3", "confidence": 0.74},
    "segments": [
        {
            "index": 0,
            "start": 0,
            "end": 23,
            "facets": [],
            "root_causes": [],
            "expectation": {"stated": True, "confidence": 0.9},
            "abstained": [],
        },
        {
            "index": 1,
            "start": 23,
            "end": 74,
            "facets": [
                {"facet": "reliability", "sentiment": "negative", "confidence": 0.92},
                {"facet": "responsiveness", "sentiment": "negative", "confidence": 0.86},
            ],
            "root_causes": [{"cause": "method", "confidence": 0.7}],
            "expectation": {"stated": False, "confidence": 0.88},
            "abstained": ["empathy"],
        },
    ],
    "needs_review": False,
    "review_reasons": [],
    "redactions": [{"type": "PHONE", "start": 66, "end": 73}],
    "rules": [
        {
            "kind": "quantity",
            "rule": "duration",
            "start": 11,
            "end": 21,
            "quantity": {"value": 4320.0, "upper": None, "unit": "minutes"},
        }
    ],
    "promises": [
        {
            "promised": {"value": 3.0, "upper": None, "unit": "day", "start": 11, "end": 21},
            "actual": {"value": 9.0, "upper": None, "unit": "day", "start": 31, "end": 35},
            "at_least": False,
            "gap": {
                "promised": 4320.0,
                "actual": 12960.0,
                "value": 8640.0,
                "unit": "minute",
                "ratio": 3.0,
                "verdict": "below",
            },
        }
    ],
    "model": _MODEL,
}
CHINESE_ANALYSIS: dict[str, Any] = {
    "id": "T-1002",
    "language": "zh-Hans",
    "mixed": False,
    "informative": True,
    "text": "客服说半小时上门，结果等了一下午也没人来，打电话还被挂断。",
    "sentiment": {"label": "negative", "score": -0.95, "confidence": 0.96},
    "intent": {"label": "complaint", "confidence": 0.98},
    "severity": {"label": None, "confidence": 0.41},
    "segments": [
        {
            "index": 0,
            "start": 0,
            "end": 29,
            "facets": [
                {"facet": "reliability", "sentiment": "negative", "confidence": 0.94},
                {"facet": "assurance", "sentiment": "negative", "confidence": 0.81},
            ],
            "root_causes": [{"cause": "people", "confidence": 0.78}],
            "expectation": {"stated": True, "confidence": 0.95},
            "abstained": [],
        }
    ],
    "needs_review": True,
    "review_reasons": ["severity_unsure"],
    "redactions": [],
    "rules": [
        {
            "kind": "quantity",
            "rule": "duration",
            "start": 3,
            "end": 6,
            "quantity": {"value": 30.0, "upper": None, "unit": "minutes"},
        }
    ],
    "promises": [
        {
            "promised": {"value": 0.5, "upper": None, "unit": "hour", "start": 3, "end": 6},
            "actual": None,
            "at_least": False,
            "gap": None,
        }
    ],
    "model": _MODEL,
}

ANALYSES: dict[str, Any] = {
    "english": {"summary": "One record, English", "value": ENGLISH_ANALYSIS},
    "chinese": {"summary": "One record, Chinese", "value": CHINESE_ANALYSIS},
    "several": {"summary": "Several records", "value": {"results": [ENGLISH_ANALYSIS, CHINESE_ANALYSIS]}},
}
