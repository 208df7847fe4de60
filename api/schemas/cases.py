"""Which complaints clients ask for; a case is the library's own, as `cases list` writes it."""

from pydantic import ConfigDict, Field

from feedback_ai.services.case_views import MAX_CASES
from feedback_ai.store.records import EvidenceFilter, Text


class CasesQuery(EvidenceFilter):
    """Which complaints to list."""

    model_config = ConfigDict(extra="forbid")

    team: Text | None = Field(
        default=None, max_length=200, description="Only those that the routing rules give to this team."
    )
    unrouted: bool = Field(default=False, description="Only those that no routing rule names.")
    limit: int = Field(default=50, ge=1, le=MAX_CASES, description="At most so many, the most urgent.")
    skip: int = Field(default=0, ge=0, description="How many to pass over first; `total` tells how many there are.")
