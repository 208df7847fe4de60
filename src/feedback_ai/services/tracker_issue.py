"""An item as trackers are told of it, in the language of the tracker; never more of customers than redacted words."""

from collections.abc import Iterator
from datetime import datetime

from feedback_ai.connect.issue import Issue, Section, key_of, one_line
from feedback_ai.connect.trackers import TrackerConfig
from feedback_ai.schema.marks import bracketed, joined
from feedback_ai.schema.names import Lang, state_name
from feedback_ai.services.backlog_proof import VERIFIED_EVENT
from feedback_ai.services.backlog_views import ItemDetail, Words

MAX_LINE_CHARS = 1_000
WORDS: dict[str, tuple[str, str]] = {
    "state": ("State: {}", "状态：{}"),
    "owner": ("Owner: {}", "负责人：{}"),
    "team": ("Team: {}", "团队：{}"),
    "due": ("Due: {}", "期限：{}"),
    "unit": ("Unit: {}", "单位：{}"),
    "priority": ("Priority: {} of 100, from {} texts", "优先级：{}（满分 100），来自 {} 条文本"),
    "item": ("Item {} of Feedback AI", "Feedback AI 改进项 {}"),
    "why": ("Why it matters", "优先级依据"),
    "done": ("What is done", "措施"),
    "containment": ("Containment: {}", "应急措施：{}"),
    "lasting": ("Lasting: {}", "根本措施：{}"),
    "finished": (", done {}", "，{} 已完成"),
    "failed": (" (failed {})", "（{} 未奏效）"),
    "proof": ("How it is proven", "效果验证"),
    "test": ("Effect test of {} weeks: {}", "效果检验 {} 周：{}"),
    "effective": ("Verdict: effective. {}", "结论：有效。{}"),
    "ineffective": ("Verdict: ineffective. {}", "结论：无效。{}"),
    "undecided": ("Verdict: undecided. {}", "结论：未定。{}"),
    "note": ("Last note", "最近备注"),
    "quotes": ("What customers say (redacted)", "客户原话（已脱敏）"),
}


def issue_of(item: ItemDetail, tracker: TrackerConfig) -> Issue:
    """What a tracker is told of an item.

    Args:
        item: The item.
        tracker: Whom it is told.
    """
    lang = tracker.lang
    sections = [Section(title, tuple(lines)) for title, lines in _sections(item, lang, tracker.quotes) if lines]
    return Issue(
        key=key_of(item.id, item.created_at),
        item_id=item.id,
        title=one_line(_in(item.title, lang)),
        state=str(item.state),
        sections=tuple(sections),
        owner=item.owner,
        due=_day(item.due_at),
        priority=item.priority,
        unit=item.unit,
    )


def is_dropped(item: ItemDetail) -> bool:
    """Whether an item was closed before its measure was checked."""
    return item.closing is not None and item.closing.dropped


def _sections(item: ItemDetail, lang: Lang, quotes: int) -> Iterator[tuple[str, list[str]]]:
    yield "", [one_line(line, MAX_LINE_CHARS) for line in _facts(item, lang)]
    yield _say("why", lang), [_in(part.why, lang) for part in item.parts.values()]
    yield _say("done", lang), [one_line(line, MAX_LINE_CHARS) for line in _measures(item, lang)]
    yield _say("proof", lang), list(_proof(item, lang))
    note = next((event.detail["note"] for event in reversed(item.history) if event.detail.get("note")), None)
    yield _say("note", lang), [] if note is None else [one_line(str(note), MAX_LINE_CHARS)]
    yield _say("quotes", lang), [one_line(one.words, MAX_LINE_CHARS) for one in item.evidence[:quotes]]


def _facts(item: ItemDetail, lang: Lang) -> Iterator[str]:
    yield _say("state", lang, state_name(item.state, lang))
    named = (("owner", item.owner), ("team", item.team), ("due", _day(item.due_at)), ("unit", item.unit))
    for name, value in named:
        if value is not None:
            yield _say(name, lang, value)
    yield _say("priority", lang, f"{item.priority:.1f}", item.n_texts)
    yield _say("item", lang, item.id)


def _measures(item: ItemDetail, lang: Lang) -> Iterator[str]:
    for own in item.countermeasures:
        who = joined(filter(None, (own.owner, _day(own.due_at))), lang)
        ends = (("failed", own.failed_at), ("finished", own.done_at))
        failed = next((_say(name, lang, _day(at)) for name, at in ends if at is not None), "")
        yield f"{_say(own.kind, lang, own.text)}{bracketed(who, lang)}{failed}"


def _proof(item: ItemDetail, lang: Lang) -> Iterator[str]:
    if item.effect is not None:
        yield _say("test", lang, item.effect.weeks, item.effect.told[lang])
    verdicts = [event.detail for event in item.history if event.kind == VERIFIED_EVENT]
    if verdicts:
        yield _say(verdicts[-1]["verdict"], lang, verdicts[-1]["why"][lang])


def _say(name: str, lang: Lang, *values: object) -> str:
    return WORDS[name][lang == "zh"].format(*values)


def _in(words: Words, lang: Lang) -> str:
    return words.zh if lang == "zh" else words.en


def _day(at: datetime | None) -> str | None:
    return None if at is None else f"{at:%Y-%m-%d}"
