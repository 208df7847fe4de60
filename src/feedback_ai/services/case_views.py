"""Cases as CLI and API show them; free of pandas, so that the API starts at once."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from feedback_ai.schema import Facet, Intent, Language, RootCause, Severity

MAX_CASES = 200
"""Most cases of one answer over HTTP."""


class CaseView(BaseModel):
    """A complaint.

    Attributes:
        id: Id of the feedback record in the store.
        severity: None where the model abstained; the same holds for `intent`.
        dimensions: Facets that it judges negative; `causes` and `topics` are those of the segments that do.
        team: Who is responsible by the routing rules; None where no rule fits.
        text: What the customer wrote, redacted.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    record_id: str
    source: str
    created_at: datetime | None
    unit: str | None
    touchpoint: str | None
    channel: str | None
    language: Language
    severity: Severity | None
    intent: Intent | None
    dimensions: tuple[Facet, ...]
    causes: tuple[RootCause, ...]
    topics: tuple[int, ...]
    team: str | None
    text: str


class TeamCount(BaseModel):
    """How many complaints a team has; `team` None stands for those that no rule names."""

    model_config = ConfigDict(frozen=True)

    team: str | None
    n: int


class CaseList(BaseModel):
    """Some complaints, most urgent first.

    Attributes:
        items: At most the number asked for.
        total: How many there are.
        teams: All complaints that pass the filter, by team, whichever team was asked for.
    """

    model_config = ConfigDict(frozen=True)

    items: tuple[CaseView, ...]
    total: int
    teams: tuple[TeamCount, ...]
