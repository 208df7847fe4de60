"""How `feedback-ai backlog` shows an item."""

import json
from typing import TYPE_CHECKING

import typer

from feedback_ai.schema.names import Lang

if TYPE_CHECKING:
    from feedback_ai.services.backlog_views import ClosingView, CountermeasureView, ItemDetail, ItemView, LinkView

SHOWN = 5
"""Pieces of evidence that `show` quotes as a table; `--format json` gives all."""
NOT_SEEN = {"en": "not seen by the last build", "zh": "最近一次构建中未出现"}
CLOSED_AS = {
    "proven": {"en": "closed as effective", "zh": "经证实有效后关闭"},
    "dropped": {"en": "DROPPED before it was checked", "zh": "未检查即放弃"},
    "unproven": {"en": "CLOSED WITHOUT PROOF that it worked", "zh": "未经证实有效即关闭"},
}
OLDER = {"en": "its figures are of a build up to {}", "zh": "数据来自截至 {} 的构建"}
KINDS = {
    "containment": {"en": "containment", "zh": "应急措施"},
    "lasting": {"en": "lasting", "zh": "根本措施"},
}
COUNTERMEASURE = {
    "done": {"en": "done {} by {}", "zh": "{} 已完成（{}）"},
    "overdue": {"en": "OVERDUE", "zh": "逾期"},
    "which": {"en": "OVERDUE: {}, {}", "zh": "逾期：{}，{}"},
    "failed": {"en": "FAILED", "zh": "未奏效"},
}


def is_unseen(item: "ItemView") -> bool:
    """Whether the last build did not see an open item."""
    return not item.seen and item.state != "closed"


def title_of(item: "ItemView", lang: Lang) -> str:
    """What an item is called."""
    return item.title.en if lang == "en" else item.title.zh


def marks_of(item: "ItemView", lang: Lang) -> list[str]:
    """What a list says of an item behind its title: that it was not seen, and what is overdue."""
    overdue = [
        COUNTERMEASURE["which"][lang].format(KINDS[own.kind][lang], f"{own.due_at:%Y-%m-%d}")
        for own in item.countermeasures
        if own.overdue
    ]
    return [*([NOT_SEEN[lang]] if is_unseen(item) else []), *overdue]


def _countermeasure_line(own: "CountermeasureView", lang: Lang) -> str:
    cost = "" if own.cost is None else f", {own.cost:,g}"
    line = f"{own.number}  {KINDS[own.kind][lang]}: {own.text} ({own.owner or '-'}, {own.due_at:%Y-%m-%d}{cost})"
    if own.done_at is not None:
        line += "  " + COUNTERMEASURE["done"][lang].format(f"{own.done_at:%Y-%m-%d}", own.done_by)
    if own.overdue:
        line += f"  {COUNTERMEASURE['overdue'][lang]}"
    return line if own.failed_at is None else f"{line}  {COUNTERMEASURE['failed'][lang]} {own.failed_at:%Y-%m-%d}"


def _closing_line(closing: "ClosingView", lang: Lang) -> str:
    how = CLOSED_AS["proven" if closing.proven else "dropped" if closing.dropped else "unproven"][lang]
    note = "" if closing.note is None else f": {closing.note}" if lang == "en" else f"：{closing.note}"
    return f"{how} ({closing.actor}, {closing.at:%Y-%m-%d}){note}"


def _issue_line(link: "LinkView") -> str:
    named = link.external_id or "no issue yet"
    status = "" if link.status is None else f" [{link.status}]"
    waits = ", waits to be sent" if link.waiting else ""
    gone = ", GONE" if link.gone else ""
    error = "" if link.last_error is None else f", last error: {link.last_error}"
    return f"issue in {link.tracker}: {named}{status} {link.url or ''}{gone}{waits}{error}"


def echo_item(item: "ItemDetail", lang: Lang) -> None:
    """An item with its parts, its test, its evidence and its history."""
    typer.echo(f"{item.id}  {title_of(item, lang)}")
    due = f"{item.due_at:%Y-%m-%d}" if item.due_at else "-"
    typer.echo(f"state {item.state}, owner {item.owner or '-'}, team {item.team or '-'}, due {due}")
    scores = "".join(f", {name} {own:g}" for name, own in (("RICE", item.rice), ("WSJF", item.wsjf)) if own is not None)
    typer.echo(f"priority {item.priority:.1f} ± {item.error:.1f} of 100{scores}")
    if is_unseen(item):
        older = "" if item.window_to is None else f"; {OLDER[lang].format(f'{item.window_to:%Y-%m-%d}')}"
        typer.echo(f"{NOT_SEEN[lang]}{older}")
    if item.closing is not None:
        typer.echo(_closing_line(item.closing, lang))
    for name, part in item.parts.items():
        typer.echo(f"  {name:<10} {part.value:.2f} x {part.weight:.2f}  {part.why.en if lang == 'en' else part.why.zh}")
    for link in item.links:
        typer.echo(_issue_line(link))
    for own in item.countermeasures:
        typer.echo(_countermeasure_line(own, lang))
    if item.effect is not None:
        typer.echo(f"effect test: {item.effect.told['en'] if lang == 'en' else item.effect.told['zh']}")
    typer.echo(f"evidence: {len(item.evidence)} segments of {len({one.feedback_id for one in item.evidence})} texts")
    for one in item.evidence[:SHOWN]:
        typer.echo(f"  [{one.record_id}] {one.words}")
    typer.echo("history")
    for event in item.history:
        typer.echo(
            f"  {event.at:%Y-%m-%d %H:%M} {event.actor}: {event.kind} {json.dumps(event.detail, ensure_ascii=False)}"
        )
