"""The three elements of service, to which root causes roll up, and who needs training.

Hardware is what customers see and use, software how the service is arranged, people who gives it. The mapping of the
5M1E stands in `ELEMENT_OF` and nowhere else; `unknown` belongs to no element.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from feedback_ai.measure.causes import KEY, unhappy_segments, wilson
from feedback_ai.measure.drill import NO_TOPIC, findings
from feedback_ai.measure.many_tests import ALPHA, adjusted
from feedback_ai.measure.register import ELEMENT_NAMES, Element
from feedback_ai.measure.servqual import group_of, groups_in_order
from feedback_ai.measure.shrinkage import shrink
from feedback_ai.schema.labels import RootCause

ELEMENT_OF: Mapping[str, Element] = {
    RootCause.MACHINE: "hardware",
    RootCause.MATERIAL: "hardware",
    RootCause.ENVIRONMENT: "hardware",
    RootCause.METHOD: "software",
    RootCause.MEASUREMENT: "software",
    RootCause.PEOPLE: "people",
}
MOST = 3
"""So many dimensions and topics say what to train."""


def element_rates(
    texts: pd.DataFrame, mentions: pd.DataFrame, causes: pd.DataFrame, by: str | None = None
) -> pd.DataFrame:
    """How many unhappy texts name a cause of which element of service.

    Args:
        texts: As `services.evidence.Evidence.texts`.
        mentions: As `services.evidence.Evidence.mentions`; of the same records.
        causes: As `services.evidence.Evidence.causes`; of the same records.
        by: One of `servqual.GROUPS`; all texts together if None.

    Returns:
        A row a group with unhappy texts and element, each of the three: `group` (only with `by`), `element`, `n`
        (unhappy texts that name a cause of it, each once), `complaining` (unhappy texts of the group), `rate`,
        `rate_low`, `rate_high` (95 % interval, Wilson's). A text may name several: the rates do not add up to 1.

    Raises:
        OptionError: If `by` is none of `servqual.GROUPS`.
    """
    groups = group_of(texts, by)
    segments = unhappy_segments(mentions)
    segments["group"] = segments["feedback_id"].map(groups)
    unhappy = segments.dropna(subset="group")[["feedback_id", "group"]].drop_duplicates()["group"].value_counts()
    named = causes.merge(segments, on=KEY).assign(element=lambda rows: rows["cause"].map(ELEMENT_OF))
    counted = named[["feedback_id", "group", "element"]].drop_duplicates().groupby(["group", "element"]).size()
    order = [group for group in groups_in_order(groups) if group in unhappy.index]
    rows = pd.MultiIndex.from_product([order, list(ELEMENT_NAMES)], names=["group", "element"])
    table = counted.reindex(rows, fill_value=0).astype("int64").reset_index(name="n")
    table["complaining"] = table["group"].map(unhappy).astype("int64")
    table["rate"] = table["n"] / table["complaining"]
    table["rate_low"], table["rate_high"] = wilson(table["n"], table["complaining"])
    return table if by else table.drop(columns="group")


def training_needs(
    texts: pd.DataFrame, mentions: pd.DataFrame, causes: pd.DataFrame, topics: pd.DataFrame
) -> pd.DataFrame:
    """At which units people are named as the cause more often than at the others, and of what.

    Texts that name no unit are left out. Whether a unit is above the others beyond chance is Fisher's exact test of
    the unit against the rest (one-sided), adjusted over units after Benjamini and Hochberg (1995).

    Args:
        texts: As `services.evidence.Evidence.texts`.
        mentions: As `services.evidence.Evidence.mentions`; of the same records.
        causes: As `services.evidence.Evidence.causes`; of the same records.
        topics: As `services.evidence.Evidence.topics`; of the same records.

    Returns:
        A row a unit, the highest rate first: `unit`, `n_texts`, `n` (texts that blame people for something unhappy),
        `raw` (n of n_texts), `rate`, `low`, `high` (shrunk toward the mean of all units, with its 95 % interval, by
        `shrinkage.shrink`), `mean` (of all units), `p`, `q`, `need` (q at most 0.05 and the whole interval above the
        mean), `dimensions` ((facet, texts) pairs) and `topics` ((topic id, texts) pairs) of these texts, the most
        frequent `MOST` of each.
    """
    from scipy.stats import hypergeom

    units = group_of(texts, "unit")
    units = units[units != ""]
    found = findings(mentions, causes, topics)
    found = found[(found["cause"] == RootCause.PEOPLE)].assign(unit=lambda rows: rows["feedback_id"].map(units))
    n_texts = units.value_counts().sort_index()
    n = found.dropna(subset="unit").groupby("unit")["feedback_id"].nunique().reindex(n_texts.index, fill_value=0)
    shrunk = shrink(np.asarray(n, dtype=np.float64), np.asarray(n_texts, dtype=np.float64), "share")
    p = np.clip(hypergeom.sf(n.to_numpy() - 1, n_texts.sum(), n.sum(), n_texts.to_numpy()), 0, 1)
    q = adjusted(pd.Series(p, dtype="float64")).to_numpy()
    own = dict(iter(found.groupby("unit")))
    table = pd.DataFrame(
        {
            "unit": n_texts.index,
            "n_texts": n_texts.to_numpy(),
            "n": n.to_numpy(dtype=np.int64),
            "raw": shrunk.raw,
            "rate": shrunk.rate,
            "low": shrunk.low,
            "high": shrunk.high,
            "mean": shrunk.prior.mean,
            "p": p,
            "q": q,
            "need": (q <= ALPHA) & (shrunk.low > shrunk.prior.mean),
            "dimensions": [_most(own.get(unit), "dimension") for unit in n_texts.index],
            "topics": [_most(own.get(unit), "topic") for unit in n_texts.index],
        }
    )
    return table.sort_values(["rate", "unit"], ascending=[False, True], ignore_index=True)


def _most(found: pd.DataFrame | None, column: str) -> list[tuple[str, int]]:
    """The most frequent values of a column by texts; segments without a topic are in none."""
    if found is None:
        return []
    known = found[found[column] != NO_TOPIC]
    counts = known.groupby(column)["feedback_id"].nunique().sort_index().sort_values(ascending=False, kind="stable")
    return [(str(value), int(n)) for value, n in counts.head(MOST).items()]
