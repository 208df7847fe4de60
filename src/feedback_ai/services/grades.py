"""A-E grades of units each month, and what follows from them."""

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import pandas as pd

from feedback_ai.errors import OptionError
from feedback_ai.measure.grade_counts import grade_counts
from feedback_ai.measure.grades import Escalation, Grades, complaints_of_texts, grade_units
from feedback_ai.measure.grading import IMPORTED, PARTS, Grading, load_grading
from feedback_ai.measure.journey import load_journey
from feedback_ai.measure.periods import parse_period, spanning, utc
from feedback_ai.measure.register import CONTACTS
from feedback_ai.measure.servqual import group_name, group_of
from feedback_ai.schema.names import Lang
from feedback_ai.services.backlog_fixes import recurrence_shares
from feedback_ai.services.case_times import case_shares, case_times
from feedback_ai.services.escalations import keep_escalations
from feedback_ai.services.evidence import Evidence, load_evidence
from feedback_ai.services.filter_check import check_filter
from feedback_ai.services.grade_notes import grade_notes
from feedback_ai.services.plain import plain_rows
from feedback_ai.services.series import load_series
from feedback_ai.settings import Settings, get_settings
from feedback_ai.store import Store
from feedback_ai.store.records import EvidenceFilter

GRADED_BY = ("unit", "touchpoint", "channel")
ORIGINS: Mapping[str, tuple[str, str]] = {
    "labels": ("labels of texts", "文本标签"),
    "imported": ("imported", "外部导入"),
    "cases": ("the store's cases", "库中投诉"),
    "backlog": ("the watch of the backlog's fixes", "改进项跟踪"),
}
"""Where parts come from, in both languages."""


@dataclass(frozen=True)
class GradeReport:
    """Grades and what they rest on.

    Attributes:
        grades: Rows, parts and escalations of the months that were asked for.
        by: What is graded.
        grading: The rules in force.
        breaks: Months whose labels are of another model or label set than those of the month before: letters and rows
            of months begin anew there.
        n_left_out: Texts without a time or without a unit: they are in no grade.
        names: Names of what is graded, for people (`en`, `zh`).
        origins: Where a part comes from that no text tells (a key of `ORIGINS`), by month, unit and part.
        notes: What must be known of these letters, for people (`en`, `zh`), as `grade_notes.grade_notes`.
    """

    grades: Grades
    by: str
    grading: Grading
    breaks: tuple[str, ...]
    n_left_out: int
    names: Mapping[str, Mapping[str, str]]
    origins: Mapping[tuple[str, str, str], str]
    notes: tuple[Mapping[str, str], ...]

    def document(self) -> dict[str, Any]:
        """The report as JSON takes it."""
        rules = {rule.name: rule.labels.model_dump() for rule in self.grading.rule}
        labels = {part.name: part for part in self.grading.part}
        parts: dict[tuple[str, str], list[dict[str, Any]]] = {}
        for part in plain_rows(self.grades.parts):
            own = labels[part["part"]]
            told = {"part": own.name, "name": own.labels.model_dump(), "weight": own.weight}
            origin = self.origins.get((part["month"], part["unit"], own.name), "labels")
            parts.setdefault((part["month"], part["unit"]), []).append(
                told
                | {"origin": origin}
                | {name: part[name] for name in ("n", "raw", "value", "low", "high", "points", "points_raw")}
            )
        rows = [
            row
            | {"name": dict(self.names[row["unit"]]), "parts": parts.get((row["month"], row["unit"]), [])}
            | {"not_known": self.not_known(row["month"], row["unit"])}
            for row in plain_rows(self.grades.rows)
        ]
        escalations = [_told(one, rules[one.rule], self.names) for one in self.grades.escalations]
        return {
            "by": self.by,
            "minimum_n": self.grading.minimum_n,
            "n_left_out": self.n_left_out,
            "breaks": list(self.breaks),
            "notes": [dict(note) for note in self.notes],
            "rows": rows,
            "escalations": escalations,
        }

    def not_known(self, month: str, unit: str) -> list[str]:
        """The parts of the score that are not known of a unit; complaints are either on texts or on contacts."""
        parts = self.grades.parts
        known = set(parts.loc[(parts["month"] == month) & (parts["unit"] == unit), "part"])
        rates = {"complaint_rate", "complaints_per_contact"}
        known |= rates if known & rates else set()
        return [part for part in PARTS if self.grading.part_of(part) and part not in known]


