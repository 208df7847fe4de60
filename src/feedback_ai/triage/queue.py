"""In which order cases wait: severity, sentiment, customer tier, recency and repeat contact, each with its reason."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from feedback_ai.errors import SettingError
from feedback_ai.schema.labels import Sentiment

DEFAULT = Path(__file__).with_name("queue.toml")
PARTS = ("severity", "sentiment", "tier", "recency", "repeat")
OTHER = "other"
"""The tier that stands for every one without a value of its own."""
HINT = "docs/cases.md tells what the file holds."
MOODS: dict[str | None, float] = {Sentiment.NEGATIVE: 1.0, None: 0.5, Sentiment.NEUTRAL: 0.5, Sentiment.POSITIVE: 0.0}
MOODS_ZH: dict[str | None, str] = {
    Sentiment.NEGATIVE: "负面",
    Sentiment.NEUTRAL: "中性",
    Sentiment.POSITIVE: "正面",
    None: "情感未定",
}

Words = dict[str, str]
"""The same in English (`en`) and Chinese (`zh`)."""


@dataclass(frozen=True)
class Order:
    """What the order of the queue is made of.

    Attributes:
        weights: How much each of `PARTS` counts, 0 or more; not all are 0.
        severity: Value of each severity and of `ungraded`, in [0, 1].
        tier: Value of customer tiers, in [0, 1]; `OTHER` is among them.
        half_life_days: After so many days a text counts half for recency.
        repeat_days: Other contacts of the customer in so many days before count as repeats.
        repeat_full_at: So many repeats count as 1, fewer in proportion.
    """

    weights: Mapping[str, float]
    severity: Mapping[str, float]
    tier: Mapping[str, float]
    half_life_days: float
    repeat_days: float
    repeat_full_at: float


@dataclass(frozen=True)
class Waiting:
    """What the order asks of a case.

    Attributes:
        severity: None where there is none; the same holds for `sentiment`, `tier` and `written_at`.
        n_repeats: Other contacts of the customer in the days before; None where the customer is not known.
    """

    severity: str | None
    sentiment: str | None
    tier: str | None
    written_at: datetime | None
    n_repeats: int | None


@dataclass(frozen=True)
class Part:
    """One part of a priority.

    Attributes:
        value: In [0, 1].
        weight: How much it counts beside the others.
        why: What the value is made of.
    """

    value: float
    weight: float
    why: Words


@dataclass(frozen=True)
class Priority:
    """How urgent a case is, 0 to 100: the weighted mean of its parts."""

    value: float
    parts: dict[str, Part]


def prioritize(case: Waiting, order: Order, now: datetime) -> Priority:
    """The priority of a case.

    Args:
        case: The case.
        order: What counts how much.
        now: The moment from which its age is counted.
    """
    found = {
        "severity": _severity(case.severity, order),
        "sentiment": (MOODS[case.sentiment], _words(case.sentiment or "sentiment open", MOODS_ZH[case.sentiment])),
        "tier": _tier(case.tier, order),
        "recency": _recency(case.written_at, order, now),
        "repeat": _repeat(case.n_repeats, order),
    }
    parts = {name: Part(round(value, 4), order.weights[name], why) for name, (value, why) in found.items()}
    total = sum(part.weight for part in parts.values())
    return Priority(round(100 * sum(part.value * part.weight for part in parts.values()) / total, 1), parts)


def _severity(severity: str | None, order: Order) -> tuple[float, Words]:
    if severity is None:
        return order.severity["ungraded"], _words("not graded", "未定级")
    return order.severity[severity], _words(str(severity), str(severity))


def _tier(tier: str | None, order: Order) -> tuple[float, Words]:
    value = order.tier.get(tier or OTHER, order.tier[OTHER])
    return value, _words(f"tier {tier or 'not known'}", f"客户等级{f'：{tier}' if tier else '未知'}")


def _recency(written: datetime | None, order: Order, now: datetime) -> tuple[float, Words]:
    if written is None:
        return 0.0, _words("time of writing not known", "时间未知")
    days = max(0.0, (now - written) / timedelta(days=1))
    return 0.5 ** (days / order.half_life_days), _words(f"written {days:.1f} days ago", f"{days:.1f} 天前")


def _repeat(n: int | None, order: Order) -> tuple[float, Words]:
    if n is None:
        return 0.0, _words("customer not known", "客户未知")
    within = f"{order.repeat_days:g}"
    why = _words(f"{n} other contacts in the {within} days before", f"此前 {within} 天内另有 {n} 次联系")
    return min(1.0, n / order.repeat_full_at), why


def _words(en: str, zh: str) -> Words:
    return {"en": en, "zh": zh}


@lru_cache(maxsize=8)
def load_order(path: Path | None = None) -> Order:
    """Read what the order is made of from a TOML file; the built-in one if None. What a file leaves out stays built in.

    Raises:
        SettingError: If the file cannot be read, or has an unknown key, a value outside its range, or no weight.
    """
    content = _read(DEFAULT)
    own = {} if path is None else _read(path)
    where = str(path or DEFAULT)
    _check_keys(own, tuple(content), where)
    for name, table in own.items():
        if not isinstance(table, dict):
            raise SettingError(f"{where}: {name} must be a table.", hint=HINT)
        if name != "tier":
            _check_keys(table, tuple(content[name]), f"{where}, {name}")
        content[name] |= table
    for name, table in content.items():
        for key, value in table.items():
            _check_number(value, 1.0 if name in ("severity", "tier") else 1e6, f"{where}, {name}.{key}")
    recency, repeat = content["recency"], content["repeat"]
    order = Order(
        weights=content["weights"],
        severity=content["severity"],
        tier=content["tier"],
        half_life_days=recency["half_life_days"],
        repeat_days=repeat["days"],
        repeat_full_at=repeat["full_at"],
    )
    if not sum(order.weights.values()) or not order.half_life_days or not order.repeat_full_at:
        raise SettingError(f"{where}: a half-life, a number of repeats or all weights are 0.", hint=HINT)
    return order


def _read(path: Path) -> dict[str, dict[str, float]]:
    try:
        content: dict[str, dict[str, float]] = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:  # a TOML error is a ValueError too
        raise SettingError(f"The order of the queue {path} cannot be read: {error}.", hint=HINT) from None
    return content


def _check_number(value: object, most: float, where: str) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
        raise SettingError(f"{where} must be a number of 0 to {most:g}.", hint=HINT)


def _check_keys(table: Mapping[str, object], known: tuple[str, ...], where: str) -> None:
    if unknown := [key for key in table if key not in known]:
        raise SettingError(
            f"{where}: unknown key {', '.join(map(repr, unknown))}.", hint="Correct or remove it.", options=known
        )
