"""How a case and the outcomes of follow-ups look on the terminal; arguments that their commands share."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from feedback_ai.cli.options import as_json
from feedback_ai.cli.tables import aligned
from feedback_ai.schema.marks import bracketed, clauses, joined, listed, titled
from feedback_ai.schema.names import Lang, name_of
from feedback_ai.triage.follow_up import REASON

if TYPE_CHECKING:
    from feedback_ai.services.case_outcomes import CaseOutcomes, SeverityAgreement, ShareView
    from feedback_ai.services.case_views import CaseDetail, CaseEventView, Order
    from feedback_ai.store.records import CorrectedLabel

CaseName = Annotated[str, typer.Argument(help="The id of the case, or of its record.", metavar="CASE")]
Name = TypeVar("Name", bound=StrEnum)

SAID: dict[str, tuple[str, str]] = {
    "acknowledge": ("acknowledge", "确认受理"),
    "first_response": ("first response", "首次答复"),
    "resolution": ("resolution", "解决"),
    "severity": ("severity", "严重度"),
    "sentiment": ("sentiment", "情感"),
    "tier": ("customer tier", "客户等级"),
    "recency": ("recency", "时近性"),
    "repeat": ("repeat contact", "重复联系"),
    "state": ("state", "状态"),
    "assigned": ("assigned to", "负责人"),
    "may become": ("may become", "可转为"),
    "priority": ("priority", "优先级"),
    "of": (" of 100", "（满分 100）"),
    "clocks": ("deadlines, profile", "时限，方案"),
    "due": ("due", "截止"),
    "done": ("done", "完成"),
    "ended": ("not done, closed", "未完成，关闭于"),
    "waiting": ("paused: the customer is waited for", "已暂停：等待客户"),
    "received": ("received", "已接收"),
    "acknowledged": ("acknowledged", "已确认受理"),
    "assessed": ("assessed", "已评估"),
    "investigating": ("investigating", "调查中"),
    "responded": ("responded", "已答复"),
    "closed": ("closed", "已关闭"),
    "reopened": ("reopened", "已重新打开"),
    "running": ("running", "进行中"),
    "warning": ("warning", "临近截止"),
    "paused": ("paused", "已暂停"),
    "met": ("met", "按时"),
    "unanswered": ("closed before it was done", "未完成即关闭"),
    "breached": ("breached", "超时"),
    "corrections": ("corrections", "更正"),
    "intent": ("intent", "意图"),
    "expectation": ("expectation", "期望"),
    "facet": ("facet", "维度"),
    "cause": ("cause", "根因"),
    "stated": ("stated", "已写明"),
    "not_stated": ("not_stated", "未写明"),
    "assignment": ("assignment", "分派"),
    "pause": ("pause", "暂停"),
    "resume": ("resume", "恢复"),
    "follow_up": ("follow-up", "回访"),
    "history": ("history", "经过"),
    "follow-ups": ("follow-ups", "回访"),
    "planned": ("planned", "已计划"),
    "attempted": ("attempted", "已尝试"),
    "no_answer": ("no answer", "未接通"),
    "satisfied": ("satisfied", "满意"),
    "dissatisfied": ("dissatisfied", "不满意"),
    "model": ("model", "模型"),
    "given": ("given by the model", "模型判定"),
    "found": ("found by follow-up", "回访结果"),
    "same": ("the same grade", "等级相同"),
    "near": ("one grade apart at most", "至多差一级"),
    "too_low": ("worse than the model said", "比模型判定更严重"),
    "none": ("no follow-up has found a severity yet", "还没有回访给出严重度"),
    "list": (
        "severity|written|record|unit|team|unhappy with|state|due|clock|words",
        "严重度|时间|记录|单位|团队|不满于|状态|截止|时限|原话",
    ),
    "listed": ("Complaints: {n:,} of {of:,}", "投诉：{of:,} 件中的 {n:,} 件"),
    "teams": ("By team, all {n:,} complaints", "按团队，全部 {n:,} 件投诉"),
    "team": ("team", "团队"),
    "no rule": ("(no rule)", "（无规则）"),
    "chance": (
        "95 % intervals cover chance only: whom a follow-up reaches is no random sample.",
        "95% 区间只反映抽样误差：回访接通的客户不是随机样本。",
    ),
}


def said(name: str, lang: Lang) -> str:
    """A word of these pages, for people."""
    return SAID[name][lang == "zh"]


def one_of(name: str, kind: type[Name], called: str) -> Name:
    """A member of an enumeration by its name, which may be written with hyphens.

    Raises:
        OptionError: If there is none.
    """
    from feedback_ai.errors import OptionError

    try:
        return kind(name.replace("-", "_"))
    except ValueError:
        raise OptionError(f"There is no {called} {name!r}.", hint="Give one of them.", options=list(kind)) from None


def checked_order(name: str) -> "Order":
    """The order of a list, by its name.

    Raises:
        OptionError: If there is none.
    """
    from feedback_ai.errors import OptionError

    if name == "severity":
        return "severity"
    if name == "queue":
        return "queue"
    raise OptionError(f"There is no order {name!r}.", hint="Give one of them.", options=("severity", "queue"))


def echo_case(case: "CaseDetail", lang: Lang, format: str) -> None:
    """Write a case."""
    if format == "json":
        typer.echo(as_json(case))
        return
    typer.echo(f"{case.id}  {case.source} / {case.record_id}  {case.severity or '-'}  {case.unit or '-'}")
    typer.echo(f"  {' '.join(case.text.split())}")
    assigned = " / ".join(filter(None, (case.assignee, case.assigned_unit))) or "-"
    steps = listed((said(state, lang) for state in case.steps), lang)
    standing = (f"{said('state', lang)} {said(case.state, lang)}", f"{said('assigned', lang)} {assigned}")
    typer.echo(clauses(standing, lang))
    typer.echo(f"{said('may become', lang)} {steps}")
    if case.paused:
        typer.echo(said("waiting", lang))
    typer.echo(f"{said('clocks', lang)} {case.profile}")
    for clock in case.clocks:
        how = said("done" if clock.done_at else "ended", lang)
        done = [f"{how} {clock.ended_at:%Y-%m-%d %H:%M}"] if clock.ended_at else []
        due = f"{said('due', lang)} {clock.due_at:%Y-%m-%d %H:%M} UTC"
        told = joined([said(clock.status, lang), f"{clock.used:.0%}", due, *done], lang)
        typer.echo(f"  {titled(said(clock.target, lang), told, lang)}")
    typer.echo(f"{said('priority', lang)} {case.priority:.1f}{said('of', lang)}")
    for name, part in case.parts.items():
        why = part.why.en if lang == "en" else part.why.zh
        typer.echo(f"  {said(name, lang)} {part.value:.2f} x {part.weight:.2f}  {why}")
    _echo_past(case, lang)


def _echo_past(case: "CaseDetail", lang: Lang) -> None:
    if case.corrections:
        typer.echo(said("corrections", lang))
    for one in case.corrections:
        where = said(one.kind, lang) + ("" if one.segment_index is None else f".{one.segment_index}")
        names = " -> ".join(_names(labels, lang) for labels in (one.replaced, one.labels))
        told = f"{where} {names}{_why(one.note, lang)}"
        typer.echo(f"  {titled(f'{one.at:%Y-%m-%d %H:%M} {one.author}', told, lang)}")
    if case.history:
        typer.echo(said("history", lang))
    for event in case.history:
        typer.echo(f"  {titled(f'{event.at:%Y-%m-%d %H:%M} {event.actor}', _event(event, lang), lang)}")


def _event(event: "CaseEventView", lang: Lang) -> str:
    detail = event.detail
    words = [said(event.kind, lang)]
    if "to" in detail:
        words.append(f"{_side(detail['from'], lang)} -> {_side(detail['to'], lang)}")
    if "outcome" in detail:
        words.append(said(detail["outcome"], lang))
    if detail.get("planned_for"):
        words.append(f"{datetime.fromisoformat(detail['planned_for']):%Y-%m-%d %H:%M} UTC")
    if detail.get("severity"):
        words.append(detail["severity"])
    return " ".join(words) + _why(detail.get("why") or detail.get("note"), lang)


def _side(value: str | dict[str, Any], lang: Lang) -> str:
    """A state, or the person and unit that a case is assigned to."""
    if isinstance(value, str):
        return said(value, lang)
    return " / ".join(filter(None, (value["assignee"], value["unit"]))) or "-"


def _why(note: str | None, lang: Lang) -> str:
    """A reason behind what it is the reason of; that of a follow-up is the software's own, and in English."""
    if not note:
        return ""
    outcome = note.removeprefix(REASON)
    if note != outcome and outcome in SAID:
        note = titled(said("follow_up", lang), said(outcome, lang), lang)
    return bracketed(note, lang)


