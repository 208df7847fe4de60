"""From what customers feel to what they wrote: dimension, cause, topic, evidence, each level asking why.

What is counted is a *finding*: an unhappy segment, a dimension that it judges negative, and a cause that it names. A
segment that judges two dimensions and names two causes makes four, since nothing says which belongs to which. A segment
that names no cause makes one finding without a cause. So the counts of a level always add up to those of the level
above, which counts of texts do not: these stand beside them.
"""

from collections.abc import Mapping

import pandas as pd

from feedback_ai.errors import OptionError
from feedback_ai.measure.causes import CAUSES, KEY, wilson
from feedback_ai.schema.labels import Facet, Sentiment

LEVELS = ("dimension", "cause", "topic")
"""The levels above the evidence, in order."""
NONE_NAMED = "none"
"""The cause of a segment that names none (`unknown` is one: the text itself leaves it open)."""
NO_TOPIC = "none"
"""The topic of a segment that belongs to none."""
COLUMNS = [*KEY, *LEVELS]
_ORDER = {"dimension": list(map(str, Facet)), "cause": [*CAUSES, NONE_NAMED]}


def findings(mentions: pd.DataFrame, causes: pd.DataFrame, topics: pd.DataFrame) -> pd.DataFrame:
    """All findings of some records.

    Args:
        mentions: As `services.evidence.Evidence.mentions`.
        causes: As `services.evidence.Evidence.causes`; of the same records.
        topics: As `services.evidence.Evidence.topics`; of the same records.

    Returns:
        A row a finding: `feedback_id`, `segment_index`, `dimension` (one of the seven facets), `cause`, `topic` (its id
        as text); `NONE_NAMED` and `NO_TOPIC` where there is none.
    """
    negative = mentions.loc[mentions["sentiment"] == Sentiment.NEGATIVE, [*KEY, "facet"]].drop_duplicates()
    found = negative.rename(columns={"facet": "dimension"}).merge(
        causes[[*KEY, "cause"]].drop_duplicates(), on=KEY, how="left"
    )
    found = found.merge(topics[[*KEY, "topic_id"]].drop_duplicates(KEY), on=KEY, how="left")
    found["cause"] = found["cause"].astype(object).fillna(NONE_NAMED)
    known = found["topic_id"].notna()
    found["topic"] = NO_TOPIC
    found["topic"] = found["topic"].astype(object)
    found.loc[known, "topic"] = found.loc[known, "topic_id"].astype("int64").astype(str)
    return found.sort_values(COLUMNS, ignore_index=True)[COLUMNS]


def chosen(found: pd.DataFrame, path: Mapping[str, str | None]) -> pd.DataFrame:
    """The findings under a path.

    Args:
        found: As `findings` gives it.
        path: A value by level; a level that is None or absent is not chosen.

    Raises:
        OptionError: If a level is chosen and one above it is not, or there is no such dimension or cause.
    """
    open_ = ""
    for level in LEVELS:
        value = path.get(level)
        if value is None:
            open_ = open_ or level
            continue
        if open_:
            raise OptionError(
                f"A {level} cannot be chosen without a {open_}.", hint="Go down level by level.", options=LEVELS
            )
        if level in _ORDER and value not in _ORDER[level]:
            raise OptionError(f"There is no {level} {value!r}.", hint="Choose one.", options=_ORDER[level])
        found = found[found[level] == value]
    return found


def next_level(path: Mapping[str, str | None]) -> str | None:
    """The first level that is not chosen; None where all are, and evidence follows."""
    return next((level for level in LEVELS if path.get(level) is None), None)


def level_counts(found: pd.DataFrame, level: str) -> pd.DataFrame:
    """How findings spread over the values of a level.

    Args:
        found: The findings of the parent, as `chosen` gives them.
        level: One of `LEVELS`.

    Returns:
        A row a value that occurs, the most frequent first and "none" last: `value`, `n` (findings; they add up to
        those of the parent), `share` (of the parent's findings), `texts`, `complaining` (texts of the parent),
        `rate` (texts of these), `rate_low`, `rate_high` (95 % interval, Wilson's).
    """
    own = found.groupby(level)["feedback_id"]
    table = pd.DataFrame({"n": own.size(), "texts": own.nunique()}).astype("int64").reset_index(names="value")
    order = _ORDER.get(level)
    table["at"] = table["value"].map(order.index if order else lambda topic: -1 if topic == NO_TOPIC else int(topic))
    table["last"] = table["value"] == NONE_NAMED
    table = table.sort_values(["last", "n", "at"], ascending=[True, False, True], ignore_index=True)
    table["share"] = table["n"] / max(len(found), 1)
    table["complaining"] = found["feedback_id"].nunique()
    table["rate"] = table["texts"] / table["complaining"]
    table["rate_low"], table["rate_high"] = wilson(table["texts"], table["complaining"])
    return table[["value", "n", "share", "texts", "complaining", "rate", "rate_low", "rate_high"]]
