"""What management promised: targets in a TOML file, and what customers met, where texts or a survey tell it."""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from feedback_ai.errors import SettingError
from feedback_ai.measure.promises import MARGIN, facets_of
from feedback_ai.measure.surveys import MARGIN as POINTS
from feedback_ai.measure.verdicts import mean_interval, median_interval, share_interval, verdict
from feedback_ai.schema.labels import SERVQUAL
from feedback_ai.schema.surveys import HIGHEST, ITEMS, LOWEST
from feedback_ai.schema.units import MINUTES

HINT = "docs/gap.md shows the form of the file."
CONDITIONS = ("dimension", "unit", "touchpoint", "channel")
KEYS = ("name", "labels", "within", "score", *CONDITIONS)
LANGS = ("en", "zh")
COLUMNS = (
    *("name", "labels", "kind", "target", "unit", "n", "met", "met_share", "met_low", "met_high"),
    *("perceived", "gap", "gap_low", "gap_high", "verdict"),
)


@dataclass(frozen=True)
class Target:
    """A target.

    Attributes:
        name: Its name; `labels` its names for people by language.
        kind: `within`: a time that outcomes stated in texts are set against; `score`: a perception, 1-7, against the
            survey's.
        value: Minutes, working days or points.
        unit: `minute`, `working_day` or `point`.
        conditions: Which texts or answers it is about, by `CONDITIONS`; all of them where it names none.
    """

    name: str
    kind: str
    value: float
    unit: str
    labels: Mapping[str, str] = field(default_factory=dict)
    conditions: Mapping[str, str] = field(default_factory=dict)


def load_targets(path: Path | None) -> tuple[Target, ...]:
    """Read targets from a TOML file; none if None.

    Raises:
        SettingError: If the file cannot be read, or a target has no name, neither or both of `within` and `score`, a
            value out of range, or an unknown key, unit or dimension.
    """
    if path is None:
        return ()
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:  # a TOML error is a ValueError too
        raise SettingError(f"The targets {path} cannot be read: {error}.", hint=HINT) from None
    listed = content.get("target")
    if set(content) != {"target"} or not isinstance(listed, list):
        raise SettingError(f"{path} has no [[target]], or something beside it.", hint=HINT)
    return tuple(_target(entry, f"{path}, target {number}") for number, entry in enumerate(listed, 1))


def _target(entry: object, where: str) -> Target:
    if not isinstance(entry, dict):
        raise SettingError(f"{where} is no table.", hint=HINT)
    if unknown := [key for key in entry if key not in KEYS]:
        raise SettingError(f"{where}: unknown key {unknown[0]!r}.", hint="Correct or remove it.", options=KEYS)
    name, labels = entry.get("name"), entry.get("labels", {})
    conditions = {key: entry[key] for key in CONDITIONS if key in entry}
    texts = [name, *conditions.values(), *(labels.values() if isinstance(labels, dict) else [None])]
    if not all(isinstance(text, str) and text.strip() for text in texts) or not set(labels) <= set(LANGS):
        raise SettingError(f"{where}: name, labels and conditions must be texts, and a name is needed.", hint=HINT)
    if (dimension := conditions.get("dimension")) is not None and dimension not in set(SERVQUAL):
        raise SettingError(f"{where}: there is no dimension {dimension!r}.", hint="Name one.", options=list(SERVQUAL))
    kind, value, unit = _value(entry, where)
    return Target(str(name), kind, value, unit, labels, conditions)


def _value(entry: Mapping[str, Any], where: str) -> tuple[str, float, str]:
    within, score = entry.get("within"), entry.get("score")
    if (within is None) == (score is None):
        raise SettingError(f"{where}: it needs either within or score.", hint=HINT)
    if score is not None:
        if not _is_number(score) or not LOWEST <= score <= HIGHEST:
            raise SettingError(f"{where}: score must be a number from {LOWEST} to {HIGHEST}.", hint=HINT)
        return "score", float(score), "point"
    if not isinstance(within, dict) or set(within) != {"value", "unit"} or not _is_number(within["value"]):
        raise SettingError(f"{where}: within must have a value and a unit.", hint=HINT)
    if within["unit"] not in MINUTES or within["value"] <= 0:
        raise SettingError(f"{where}: within needs a time above 0.", hint="Name a unit.", options=list(MINUTES))
    if within["unit"] == "working_day":
        return "within", float(within["value"]), "working_day"
    return "within", within["value"] * MINUTES[within["unit"]], "minute"


