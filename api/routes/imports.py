"""`/v1/series`, `/v1/surveys`, `/v1/promises/find`: what is imported beside feedback, and stored texts read anew."""

from typing import Annotated

from fastapi import APIRouter, Body

from api.bodies import refusal
from api.deps import JsonBody, RuntimeDep, require
from api.limits import MAX_BULK
from api.openapi import BODY, KEY, STORE, problems
from api.schemas.imports import (
    FINDS,
    SERIES,
    SURVEYS,
    FindBody,
    PromisesFound,
    SeriesBody,
    SeriesTaken,
    SurveyBody,
    SurveyTaken,
)
from api.schemas.responses import RefusedRecord
from feedback_ai.ingest.surveys import read_answers
from feedback_ai.schema import RefusedRow
from feedback_ai.store import Scope

router = APIRouter(prefix="/v1", tags=["measures"])

_WRITTEN = (*KEY, *BODY, "record_refused", *STORE, "store_full")


@router.post(
    "/series",
    dependencies=[JsonBody, require(Scope.INGEST)],
    response_description="What was imported.",
    responses=problems(*_WRITTEN, "option_invalid", "setting_invalid"),
)
def add_series(body: Annotated[SeriesBody, Body(openapi_examples=SERIES)], runtime: RuntimeDep) -> SeriesTaken:
    """Import values that no text tells, such as contacts or churn, by period and unit. Needs the scope `ingest`.

    A value of the same period and unit is replaced. Where a value is wrong, nothing is imported and every wrong one is
    told.
    """
    from feedback_ai.services import series

    series.check_series(body.indicator, runtime.settings)
    values, refused = series.read_values(body.indicator, [row.model_dump() for row in body.values], runtime.settings)
    if refused:
        raise refusal(refused, "values")
    return SeriesTaken.model_validate(series.put_values(runtime.store, body.indicator, values, runtime.settings))


@router.post(
    "/surveys",
    dependencies=[JsonBody, require(Scope.INGEST)],
    response_description="What was taken, and what was refused and why.",
    responses=problems(*_WRITTEN, "input_column", "option_invalid", "setting_invalid"),
)
def add_answers(body: Annotated[SurveyBody, Body(openapi_examples=SURVEYS)], runtime: RuntimeDep) -> SurveyTaken:
    """Store answers to a SERVQUAL survey; sending them again adds nothing twice. Needs the scope `ingest`.

    An answer that is wrong is refused and told by its place; the others are taken. A request of nothing but refused
    ones is an error. Of a respondent's id only a keyed hash is stored.
    """
    from feedback_ai.services.surveys import add_answers as service

    rows = read_answers(body.answers)
    refused = [row for row in rows if isinstance(row, RefusedRow)]
    if len(refused) == len(rows):
        raise refusal(refused, "answers")
    done = service(runtime.store, rows, survey=body.survey, settings=runtime.settings)
    return SurveyTaken(
        survey=body.survey.strip(),
        added=done.added,
        known=done.known,
        refused=[RefusedRecord.of(row) for row in refused],
    )


@router.post(
    "/promises/find",
    dependencies=[JsonBody, require(Scope.MANAGE)],
    response_description="What came of these texts, and where to go on.",
    responses=problems(*KEY, *BODY, *STORE, "store_full"),
)
def find_promises(body: Annotated[FindBody, Body(openapi_examples=FINDS)], runtime: RuntimeDep) -> PromisesFound:
    """Read stored texts anew for promises, as after an upgrade; labels stay as they are. Needs the scope `manage`.

    A request reads up to 1,000 texts; send `next_cursor` as `cursor` until it is null. Repeating it changes nothing.
    """
    from feedback_ai.services.promises import find_next

    found = find_next(runtime.store, body.cursor, MAX_BULK)
    return PromisesFound(read=found.read, changed=found.changed, next_cursor=found.last)
