"""What commands about alerts share: options, words in English and Chinese, and how texts and histories are written."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from feedback_ai.cli.tables import cut
from feedback_ai.schema.marks import joined, listed, titled
from feedback_ai.schema.names import Lang, name_of

if TYPE_CHECKING:
    from feedback_ai.services.alert_views import EventView, TextView

Note = Annotated[str | None, typer.Option(help="What there is to say about it.")]
WORDS = 90
"""Columns of the terminal that are given to what a customer wrote."""
SHOWN = 10
"""Texts that are shown as a table; `--format json` gives more."""
SAID: Mapping[str, tuple[str, str]] = {
    "alerts": ("id|state|opened|severity|texts|rule|title", "编号|状态|触发时间|严重度|文本|规则|标题"),
    "no alerts": ("There is no such alert.", "没有这样的告警。"),
    "waits": ("from arrival to|n|median|90 %", "自文本到达至|数量|中位数|90 %"),
    "opening": ("opened", "触发"),
    "delivery": ("delivered", "送达"),
    "alert": (
        "rule {rule}, {state}, severity {severity}, opened {n} times",
        "规则 {rule}，{state}，严重度 {severity}，触发 {n} 次",
    ),
    "latency": (
        "from arrival to opening {opened}, to delivery {delivered}",
        "自文本到达至触发 {opened}，至送达 {delivered}",
    ),
    "message": ("message {id} to {to}: {state}", "消息 {id}，发往 {to}：{state}"),
    "up to": ("up to {at:%Y-%m-%d %H:%M} UTC", "截至 {at:%Y-%m-%d %H:%M} UTC"),
    "checked": (
        "alerts: {opened} opened, {reopened} opened again, {updated} updated, {unchanged} unchanged",
        "告警：触发 {opened}，再次触发 {reopened}，更新 {updated}，未变 {unchanged}",
    ),
    "checked incidents": (
        "mass incidents: {proposed} proposed, {joined} cases joined known ones",
        "突发事件：提出 {proposed} 起，并入已有事件的投诉 {joined} 件",
    ),
    "checked messages": ("messages written to the outbox: {n}", "写入发件箱的消息：{n}"),
    "not looked at": ("not looked at: {note}", "未检查：{note}"),
    "sent": (
        "delivered {delivered}, failed and to be repeated {failed}, given up {dead}",
        "已送达 {delivered}，失败待重试 {failed}，已放弃 {dead}",
    ),
    "given up": ("  given up: {id} to {to}: {error}", "  已放弃：{id}，发往 {to}：{error}"),
    "webhook": (
        "webhook {id} to {url}; keep the secret, it is not shown again:",
        "webhook {id}，发往 {url}；请保存密钥，以后不再显示：",
    ),
    "all rules": ("all rules", "全部规则"),
    "active": ("active", "启用中"),
    "revoked on": ("revoked {at:%Y-%m-%d}", "{at:%Y-%m-%d} 已撤销"),
    "counts": (
        "waiting {waiting}, delivered {delivered}, given up {dead}",
        "待发送 {waiting}，已送达 {delivered}，已放弃 {dead}",
    ),
    "last error": ("  last error: {error}", "  最近错误：{error}"),
    "revoked": ("revoked {id}", "已撤销 {id}"),
    "test delivered": ("delivered ({id})", "已送达（{id}）"),
    "test failed": ("not delivered: {error} ({id})", "未送达：{error}（{id}）"),
    "due": (", due {at:%Y-%m-%d %H:%M} UTC", "，定于 {at:%Y-%m-%d %H:%M} UTC"),
    "incidents": ("id|state|began|severity|cases|units|title", "编号|状态|开始时间|严重度|投诉|单位数|标题"),
    "no incidents": ("There is no such incident.", "没有这样的突发事件。"),
    "incident": (
        "{state}, severity {severity}, began {at:%Y-%m-%d %H:%M} UTC",
        "{state}，严重度 {severity}，始于 {at:%Y-%m-%d %H:%M} UTC",
    ),
    "by unit": ("cases by unit: {told}", "各单位投诉：{told}"),
    "playbook": ("playbook: {name}", "预案：{name}"),
    "texts": ("texts: {n:,}", "文本：{n:,}"),
    "history": ("history", "经过"),
    "event texts": ("{n:,} texts", "{n:,} 条文本"),
    "event cases": ("{n:,} cases", "{n:,} 件投诉"),
    "event as_of": ("up to {at} UTC", "截至 {at} UTC"),
}
CHINESE: Mapping[str, str] = {
    "open": "未处理",
    "acknowledged": "已受理",
    "closed": "已关闭",
    "proposed": "已提出",
    "confirmed": "已确认",
    "dismissed": "已排除",
    "opened": "触发",
    "reopened": "再次触发",
    "joined": "并入投诉",
    "waiting": "待发送",
    "delivered": "已送达",
    "dead": "已放弃",
    "by": "划分方式",
    "value": "取值",
    "incident_id": "突发事件编号",
    "window_days": "窗口天数",
    "window_from": "窗口开始",
    "window_to": "窗口结束",
    "observed": "实际",
    "expected": "预期",
    "ratio": "倍数",
    "ratio_low": "倍数下限",
    "ratio_high": "倍数上限",
    "p": "p 值",
    "q": "q 值",
    "dispersion": "离散程度",
    "season": "季节系数",
    "first_seen": "首次出现",
    "step": "计数间隔",
    "raised": "首次报警",
    "last_raised": "最近报警",
    "rising_since": "上升始于",
    "false_alarms_a_week": "每周误报",
    "false_share": "误报占比",
    "terms": "关键词",
    "units": "单位",
    "channels": "渠道",
    "causes": "根因",
    "dimensions": "维度",
}
"""States, events and names of figures in Chinese; in English they have their own names."""

LABELS = ("causes", "dimensions")
"""Figures that count labels; what others name is the user's own."""
MATTERS = {"case": "投诉", "unit": "单位", "channel": "渠道", "topic": "主题", "dimension": "维度"}
"""What makes one matter of cases, in Chinese."""