def target_gaps(
    targets: tuple[Target, ...],
    texts: pd.DataFrame,
    promises: pd.DataFrame,
    mentions: pd.DataFrame,
    answers: pd.DataFrame,
) -> pd.DataFrame:
    """Each target against what was met.

    Args:
        targets: The targets.
        texts: As for `promises.promise_gaps`, like the next two.
        promises: Of these the outcomes count, with a promise or without.
        mentions: By which an outcome belongs to a dimension.
        answers: As for `surveys.survey_gaps`.

    Returns:
        A row a target: `n` outcomes or answers, `met` of them and their share with Wilson's interval (for a score,
        respondents at or above it), `perceived` (median time, mean score), `gap` to the target with its interval,
        `verdict`. Without data n is 0 and the verdict undecided. An open outcome that is still within the target
        is left out: how it ended is not known.
    """
    rows = []
    for target in targets:
        figures = _times(target, texts, promises, mentions) if target.kind == "within" else _scores(target, answers)
        rows.append({"name": target.name, "labels": dict(target.labels), "kind": target.kind, **figures})
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _times(target: Target, texts: pd.DataFrame, promises: pd.DataFrame, mentions: pd.DataFrame) -> dict[str, Any]:
    ids = set(_fitting(texts, target)["feedback_id"])
    facets = facets_of(mentions)
    dimension = target.conditions.get("dimension")
    came = []
    for id_, segments, promise in promises[["feedback_id", "segments", "promise"]].itertuples(index=False, name=None):
        actual = promise["actual"]
        if id_ not in ids or actual is None or actual["unit"] not in MINUTES:
            continue
        judged = {facet for segment in segments for facet in facets.get((id_, segment), ())}
        value = _in_unit(actual["value"], actual["unit"], target.unit)
        if (dimension is None or dimension in judged) and not (promise["at_least"] and value <= target.value):
            came.append(value)
    middle, low, high = median_interval(came)
    return _row(
        target,
        n=len(came),
        met=sum(value <= target.value for value in came),
        perceived=middle,
        interval=(low, high),
        better=-1,
        margin=MARGIN * target.value,
    )


def _in_unit(value: float, unit: str, wanted: str) -> float:
    minutes = value * MINUTES[unit]
    return minutes / MINUTES["working_day"] if wanted == "working_day" else minutes


def _scores(target: Target, answers: pd.DataFrame) -> dict[str, Any]:
    chosen = _fitting(answers, target)
    dimension = target.conditions.get("dimension")
    items = [item - 1 for facet, own in ITEMS.items() if dimension in {None, str(facet)} for item in own]
    given = ([row[item] for item in items if row[item] is not None] for row in chosen["perceived"])
    scores = [math.fsum(row) / len(row) for row in given if row]
    mean, low, high = mean_interval(scores)
    return _row(
        target,
        n=len(scores),
        met=sum(score >= target.value for score in scores),
        perceived=mean,
        interval=(low, high),
        better=1,
        margin=POINTS,
    )


def _row(
    target: Target,
    *,
    n: int,
    met: int,
    perceived: float,
    interval: tuple[float, float],
    better: int,
    margin: float,
) -> dict[str, Any]:
    share, met_low, met_high = share_interval(met, n)
    low, high = (end - target.value for end in interval)
    good = (low, high) if better > 0 else (-high, -low)
    return {
        "target": target.value,
        "unit": target.unit,
        "n": n,
        "met": met,
        "met_share": share,
        "met_low": met_low,
        "met_high": met_high,
        "perceived": perceived,
        "gap": perceived - target.value,
        "gap_low": low,
        "gap_high": high,
        "verdict": str(verdict(*good, n=n, margin=margin)),
    }


def _fitting(rows: pd.DataFrame, target: Target) -> pd.DataFrame:
    for name, value in target.conditions.items():
        if name != "dimension":
            rows = rows[rows[name] == value]
    return rows


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
