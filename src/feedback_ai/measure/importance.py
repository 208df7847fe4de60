"""The importance-performance matrix (Martilla & James 1977, Journal of Marketing 41, 77-79)."""

import numpy as np
import pandas as pd

from feedback_ai.measure.servqual import STANCES, add_net, text_stances

QUADRANTS: dict[str, tuple[str, str]] = {
    "concentrate_here": ("Concentrate here", "重点改进"),
    "keep_up": ("Keep up the good work", "继续保持"),
    "low_priority": ("Low priority", "低优先级"),
    "possible_overkill": ("Possible overkill", "可能过度投入"),
}
COLUMNS = [
    *("facet", "n", "importance", "importance_low", "importance_high"),
    *("performance", "performance_low", "performance_high", "quadrant", "uncertain"),
]


def importance_performance(importance: pd.DataFrame, mentions: pd.DataFrame) -> pd.DataFrame:
    """Put facets into quadrants by what they matter and how they are judged.

    Importance is derived from the regression, not asked for. The lines are the means of the facets shown, not the
    middle of a scale: a facet is important, or judged well, against the others. The lines are taken as fixed.

    Args:
        importance: As `drivers.Drivers.importance`.
        mentions: As `services.evidence.Evidence.mentions`; of the same records.

    Returns:
        A row a facet: `n` (texts that judge it), `importance` with interval, `performance` (net in [-100, 100]) with
        interval, `quadrant` (a key of `QUADRANTS`), `uncertain` (an interval crosses one of the lines: it might as well
        be in another quadrant). `attrs` has the lines: `importance_line`, `performance_line`.
    """
    stances = text_stances(mentions)
    counted = stances.groupby(["facet", "stance"]).size().unstack("stance", fill_value=0)
    counted = counted.reindex(index=importance["facet"], columns=[-1, 0, 1], fill_value=0)
    counts = counted.set_axis(list(STANCES), axis="columns").astype("int64")
    counts.insert(0, "n", counts.sum(axis="columns"))
    names = {"net": "performance", "net_low": "performance_low", "net_high": "performance_high"}
    rows = importance.merge(add_net(counts.reset_index(names="facet")).rename(columns=names), on="facet")
    # The interval is made for a shifted estimate, which at either end of the scale does not hold the net itself.
    rows["performance_low"] = np.minimum(rows["performance_low"], rows["performance"])
    rows["performance_high"] = np.maximum(rows["performance_high"], rows["performance"])
    lines = {name: float(rows[name].mean()) if len(rows) else np.nan for name in ("importance", "performance")}
    matters, well = (rows[name] >= line for name, line in lines.items())
    rows["quadrant"] = np.select(
        [matters & ~well, matters & well, ~matters & ~well],
        ["concentrate_here", "keep_up", "low_priority"],
        default="possible_overkill",
    )
    rows["uncertain"] = False
    for name, line in lines.items():
        rows["uncertain"] |= (rows[f"{name}_low"] < line) & (rows[f"{name}_high"] > line)
    ordered = rows.sort_values("importance", ascending=False, kind="stable", ignore_index=True)[COLUMNS]
    ordered.attrs |= {f"{name}_line": line for name, line in lines.items()}
    return ordered
