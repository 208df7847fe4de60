"""What happened to an item of the backlog, in words: a phrase for each kind of event, in English and Chinese."""

import json
import re
from collections.abc import Iterator, Mapping
from string import Formatter
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from feedback_ai.schema.names import name_of, state_name

if TYPE_CHECKING:
    from feedback_ai.services.backlog_views import EventView

Language = Literal["en", "zh"]
Pair = tuple[str, str]


class Phrase(NamedTuple):
    """How a kind of event is told.

    Attributes:
        name: Its name, in English and Chinese.
        clauses: What is said of its details, likewise; one whose `{names}` the details do not have is left out.
    """

    name: Pair
    clauses: tuple[Pair, ...] = ()


NOTE: Pair = ("{note}", "{note}")
CHANGE: Pair = ("{from} → {to}", "{from} → {to}")
WINDOW: Pair = ("window up to {window_to}", "窗口截至 {window_to}")
PHRASES: dict[str, Phrase] = {
    "built": Phrase(
        ("built", "建立"),
        (
            ("priority {priority}", "优先级 {priority}"),
            ("{n_texts} texts", "{n_texts} 条文本"),
            (
                "about the same as item {after_closed_item}, which was closed",
                "与已关闭的改进项 {after_closed_item} 相同",
            ),
            WINDOW,
        ),
    ),
    "updated by build": Phrase(
        ("updated by build", "构建时更新"),
        (
            ("priority {priority}", "优先级 {priority}"),
            ("texts {n_texts}", "文本数 {n_texts}"),
            ("segments added {evidence_added}", "新增片段 {evidence_added}"),
            ("segments removed {evidence_removed}", "移除片段 {evidence_removed}"),
            ("parts that changed: {parts}", "变动的部分：{parts}"),
            ("topic {topic_id}", "主题 {topic_id}"),
            ("cause {cause}", "原因 {cause}"),
            ("dimension {dimension}", "维度 {dimension}"),
            ("team {team}", "团队 {team}"),
            ("seen by the build {seen}", "构建中出现 {seen}"),
            ("first text {first_seen}", "最早文本 {first_seen}"),
            ("last text {last_seen}", "最近文本 {last_seen}"),
            WINDOW,
        ),
    ),
    "not seen by build": Phrase(("not seen by build", "构建中未出现"), (WINDOW,)),
    "state": Phrase(("state", "状态"), (CHANGE, NOTE)),
    "owner": Phrase(("owner", "负责人"), (CHANGE,)),
    "due": Phrase(("due", "期限"), (CHANGE,)),
    "note": Phrase(("note", "备注"), (NOTE,)),
    "estimate": Phrase(
        ("estimate", "估计"),
        (
            ("impact {impact}", "影响 {impact}"),
            ("confidence {confidence}", "把握 {confidence}"),
            ("effort {effort}", "工作量 {effort}"),
            ("cost {cost}", "成本 {cost}"),
        ),
    ),
    "countermeasure": Phrase(
        ("countermeasure", "措施"),
        (
            ("{kind}: {text}", "{kind}：{text}"),
            ("owner {owner}", "负责人 {owner}"),
            ("due {due_at}", "期限 {due_at}"),
            ("cost {cost}", "成本 {cost}"),
            NOTE,
        ),
    ),
    "countermeasure done": Phrase(
        ("countermeasure done", "措施完成"),
        (("{number}, {kind}: {text}", "{number}，{kind}：{text}"), ("on {done_at}", "{done_at}"), NOTE),
    ),
    "effect test": Phrase(
        ("effect test", "效果检验"),
        (
            ("baseline {baseline_from} to {baseline_to}", "基线 {baseline_from} 至 {baseline_to}"),
            ("{bearing} of {texts} texts", "{texts} 条文本中 {bearing} 条"),
            ("start {start}", "开始 {start}"),
            ("follow-up {weeks} weeks", "观察期 {weeks} 周"),
            ("target {target}", "目标 {target}"),
            ("power {power}", "检验力 {power}"),
        ),
    ),
    "verified": Phrase(
        ("verified", "验证"),
        (
            ("{verdict}: {why}", "{verdict}：{why}"),
            ("ratio {ratio_value} [{ratio_low}, {ratio_high}]", "比值 {ratio_value} [{ratio_low}, {ratio_high}]"),
        ),
    ),
    "checked": Phrase(
        ("checked", "复查"),
        (
            ("period {period}, {start} to {end}", "第 {period} 期，{start} 至 {end}"),
            ("{bearing} texts", "{bearing} 条文本"),
            ("a working fix allows {expected}", "措施有效时预期 {expected}"),
            ("a relapse would make {expected_if_back}", "复发时预期 {expected_if_back}"),
            ("as many as a relapse makes: {like_relapse}", "已达复发时的数量：{like_relapse}"),
        ),
    ),
    "verdict withdrawn": Phrase(
        ("verdict withdrawn", "撤销结论"),
        (
            ("the problem came back on {recurred_on}", "问题于 {recurred_on} 复发"),
            ("what failed: {countermeasures}", "未奏效：{countermeasures}"),
            ("item {continued_by} goes on", "由改进项 {continued_by} 继续"),
        ),
    ),
    "watch ended": Phrase(
        ("watch ended", "跟踪结束"),
        (
            (
                "highest evidence of a return {statistic}, counted as back above {limit}",
                "复发证据最高为 {statistic}，超过 {limit} 即判为复发",
            ),
        ),
    ),
    "pushed": Phrase(("pushed", "推送"), (("to {to}", "至 {to}"),)),
    "tracker": Phrase(
        ("tracker", "工单系统"),
        (("issue {issue}", "工单 {issue}"), CHANGE, ("not followed: {conflict}", "未跟随：{conflict}")),
    ),
}
WORDS: dict[str, Pair] = {
    "containment": ("containment", "应急措施"),
    "lasting": ("lasting", "根本措施"),
    "effective": ("effective", "有效"),
    "ineffective": ("ineffective", "无效"),
    "undecided": ("undecided", "未定"),
    "severity": ("severity", "严重度"),
    "frequency": ("frequency", "频次"),
    "trend": ("trend", "趋势"),
    "reach": ("reach", "波及面"),
    "impact": ("impact", "影响"),
    "True": ("yes", "是"),
    "False": ("no", "否"),
}
OURS = ("kind", "verdict", "parts", "seen", "like_relapse")
"""Details whose values are words of ours."""
EMPTY_TOLD = ("from", "to", "owner", "ratio_value", "ratio_high")
"""Details that are told where they are empty."""
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)")


