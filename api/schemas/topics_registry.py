"""Bodies and queries of the registry of topics."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from feedback_ai.services.topics import TopicView
from feedback_ai.services.topics_history import Fit
from feedback_ai.services.topics_shape import MAX_NAME_CHARS
from feedback_ai.store.records import Text

MAX_EXAMPLES = 1_000
"""Example segments of one request."""
Name = Annotated[Text, Field(min_length=1, max_length=MAX_NAME_CHARS)]


class TopicNames(BaseModel):
    """The name of a topic; a language left out stays, and `null` brings the computed label back."""

    model_config = ConfigDict(extra="forbid")

    en: Name | None = Field(default=None, description="Its English name.")
    zh: Name | None = Field(default=None, description="Its Chinese name.")

    @property
    def given(self) -> dict[str, str | None]:
        """The languages that were named, `null` among them."""
        return {lang: getattr(self, lang) for lang in self.model_fields_set}


class TopicUpdate(BaseModel):
    """What to change of a topic; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    labels: TopicNames | None = Field(default=None, description="Its name for people.")
    pinned: bool | None = Field(default=None, description="Whether fits leave it as it is.")
    hidden: bool | None = Field(default=None, description="Whether it is left out of lists, growth and backlog.")


class TopicMerge(BaseModel):
    """Into which topic to merge."""

    model_config = ConfigDict(extra="forbid")

    into: int = Field(description="The topic that stays, with its name.")


class ExampleSegment(BaseModel):
    """A segment of a topic."""

    model_config = ConfigDict(extra="forbid")

    feedback_id: Text = Field(description="The record.")
    segment_index: int | None = Field(
        default=None, ge=0, description="Its segment; all that it has in the topic if not given."
    )


class TopicSplit(BaseModel):
    """How to split."""

    model_config = ConfigDict(extra="forbid")

    examples: list[ExampleSegment] = Field(
        default_factory=list,
        max_length=MAX_EXAMPLES,
        description="Segments that belong to the new half; where none are given, the topic falls where it lies apart "
        "the most.",
    )


class TopicHalves(BaseModel):
    """A topic that was split, and its new half."""

    topic: TopicView
    new: TopicView


class Fits(BaseModel):
    """All fits, the newest first."""

    items: list[Fit]


class CompareQuery(BaseModel):
    """Which fits to compare."""

    model_config = ConfigDict(extra="forbid")

    a: int = Field(description="A fit.", examples=[1])
    b: int = Field(description="Another one; the order does not matter.", examples=[2])


UPDATES: dict[str, Any] = {
    "name": {"summary": "Name it", "value": {"labels": {"en": "Late delivery", "zh": "配送延误"}, "pinned": True}},
    "label": {"summary": "Bring the computed Chinese label back", "value": {"labels": {"zh": None}}},
    "hide": {"summary": "Hide it", "value": {"hidden": True}},
}
MERGES: dict[str, Any] = {"merge": {"summary": "Merge it into topic 7", "value": {"into": 7}}}
SPLITS: dict[str, Any] = {
    "apart": {"summary": "Where it lies apart the most", "value": {}},
    "examples": {
        "summary": "By examples",
        "value": {"examples": [{"feedback_id": "0a1b2c", "segment_index": 1}, {"feedback_id": "3d4e5f"}]},
    },
}
"""Requests for `/openapi.json`; a test sends every one."""
