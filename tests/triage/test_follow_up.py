from datetime import UTC, datetime

import pytest

from feedback_ai.errors import OptionError
from feedback_ai.schema import Severity
from feedback_ai.triage.follow_up import Outcome, check_outcome, check_planned
from feedback_ai.triage.states import CaseState

S2 = Severity.S2


@pytest.mark.parametrize(
    ("state", "outcome", "severity", "planned", "has_result", "told"),
    [
        ("closed", "planned", None, True, False, None),
        ("closed", "attempted", None, False, False, None),
        ("closed", "no_answer", None, False, False, None),
        ("closed", "satisfied", None, False, False, None),
        ("closed", "satisfied", S2, False, False, None),
        ("closed", "dissatisfied", S2, False, False, None),
        ("responded", "planned", None, True, False, "is not followed up"),
        ("reopened", "satisfied", None, False, False, "is not followed up"),
        ("closed", "attempted", None, False, True, "reached already"),
        ("closed", "planned", None, False, False, "planned"),
        ("closed", "no_answer", None, True, False, "planned"),
        ("closed", "no_answer", S2, False, False, "Nobody was asked"),
        ("closed", "satisfied", Severity.S0, False, False, None),
        ("closed", "dissatisfied", None, False, False, "severity anew"),
        ("closed", "dissatisfied", Severity.S0, False, False, r"which S0 is not.*Valid: S1, S2, S3, S4"),
        ("closed", "dissatisfied", Severity.S4, False, False, None),
    ],
)
def test_what_may_be_noted(
    state: str, outcome: str, severity: Severity | None, planned: bool, has_result: bool, told: str | None
) -> None:
    def check() -> None:
        check_outcome(CaseState(state), Outcome(outcome), severity=severity, planned=planned, has_result=has_result)

    if told is None:
        check()
    else:
        with pytest.raises(OptionError, match=told):
            check()


@pytest.mark.parametrize(
    ("planned", "told"),
    [
        ((2026, 5, 1), "was received on 2026-05-02"),
        ((2026, 5, 3), "is past"),
        ((2026, 5, 4, 14, 59), "is past"),
        ((2026, 5, 4), None),
        ((2026, 5, 4, 15, 1), None),
    ],
)
def test_what_is_planned_is_still_to_come(planned: tuple[int, ...], told: str | None) -> None:
    def check() -> None:
        received, now = datetime(2026, 5, 2, 20, tzinfo=UTC), datetime(2026, 5, 4, 15, tzinfo=UTC)
        check_planned(datetime(*planned, tzinfo=UTC), received, now)  # type: ignore[misc, arg-type]

    if told is None:
        check()
    else:
        with pytest.raises(OptionError, match=told):
            check()
