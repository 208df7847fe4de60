"""Answers of grades, indicators and drivers for `/openapi.json`; a test checks that they are ones."""

from typing import Any

_UNIT = {"en": "Harbour branch", "zh": "Harbour branch"}

GRADES: dict[str, Any] = {
    "by": "unit",
    "minimum_n": 10,
    "n_left_out": 2,
    "breaks": [],
    "notes": [],
    "rows": [
        {
            "month": "2026-07",
            "unit": "Harbour branch",
            "name": _UNIT,
            "n": 40,
            "letter": "C",
            "score": 54.5,
            "score_low": 44.9,
            "score_high": 64.1,
            "plain": "C",
            "raw_score": 53.1,
            "raw_letter": "C",
            "not_known": ["response_speed", "recurrence", "follow_up"],
            "parts": [
                {
                    "part": "complaint_rate",
                    "name": {"en": "Complaints of all texts", "zh": "投诉占比"},
                    "weight": 30.0,
                    "origin": "labels",
                    "n": 40.0,
                    "raw": 0.6,
                    "value": 0.594,
                    "low": 0.441,
                    "high": 0.733,
                    "points": 29.4,
                    "points_raw": 28.6,
                }
            ],
        }
    ],
    "escalations": [
        {
            "rule": "on_site_review",
            "rule_name": {"en": "On-site review", "zh": "现场检查"},
            "unit": "Harbour branch",
            "name": _UNIT,
            "month": "2026-07",
            "letters": [
                {"month": "2026-05", "letter": "C"},
                {"month": "2026-06", "letter": "D"},
                {"month": "2026-07", "letter": "C"},
            ],
        }
    ],
}

INDICATORS: dict[str, Any] = {
    "by": None,
    "n_texts": 480,
    "n_undated": 0,
    "versions": ["1 / 1.1"],
    "rows": [
        {
            "indicator": "complaint_rate",
            "name": {"en": "Complaints per 1,000 contacts", "zh": "每千次接触投诉数"},
            "kind": "key_performance",
            "kind_name": {"en": "Key performance", "zh": "关键绩效"},
            "period": "2026-07",
            "group": "",
            "group_name": None,
            "value": 6.1,
            "n": 12000.0,
            "low": 4.8,
            "high": 7.6,
            "unit": "per 1,000",
            "basis": "stored",
            "missing": None,
            "missing_name": None,
            "target": 5.0,
            "direction": "lower",
            "verdict": "undecided",
            "verdict_name": {"en": "undecided", "zh": "未定"},
            "judged": "interval",
            "judged_name": {"en": "by its interval", "zh": "按区间判定"},
            "benchmark": 3.0,
            "benchmark_unit": "Harbour branch",
            "benchmark_source": None,
            "owner": "Head of service",
        }
    ],
    "standards": [
        {
            "standard": "answer",
            "name": {"en": "A person answers within a day", "zh": "一天内由专人答复"},
            "touchpoint": "end",
            "touchpoint_name": {"en": "End", "zh": "结束"},
            "element": "people",
            "element_name": {"en": "People", "zh": "人员"},
            "measure": "first_response",
            "target": 24.0,
            "direction": "lower",
            "by": "2026-06-30",
            "review": "2026-12-31",
            "owner": "Head of service",
            "n": 60,
            "met": 54,
            "share": 0.9,
            "low": 0.799,
            "high": 0.953,
            "every_time": False,
            "average": 11.2,
            "average_met": True,
            "due": True,
            "overdue": False,
        }
    ],
}

DRIVERS: dict[str, Any] = {
    "outcome": "rating",
    "name": {"en": "Rating", "zh": "评分"},
    "by": None,
    "n_texts": 492,
    "versions": ["1 / 1.1"],
    "groups": [
        {
            "group": None,
            "name": None,
            "n": 480,
            "mean": 2.79,
            "needed": 100,
            "lacking": None,
            "lacking_name": None,
            "penalty": 1.0,
            "r2": 0.57,
            "rows": [
                {
                    "facet": "reliability",
                    "name": {"en": "Reliability", "zh": "可靠性"},
                    "sentiment": "negative",
                    "sentiment_name": {"en": "Negative", "zh": "负面"},
                    "n": 292,
                    "mean_with": 2.0,
                    "impact": -1.15,
                    "impact_low": -1.28,
                    "impact_high": -1.05,
                    "coefficient": -1.3,
                    "coefficient_low": -1.4,
                    "coefficient_high": -1.22,
                }
            ],
            "matrix": [
                {
                    "facet": "reliability",
                    "name": {"en": "Reliability", "zh": "可靠性"},
                    "n": 292,
                    "importance": 1.3,
                    "importance_low": 1.22,
                    "importance_high": 1.4,
                    "performance": -100.0,
                    "performance_low": -100.0,
                    "performance_high": -98.2,
                    "quadrant": "concentrate_here",
                    "quadrant_name": {"en": "Concentrate here", "zh": "重点改进"},
                    "uncertain": False,
                }
            ],
            "importance_line": 0.87,
            "performance_line": 33.3,
        }
    ],
}