def _names(labels: "Iterable[CorrectedLabel]", lang: Lang) -> str:
    def named(code: str) -> str:
        return code if lang == "en" else said(code, lang) if code in SAID else name_of(code, lang)

    told = [f"{named(one.name)}={named(one.sentiment)}" if one.sentiment else named(one.name) for one in labels]
    return listed(told, lang) or "-"


def outcomes_table(found: "CaseOutcomes", lang: Lang) -> str:
    """What follow-ups found, as text."""
    counts = joined((f"{said(name, lang)} {n:,}" for name, n in found.counts.items()), lang)
    parts = [titled(said("follow-ups", lang), counts, lang)]
    parts += [_agreement(one, lang) for one in found.agreement] or [said("none", lang)]
    return "\n\n".join([*parts, said("chance", lang)] if found.agreement else parts)


def _agreement(one: "SeverityAgreement", lang: Lang) -> str:
    rows = [[cell.given or "-", cell.found, f"{cell.n:,}"] for cell in one.table]
    lines = [
        joined([f"{said('model', lang)} {one.model_version}", f"n = {one.n:,}"], lang),
        aligned([said("given", lang), said("found", lang), "n"], rows, right=[2]),
        *(_share(said(name, lang), getattr(one, name), lang) for name in ("same", "near", "too_low")),
    ]
    return "\n".join(lines)


def _share(name: str, share: "ShareView | None", lang: Lang) -> str:
    if share is None:
        return f"  {titled(name, '-', lang)}"
    told = f"{share.n} / {share.of} = {share.share:.0%} ({share.low:.0%} - {share.high:.0%})"
    return f"  {titled(name, told, lang)}"