def say(name: str, lang: Lang, /, **values: object) -> str:
    """Words of these pages."""
    return SAID[name][lang == "zh"].format(**values)


def called(name: str, lang: Lang) -> str:
    """A state, an event or a figure, for people."""
    return name if lang == "en" else CHINESE.get(name) or name_of(name, lang)


def tell_figures(figures: Mapping[str, Any], lang: Lang) -> None:
    """Write figures, one a line."""
    for name, value in figures.items():
        told = {called(label, lang): n for label, n in value.items()} if name in LABELS else value
        if lang == "zh" and name == "by":
            told = MATTERS.get(value, value)
        elif name == "value" and figures.get("by") == "dimension":
            told = called(value, lang)
        typer.echo(f"  {titled(called(name, lang), _told(told, lang), lang)}")


def _told(value: Any, lang: Lang) -> str:
    if isinstance(value, Mapping):
        return listed((f"{name} {_told(own, lang)}" for name, own in value.items()), lang) or "-"
    if isinstance(value, list):
        return listed((_told(own, lang) for own in value), lang) or "-"
    return "-" if value is None else f"{value:.4g}" if isinstance(value, float) else str(value)


def tell_texts(texts: "Iterable[TextView]", total: int, lang: Lang) -> None:
    """Write some texts, one a line."""
    typer.echo(f"\n{say('texts', lang, n=total)}")
    for text in list(texts)[:SHOWN]:
        at = "-" if text.created_at is None else f"{text.created_at:%Y-%m-%d %H:%M}"
        typer.echo(f"  {text.record_id}  {at}  {text.unit or '-'}  {cut(text.text, WORDS)}")


def tell_history(events: "Iterable[EventView]", lang: Lang) -> None:
    """Write what happened, one a line."""
    typer.echo(f"\n{say('history', lang)}")
    for event in events:
        detail = event.detail
        told = [say(f"event {name}", lang, n=detail[name]) for name in ("texts", "cases") if name in detail]
        if "as_of" in detail:
            told.append(say("event as_of", lang, at=detail["as_of"][:16].replace("T", " ")))
        if detail.get("note"):
            told.append(detail["note"])
        what = called(event.kind, lang)
        words = titled(what, joined(told, lang), lang) if told else what
        typer.echo(f"  {titled(f'{event.at:%Y-%m-%d %H:%M} {event.actor}', words, lang)}")


def duration(seconds: float | None, lang: Lang = "en") -> str:
    """A wait as people write it."""
    if seconds is None:
        return "-"
    for units, length in ((("d", "天"), 86_400), (("h", "小时"), 3_600), (("min", "分钟"), 60)):
        if abs(seconds) >= length:
            return f"{seconds / length:.1f} {units[lang == 'zh']}"
    return f"{seconds:.1f} {'秒' if lang == 'zh' else 's'}"
