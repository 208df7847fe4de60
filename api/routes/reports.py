"""`/v1/reports`: the voice-of-customer report of a period, as a page."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from api.deps import RuntimeDep, require
from api.inert import inert
from api.openapi import FILTERED, problems
from feedback_ai.schema.names import Lang
from feedback_ai.services import report
from feedback_ai.store import Scope

router = APIRouter(prefix="/v1", tags=["reports"])

MEDIA_TYPES = {"html": "text/html; charset=utf-8", "md": "text/markdown; charset=utf-8"}

_CONTENT: dict[str, Any] = {
    "content": {"text/html": {"schema": {"type": "string"}}, "text/markdown": {"schema": {"type": "string"}}}
}


@router.get(
    "/reports/{period}",
    dependencies=[require(Scope.READ)],
    response_class=Response,
    response_description="The report.",
    responses={200: _CONTENT, **problems(*FILTERED)},
)
def get_report(
    period: Annotated[
        str,
        Path(max_length=20, description="A year, half, quarter, month or ISO week: `2026Q3`, `2026-07`, `2026W31`."),
    ],
    runtime: RuntimeDep,
    lang: Annotated[Lang, Query(description="Language of the report.")] = "en",
    format: Annotated[str, Query(max_length=20, description="`html` or `md` (Markdown, without charts).")] = "html",
) -> Response:
    """The voice-of-customer report of a period, compared with the period before. Needs the scope `read`.

    The HTML page holds its styles and charts in itself and loads nothing.
    """
    page = report.render(runtime.store, period=period, lang=lang, format=format, settings=runtime.settings)
    return inert(page, MEDIA_TYPES[format])
