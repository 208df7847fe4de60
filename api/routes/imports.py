"""`/v1/series`, `/v1/surveys`, `/v1/promises/find`: what is imported beside feedback; stored texts read anew."""

from typing import Annotated

from fastapi import APIRouter, Body, Query

from api.bodies import refusal
from api.deps import JsonBody, ManageKey, ManageReaders, RuntimeDep, require
from api.limits import MAX_BULK
from api.openapi import BODY, CHANGE, KEY, LISTED, STORE, problems
from api.schemas.imports import (
    FINDS,
    SERIES,
    SURVEYS,
    WITHDRAWALS,
    FindBody,
    PromisesFound,
    SeriesBody,
    SeriesQuery,
    SeriesTaken,
    SeriesWithdrawal,
    SurveyBody,
    SurveyTaken,
)
from api.schemas.responses import RefusedRecord
from feedback_ai.ingest.surveys import read_answers
from feedback_ai.schema import RefusedRow
from feedback_ai.services import series_values
from feedback_ai.services.series_values import SeriesList
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


@router.get("/series", dependencies=[ManageReaders], responses=problems(*LISTED))
def list_series(query: Annotated[SeriesQuery, Query()], runtime: RuntimeDep) -> SeriesList:
    """Imported values, and those that were taken back with who did it. Needs the scope `read` or `manage`."""
    return series_values.list_series(runtime.store, series=query.indicator, unit=query.unit)


@router.post(
    "/series/withdraw",
    dependencies=[JsonBody],
    response_description="What of the series and unit counts now, and what was taken back.",
    responses=problems(*CHANGE),
)
def withdraw_series(
    body: Annotated[SeriesWithdrawal, Body(openapi_examples=WITHDRAWALS)], runtime: RuntimeDep, key: ManageKey
) -> SeriesList:
    """Take back imported values, such as those of a misspelt unit. Needs the scope `manage`.

    They no longer count; what they were is kept under the key's name.
    """
    return series_values.withdraw_series(runtime.store, body.indicator, body.unit, body.period, actor=key.name)


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