def event_words(event: "EventView", lang: Language) -> str:
    """What happened, for people; a kind that came later is told as stored."""
    phrase = PHRASES.get(event.kind)
    if phrase is None:
        return f"{event.kind} {json.dumps(event.detail, ensure_ascii=False)}"
    at = lang == "zh"
    told = dict(_told(event.kind, event.detail, lang))
    clauses = [
        clause[at].format_map(told)
        for clause in phrase.clauses
        if all(name in told for _, name, _, _ in Formatter().parse(clause[at]) if name)
    ]
    colon, semicolon = ("：", "；") if at else (": ", "; ")
    *first, last = clauses or [""]
    # A reason is a sentence of its own; within a list its full stop would stand before the semicolon.
    joined = semicolon.join([*(clause.rstrip(".。") for clause in first), last])
    return phrase.name[at] + (colon + joined if clauses else "")


def _told(kind: str, detail: Mapping[str, Any], lang: Language, prefix: str = "") -> Iterator[tuple[str, str]]:
    """The details by name, each in words; those of a part of it under both names."""
    for key, value in detail.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping) and not {"en", "zh"} <= set(value):
            yield from _told(kind, value, lang, f"{name}_")
        elif value is not None or name in EMPTY_TOLD:
            yield name, _words(kind, name, value, lang)


def _words(kind: str, name: str, value: Any, lang: Language) -> str:
    if isinstance(value, Mapping):
        return " ".join(str(value.get(lang, value.get("text", "-"))).split())
    if isinstance(value, list):
        # A figure that changed is kept as the pair of what it was and what it is.
        listed = ", " if lang == "en" else "、"
        between = listed if name in ("parts", "countermeasures") else " → "
        return between.join(_words(kind, name, one, lang) for one in value) or "-"
    if isinstance(value, float):
        return f"{value:,.0f}" if value.is_integer() else f"{round(value, 3):,}"
    return "-" if value is None else _word(kind, name, " ".join(str(value).split()), lang)


def _word(kind: str, name: str, text: str, lang: Language) -> str:
    if kind == "state" and name in ("from", "to"):
        return text if lang == "en" else state_name(text, lang)
    if name in ("cause", "dimension"):
        return name_of(text, lang)
    if name in OURS:
        return WORDS.get(text, (text, text))[lang == "zh"]
    return text[:10] if MOMENT.fullmatch(text) else text
