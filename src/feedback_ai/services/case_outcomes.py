"""What follow-ups found: results counted, and the model's severity against the severity that people found."""

from collections import Counter, defaultdict

from pydantic import BaseModel, ConfigDict, Field

from feedback_ai.schema import Severity
from feedback_ai.store import Store
from feedback_ai.store.cases import CaseRepository, StoredFollowUp
from feedback_ai.triage.follow_up import Outcome
from feedback_ai.triage.outcomes import Pair, Share, agreement


class ShareView(BaseModel):
    """A share with its 95 % interval, all in [0, 1]."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    n: int
    of: int
    share: float
    low: float
    high: float


class SeverityCell(BaseModel):
    """Cases of one severity given and one found."""

    model_config = ConfigDict(frozen=True)

    given: Severity | None = Field(description="By the model; null where it abstained.")
    found: Severity
    n: int


class SeverityAgreement(BaseModel):
    """One version of the model against what was found."""

    model_config = ConfigDict(frozen=True)

    model_version: str
    n: int = Field(description="Results with a severity.")
    n_abstained: int = Field(description="Those that the model did not grade; they are in no share.")
    table: tuple[SeverityCell, ...]
    same: ShareView | None = Field(description="The same severity; null where nothing was graded.")
    near: ShareView | None = Field(description="One grade apart at most.")
    too_low: ShareView | None = Field(description="Worse than the model said.")


class CaseOutcomes(BaseModel):
    """What follow-ups found."""

    model_config = ConfigDict(frozen=True)

    counts: dict[Outcome, int] = Field(description="Steps noted, by what they were.")
    agreement: tuple[SeverityAgreement, ...] = Field(description="One a model version: they are not added up.")


def outcomes(store: Store) -> CaseOutcomes:
    """Count follow-ups, and compare severities version by version of the model.

    Raises:
        StoreError: If the store cannot be read.
    """
    with store.reading() as session:
        steps = CaseRepository(session).follow_ups()
    counts = Counter(step.outcome for step in steps)
    pairs: defaultdict[str, list[Pair]] = defaultdict(list)
    for step in steps:
        if (pair := _pair(step)) is not None:
            pairs[step.model_version].append(pair)
    return CaseOutcomes(
        counts={outcome: counts[outcome] for outcome in Outcome},
        agreement=tuple(_view(version, own) for version, own in sorted(pairs.items())),
    )


def _pair(step: StoredFollowUp) -> Pair | None:
    if step.severity_found is None:
        return None
    given = None if step.severity_given is None else Severity(step.severity_given)
    return given, Severity(step.severity_found)


def _view(version: str, pairs: list[Pair]) -> SeverityAgreement:
    found = agreement(pairs)
    cells = sorted(found.table.items(), key=lambda item: (item[0][0] or "", item[0][1]))
    return SeverityAgreement(
        model_version=version,
        n=len(pairs),
        n_abstained=found.n_abstained,
        table=tuple(SeverityCell(given=given, found=own, n=n) for (given, own), n in cells),
        **{name: _share(getattr(found, name)) for name in ("same", "near", "too_low")},
    )


def _share(share: Share | None) -> ShareView | None:
    return None if share is None else ShareView.model_validate(share)
