"""A-E grades of units, month by month: a score of parts, each shrunk toward the mean of the month's units."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from feedback_ai.measure.grading import LETTERS, PARTS, Grading, Letter, Part, Rule
from feedback_ai.measure.shrinkage import shrink

COMPLAINTS = "complaint_rate"
RATES = (COMPLAINTS, "complaints_per_contact")
MOST_TEXTS = 0.5
"""Share of complaints above which a month's texts may tell where they come from rather than how units are."""
ENDS = ["points_low", "points_high"]
SCORES = ["score", "score_low", "score_high", "raw_score"]
PART_COLUMNS = ["month", "unit", "part", "n", "raw", "value", "low", "high", "points", "points_raw", *ENDS]
ROW_COLUMNS = ["month", "unit", "n", "letter", "score", "score_low", "score_high", "raw_score", "plain", "raw_letter"]


@dataclass(frozen=True)
class Escalation:
    """What follows from the letters of a unit.

    Attributes:
        rule: Name of the rule.
        unit: Whom it concerns.
        month: In which month it came to it.
        letters: The letters that led to it, by month, in order.
    """

    rule: str
    unit: str
    month: str
    letters: tuple[tuple[str, Letter], ...]


@dataclass(frozen=True)
class Grades:
    """Grades and all that they are made of.

    Attributes:
        rows: A row a month and unit: `month`, `unit`, `n` (texts), `letter` (None where n is too small or nothing is
            known), `score` in [0, 100] with its 95 % interval `score_low`, `score_high`, `raw_score` (not shrunk), all
            NaN where there is no letter, `plain` (the letter of the score without hysteresis), `raw_letter` (that of
            `raw_score`).
        parts: A row a month, unit and part of the score: `month`, `unit`, `part`, `n` (what it is counted on), `raw`,
            `value` (shrunk) with `low` and `high`, `points`, `points_raw`; NaN where it is not known.
        escalations: By month, then unit.
    """

    rows: pd.DataFrame
    parts: pd.DataFrame
    escalations: tuple[Escalation, ...]


def grade_units(counts: pd.DataFrame, grading: Grading, breaks: Iterable[str] = ()) -> Grades:
    """Grade units month by month.

    Where contacts are not known, complaints are counted on texts. A month in which most texts are complaints and their
    share is at or beyond `worst` of that part tells where texts come from (a line for complaints, say) and nothing of
    units: the part is left out there, see `off_scale`.

    The interval of a score takes its parts to err together (a complaint is often severe too, and judges badly): where
    they do not, it is too wide.

    Args:
        counts: As `grade_counts.grade_counts` gives them, of all months that letters should remember.
        grading: How units are graded.
        breaks: Months in which memory starts anew, because labels come from another model than those before. It also
            does where complaints begin or cease to be counted, or to be counted on contacts.
    """
    shares = complaints_of_texts(counts)
    counts = counts[(counts["part"] != COMPLAINTS) | ~counts["month"].isin(off_scale(shares, grading))]
    breaks = frozenset(breaks) | _basis_changes(counts)
    parts = _parts(counts, grading)
    rows = _rows(counts, parts, grading)
    rows["letter"] = _letters(rows, grading, breaks)
    letters = rows.dropna(subset="letter")
    escalations = find_escalations(
        {unit: dict(zip(own["month"], own["letter"], strict=True)) for unit, own in letters.groupby("unit")},
        grading.rule,
        breaks,
    )
    return Grades(rows[ROW_COLUMNS], parts.drop(columns=ENDS), escalations)


def complaints_of_texts(counts: pd.DataFrame) -> dict[str, float]:
    """The share of complaints among the texts of all units together, by month, of those counted on texts."""
    own = counts[counts["part"] == COMPLAINTS].groupby("month")[["count", "exposure"]].sum()
    return {str(month): float(share) for month, share in (own["count"] / own["exposure"]).items()}


def off_scale(shares: Mapping[str, float], grading: Grading) -> list[str]:
    """Months in which most texts are complaints and the mean unit gets no points for them."""
    part = grading.part_of(COMPLAINTS)
    return [month for month, share in shares.items() if part and share > MOST_TEXTS and part.points(share) == 0]


def find_escalations(
    letters: Mapping[Any, Mapping[str, Letter]], rules: Iterable[Rule], breaks: Iterable[str] = ()
) -> tuple[Escalation, ...]:
    """What follows from letters by the rules.

    A rule of a letter holds where that letter or a worse one stood in so many months in a row, and again after as many
    more; where several hold at once, only that of the worst letter counts. A month without a letter ends a row.

    Args:
        letters: Letters by month ("2026-07"), by unit.
        rules: The rules.
        breaks: Months that are not compared with the month before.
    """
    anew, found = frozenset(breaks), []
    held, falls = [one for one in rules if one.letter], [one for one in rules if one.drop]
    for unit, own in letters.items():
        for row in _in_a_row(own, anew):
            for end in range(1, len(row) + 1):
                due = [(rule, _streak(row[:end], rule)) for rule in held]
                reached = [(rule, n) for rule, n in due if n and n % rule.months == 0]
                if reached:
                    rule, _n = max(reached, key=lambda one: (str(one[0].letter), one[0].months))
                    found.append(Escalation(rule.name, str(unit), row[end - 1][0], tuple(row[end - rule.months : end])))
            for two in pairwise(row):
                lost = LETTERS.index(two[1][1]) - LETTERS.index(two[0][1])
                deepest = max(
                    (one for one in falls if lost >= (one.drop or 0)), key=lambda one: one.drop or 0, default=None
                )
                if deepest is not None:
                    found.append(Escalation(deepest.name, str(unit), two[1][0], two))
    return tuple(sorted(found, key=lambda one: (one.month, one.unit)))


