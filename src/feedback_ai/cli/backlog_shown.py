"""How items of the backlog look on the terminal, in English and Chinese."""

from typing import TYPE_CHECKING

import typer

from feedback_ai.cli.backlog_history import event_words
from feedback_ai.cli.tables import padded
from feedback_ai.schema.marks import bracketed, clauses, joined, titled
from feedback_ai.schema.names import Lang, state_name

if TYPE_CHECKING:
    from feedback_ai.services.backlog_views import (
        ClosingView,
        CountermeasureView,
        ItemDetail,
        ItemView,
        LinkView,
    )
    from feedback_ai.store import Store

SHOWN = 5
"""Pieces of evidence that `show` quotes as a table; `--format json` gives all."""
STATE_COLUMNS, PART_COLUMNS = 6, 10
SAID: dict[str, tuple[str, str]] = {
    "built": ("{n:,} texts from {start} to {end}", "{start} 至 {end} 的 {n:,} 条文本"),
    "built undated": ("{n:,} texts, none of them with a time", "{n:,} 条文本，均无时间"),
    "built items": (
        "items: {added} new, {updated} updated, {unchanged} unchanged",
        "改进项：新增 {added}，更新 {updated}，未变 {unchanged}",
    ),
    "built texts": (
        "texts in items: {n:,} of {of:,} unhappy ones that have a topic",
        "改进项中的文本：有主题的 {of:,} 条不满文本中的 {n:,} 条",
    ),
    "built not seen": (
        "open items that it did not see, listed last with older figures: {n}",
        "本次未出现的未关闭改进项（列于最后，数值为此前的）：{n}",
    ),
    "built no time": (
        "of unknown time, counted but in no trend: {n:,} texts",
        "时间不明，计入数量但不计入趋势：{n:,} 条文本",
    ),
    "built no topic": (
        "in no item: {n:,} unhappy segments without a topic",
        "未归入改进项：没有主题的 {n:,} 个不满片段",
    ),
    "wrote": ("wrote {output}", "已写入 {output}"),
    "texts": ("{n:>4} texts", "{n:>4} 条文本"),
    "not seen": ("not seen by the last build", "最近一次构建中未出现"),
    "older": ("its figures are of a build up to {day}", "数据来自截至 {day} 的构建"),
    "standing": (
        "state {state}, owner {owner}, team {team}, due {due}",
        "状态 {state}，负责人 {owner}，团队 {team}，期限 {due}",
    ),
    "priority": ("priority {value:.1f} ± {error:.1f} of 100", "优先级 {value:.1f} ± {error:.1f}（满分 100）"),
    "severity": ("severity", "严重度"),
    "frequency": ("frequency", "频次"),
    "trend": ("trend", "趋势"),
    "reach": ("reach", "波及面"),
    "impact": ("impact", "影响"),
    "issue": ("issue in {tracker}: {name}", "{tracker} 中的工单：{name}"),
    "no issue": ("no issue yet", "尚未建立"),
    "gone": (", GONE", "，已不存在"),
    "waits": (", waits to be sent", "，待发送"),
    "last error": (", last error: {error}", "，最近错误：{error}"),
    "containment": ("containment", "应急措施"),
    "lasting": ("lasting", "根本措施"),
    "done": ("  done {day} by {actor}", "  {day} 已完成（{actor}）"),
    "overdue": ("  OVERDUE", "  逾期"),
    "overdue one": ("OVERDUE: {kind}, {day}", "逾期：{kind}，{day}"),
    "failed": ("  FAILED {day}", "  {day} 未奏效"),
    "proven": ("closed as effective", "经证实有效后关闭"),
    "dropped": ("DROPPED before it was checked", "未检查即放弃"),
    "unproven": ("CLOSED WITHOUT PROOF that it worked", "未经证实有效即关闭"),
    "closing": ("{how} ({actor}, {day})", "{how}（{actor}，{day}）"),
    "closing why": ("{how} ({actor}, {day}): {note}", "{how}（{actor}，{day}）：{note}"),
    "effect": ("effect test: {told}", "效果检验：{told}"),
    "late effect": (
        "NO PROOF: its start was past already when it was fixed, so no verdict by it proves anything",
        "不算证明：确定时开始时间已过，其结论均不能作为证明",
    ),
    "evidence": ("evidence: {n} segments of {texts} texts", "证据：{texts} 条文本的 {n} 个片段"),
    "history": ("history", "经过"),
    "history of turn": ("history, turn {turn} of the circle", "经过，第 {turn} 轮"),
    "earlier": ("  of turn {turn}, an earlier one", "  属于此前的第 {turn} 轮"),
    "none": ("no items; `feedback-ai backlog build` makes them", "没有改进项；`feedback-ai backlog build` 可建立"),
    "none of unit": (
        "there are items, but none of unit {unit!r}; names of units are case-sensitive",
        "有改进项，但单位 {unit!r} 没有；单位名称区分大小写",
    ),
    "none in state": ("there are items, but none in the state {state}", "有改进项，但没有处于“{state}”状态的"),
    "none of unit in state": (
        "there are items of unit {unit!r}, but none in the state {state}",
        "单位 {unit!r} 有改进项，但没有处于“{state}”状态的",
    ),
    "all closed": ("all items are closed; `--all` shows them", "所有改进项均已关闭；`--all` 可显示"),
    "all of unit closed": (
        "all items of unit {unit!r} are closed; `--all` shows them",
        "单位 {unit!r} 的改进项均已关闭；`--all` 可显示",
    ),
}


