"""Imports answers to a SERVQUAL survey."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from feedback_ai.errors import OptionError
from feedback_ai.ingest.surveys import read_survey
from feedback_ai.schema import RefusedRow
from feedback_ai.schema.surveys import SurveyAnswer
from feedback_ai.services.errors_file import ErrorsFile, errors_path
from feedback_ai.services.output import check_distinct
from feedback_ai.services.privacy import Privacy
from feedback_ai.settings import Settings, get_settings
from feedback_ai.store import Store
from feedback_ai.store.records import is_storable
from feedback_ai.store.surveys import SurveyRepository

MAX_NAME_CHARS = 100


@dataclass
class SurveySummary:
    """What an import did.

    Attributes:
        rows: Rows of the file, refused ones too.
        added: Answers stored.
        known: Answers passed over because the survey has one of the respondent.
        refused: Refused rows by code.
        errors_file: Where the refused rows are told; None where there are none.
    """

    rows: int = 0
    added: int = 0
    known: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    errors_file: Path | None = None


def import_survey(
    store: Store, path: Path, *, survey: str, errors: Path | None = None, settings: Settings | None = None
) -> SurveySummary:
    """Store the answers of a file; repeating it adds nothing twice.

    Args:
        store: The store.
        path: CSV, XLSX, JSON or JSONL; `ingest.surveys` tells the columns.
        survey: Name of the survey; respondents are unique within it.
        errors: Where to tell refused rows; `FILE.errors.jsonl` beside the file if None.
        settings: Settings in force; the process's own if None.

    Raises:
        OptionError: If the survey has no usable name, or the errors would overwrite the input.
        InputError: If the file cannot be read; what was committed before is kept, as for all that follow.
        StoreError: If the store fails.
        OutputError: If the refused rows cannot be written.
        SettingError: If there is no secret key for the respondents' hashes and none can be made.
    """
    settings = settings or get_settings()
    name = survey_name(survey)
    check_distinct(input=path, errors=errors)
    privacy = Privacy(settings)
    summary = SurveySummary()
    with ErrorsFile(errors or errors_path(path)) as errors_file:
        answers_of_file = read_survey(path)
        while rows := list(islice(answers_of_file, settings.batch_size)):
            for row in rows:
                if isinstance(row, RefusedRow):
                    errors_file.add(row)
            _store(store, name, rows, privacy, summary)
    summary.errors_file = errors_file.path if errors_file.written else None
    return summary


def survey_name(survey: str) -> str:
    """The name of a survey as it is kept.

    Raises:
        OptionError: If it is none that can be used.
    """
    name = survey.strip()
    if not 0 < len(name) <= MAX_NAME_CHARS or not is_storable(name):
        raise OptionError(
            f"The name of the survey has {len(name)} characters.", hint=f"Name it with 1 to {MAX_NAME_CHARS}."
        )
    return name


def add_answers(
    store: Store, rows: Sequence[SurveyAnswer | RefusedRow], *, survey: str, settings: Settings | None = None
) -> SurveySummary:
    """Store answers that were read already, in one transaction; repeating it adds nothing twice.

    Args:
        store: The store.
        rows: As `ingest.surveys` gives them; refused ones are counted.
        survey: Name of the survey; respondents are unique within it.
        settings: Settings in force; the process's own if None.

    Raises:
        OptionError: If the survey has no usable name.
        StoreError: If the store fails; nothing is kept then.
        SettingError: If there is no secret key for the respondents' hashes and none can be made.
    """
    summary = SurveySummary()
    _store(store, survey_name(survey), rows, Privacy(settings or get_settings()), summary)
    return summary


def _store(
    store: Store, name: str, rows: Sequence[SurveyAnswer | RefusedRow], privacy: Privacy, summary: SurveySummary
) -> None:
    """Store the answers among rows, and count all."""
    answers = [_hashed(row, privacy) for row in rows if isinstance(row, SurveyAnswer)]
    with store.writing() as session:
        added = SurveyRepository(session).add(name, answers)
    summary.refused.update(row.code for row in rows if isinstance(row, RefusedRow))
    summary.rows += len(rows)
    summary.added += added
    summary.known += len(answers) - added


def _hashed(answer: SurveyAnswer, privacy: Privacy) -> SurveyAnswer:
    return answer.model_copy(update={"respondent": privacy.customer_hash(answer.respondent)})
