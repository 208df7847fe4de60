"""An answer of `/v1/measures/gap` for `/openapi.json`; a test checks that it is one."""

from typing import Any

_WORSE = {"verdict": "unacceptable", "verdict_name": {"en": "unacceptable", "zh": "不可接受（低于期望）"}}

GAP: dict[str, Any] = {
    "by": None,
    "n_answers": 120,
    "surveys": [{"survey": "summer-2026", "n": 120, "first": "2026-07-02T00:00:00Z", "last": "2026-09-20T00:00:00Z"}],
    "n_texts": 640,
    "n_stating": 71,
    "period": {"name": "2026Q3", "start": "2026-07-01T00:00:00Z", "end": "2026-10-01T00:00:00Z"},
    "versions": ["1 / 1.1"],
    "groups": [],
    "survey": [
        {
            "n": 118,
            "gap": -0.92,
            "gap_low": -1.1,
            "gap_high": -0.74,
            **_WORSE,
            "group": None,
            "dimension": "responsiveness",
            "name": {"en": "Responsiveness", "zh": "响应性"},
            "item": 0,
            "expected": 6.31,
            "perceived": 5.39,
            "alpha_expected": 0.84,
            "alpha_perceived": 0.88,
        }
    ],
    "promises": [
        {
            "n": 42,
            "gap": 2880.0,
            "gap_low": 1440.0,
            "gap_high": 5760.0,
            **_WORSE,
            "group": None,
            "unit": "minute",
            "unit_name": {"en": "minutes", "zh": "分钟"},
            "n_promised": 9,
            "n_actual": 20,
            "n_open": 7,
            "n_judged": 42,
            "kept": 8,
            "kept_share": 0.19,
            "kept_low": 0.1,
            "kept_high": 0.333,
            "promised": 4320.0,
            "actual": 8640.0,
        }
    ],
    "targets": [
        {
            "n": 51,
            "gap": 1440.0,
            "gap_low": 0.0,
            "gap_high": 2880.0,
            "verdict": "undecided",
            "verdict_name": {"en": "undecided", "zh": "未定"},
            "name": "answer within a day",
            "label": {"en": "Answer within a day", "zh": "24小时内答复"},
            "kind": "within",
            "target": 1440.0,
            "unit": "minute",
            "unit_name": {"en": "minutes", "zh": "分钟"},
            "met": 21,
            "met_share": 0.412,
            "met_low": 0.288,
            "met_high": 0.548,
            "perceived": 2880.0,
        }
    ],
}