def said(name: str, lang: Lang, /, **values: object) -> str:
    """One of the words of these pages, for people."""
    return SAID[name][lang == "zh"].format(**values)


def item_line(item: "ItemView", items: "list[ItemView]", lang: Lang, sort: str = "priority") -> str:
    """An item of a list, in one line, with the score by which the list is sorted."""
    state = item.state if lang == "en" else state_name(item.state, lang)
    marks = "".join(f" [{mark}]" for mark in _marks(item, lang))
    figures = f"{item.id:>4}  {_rank(item, items):>4}  {item.priority:5.1f}  {padded(state, STATE_COLUMNS)}"
    return f"{figures}  {said('texts', lang, n=item.n_texts)}{_score(item, sort)}  {_title(item, lang)}{marks}"


def _score(item: "ItemView", sort: str) -> str:
    if sort == "priority":
        return ""
    own = getattr(item, sort)
    return f"  {sort.upper()} {'-' if own is None else f'{own:g}':>6}"


def why_none(store: "Store", state: str | None, unit: str | None, lang: Lang) -> str:
    """Why a list is empty."""
    from feedback_ai.services.backlog import list_items

    if not list_items(store, open_only=False, limit=1):
        return said("none", lang)
    if unit is not None and not list_items(store, unit=unit, open_only=False, limit=1):
        return said("none of unit", lang, unit=unit)
    if state is not None:
        named = state if lang == "en" else state_name(state, lang)
        return said("none in state" if unit is None else "none of unit in state", lang, unit=unit, state=named)
    return said("all closed" if unit is None else "all of unit closed", lang, unit=unit)


def echo_item(item: "ItemDetail", lang: Lang) -> None:
    """An item with its parts, its test, its evidence and its history."""
    typer.echo(f"{item.id}  {_title(item, lang)}")
    due = f"{item.due_at:%Y-%m-%d}" if item.due_at else "-"
    state = item.state if lang == "en" else state_name(item.state, lang)
    typer.echo(said("standing", lang, state=state, owner=item.owner or "-", team=item.team or "-", due=due))
    scores = [f"{name} {own:g}" for name, own in (("RICE", item.rice), ("WSJF", item.wsjf)) if own is not None]
    typer.echo(joined([said("priority", lang, value=item.priority, error=item.error), *scores], lang))
    if _is_unseen(item):
        older = [] if item.window_to is None else [said("older", lang, day=f"{item.window_to:%Y-%m-%d}")]
        typer.echo(clauses([said("not seen", lang), *older], lang))
    if item.closing is not None:
        typer.echo(_closing_line(item.closing, lang))
    if item.warning is not None:
        typer.echo((item.warning.en if lang == "en" else item.warning.zh).upper())
    for name, part in item.parts.items():
        called = said(name, lang) if name in SAID else name
        why = part.why.en if lang == "en" else part.why.zh
        factor = part.value if part.factor is None else part.factor
        typer.echo(f"  {padded(called, PART_COLUMNS)} {factor:.2f} ^ {part.weight:.2f}  {why}")
    for link in item.links:
        typer.echo(_issue_line(link, lang))
    _echo_work(item, lang)
    for one in item.evidence[:SHOWN]:
        typer.echo(f"  [{one.record_id}] {one.words}")
    _echo_history(item, lang)


