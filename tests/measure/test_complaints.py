from evidence_fakes import EVIDENCE
from hypothesis import given

from feedback_ai.measure.complaints import is_complaint
from feedback_ai.services.cases import teams
from feedback_ai.triage.routing import Rules


@given(EVIDENCE)
def test_complaints_are_those_that_become_cases(found):
    complaint = is_complaint(found.texts, found.mentions)
    assert set(found.texts.loc[complaint, "feedback_id"]) == set(teams(found, Rules()).index)
