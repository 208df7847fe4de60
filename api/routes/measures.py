"""`/v1/measures`: figures of what is stored."""

from typing import Annotated

from fastapi import APIRouter, Query

from api import examples_figures as examples
from api import examples_grades
from api.deps import RuntimeDep, filtered, require
from api.openapi import FILTERED, problems
from api.schemas.figures import DriverQuery, DriverTable, GradeQuery, GradeTable, IndicatorQuery, IndicatorTable
from api.schemas.measures import CauseQuery, Causes, MeasureQuery, Servqual
from feedback_ai.store import Scope

router = APIRouter(prefix="/v1/measures", tags=["measures"])

_PROBLEMS = problems(*FILTERED)


@router.get(
    "/servqual",
    dependencies=[require(Scope.READ)],
    responses={**examples.answer(examples.SERVQUAL), **_PROBLEMS},
)
def servqual(query: Annotated[MeasureQuery, filtered(MeasureQuery)], runtime: RuntimeDep) -> Servqual:
    """Scores of the five SERVQUAL dimensions, also corrected for the model's errors. Needs the scope `read`.

    Corrected figures rest on the audits of the months (`/v1/audits`), else on how the model reads gold texts; where
    neither is known they are null. `corrections` tells which. All intervals are of 95 %; those of uncorrected figures
    cover sampling only.

    With both ends of time, each row also tells its change against the period before: the calendar period before
    (month, quarter, year, ...), or one of the same length.
    """
    from feedback_ai.services import measures

    return Servqual.model_validate(
        measures.servqual(runtime.store, query, by=query.by, settings=runtime.settings).document()
    )


@router.get(
    "/causes",
    dependencies=[require(Scope.READ)],
    responses={**examples.answer(examples.CAUSES), **_PROBLEMS},
)
def causes(query: Annotated[CauseQuery, filtered(CauseQuery)], runtime: RuntimeDep) -> Causes:
    """Root causes of unhappy texts, the most frequent first, with their changes. Needs the scope `read`.

    By dimension, a text stands at each facet that it judges negative, with the causes of the segments that do.
    """
    from feedback_ai.services import measures

    return Causes.model_validate(
        measures.causes(runtime.store, query, by=query.by, settings=runtime.settings).document()
    )


@router.get(
    "/grades",
    dependencies=[require(Scope.READ)],
    responses={**examples.answer(examples_grades.GRADES), **_PROBLEMS},
)
def grades(query: Annotated[GradeQuery, Query()], runtime: RuntimeDep) -> GradeTable:
    """A-E grades of units each month, and what follows from the letters. Needs the scope `read`.

    Letters remember the month before, so that all earlier months are read, too.
    """
    from feedback_ai.services import grades

    report = grades.grades(
        runtime.store,
        start=query.created_from,
        end=query.created_to,
        by=query.by,
        unit=query.unit,
        settings=runtime.settings,
    )
    return GradeTable.model_validate(report.document())


@router.get(
    "/indicators",
    dependencies=[require(Scope.READ)],
    responses={**examples.answer(examples_grades.INDICATORS), **_PROBLEMS},
)
def indicators(query: Annotated[IndicatorQuery, Query()], runtime: RuntimeDep) -> IndicatorTable:
    """Indicators against target and benchmark, and how service standards are kept. Needs the scope `read`."""
    from feedback_ai.services import indicators

    report = indicators.indicators(
        runtime.store, start=query.created_from, end=query.created_to, by=query.by, settings=runtime.settings
    )
    return IndicatorTable.model_validate(report.document())


@router.get(
    "/drivers",
    dependencies=[require(Scope.READ)],
    responses={**examples.answer(examples_grades.DRIVERS), **_PROBLEMS},
)
def drivers(query: Annotated[DriverQuery, filtered(DriverQuery)], runtime: RuntimeDep) -> DriverTable:
    """What moves a rating or another outcome: leave-one-out impact, ridge regression, and the matrix.

    Where there are too few texts with an outcome, it says how many are needed. Needs the scope `read`.
    """
    from feedback_ai.services import drivers

    report = drivers.drivers(runtime.store, query, outcome=query.outcome, by=query.by, settings=runtime.settings)
    return DriverTable.model_validate(report.document())
