import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_ai.cli.backlog_history import PHRASES, event_words
from feedback_ai.services.backlog_views import EventView

AT = datetime(2026, 9, 30, tzinfo=UTC)
MOMENT = "2026-09-28T00:00:00+00:00"


def words(kind, detail, lang):
    return event_words(EventView(at=AT, actor="ann", kind=kind, detail=detail, turn=1), lang)


@pytest.mark.parametrize(
    ("kind", "detail", "en", "zh"),
    [
        (
            "built",
            {"priority": 54.8125, "n_texts": 39, "after_closed_item": 3, "window_to": MOMENT},
            "built: priority 54.812; 39 texts; about the same as item 3, which was closed; window up to 2026-09-28",
            "建立：优先级 54.812；39 条文本；与已关闭的改进项 3 相同；窗口截至 2026-09-28",
        ),
        (
            "updated by build",
            {"cause": ["people", "unknown"], "seen": [False, True], "parts": ["trend", "reach"], "evidence_added": 2},
            "updated by build: segments added 2; parts that changed: trend, reach; cause People → Cause not stated; "
            "seen by the build no → yes",
            "构建时更新：新增片段 2；变动的部分：趋势、波及面；原因 人员 → 原因未说明；构建中出现 否 → 是",
        ),
        (
            "state",
            {"from": "plan", "to": "do", "note": "New\nrule."},
            "state: plan → do; New rule.",
            "状态：计划 → 执行；New rule.",
        ),
        ("owner", {"from": None, "to": "运营部"}, "owner: - → 运营部", "负责人：- → 运营部"),
        ("due", {"from": MOMENT, "to": None}, "due: 2026-09-28 → -", "期限：2026-09-28 → -"),
        ("estimate", {"effort": [None, 3.0]}, "estimate: effort - → 3", "估计：工作量 - → 3"),
        (
            "countermeasure",
            {"kind": "lasting", "text": "a rule", "owner": None, "due_at": MOMENT, "cost": 900.0, "done_at": None},
            "countermeasure: lasting: a rule; owner -; due 2026-09-28; cost 900",
            "措施：根本措施：a rule；负责人 -；期限 2026-09-28；成本 900",
        ),
        (
            "verified",
            {
                "verdict": "effective",
                "why": {"en": "It fell.", "zh": "下降。"},
                "ratio": {"value": 0.35, "low": 0.11, "high": None},
            },
            "verified: effective: It fell; ratio 0.35 [0.11, -]",
            "验证：有效：下降；比值 0.35 [0.11, -]",
        ),
        (
            "verdict withdrawn",
            {"recurred_on": MOMENT, "countermeasures": [{"text": "Call them."}, {"text": "A rule."}]},
            "verdict withdrawn: the problem came back on 2026-09-28; what failed: Call them., A rule.",
            "撤销结论：问题于 2026-09-28 复发；未奏效：Call them.、A rule.",
        ),
        ("not seen by build", {}, "not seen by build", "构建中未出现"),
        ("later kind", {"a": "值"}, 'later kind {"a": "值"}', 'later kind {"a": "值"}'),
    ],
)
def test_what_happened_is_told_in_words(kind, detail, en, zh):
    assert words(kind, detail, "en") == en
    assert words(kind, detail, "zh") == zh


@pytest.mark.parametrize("kind", PHRASES)
def test_every_phrase_names_the_same_details_in_both_languages(kind):
    for en, zh in PHRASES[kind].clauses:
        assert sorted(re.findall(r"{\w+}", en)) == sorted(re.findall(r"{\w+}", zh))


PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9)
KEYS = st.sampled_from(["from", "to", "note", "ratio", "why", "parts", "kind", "cause", "countermeasures", "cost"])
PART = st.lists(PLAIN, max_size=2) | st.dictionaries(KEYS, PLAIN, max_size=2)
DETAILS = st.dictionaries(KEYS, PLAIN | PART, max_size=4)


@given(st.sampled_from(sorted(PHRASES)), DETAILS, st.sampled_from(("en", "zh")))
def test_whatever_an_older_version_kept_is_told_in_one_line(kind, detail, lang):
    assert "\n" not in words(kind, detail, lang)
