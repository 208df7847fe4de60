"""How urgent a problem is: severity x frequency x trend x reach x impact, each shown with its reason."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import pstdev
from typing import TYPE_CHECKING, Any

from feedback_ai.backlog.items import Candidate
from feedback_ai.backlog.titles import Words
from feedback_ai.backlog.window import Window
from feedback_ai.schema import Severity

if TYPE_CHECKING:
    import pandas as pd

    Texts = pd.DataFrame

NORMAL_95 = 1.96


@dataclass(frozen=True)
class Weights:
    """Exponents of the parts, which need not add up to 1, and their ranges. `docs/backlog.md` says why these.

    Attributes:
        least: Lowest factor of severity, frequency and reach, above 0, so that no part alone makes a priority 0.
        grades: Weight of a text by its severity, in [0, 1].
        severity_prior: Texts that are added with the mean grade of all items, so that a few wrong grades do not make
            an item severe.
        trend_prior: Texts that are added to the recent count and to the expected one, so that a few texts make no
            trend.
        reach_prior: Customers without the problem that are added to the unit's, so that six of six at a unit that is
            hardly known are not all of it.
        limit: Highest factor of trend and impact, above 1; its inverse is the lowest.
    """

    severity: float = 0.35
    frequency: float = 0.3
    trend: float = 0.2
    reach: float = 0.15
    impact: float = 0.2
    least: float = 0.05
    grades: Mapping[str, float] = field(
        default_factory=lambda: {
            Severity.S1: 1.0,
            Severity.S2: 0.6,
            Severity.S3: 0.3,
            Severity.S4: 0.1,
            Severity.S0: 0.0,
        }
    )
    severity_prior: float = 5.0
    trend_prior: float = 5.0
    reach_prior: float = 20.0
    limit: float = 4.0


WEIGHTS = Weights()


@dataclass(frozen=True)
class Part:
    """One part of a priority.

    Attributes:
        value: In [0, 1]; of trend and impact, the place of the factor on the log scale of its range.
        factor: What the priority is multiplied with, above 0; 1 where nothing is known of trend or impact.
        top: The highest factor that there is.
        weight: Its exponent.
        why: What the value is made of, one line in each language.
        error: Half the width of the 95 % interval of the factor's logarithm by chance alone: about its share.
    """

    value: float
    factor: float
    top: float
    weight: float
    why: Words
    error: float = 0.0


@dataclass(frozen=True)
class Priority:
    """Priority of a problem, above 0 to 100: the product of its parts, as `product` takes it."""

    value: float
    parts: dict[str, Part]


def prioritize(
    problems: Sequence[tuple[Candidate, Words]],
    texts: "Texts",
    window: Window | None,
    weights: Weights = WEIGHTS,
    impacts: Sequence[float | None] | None = None,
) -> list[Priority]:
    """Priorities of all problems of a build, in their order.

    Args:
        problems: Each with what it is called.
        texts: All records of the window, unhappy or not: `feedback_id`, `unit`, `severity`, `created_at`, `customer`.
        window: The window; None where no record has a time, so that there is no trend.
        weights: How much each part counts.
        impacts: What people estimate a solution of each to be worth, above 0; None where nobody did.
    """
    if not problems:
        return []
    by_id = texts.set_index("feedback_id")
    units = {
        unit: by_id if unit is None else by_id[by_id["unit"] == unit] for unit in {p.key.unit for p, _ in problems}
    }
    largest, name = max(problems, key=lambda problem: len(problem[0].texts))
    own = [by_id.loc[sorted(problem.texts)] for problem, _ in problems]
    graded = [grade for frame in own for grade in _grades(frame, weights)]
    mean = sum(graded) / len(graded) if graded else 0.0
    return [
        _priority(
            severity=_severity(frame, mean, weights),
            frequency=_frequency(len(frame), len(largest.texts), name, weights),
            trend=_trend(frame, units[problem.key.unit], window, weights),
            reach=_reach(frame, units[problem.key.unit], problem.key.unit, weights),
            impact=impact_part(impact, weights),
        )
        for (problem, _), frame, impact in zip(problems, own, impacts or [None] * len(problems), strict=True)
    ]


def product(parts: Mapping[str, Mapping[str, Any]]) -> float:
    """The priority that parts make: the weighted geometric mean of their factors, of 100 where each is at its top.

    Args:
        parts: As stored: `factor`, `top` and `weight` by name.
    """
    total = sum(part["weight"] for part in parts.values())
    logs = sum(part["weight"] * math.log(part["factor"] / part["top"]) for part in parts.values())
    return round(100 * math.exp(logs / total), 1)


def impact_part(impact: float | None, weights: Weights = WEIGHTS) -> Part:
    """What a solution is worth by people's estimate: 1 is a usual one; so counts what nobody estimated.

    Args:
        impact: The estimate, above 0; None where there is none.
        weights: How much it counts.
    """
    if impact is None:
        why = {"en": "nobody estimated it: counts as 1", "zh": "尚无人估计：按 1 计"}
    else:
        why = {"en": f"estimated as {impact:g}", "zh": f"估计为 {impact:g}"}
    return _on_log_scale(1.0 if impact is None else impact, weights.impact, why, weights)


def _priority(**parts: Part) -> Priority:
    return Priority(product({name: vars(part) for name, part in parts.items()}), parts)


def _share(value: float, weight: float, why: Words, deviation: float, weights: Weights) -> Part:
    """A part whose factor is its value, not less than the least one."""
    factor = min(1.0, max(weights.least, value))
    return Part(round(value, 4), round(factor, 4), 1.0, weight, why, _error(deviation / factor))


def _on_log_scale(ratio: float, weight: float, why: Words, weights: Weights, deviation: float = 0.0) -> Part:
    """A part whose factor is a ratio, cut to its range; 1 changes nothing."""
    factor = min(weights.limit, max(1 / weights.limit, ratio))
    value = 0.5 + 0.5 * math.log(factor) / math.log(weights.limit)
    return Part(round(value, 4), round(factor, 4), weights.limit, weight, why, _error(deviation))


def _grades(texts: "Texts", weights: Weights) -> list[float]:
    """Weights of the grades that were given."""
    return [weights.grades[grade] for grade in texts["severity"] if isinstance(grade, str)]


def _severity(own: "Texts", mean_of_all: float, weights: Weights) -> Part:
    """Mean weight of the grades; as if some more texts had been graded as all items are on average."""
    grades = _grades(own, weights)
    prior = weights.severity_prior
    value = (sum(grades) + prior * mean_of_all) / (len(grades) + prior)
    counts = [(grade, int((own["severity"] == grade).sum())) for grade in weights.grades]
    told_en = [", ".join(f"{n} {grade}" for grade, n in counts if n)] if grades else []
    told_zh = ["，".join(f"{grade} {n} 条" for grade, n in counts if n)] if grades else []
    if missing := len(own) - len(grades):
        told_en.append(f"{missing} without a grade")
        told_zh.append(f"{missing} 条未定级")
    why = {
        "en": "; ".join([*told_en, f"drawn towards {mean_of_all:.2f}, the mean of all items"]),
        "zh": "；".join([*told_zh, f"向全部改进项的均值 {mean_of_all:.2f} 收缩"]),
    }
    scatter = pstdev([*grades, mean_of_all]) if grades else 0.0
    return _share(value, weights.severity, why, scatter / math.sqrt(len(grades) + prior), weights)


def _frequency(n: int, n_largest: int, largest: Words, weights: Weights) -> Part:
    why = {
        "en": f"{n} texts; the largest item has {n_largest}: {largest['en']}",
        "zh": f"{n} 条；最大的改进项有 {n_largest} 条：{largest['zh']}",
    }
    return _share(n / n_largest, weights.frequency, why, math.sqrt(n) / n_largest, weights)


def _trend(own: "Texts", unit: "Texts", window: Window | None, weights: Weights) -> Part:
    """Recent texts against those expected from the rate before, per text that the unit received."""
    no_trend = {"en": "no earlier texts to compare with", "zh": "没有更早的文本可比"}
    if window is None:
        return _on_log_scale(1.0, weights.trend, no_trend, weights)
    recent, before = _split(own, window)
    unit_recent, unit_before = _split(unit, window)
    if not unit_before or not unit_recent:
        return _on_log_scale(1.0, weights.trend, no_trend, weights)
    expected = before * unit_recent / unit_before
    ratio = (recent + weights.trend_prior) / (expected + weights.trend_prior)
    since = f"{window.recent:%Y-%m-%d}"
    why = {
        "en": f"{recent} texts since {since}, {expected:.1f} expected from before; ratio {ratio:.2f} after shrinkage",
        "zh": f"{since} 起 {recent} 条，按此前比率应为 {expected:.1f} 条；收缩后比值 {ratio:.2f}",
    }
    scatter = math.sqrt(1 / (recent + weights.trend_prior) + 1 / (expected + weights.trend_prior))
    return _on_log_scale(ratio, weights.trend, why, weights, scatter)


def _split(texts: "Texts", window: Window) -> tuple[int, int]:
    is_recent = texts["created_at"] >= window.recent
    return int(is_recent.sum()), int((~is_recent & texts["created_at"].notna()).sum())


def _reach(own: "Texts", unit: "Texts", name: str | None, weights: Weights) -> Part:
    affected, all_ = _customers(own), _customers(unit)
    of_en, of_zh = ("all units", "全部单位") if name is None else (name, name)
    why = {
        "en": f"{affected} of {all_} customers of {of_en}; a text of an unknown customer counts as one; "
        f"{weights.reach_prior:.0f} added to the latter",
        "zh": f"{of_zh} {all_} 位客户中的 {affected} 位；客户未知的每条文本计一位；"
        f"后者另加 {weights.reach_prior:.0f} 位",
    }
    share, size = affected / (all_ + weights.reach_prior), all_ + weights.reach_prior
    return _share(share, weights.reach, why, math.sqrt(share * (1 - share) / size), weights)


def _error(deviation: float) -> float:
    return round(NORMAL_95 * deviation, 4)


def _customers(texts: "Texts") -> int:
    known = texts["customer"].dropna()
    return int(known.nunique()) + len(texts) - len(known)
