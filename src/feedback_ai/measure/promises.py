"""The promise-gap table: what texts say was promised against what they say came true."""

import math
from collections.abc import Iterable, Mapping
from statistics import median
from typing import Any

import pandas as pd

from feedback_ai.errors import OptionError
from feedback_ai.measure.servqual import GROUPS, group_of, groups_in_order
from feedback_ai.measure.verdicts import median_interval, share_interval, verdict
from feedback_ai.schema.units import BASES

BY = ("dimension", *GROUPS)
"""How the table can be divided."""
MARGIN = 0.05
"""Gaps within this part of the median promise count as equal."""
SIGNS = {"above": 1, "equal": 0, "below": -1}
COLUMNS = (
    *("group", "unit", "n_promised", "n_actual", "n", "n_open", "n_judged", "kept", "kept_share", "kept_low"),
    *("kept_high", "promised", "actual", "gap", "gap_low", "gap_high", "verdict"),
)


def promise_gaps(texts: pd.DataFrame, promises: pd.DataFrame, mentions: pd.DataFrame, by: str | None) -> pd.DataFrame:
    """The promise-gap table.

    Args:
        texts: As `services.evidence.Evidence.texts`.
        promises: A row a promise or outcome: `feedback_id`, `segments` (indices of the segments that state it),
            `promise` (a `schema.Promise` as JSON).
        mentions: As `Evidence.mentions`; by dimension, a pair counts for every facet that its segments judge.
        by: One of `BY`; all together if None.

    Returns:
        A row a group and unit, groups in order of name:

        - `group` (only with `by`), `unit` of the figures: minutes, or working days where both sides are.
        - `n_promised`: promises stated whose outcome is not; `n_actual`: outcomes stated without a promise.
        - `n`: pairs with both sides; `n_open`: how many outcomes are open or greater than stated, and count as stated.
        - `n_judged`: pairs of which the text tells whether the promise was `kept`, which counts those at least kept;
          `kept_share` with `kept_low` and `kept_high` by Wilson.
        - `promised`, `actual`: medians; `gap`: median of actual minus promised with `gap_low` and `gap_high`.
        - `verdict`: by the interval of the gap in the customer's favour.

    Raises:
        OptionError: If `by` is none of `BY`.
    """
    rows = _grouped(texts, promises, mentions, by)
    counted = [
        {"group": group, "unit": unit, **_figures(own)}
        for (group, unit), own in sorted(rows.items(), key=lambda one: (one[0][0] == "", one[0]))
    ]
    frame = pd.DataFrame(counted, columns=list(COLUMNS))
    return frame if by else frame.drop(columns="group")


def _grouped(
    texts: pd.DataFrame, promises: pd.DataFrame, mentions: pd.DataFrame, by: str | None
) -> dict[tuple[str, str], list[Mapping[str, Any]]]:
    if by is not None and by not in BY:
        raise OptionError(f"Promises cannot be given by {by!r}.", hint="Choose how to divide them.", options=BY)
    groups = group_of(texts, None if by == "dimension" else by)
    names = set(groups_in_order(groups))
    facets = facets_of(mentions) if by == "dimension" else {}
    found: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for id_, segments, promise in promises[["feedback_id", "segments", "promise"]].itertuples(index=False, name=None):
        if by == "dimension":
            own = {facet for segment in segments for facet in facets.get((id_, segment), ())} or {""}
        else:
            own = {groups[id_]} & names if id_ in groups.index else set()
        for group in own:
            found.setdefault((group, unit_of(promise)), []).append(promise)
    return found


def facets_of(mentions: pd.DataFrame) -> dict[tuple[str, int], set[str]]:
    """Facets that a segment judges, by (feedback id, segment index)."""
    found: dict[tuple[str, int], set[str]] = {}
    columns = mentions[["feedback_id", "segment_index", "facet"]]
    for id_, segment, facet in columns.itertuples(index=False, name=None):
        found.setdefault((id_, segment), set()).add(facet)
    return found


def unit_of(promise: Mapping[str, Any]) -> str:
    """The unit of the figures of a promise: its gap's, else that in which its one side compares."""
    if promise["gap"] is not None:
        return str(promise["gap"]["unit"])
    unit = (promise["promised"] or promise["actual"])["unit"]
    return "working_day" if unit == "working_day" else BASES[unit][0]


def _figures(promises: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    listed = list(promises)
    gaps = [promise["gap"] for promise in listed if promise["gap"] is not None]
    judged = [gap for gap in gaps if gap["verdict"] is not None]
    kept = sum(SIGNS[gap["verdict"]] >= 0 for gap in judged)
    share, kept_low, kept_high = share_interval(kept, len(judged))
    gap, low, high = median_interval([own["value"] for own in gaps])
    promised = median(own["promised"] for own in gaps) if gaps else math.nan
    _, worse, better = median_interval([SIGNS[own["verdict"]] * abs(own["value"]) for own in judged])
    return {
        "n_promised": sum(promise["actual"] is None for promise in listed),
        "n_actual": sum(promise["promised"] is None for promise in listed),
        "n": len(gaps),
        "n_open": sum(promise["at_least"] for promise in listed if promise["gap"] is not None),
        "n_judged": len(judged),
        "kept": kept,
        "kept_share": share,
        "kept_low": kept_low,
        "kept_high": kept_high,
        "promised": promised,
        "actual": median(own["actual"] for own in gaps) if gaps else math.nan,
        "gap": gap,
        "gap_low": low,
        "gap_high": high,
        "verdict": str(verdict(worse, better, n=len(judged), margin=MARGIN * promised if gaps else 0.0)),
    }
