"""Bodies of audits; an audit itself is the library's own, as `audit show` writes it."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from feedback_ai.services.audit_views import AuditView, TextLabels
from feedback_ai.services.audits import DEFAULT_N, MAX_N


class AuditDraw(BaseModel):
    """What to draw."""

    model_config = ConfigDict(extra="forbid")

    month: str = Field(max_length=40, description="The month, UTC.", examples=["2026-09"])
    n: int = Field(default=DEFAULT_N, ge=1, le=MAX_N, description="Texts to draw; all where the month has fewer.")


class AuditLabels(BaseModel):
    """What a person says of texts of an audit; each replaces what was said of its text before."""

    model_config = ConfigDict(extra="forbid")

    texts: tuple[TextLabels, ...] = Field(min_length=1, max_length=MAX_N)


class Audits(BaseModel):
    """All audits, the latest month first."""

    items: list[AuditView]


DRAWS: dict[str, Any] = {
    "month": {"summary": "A hundred texts of a month", "value": {"month": "2026-09"}},
    "more": {"summary": "Fifty more of them", "value": {"month": "2026-09", "n": 50}},
}
LABELS: dict[str, Any] = {
    "judged": {
        "summary": "Two segments judge something; another text judges nothing",
        "value": {
            "texts": [
                {
                    "feedback_id": "3d2de016-b447-5560-b1d5-41c4c3fd1140",
                    "labels": [
                        {"segment_index": 0, "facet": "reliability", "sentiment": "negative"},
                        {"segment_index": 1, "facet": "empathy", "sentiment": "positive"},
                    ],
                },
                {"feedback_id": "5a0032e9-f1c2-547d-82c8-564dc244ea1a", "labels": []},
            ]
        },
    }
}
"""Requests for `/openapi.json`; a test sends every one."""
