"""What commands about alerts share: options, who acts, and how texts and histories are written."""

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from feedback_ai.cli.tables import cut

if TYPE_CHECKING:
    from feedback_ai.services.alert_views import EventView, TextView

Format = Annotated[Literal["table", "json"], typer.Option("--format", help="table or json.")]
Note = Annotated[str | None, typer.Option(help="What there is to say about it.")]
WORDS = 90
"""Columns of the terminal that are given to what a customer wrote."""
SHOWN = 10
"""Texts that are shown as a table; `--format json` gives more."""


def tell_texts(texts: "Iterable[TextView]", total: int) -> None:
    """Write some texts, one a line."""
    typer.echo(f"\ntexts: {total:,}")
    for text in list(texts)[:SHOWN]:
        at = "-" if text.created_at is None else f"{text.created_at:%Y-%m-%d %H:%M}"
        typer.echo(f"  {text.record_id}  {at}  {text.unit or '-'}  {cut(text.text, WORDS)}")


def tell_history(events: "Iterable[EventView]") -> None:
    """Write what happened, one a line."""
    typer.echo("\nhistory")
    for event in events:
        detail = json.dumps(event.detail, ensure_ascii=False) if event.detail else ""
        typer.echo(f"  {event.at:%Y-%m-%d %H:%M} {event.actor}: {event.kind} {detail}".rstrip())


def duration(seconds: float | None) -> str:
    """A wait as people write it."""
    if seconds is None:
        return "-"
    for unit, length in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if abs(seconds) >= length:
            return f"{seconds / length:.1f} {unit}"
    return f"{seconds:.1f} s"
