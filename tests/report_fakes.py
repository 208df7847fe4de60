"""A report's data, made up: every section has something to say."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from feedback_ai.measure.causes import cause_change
from feedback_ai.measure.servqual import add_net, servqual_change
from feedback_ai.report.data import ModelFigures, ReportData, Stretch, Version
from feedback_ai.report.said import Causes, Change, Count, Growth, Quote, Scores, Topic, Topics, Volume
from feedback_ai.report.todo import Backlog, Critical, Item, Part, Team
from feedback_ai.schema import SERVQUAL

START, END = datetime(2026, 7, 1, tzinfo=UTC), datetime(2026, 10, 1, tzinfo=UTC)
NOW = ((90, 80, 10), (60, 30, 30), (40, 36, 4), (0, 0, 0), (12, 3, 9))
BEFORE = ((80, 20, 60), (55, 28, 27), (45, 40, 5), (3, 1, 2), (0, 0, 0))
"""Texts, negative and positive ones, by dimension: tangibles got clearly worse."""


def scores(counts: Any = NOW, **columns: Any) -> pd.DataFrame:
    """Scores from counts, by dimension."""
    rows = [
        {
            "dimension": str(dimension),
            "n": n,
            "negative": negative,
            "neutral": n - negative - positive,
            "positive": positive,
        }
        for dimension, (n, negative, positive) in zip(SERVQUAL, counts, strict=True)
    ]
    frame = add_net(pd.DataFrame(rows))
    for ending in ("", "_low", "_high"):
        frame[f"score{ending}"] = 4 + 3 * frame[f"net{ending}"] / 100
    return frame.assign(**columns)


def grouped(*groups: str) -> pd.DataFrame:
    """Scores by group; each group is a little better than the one before."""
    better = [[(n, n - place, place) if n > place else (0, 0, 0) for n, _, _ in NOW] for place in range(len(groups))]
    return pd.concat(
        [scores(counts, group=group) for group, counts in zip(groups, better, strict=True)], ignore_index=True
    )


def pareto(people: int = 70, method: int = 40) -> pd.DataFrame:
    """Causes of 100 unhappy texts."""
    frame = pd.DataFrame({"cause": ["people", "method", "unknown"], "n": [people, method, 5]})
    frame["share"] = frame["n"] / frame["n"].sum()
    frame["cumulative"] = frame["share"].cumsum()
    frame["complaining"], frame["rate"] = 100, frame["n"] / 100
    return frame.assign(rate_low=frame["rate"] - 0.08, rate_high=frame["rate"] + 0.08)


def quote(text: str = "打了三次电话都没人接。", record_id: str = "R-1") -> Quote:
    return Quote(text, record_id, "clinic-east")


def volume(**changes: Any) -> Volume:
    known: dict[str, Any] = {
        "analysed": 150,
        "before": 120,
        "judging": 140,
        "needs_review": 9,
        "pending": 2,
        "undated": 4,
        "refused": 1,
        "without_unit": 3,
        "without_touchpoint": 5,
        "customers": 80,
        "with_customer": 100,
        "first": datetime(2026, 1, 5, tzinfo=UTC),
        "last": datetime(2026, 9, 30, tzinfo=UTC),
        "languages": (Count("en", 100, 80), Count("zh-Hans", 50, 40)),
        "sources": (Count("desk", 150, 120),),
        "channels": (Count("hotline", 90, 70), Count("", 60, 50)),
    }
    return Volume(**(known | changes))


def topics() -> Topics:
    labels = {"en": "esim · activate", "zh": "激活 · 手机"}
    terms = {"en": ("esim", "activate"), "zh": ("激活", "手机")}
    largest = Topic(
        3, labels, terms, 30, 12, {"en": quote("It never activates.", "R-2"), "zh": quote("一直无法激活。")}
    )
    window = {"start": datetime(2026, 9, 3, tzinfo=UTC), "end": END}
    growing = Growth(3, labels, **window, observed=20, expected=6.0, ratio=3.3, ratio_low=1.9, ratio_high=5.8, q=0.001)
    new = Growth(
        5,
        {"en": "lift", "zh": "电梯"},
        **window,
        observed=2,
        expected=0,
        ratio=None,
        ratio_low=0.4,
        ratio_high=None,
        q=0.4,
    )
    return Topics(True, 12, 90, 130, (largest,), (growing, new))


def backlog() -> Backlog:
    parts = tuple(Part(name, 0.5, 0.25) for name in ("severity", "frequency"))
    item = Item(7, {"en": "eSIM: reliability", "zh": "激活：可靠性"}, 61.4, parts, "plan", "Mobile", "Ann", END, 30)
    return Backlog(built=True, n_open=14, items=(item, replace(item, id=8, team=None, owner=None, due=None)))


def model() -> ModelFigures:
    figures = {name: {"en": (0.6, 0.55, 0.65), "zh": (0.54, 0.5, 0.59)} for name in ("servqual", "severity")}
    return ModelFigures("feedback-bilingual", "0.1.0", {"en": 156, "zh": 160}, figures, {"tangibles": (0.73, 146)})


def report_data(**changes: Any) -> ReportData:
    """Data of the third quarter of 2026, some of it changed."""
    matrix = pd.DataFrame(
        [
            {
                "dimension": str(dimension),
                "touchpoint": place,
                "n": n,
                "negative": n // 2,
                "positive": n - n // 2,
            }
            for dimension in SERVQUAL
            for place, n in (("process", 12), ("arrival", 3), ("", 0))
        ]
    )
    matrix = add_net(matrix).drop(columns="positive")
    now, before = scores(), scores(BEFORE)
    known: dict[str, Any] = {
        "period": Stretch("2026Q3", START, END),
        "before": Stretch("2026Q2", datetime(2026, 4, 1, tzinfo=UTC), START),
        "volume": volume(),
        "versions": (Version("0.1.0", "1.1", 150, 120),),
        "scores": Scores(
            now,
            before,
            servqual_change(now, before),
            grouped("", "b", "a"),
            grouped("process"),
            grouped("2026-06", "2026-07"),
        ),
        "causes": Causes(pareto(), cause_change(pareto(), pareto(40, 41)), matrix),
        "topics": topics(),
        "backlog": backlog(),
        "teams": (Team("Front desk", 40, {"S2": 30, "": 10}), Team(None, 25, {"S1": 2, "S3": 23})),
        "rules": True,
        "critical": Critical(9, 130, 2, 110, Change(0.051, 0.002, 0.1, 0.04), (quote("有人触电。", "R-9"),)),
        "model": model(),
        "software": (("feedback-ai", "0.1.0"),),
        "touchpoints": {"process": {"en": "Process", "zh": "过程"}},
    }
    return ReportData(**(known | changes))