def month_after(month: str) -> str:
    """The name of the month after: "2027-01" for "2026-12"."""
    year, number = map(int, month.split("-"))
    return f"{year + number // 12:04}-{number % 12 + 1:02}"


def _parts(counts: pd.DataFrame, grading: Grading) -> pd.DataFrame:
    found = []
    for (month, name), own in counts.groupby(["month", "part"], sort=True):
        part = grading.part_of(str(name))
        if part is not None:
            items = [_item(one, part) for _, one in own.groupby("item")]
            found.append(_mean_of_items(pd.concat(items)).assign(month=str(month), part=part.name))
    parts = pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=PART_COLUMNS)
    order = {name: place for place, name in enumerate(PARTS)}
    return parts[PART_COLUMNS].sort_values(
        ["month", "unit", "part"], key=lambda c: c.map(order) if c.name == "part" else c, ignore_index=True
    )


def _item(own: pd.DataFrame, part: Part) -> pd.DataFrame:
    """One rate of all units of a month, shrunk, as points."""
    kind = own["kind"].iloc[0]
    shrunk = shrink(own["count"].to_numpy(), own["exposure"].to_numpy(), kind)
    figures = pd.DataFrame(
        {"unit": own["unit"], "n": own["exposure"], "raw": shrunk.raw, "value": shrunk.rate, "low": shrunk.low}
    ).assign(high=shrunk.high)
    if part.name == "dimensions":  # a share of good judgements is a score from 1 to 7
        figures[["raw", "value", "low", "high"]] = 1 + 6 * figures[["raw", "value", "low", "high"]]
    ends = figures[["low", "high"]].map(part.points)
    return figures.assign(
        points=figures["value"].map(part.points),
        points_raw=figures["raw"].map(part.points),
        points_low=ends.min(axis="columns"),
        points_high=ends.max(axis="columns"),
    )


def _mean_of_items(items: pd.DataFrame) -> pd.DataFrame:
    """The mean of a part's items that are known (the dimensions); of a part with one item, that item."""
    seen = items.groupby("unit")["n"].transform("sum") > 0
    known = items[seen].dropna(subset="value").groupby("unit")
    means = known[["raw", "value", "low", "high", "points", "points_raw", *ENDS]].mean()
    means["n"] = known["n"].sum()
    return means.reset_index()


def _rows(counts: pd.DataFrame, parts: pd.DataFrame, grading: Grading) -> pd.DataFrame:
    units = counts[["month", "unit"]].drop_duplicates()
    texts = counts[counts["part"] == "texts"]
    rows = units.merge(texts[["month", "unit", "exposure"]], on=["month", "unit"], how="left")
    rows["n"] = rows.pop("exposure").fillna(0).astype("int64")
    weights = {part.name: part.weight for part in grading.part}
    weighted = parts.assign(weight=parts["part"].map(weights).astype("float64"))
    figures = ["points", "points_raw", *ENDS]
    for name in figures:
        weighted[name] = weighted[name] * weighted["weight"]
    sums = weighted.groupby(["month", "unit"])[["weight", *figures]].sum().reset_index()
    rows = rows.merge(sums, on=["month", "unit"], how="left").sort_values(["month", "unit"], ignore_index=True)
    rows["score"], rows["raw_score"] = rows["points"] / rows["weight"], rows["points_raw"] / rows["weight"]
    rows["score_low"], rows["score_high"] = (rows[end] / rows["weight"] for end in ENDS)
    graded = (rows["n"] >= grading.minimum_n) & rows["score"].notna()
    rows.loc[~graded, SCORES] = np.nan
    for name, score in (("plain", "score"), ("raw_letter", "raw_score")):
        letters = [grading.cuts.letter_of(one) if yes else None for one, yes in zip(rows[score], graded, strict=True)]
        rows[name] = pd.Series(letters, index=rows.index, dtype=object)
    return rows


def _basis_changes(counts: pd.DataFrame) -> frozenset[str]:
    rates = {str(month): set(own[own.isin(RATES)]) for month, own in counts.groupby("month")["part"]}
    return frozenset(now for before, now in pairwise(sorted(rates)) if rates[before] != rates[now])


def _letters(rows: pd.DataFrame, grading: Grading, breaks: frozenset[str]) -> "pd.Series[Any]":
    """Letters with hysteresis; memory ends with a month without a letter and at a break."""
    held: dict[tuple[str, str], Letter] = {}
    found: list[Letter | None] = []
    for month, unit, plain, score in rows[["month", "unit", "plain", "score"]].itertuples(index=False, name=None):
        if plain is None:
            found.append(None)
            continue
        letter = grading.next_letter(score, None if month in breaks else held.get((month, unit)))
        held[month_after(month), unit] = letter
        found.append(letter)
    return pd.Series(found, index=rows.index, dtype=object)


def _in_a_row(letters: Mapping[str, Letter], breaks: frozenset[str]) -> list[list[tuple[str, Letter]]]:
    rows: list[list[tuple[str, Letter]]] = []
    for month in sorted(letters):
        follows = rows and month_after(rows[-1][-1][0]) == month and month not in breaks
        if follows:
            rows[-1].append((month, letters[month]))
        else:
            rows.append([(month, letters[month])])
    return rows


def _streak(row: list[tuple[str, Letter]], rule: Rule) -> int:
    """How many of the last months of a row have the rule's letter or a worse one."""
    n = 0
    for _, letter in reversed(row):
        if letter < str(rule.letter):
            break
        n += 1
    return n
