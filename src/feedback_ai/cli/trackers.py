"""`feedback-ai trackers`: where items go."""

from typing import TYPE_CHECKING, Annotated

import typer

from feedback_ai.cli.alert_words import Format
from feedback_ai.cli.options import as_json, opened_store

if TYPE_CHECKING:
    from feedback_ai.services.tracker_views import SyncView

app = typer.Typer(help="Trackers: Jira, GitHub, ServiceNow, webhooks.", no_args_is_help=True, rich_markup_mode=None)


@app.command("list")
def list_(format: Format = "table") -> None:
    """Show all trackers of the file that FEEDBACK_AI_TRACKERS names, without their tokens."""
    from feedback_ai.services.trackers import list_trackers

    with opened_store() as store:
        views = list_trackers(store)
    if format == "json":
        typer.echo(as_json(views))
        return
    for one in views:
        token = f"token in {one.token_env}" if one.ready else f"NO TOKEN in {one.token_env}"
        counts = f"{one.issues} issues, waiting {one.waiting}, delivered {one.delivered}, given up {one.dead}"
        error = f"  last error: {one.last_error}" if one.last_error else ""
        typer.echo(f"{one.name}  {one.kind}  {one.place}  {token}  {counts}{error}")
    if not views:
        typer.echo("no trackers; FEEDBACK_AI_TRACKERS names a file, see docs/trackers.md", err=True)


@app.command()
def test(name: Annotated[str, typer.Argument(help="The name that `trackers list` shows.")]) -> None:
    """Ask a tracker whether token and rights are in order; no issue is made. Exit code 1 if they are not."""
    from feedback_ai.services.trackers import probe

    result = probe(name)
    typer.echo(f"{'ok' if result.ok else 'wrong'}: {result.told}")
    if not result.ok:
        raise typer.Exit(1)


@app.command()
def sync(
    name: Annotated[str | None, typer.Option("--name", help="Only this tracker.")] = None,
    every: Annotated[
        float | None, typer.Option(help="Go on for ever, with pauses of so many seconds.", min=1, max=86_400)
    ] = None,
    format: Format = "table",
) -> None:
    """Read the status of the issues of open items back; repeating it changes nothing."""
    from feedback_ai.services import trackers_sync

    with opened_store() as store:
        if every is None:
            views = trackers_sync.sync(store, name=name)
            typer.echo(as_json(views) if format == "json" else "\n".join(map(_told, views)) or "no trackers")
            return
        for views in trackers_sync.keep_syncing(store, every, name=name):
            for view in views:
                if view.changed or view.gone or view.error:
                    typer.echo(_told(view))


def _told(view: "SyncView") -> str:
    parts = [f"{view.tracker}: {view.read} read, {view.changed} changed"]
    for what, ids in (("moved", view.moved), ("CONFLICT", view.conflicts), ("GONE", view.gone)):
        if ids:
            parts.append(f"{what}: {', '.join(map(str, ids))}")
    if view.left:
        parts.append(f"{view.left} not read: {view.error}")
    elif view.error:
        parts.append(view.error)
    return "; ".join(parts)
