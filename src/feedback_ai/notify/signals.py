"""What rules look at, and what they find: signals with the texts they rest on."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from feedback_ai.notify.rules import Rule, SignalKind
from feedback_ai.schema.labels import worst
from feedback_ai.schema.names import name_of


@dataclass(frozen=True)
class Text:
    """A text with what conditions ask for.

    Attributes:
        at: When it was written; when it was stored where that is not known.
        stored_at: When it was stored.
        dimensions: What it judges negative.
        topics: Topics of the segments that do.
    """

    feedback_id: str
    at: datetime
    stored_at: datetime
    unit: str | None = None
    channel: str | None = None
    severity: str | None = None
    dimensions: frozenset[str] = frozenset()
    topics: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Signal:
    """Something that a rule may want to tell.

    Attributes:
        kind: What it is.
        matter: What it is about, the same at every check.
        title: What it is called, by language (`en`, `zh`).
        texts: What it rests on.
        topic_id: Its topic; None where it is of none.
        q: Its q value; None where it has none.
        raised: When the watch raised an alarm, the last time; None if it did not.
        figures: What else there is to say, ready for JSON.
        ids: All texts of a candidate, those before its window and beyond `texts` among them.
        since: From when on texts were looked at for candidates.
    """

    kind: SignalKind
    matter: str
    title: Mapping[str, str]
    texts: Sequence[Text]
    topic_id: int | None = None
    q: float | None = None
    raised: datetime | None = None
    figures: Mapping[str, Any] | None = None
    ids: frozenset[str] = frozenset()
    since: datetime | None = None


@dataclass(frozen=True)
class Finding:
    """A signal that fits a rule, with those of its texts that fulfil the rule's conditions."""

    rule: Rule
    signal: Signal
    texts: tuple[Text, ...]

    @property
    def key(self) -> str:
        """What makes it one matter under one rule."""
        return f"{self.rule.name}|{self.signal.matter}"

    @property
    def severity(self) -> str | None:
        """The worst severity of its texts; None where none is graded."""
        return worst(text.severity for text in self.texts)


def match(rule: Rule, signals: Iterable[Signal]) -> list[Finding]:
    """The signals that fit a rule, in their order."""
    found = []
    for signal in signals:
        if signal.kind != rule.signal or (rule.alarm and signal.raised is None):
            continue
        if rule.max_q is not None and (signal.q is None or signal.q > rule.max_q):
            continue
        if rule.topic and signal.topic_id is not None and signal.topic_id not in rule.topic:
            continue
        texts = tuple(text for text in signal.texts if fulfils(rule, signal, text))
        if len(texts) >= rule.floor:
            found.append(Finding(rule, signal, texts))
    return found


def fulfils(rule: Rule, signal: Signal, text: Text) -> bool:
    """Whether a text fulfils all conditions; what it does not have fulfils none."""
    return (
        (not rule.unit or text.unit in rule.unit)
        and (not rule.channel or text.channel in rule.channel)
        and (not rule.severity or text.severity in rule.severity)
        and (not rule.dimension or bool(text.dimensions & set(rule.dimension)))
        # The texts of a topic's own signal are of that topic, whatever else they speak of.
        and (not rule.topic or signal.topic_id is not None or bool(text.topics & set(rule.topic)))
    )


def cases(rule: Rule, texts: Iterable[Text]) -> list[Signal]:
    """Graded texts as the matters that a rule makes of them, in the order of their first text.

    Args:
        rule: A rule whose signal is `case`.
        texts: Complaints written in the rule's days.
    """
    matters: dict[str, list[Text]] = defaultdict(list)
    for text in sorted(texts, key=lambda one: (one.at, one.feedback_id)):
        if text.severity in rule.severity:
            for value in _values(rule, text):
                matters[value].append(text)
    return [
        Signal("case", f"{rule.by}:{value}", _title(rule, value, own), own, figures={"by": rule.by, "value": value})
        for value, own in matters.items()
    ]


def _values(rule: Rule, text: Text) -> Sequence[str]:
    if rule.by == "case":
        return (text.feedback_id,)
    if rule.by == "topic":
        return sorted(str(topic) for topic in text.topics)
    if rule.by == "dimension":
        return sorted(text.dimensions)
    return (getattr(text, rule.by) or "",)


def _title(rule: Rule, value: str, texts: Sequence[Text]) -> dict[str, str]:
    grade = "/".join(str(severity) for severity in rule.severity)
    if rule.by == "case":
        about = texts[0].unit or ""
        english = chinese = about
    elif rule.by == "topic":
        english, chinese = f"topic {value}", f"主题 {value}"
    else:
        english, chinese = name_of(value, "en"), name_of(value, "zh")
    return {"en": f"{grade} case: {english or 'no unit'}", "zh": f"{grade} 级投诉：{chinese or '未注明单位'}"}


SAME_SHARE = 0.5
"""Share of the texts of the smaller side that two candidates of one matter have in common."""
TERMS, SAME_TERMS = 5, 3
"""Of so many first terms of a language so many are the same in two candidates of one matter."""
DECIDING = 5
"""Texts of an earlier candidate that must be left to look at for them alone to decide, or all of one that has fewer."""


def likeness(
    signal: Signal, ids: Collection[str], looked_at: Collection[str], terms: Mapping[str, Sequence[str]]
) -> float:
    """How surely a candidate, which has no lasting id, is the matter of an earlier one; 0 where it is another one.

    Texts decide where they can. Terms do where too many of the earlier one's texts are too old to be looked at again:
    of texts that are looked at, those of one matter are in one group, so that another group with the same words is
    another matter.

    Args:
        signal: The candidate now.
        ids: Texts of the earlier one.
        looked_at: Those of them that are among the texts in which the candidate was found.
        terms: Its key terms by language.

    Returns:
        The greater the surer: share of texts in common, plus share of terms in common, in [0, 2].
    """
    own = signal.ids or {text.feedback_id for text in signal.texts}
    enough = max(1, min(DECIDING, len(ids)))
    by_texts = len(own & set(looked_at)) / max(enough, min(len(own), len(looked_at)))
    now: Mapping[str, Sequence[str]] = (signal.figures or {}).get("terms", {})
    by_terms = max((len(set(now[lang][:TERMS]) & set(terms.get(lang, ())[:TERMS])) for lang in now), default=0)
    if by_texts < SAME_SHARE and (len(looked_at) >= enough or by_terms < SAME_TERMS):
        return 0.0
    return by_texts + by_terms / TERMS