def grades(
    store: Store,
    *,
    start: datetime | None = None,
    end: datetime | None = None,
    by: str = "unit",
    unit: str | None = None,
    settings: Settings | None = None,
    now: datetime | None = None,
) -> GradeReport:
    """Grade units month by month, as `measure.grades.grade_units`; what follows in months that are over is kept.

    Letters remember the month before, so that all earlier months are read, and only those asked for are given. Imported
    series count for units only.

    Args:
        store: The store.
        start: The first month is the one that holds this; the first of all if None.
        end: Only months that have ended by then; the last one in the store may be under way if None.
        by: "unit", "touchpoint" or "channel".
        unit: Give only this one (unit, touchpoint or channel, whichever is graded).
        settings: Settings in force; the process's own if None.
        now: The present; by the clock if None.

    Raises:
        OptionError: If `by` or the unit is unknown, or the time ends before it starts.
        SettingError: If the grading or the journey cannot be used.
        StoreError: If the store cannot be read, or new escalations cannot be written.
    """
    if by not in GRADED_BY:
        raise OptionError(f"There are no grades by {by!r}.", hint="Choose what is graded.", options=GRADED_BY)
    if start is not None and end is not None:
        spanning(start, end)  # refuses a time that ends before it starts
    settings, at = settings or get_settings(), utc(now) if now is not None else datetime.now(UTC)
    grading = load_grading(settings.grades)
    evidence = load_evidence(store, EvidenceFilter(created_to=end), settings=settings)
    series = load_series(store, [CONTACTS, *IMPORTED]) if by == "unit" else {}
    imported = _monthly({name: values for name, values in series.items() if name != CONTACTS})
    outside = _outside(imported, store, evidence, by, settings, at)
    contacts = _monthly({name: values for name, values in series.items() if name == CONTACTS})
    if end is not None:
        contacts = contacts[contacts["month"].map(lambda month: parse_period(month).end <= utc(end))]
    counts = grade_counts(evidence.texts, evidence.mentions, by, contacts=contacts, outside=outside)
    breaks = _breaks(evidence)
    whole = grade_units(counts, grading, breaks)
    if unit is not None and unit not in set(whole.rows["unit"]):
        check_filter(store, EvidenceFilter.model_validate({by: unit}), settings)
    graded = _shown(whole, start, end, unit)
    names = _names(whole.rows["unit"].unique(), by, settings)
    groups = group_of(evidence.texts, by)
    in_none = evidence.texts["created_at"].isna().to_numpy() | (groups == "").to_numpy()
    origins = {
        (month, name, part): origin
        for month, name, part, origin in outside[["month", "unit", "part", "origin"]].itertuples(index=False, name=None)
    }
    _keep(store, whole, by, grading, names, until=min(utc(end), at) if end is not None else at, now=at)
    own = imported if unit is None else imported[imported["unit"] == unit]
    notes = grade_notes(complaints_of_texts(counts), grading, set(graded.rows["month"]), own)
    return GradeReport(graded, by, grading, breaks, int(in_none.sum()), names, origins, notes)


def _keep(
    store: Store,
    whole: Grades,
    by: str,
    grading: Grading,
    names: Mapping[str, Mapping[str, str]],
    *,
    until: datetime,
    now: datetime,
) -> None:
    """Keep what follows from the letters of months that are over."""
    last = f"{until.replace(day=1) - timedelta(days=1):%Y-%m}"
    rules = {rule.name: rule.labels.model_dump() for rule in grading.rule}
    found = [_told(one, rules[one.rule], names) for one in whole.escalations if one.month <= last]
    keep_escalations(store, by, found, last, now=now)


def _names(units: Iterable[str], by: str, settings: Settings) -> dict[str, dict[str, str]]:
    journey = load_journey(settings.journey)
    label = journey.label_of if by == "touchpoint" else lambda name, lang: name
    return {name: {lang: group_name(label(name, lang), lang) for lang in get_args(Lang)} for name in units}


def _outside(
    imported: pd.DataFrame, store: Store, evidence: Evidence, by: str, settings: Settings, now: datetime
) -> pd.DataFrame:
    """Shares that no text tells, with their `origin`: imported, else of the store's own cases and fixes.

    An imported value goes before the store's own for its month, unit and part alone.
    """
    frames = [imported[imported["n"].notna()].assign(origin="imported")]
    cases = case_times(store, evidence, settings, now=now)
    if cases is not None:
        frames.append(case_shares(cases, by).assign(origin="cases"))
    if by == "unit":  # an item has no touchpoint and no channel
        fixed, texts = recurrence_shares(store), evidence.texts["feedback_id"]
        graded = set(zip(texts.map(group_of(evidence.texts, "month")), evidence.texts["unit"], strict=True))
        known = [key in graded for key in zip(fixed["month"], fixed["unit"], strict=True)]
        frames.append(fixed[pd.Series(known, index=fixed.index, dtype=bool)].assign(origin="backlog"))
    return pd.concat(frames, ignore_index=True).drop_duplicates(["month", "unit", "part"])


def _monthly(series: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The values of months and units, with the name of the series as `part`."""
    frames = [
        values[values["period"].str.fullmatch(r"\d{4}-\d{2}") & (values["unit"] != "")]
        .rename(columns={"period": "month"})
        .assign(part=name)
        for name, values in series.items()
    ]
    return (
        pd.concat(frames, ignore_index=True)
        if frames
        else pd.DataFrame(columns=["month", "unit", "value", "n", "part"])
    )


def _breaks(evidence: Evidence) -> tuple[str, ...]:
    months = evidence.texts["feedback_id"].map(group_of(evidence.texts, "month"))
    pairs = evidence.texts[["model_version", "labels_version"]].astype(str).agg(" / ".join, axis="columns")
    versions = {str(month): frozenset(own) for month, own in pairs.groupby(months)}
    ordered = sorted(versions)
    return tuple(now for before, now in itertools.pairwise(ordered) if len(versions[before] | versions[now]) > 1)


def _shown(graded: Grades, start: datetime | None, end: datetime | None, unit: str | None) -> Grades:
    first = f"{utc(start):%Y-%m}" if start is not None else ""

    def shown(month: str, name: str) -> bool:
        ended = end is None or parse_period(month).end <= utc(end)
        return month >= first and ended and unit in {None, name}

    def rows_of(frame: pd.DataFrame) -> pd.DataFrame:
        kept = [shown(*key) for key in zip(frame["month"], frame["unit"], strict=True)]
        return frame[pd.Series(kept, index=frame.index, dtype=bool)].reset_index(drop=True)

    escalations = tuple(one for one in graded.escalations if shown(one.month, one.unit))
    return Grades(rows_of(graded.rows), rows_of(graded.parts), escalations)


def _told(one: Escalation, rule: dict[str, str], names: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    letters = [{"month": month, "letter": letter} for month, letter in one.letters]
    return {
        "rule": one.rule,
        "rule_name": rule,
        "unit": one.unit,
        "name": dict(names[one.unit]),
        "month": one.month,
        "letters": letters,
    }
