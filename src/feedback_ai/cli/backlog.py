"""`feedback-ai backlog`: the improvement backlog."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from feedback_ai.cli.backlog_shown import echo_item, item_line, said, why_none
from feedback_ai.cli.options import TIME, Actor, Language, actor_name, as_json, moment, opened_store
from feedback_ai.cli.tables import ViewFormat

app = typer.Typer(help="The improvement backlog.", no_args_is_help=True, rich_markup_mode=None)

ItemId = Annotated[int, typer.Argument(help="The id that `backlog list` shows.")]


@app.command()
def build(
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of", help="Last day (to its end), or moment, that ends the window (UTC); the newest record's."
        ),
    ] = None,
    weeks: Annotated[int, typer.Option(help="Length of the window in weeks.")] = 26,
    actor: Actor = None,
    lang: Language = "en",
    format: ViewFormat = "table",
) -> None:
    """File new problems as items and bring the open ones up to date; repeating it changes nothing."""
    from feedback_ai.services import backlog
    from feedback_ai.services.topics_window import parse_as_of

    end = parse_as_of(as_of)
    with opened_store() as store:
        summary = backlog.build(store, as_of=end, weeks=weeks, actor=actor_name(actor))
    if format == "json":
        typer.echo(as_json(summary))
        return
    if summary.window_from and summary.window_to:
        window = {"start": f"{summary.window_from:%Y-%m-%d}", "end": f"{summary.window_to:%Y-%m-%d}"}
        typer.echo(said("built", lang, n=summary.n_texts, **window))
    else:
        typer.echo(said("built undated", lang, n=summary.n_texts))
    counts = {"added": len(summary.added), "updated": len(summary.updated), "unchanged": summary.unchanged}
    typer.echo(said("built items", lang, **counts))
    typer.echo(said("built texts", lang, n=summary.n_in_items, of=summary.n_unhappy))
    odd = {
        "built not seen": len(summary.not_seen),
        "built no time": summary.n_undated,
        "built no topic": summary.n_without_topic,
    }
    for name, n in odd.items():
        if n:
            typer.echo(said(name, lang, n=n))


@app.command("list")
def list_(
    state: Annotated[
        str | None, typer.Option(help="plan, do, check, act or closed; all open ones if not told.")
    ] = None,
    unit: Annotated[str | None, typer.Option(help="Only items of this unit.")] = None,
    all_: Annotated[bool, typer.Option("--all", help="Closed items too.")] = False,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many.")] = None,
    sort: Annotated[str, typer.Option(help="priority, rice or wsjf; the highest first.")] = "priority",
    lang: Language = "en",
    format: ViewFormat = "table",
) -> None:
    """Show items, the highest first; those that the last build did not see come last and say so."""
    from feedback_ai.services import backlog

    with opened_store() as store:
        items = backlog.list_items(store, state=state, unit=unit, open_only=not all_, limit=limit, sort=sort)
        none = None if items else why_none(store, state, unit, lang)
    if format == "json":
        typer.echo(as_json(items))
        return
    for item in items:
        typer.echo(item_line(item, items, lang, sort))
    if none:
        typer.echo(none, err=True)


@app.command()
def show(item_id: ItemId, lang: Language = "en", format: ViewFormat = "table") -> None:
    """Show an item with the parts of its priority, its evidence and its history."""
    from feedback_ai.services import backlog

    with opened_store() as store:
        item = backlog.get_item(store, item_id)
    if format == "json":
        typer.echo(as_json(item))
    else:
        echo_item(item, lang)


@app.command()
def update(
    item_id: ItemId,
    state: Annotated[str | None, typer.Option(help="plan, do, check, act or closed.")] = None,
    owner: Annotated[str | None, typer.Option(help="Who is responsible.")] = None,
    due: Annotated[
        datetime | None, typer.Option(parser=moment, metavar=TIME, help="When it is to be done, UTC.")
    ] = None,
    note: Annotated[
        str | None, typer.Option(help="What there is to say; a step that lacks something needs it.")
    ] = None,
    clear: Annotated[
        list[str] | None, typer.Option(help="owner or due, if it no longer holds; may be repeated.")
    ] = None,
    actor: Actor = None,
    lang: Language = "en",
    format: ViewFormat = "table",
) -> None:
    """Change an item; every change is kept in its history."""
    from feedback_ai.services import backlog

    with opened_store() as store:
        item = backlog.update_item(
            store,
            item_id,
            actor=actor_name(actor),
            state=state,
            owner=owner,
            due=due,
            note=note,
            clear=[backlog.clearable(name) for name in clear or ()],
        )
    if format == "json":
        typer.echo(as_json(item))
    else:
        echo_item(item, lang)


@app.command()
def push(
    item_id: ItemId,
    to: Annotated[str, typer.Option("--to", help="Name of the tracker; `trackers list` shows them.")],
    actor: Actor = None,
    lang: Language = "en",
    format: ViewFormat = "table",
) -> None:
    """Let a tracker have an item, whatever its filter says; `alerts deliver` sends it."""
    from feedback_ai.services import trackers

    with opened_store() as store:
        item = trackers.push(store, item_id, to, actor=actor_name(actor))
    if format == "json":
        typer.echo(as_json(item))
    else:
        echo_item(item, lang)


@app.command()
def export(
    output: Annotated[Path, typer.Option("--output", help="The file.")],
    format: Annotated[str | None, typer.Option("--format", help="csv or xlsx; the file's ending if not told.")] = None,
    lang: Language = "en",
    all_: Annotated[bool, typer.Option("--all", help="Closed items too.")] = False,
) -> None:
    """Write the backlog to a file for a spreadsheet; no cell of it can act as a formula."""
    from feedback_ai.services.backlog_export import export as write

    with opened_store() as store:
        write(store, output, format, lang=lang, open_only=not all_)
    typer.echo(said("wrote", lang, output=output), err=True)
