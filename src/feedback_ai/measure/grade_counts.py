"""What grades are counted from: per month and unit, the counts of every part and what they are counted on."""

from typing import Any

import numpy as np
import pandas as pd

from feedback_ai.measure.complaints import SEVERE, is_complaint
from feedback_ai.measure.grading import IMPORTED
from feedback_ai.measure.servqual import group_of, text_stances
from feedback_ai.schema.labels import SERVQUAL

COLUMNS = ["month", "unit", "part", "item", "kind", "count", "exposure"]
SERIES = ["month", "unit", "value", "n"]
KEY = ["month", "unit"]


def grade_counts(
    texts: pd.DataFrame,
    mentions: pd.DataFrame,
    by: str = "unit",
    *,
    contacts: pd.DataFrame | None = None,
    outside: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Count what grades rest on. Texts without a time or a unit are left out.

    Args:
        texts: As `services.evidence.Evidence.texts`.
        mentions: As `services.evidence.Evidence.mentions`; of the same records.
        by: What is graded: "unit", "touchpoint" or "channel".
        contacts: How many customers each unit met: `month` ("2026-07"), `unit`, `value`. Used in months in which every
            unit with texts has contacts, so that all units of a month are measured alike.
        outside: Shares that no text tells: `month`, `unit`, `part` (one of `grading.IMPORTED`), `value` (in [0, 1]),
            `n` (what the share is of).

    Returns:
        A row a month, unit, part and item: `month`, `unit`, `part` (of `grading.PARTS`, and "texts" for how many there
        are), `item` (the dimension of `dimensions`, else ""), `kind` ("share" or "events", as `shrinkage.shrink` takes
        it), `count`, `exposure`. Of dimensions, a positive text counts 1, a neutral one half.
    """
    kept = texts.assign(
        unit=texts["feedback_id"].map(group_of(texts, by)), month=texts["feedback_id"].map(group_of(texts, "month"))
    )
    kept["complaint"] = is_complaint(texts, mentions)
    kept["severe"] = kept["severity"].isin(SEVERE)
    kept = kept[kept["month"].notna() & (kept["unit"] != "")]
    units = kept.groupby(KEY)
    n, complaints = units.size(), units["complaint"].sum()
    graded = kept[kept["severity"].notna()].groupby(KEY)["severe"]
    parts = [
        _part("texts", "share", n, n),
        _part("severity", "share", graded.sum(), graded.size()),
        *_dimensions(kept, mentions, n.index),
        *_complaint_rate(complaints, n, contacts),
    ]
    if outside is not None and len(outside):
        for name in IMPORTED:
            own = outside[(outside["part"] == name) & outside["n"].notna()].set_index(KEY)
            parts.append(_part(name, "share", own["value"] * own["n"], own["n"]))
    return pd.concat(parts, ignore_index=True)[COLUMNS].sort_values(COLUMNS[:4], ignore_index=True)


def _part(name: str, kind: str, counts: "pd.Series[Any]", exposure: "pd.Series[Any]", item: str = "") -> pd.DataFrame:
    index = exposure.index
    return pd.DataFrame(
        {
            "month": index.get_level_values("month").astype(object),
            "unit": index.get_level_values("unit").astype(object),
            "part": name,
            "item": item,
            "kind": kind,
            "count": counts.reindex(index).to_numpy(dtype=np.float64, na_value=0.0),
            "exposure": exposure.to_numpy(dtype=np.float64),
        }
    )


def _dimensions(texts: pd.DataFrame, mentions: pd.DataFrame, units: "pd.Index[Any]") -> list[pd.DataFrame]:
    """All dimensions of all units: where a unit has no judgement of one, the mean of all will stand for it."""
    stances = text_stances(mentions).merge(texts[["feedback_id", *KEY]], on="feedback_id")
    stances["good"] = (stances["stance"] + 1) / 2
    found = []
    for dimension in SERVQUAL:
        own = stances[stances["facet"] == dimension].groupby(KEY)["good"]
        found.append(_part("dimensions", "share", own.sum(), own.size().reindex(units, fill_value=0), str(dimension)))
    return found


def _complaint_rate(
    complaints: "pd.Series[Any]", n: "pd.Series[Any]", contacts: pd.DataFrame | None
) -> list[pd.DataFrame]:
    if contacts is None or contacts.empty:
        return [_part("complaint_rate", "share", complaints, n)]
    met = contacts[(contacts["value"] > 0) & (contacts["unit"] != "")].groupby(KEY)["value"].sum()
    lacking = set(n.index.difference(met.index).get_level_values("month"))
    by_texts = n.index.get_level_values("month").isin(lacking)
    by_contacts = ~met.index.get_level_values("month").isin(lacking)
    return [
        _part("complaint_rate", "share", complaints[by_texts], n[by_texts]),
        _part("complaints_per_contact", "events", complaints, met[by_contacts]),
    ]
