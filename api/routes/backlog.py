"""`/v1/backlog`: the improvement backlog."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Query
from starlette.responses import Response

from api.deps import JsonBody, ManageKey, ManageReaders, RuntimeDep
from api.openapi import BODY, CHANGE, KEY, LISTED, ONE, STORE, problems
from api.schemas.backlog import (
    BUILDS,
    PUSHES,
    UPDATES,
    BacklogBuild,
    BacklogItems,
    BacklogQuery,
    ExportQuery,
    ItemPush,
    ItemUpdate,
)
from feedback_ai.services import backlog, backlog_export, trackers
from feedback_ai.services.backlog_views import BuildSummary, ItemDetail
from feedback_ai.services.sheets import MEDIA_TYPES
from feedback_ai.services.topics_window import parse_as_of

router = APIRouter(prefix="/v1", tags=["backlog"])

_FILE: dict[str, Any] = {
    "description": "The table; its cells cannot act as formulas.",
    "content": {
        media_type.split(";", maxsplit=1)[0]: {"schema": {"type": "string", "format": "binary"}}
        for media_type in MEDIA_TYPES.values()
    },
}


@router.get("/backlog", dependencies=[ManageReaders], responses=problems(*LISTED))
def list_items(query: Annotated[BacklogQuery, Query()], runtime: RuntimeDep) -> BacklogItems:
    """Items of the improvement backlog, the highest priority, RICE or WSJF first. Needs the scope `read` or `manage`.

    Those that the last build did not see come after all others: their priorities are of an earlier build.
    """
    items = backlog.list_items(
        runtime.store,
        state=query.state,
        unit=query.unit,
        open_only=not query.closed,
        limit=query.limit,
        sort=query.sort,
    )
    return BacklogItems(items=items)


@router.post(
    "/backlog/build",
    dependencies=[JsonBody],
    response_description="What the build did.",
    responses=problems(*CHANGE, "setting_invalid"),
)
def build_backlog(
    body: Annotated[BacklogBuild, Body(openapi_examples=BUILDS)],
    runtime: RuntimeDep,
    key: ManageKey,
) -> BuildSummary:
    """File new problems as items and bring the open ones up to date. Needs the scope `manage`.

    Repeating it changes nothing. State, owner, due date and history of an item are never changed by it. A window that
    ends before that of an earlier build, and leaves out texts that were there for it, is refused.
    """
    as_of = parse_as_of(body.as_of)
    return backlog.build(runtime.store, as_of=as_of, weeks=body.weeks, actor=key.name, settings=runtime.settings)


@router.get(
    "/backlog/export",
    dependencies=[ManageReaders],
    response_class=Response,
    responses={200: _FILE, **problems(*LISTED)},
)
def export_backlog(query: Annotated[ExportQuery, Query()], runtime: RuntimeDep) -> Response:
    """The backlog as a file for a spreadsheet. Needs the scope `read` or `manage`."""
    content = backlog_export.export_bytes(runtime.store, query.format, lang=query.lang, open_only=not query.closed)
    name = f'attachment; filename="backlog.{query.format}"'
    return Response(content, media_type=MEDIA_TYPES[query.format], headers={"Content-Disposition": name})


@router.get(
    "/backlog/{item_id}",
    dependencies=[ManageReaders],
    responses=problems(*ONE),
)
def get_item(item_id: int, runtime: RuntimeDep) -> ItemDetail:
    """One item with the segments that it rests on and its history. Needs the scope `read` or `manage`."""
    return backlog.get_item(runtime.store, item_id)


@router.patch(
    "/backlog/{item_id}",
    dependencies=[JsonBody],
    response_description="The item after the change.",
    responses=problems(*CHANGE, "setting_invalid"),
)
def update_item(
    item_id: int,
    body: Annotated[ItemUpdate, Body(openapi_examples=UPDATES)],
    runtime: RuntimeDep,
    key: ManageKey,
) -> ItemDetail:
    """Change state, owner or due date of an item, or say something about it. Needs the scope `manage`.

    Every change stands in the item's history under the key's name. A step that the item's state does not allow is an
    error that lists those it does; so is one that lacks what it needs (a countermeasure, an effect test, a verdict) and
    has no note that says why, opening a closed item without a note, and opening one while another about the same
    problem is open.
    """
    return backlog.update_item(
        runtime.store,
        item_id,
        actor=key.name,
        state=body.state,
        owner=body.owner,
        due=body.due,
        note=body.note,
        clear=body.clear,
        settings=runtime.settings,
    )


@router.post(
    "/backlog/{item_id}/push",
    dependencies=[JsonBody],
    response_description="The item; its link to the tracker waits to be sent.",
    responses=problems(*KEY, *BODY, "not_found", *STORE, "store_full", "setting_invalid"),
)
def push_item(
    item_id: int,
    body: Annotated[ItemPush, Body(openapi_examples=PUSHES)],
    runtime: RuntimeDep,
    key: ManageKey,
) -> ItemDetail:
    """Let a tracker have an item, whatever its filter says; the deliverer sends it. Needs the scope `manage`."""
    return trackers.push(runtime.store, item_id, body.to, actor=key.name, settings=runtime.settings)
