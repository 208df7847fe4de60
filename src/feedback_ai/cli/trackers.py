"""`feedback-ai trackers`: where items go."""

from typing import TYPE_CHECKING, Annotated

import typer

from feedback_ai.cli.measure_shared import Words, say
from feedback_ai.cli.options import Language, as_json, opened_store
from feedback_ai.cli.tables import ViewFormat
from feedback_ai.schema.marks import listed
from feedback_ai.schema.names import Lang

if TYPE_CHECKING:
    from feedback_ai.services.tracker_views import SyncView, TrackerView

app = typer.Typer(help="Trackers: Jira, GitHub, ServiceNow, webhooks.", no_args_is_help=True, rich_markup_mode=None)

OWN: Words = {
    "token": ("token in {env}", "令牌在 {env}"),
    "no token": ("NO TOKEN in {env}", "{env} 中没有令牌"),
    "counts": (
        "{issues} issues, waiting {waiting}, delivered {delivered}, given up {dead}",
        "工单 {issues}，待发送 {waiting}，已送达 {delivered}，已放弃 {dead}",
    ),
    "last error": ("  last error: {error}", "  最近错误：{error}"),
    "none": (
        "no trackers; FEEDBACK_AI_TRACKERS names a file, see docs/trackers.md",
        "没有工单系统；FEEDBACK_AI_TRACKERS 指定文件，见 docs/trackers.md",
    ),
    "no trackers": ("no trackers", "没有工单系统"),
    "ok": ("ok: {told}", "正常：{told}"),
    "wrong": ("wrong: {told}", "有误：{told}"),
    "read": ("{tracker}: {read} read, {changed} changed", "{tracker}：读取 {read}，变更 {changed}"),
    "moved": ("moved: {ids}", "已变更状态：{ids}"),
    "conflicts": ("CONFLICT: {ids}", "冲突：{ids}"),
    "gone": ("GONE: {ids}", "已不存在：{ids}"),
    "left": ("{n} not read: {error}", "未读取 {n}：{error}"),
    "between": ("; ", "；"),
}


@app.command("list")
def list_(lang: Language = "en", format: ViewFormat = "table") -> None:
    """Show all trackers of the file that FEEDBACK_AI_TRACKERS names, without their tokens."""
    from feedback_ai.services.trackers import list_trackers

    with opened_store() as store:
        views = list_trackers(store)
    if format == "json":
        typer.echo(as_json(views))
        return
    for one in views:
        typer.echo(_line(one, lang))
    if not views:
        typer.echo(say(OWN, "none", lang), err=True)


@app.command("test")
def check(
    name: Annotated[str, typer.Argument(help="The name that `trackers list` shows.")], lang: Language = "en"
) -> None:
    """Ask a tracker whether token and rights are in order; no issue is made. Exit code 1 if they are not."""
    from feedback_ai.services.trackers import probe

    result = probe(name)
    typer.echo(say(OWN, "ok" if result.ok else "wrong", lang, told=result.told))
    if not result.ok:
        raise typer.Exit(1)


@app.command()
def sync(
    name: Annotated[str | None, typer.Option("--name", help="Only this tracker.")] = None,
    every: Annotated[
        float | None, typer.Option(help="Go on for ever, with pauses of so many seconds.", min=1, max=86_400)
    ] = None,
    lang: Language = "en",
    format: ViewFormat = "table",
) -> None:
    """Read the status of the issues of open items back; repeating it changes nothing."""
    from feedback_ai.services import trackers_sync

    with opened_store() as store:
        if every is None:
            views = trackers_sync.sync(store, name=name)
            told = "\n".join(_told(view, lang) for view in views) or say(OWN, "no trackers", lang)
            typer.echo(as_json(views) if format == "json" else told)
            return
        for views in trackers_sync.keep_syncing(store, every, name=name):
            for view in views:
                if view.changed or view.gone or view.error:
                    typer.echo(_told(view, lang))


def _line(one: "TrackerView", lang: Lang) -> str:
    from feedback_ai.schema.messages import told

    token = say(OWN, "token" if one.ready else "no token", lang, env=one.token_env)
    figures = {"issues": one.issues, "waiting": one.waiting, "delivered": one.delivered, "dead": one.dead}
    error = say(OWN, "last error", lang, error=told(one.last_error, lang)) if one.last_error else ""
    return f"{one.name}  {one.kind}  {one.place}  {token}  {say(OWN, 'counts', lang, **figures)}{error}"


def _told(view: "SyncView", lang: Lang) -> str:
    parts = [say(OWN, "read", lang, tracker=view.tracker, read=view.read, changed=view.changed)]
    for what, ids in (("moved", view.moved), ("conflicts", view.conflicts), ("gone", view.gone)):
        if ids:
            parts.append(say(OWN, what, lang, ids=listed(map(str, ids), lang)))
    if view.left:
        parts.append(say(OWN, "left", lang, n=view.left, error=view.error))
    elif view.error:
        parts.append(view.error)
    return say(OWN, "between", lang).join(parts)