def _echo_history(item: "ItemDetail", lang: Lang) -> None:
    """What happened, under a heading for each turn of the circle where there was more than one."""
    if item.turn == 1:
        typer.echo(said("history", lang))
    told = 1 if item.turn == 1 else 0
    for event in item.history:
        if event.turn > told:
            told = event.turn
            typer.echo(said("history of turn", lang, turn=told))
        typer.echo(f"  {titled(f'{event.at:%Y-%m-%d %H:%M} {event.actor}', event_words(event, lang), lang)}")


def _echo_work(item: "ItemDetail", lang: Lang) -> None:
    for own in item.countermeasures:
        line = _countermeasure_line(own, lang)
        is_earlier = own.turn is not None and own.turn < item.turn
        typer.echo(line + said("earlier", lang, turn=own.turn) if is_earlier else line)
    if item.effect is not None:
        typer.echo(said("effect", lang, told=item.effect.told[lang]))
        if item.effect.planned_first is False:
            typer.echo(said("late effect", lang))
    texts = len({one.feedback_id for one in item.evidence})
    typer.echo(said("evidence", lang, n=len(item.evidence), texts=texts))


def _countermeasure_line(own: "CountermeasureView", lang: Lang) -> str:
    cost = [] if own.cost is None else [f"{own.cost:,g}"]
    who = bracketed(joined([own.owner or "-", f"{own.due_at:%Y-%m-%d}", *cost], lang), lang)
    line = f"{own.number}  {titled(said(own.kind, lang), own.text, lang)}{who}"
    if own.done_at is not None:
        line += said("done", lang, day=f"{own.done_at:%Y-%m-%d}", actor=own.done_by)
    if own.overdue:
        line += said("overdue", lang)
    return line if own.failed_at is None else line + said("failed", lang, day=f"{own.failed_at:%Y-%m-%d}")


def _closing_line(closing: "ClosingView", lang: Lang) -> str:
    how = said("proven" if closing.proven else "dropped" if closing.dropped else "unproven", lang)
    values = {"how": how, "actor": closing.actor, "day": f"{closing.at:%Y-%m-%d}", "note": closing.note}
    return said("closing" if closing.note is None else "closing why", lang, **values)


def _issue_line(link: "LinkView", lang: Lang) -> str:
    from feedback_ai.schema.messages import told

    name = link.external_id or said("no issue", lang)
    status = "" if link.status is None else f" [{link.status}]"
    error = "" if link.last_error is None else said("last error", lang, error=told(link.last_error, lang))
    ends = f"{said('gone', lang) if link.gone else ''}{said('waits', lang) if link.waiting else ''}{error}"
    return f"{said('issue', lang, tracker=link.tracker, name=name)}{status} {link.url or ''}{ends}"


def _rank(item: "ItemView", items: "list[ItemView]") -> str:
    """The rank, marked where others share it."""
    if item.rank is None:
        return "-"
    return f"{item.rank}{'=' if sum(other.rank == item.rank for other in items) > 1 else ''}"


def _marks(item: "ItemView", lang: Lang) -> list[str]:
    """What a list says of an item behind its title: that it was not seen, and what is overdue."""
    overdue = [
        said("overdue one", lang, kind=said(own.kind, lang), day=f"{own.due_at:%Y-%m-%d}")
        for own in item.countermeasures
        if own.overdue
    ]
    return [*([said("not seen", lang)] if _is_unseen(item) else []), *overdue]


def _is_unseen(item: "ItemView") -> bool:
    return not item.seen and item.state != "closed"


def _title(item: "ItemView", lang: Lang) -> str:
    return item.title.en if lang == "en" else item.title.zh
