"""Answers of measures and cases for `/openapi.json`; a test checks that they are ones."""

from typing import Any

_BASIS: dict[str, Any] = {
    "by": None,
    "n_texts": 40,
    "n_undated": 0,
    "n_complaining": 24,
    "n_without_cause": 3,
    "period": {"name": "2026Q3", "start": "2026-07-01T00:00:00Z", "end": "2026-10-01T00:00:00Z"},
    "before": {"name": "2026Q2", "start": "2026-04-01T00:00:00Z", "end": "2026-07-01T00:00:00Z"},
    "versions": ["1 / 1.1"],
    "groups": [],
    "corrections": [],
}
_AUDITED = {
    "en": "Corrected by the audit of 2026-07, 2026-08, 2026-09 (n=40).",
    "zh": "已按 2026-07, 2026-08, 2026-09 的抽查校正（n=40）。",
}

SERVQUAL: dict[str, Any] = {
    **_BASIS,
    "corrections": [_AUDITED],
    "rows": [
        {
            "group": None,
            "dimension": "empathy",
            "name": {"en": "Empathy", "zh": "移情性"},
            "n": 12,
            "negative": 8,
            "neutral": 1,
            "positive": 3,
            "net": -41.7,
            "net_low": -80.9,
            "net_high": 9.5,
            "score": 2.75,
            "score_low": 1.57,
            "score_high": 4.29,
            "change": 0.5,
            "change_low": -1.4,
            "change_high": 2.3,
            "p": 0.61,
            "texts": 40,
            "abstained": 2,
            "negative_share": 20.0,
            "negative_share_low": 10.5,
            "negative_share_high": 34.8,
            "positive_share": 7.5,
            "positive_share_low": 2.6,
            "positive_share_high": 19.9,
            "negative_share_corrected": 24.1,
            "negative_share_corrected_low": 11.8,
            "negative_share_corrected_high": 42.9,
            "positive_share_corrected": 8.0,
            "positive_share_corrected_low": 2.4,
            "positive_share_corrected_high": 23.7,
            "net_corrected": -44.7,
            "net_corrected_low": -92.0,
            "net_corrected_high": 15.1,
            "score_corrected": 2.66,
            "score_corrected_low": 1.24,
            "score_corrected_high": 4.45,
            "corrected_by": "audit",
            "n_audited": 40,
            "change_corrected": 0.3,
            "change_corrected_low": -1.9,
            "change_corrected_high": 2.4,
            "p_corrected": 0.78,
        }
    ],
}

CAUSES: dict[str, Any] = {
    **_BASIS,
    "rows": [
        {
            "group": None,
            "cause": "people",
            "name": {"en": "People", "zh": "人员"},
            "n": 12,
            "share": 0.48,
            "cumulative": 0.48,
            "vital": True,
            "complaining": 24,
            "rate": 0.5,
            "rate_low": 0.31,
            "rate_high": 0.69,
            "change": 0.1,
            "change_low": -0.15,
            "change_high": 0.34,
            "p": 0.43,
        }
    ],
}

CASES: dict[str, Any] = {
    "items": [
        {
            "id": "3d2de016-b447-5560-b1d5-41c4c3fd1140",
            "record_id": "T-1001",
            "source": "helpdesk",
            "created_at": "2026-05-04T09:30:00Z",
            "unit": "Harbour branch",
            "touchpoint": "delivery",
            "channel": "hotline",
            "language": "en",
            "severity": "S3",
            "intent": "complaint",
            "dimensions": ["reliability", "responsiveness"],
            "causes": ["method"],
            "topics": [7],
            "team": "Depot north",
            "text": "I was told three days. It took nine, and nobody called me back on <PHONE>.",
            "state": "acknowledged",
            "assignee": "Ann Lee",
            "assigned_unit": "Depot north",
            "due_at": "2026-05-06T18:00:00Z",
            "clock": "warning",
            "priority": 46.5,
            "parts": {
                "severity": {"value": 0.3, "weight": 0.5, "why": {"en": "S3", "zh": "S3"}},
                "sentiment": {"value": 1.0, "weight": 0.1, "why": {"en": "negative", "zh": "负面"}},
                "tier": {"value": 0.5, "weight": 0.15, "why": {"en": "tier not known", "zh": "客户等级未知"}},
                "recency": {
                    "value": 0.9,
                    "weight": 0.1,
                    "why": {"en": "written 1.1 days ago", "zh": "1.1 天前"},
                },
                "repeat": {
                    "value": 0.3333,
                    "weight": 0.15,
                    "why": {"en": "1 other contacts in the 30 days before", "zh": "此前 30 天内另有 1 次联系"},
                },
            },
        },
        {
            "id": "5a0032e9-f1c2-547d-82c8-564dc244ea1a",
            "record_id": "T-1002",
            "source": "helpdesk",
            "created_at": None,
            "unit": None,
            "touchpoint": None,
            "channel": "web_form",
            "language": "zh-Hans",
            "severity": None,
            "intent": "complaint",
            "dimensions": ["reliability", "assurance"],
            "causes": ["people"],
            "topics": [],
            "team": None,
            "text": "客服说半小时上门，结果等了一下午也没人来，打电话还被挂断。",
            "state": "received",
            "assignee": None,
            "assigned_unit": None,
            "due_at": None,
            "clock": None,
            "priority": 0.0,
            "parts": {},
        },
    ],
    "total": 2,
    "teams": [{"team": "Depot north", "n": 1}, {"team": None, "n": 1}],
}


def answer(value: dict[str, Any]) -> dict[int | str, dict[str, Any]]:
    """An example of a route's answer, for its `responses`."""
    return {200: {"content": {"application/json": {"example": value}}}}
