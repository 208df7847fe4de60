"""Problems from evidence: unhappy segments of a topic at a unit, split by dimension and cause where enough say so."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from feedback_ai.schema import RootCause, Sentiment

if TYPE_CHECKING:
    import pandas as pd

Segment = tuple[str, int]
"""Feedback id and index of a segment."""
Cell = tuple[str, str]
"""Dimension and root cause."""


@dataclass(frozen=True)
class SplitRules:
    """When a problem is one item, and when two.

    Attributes:
        min_texts: Texts that an item needs; fewer may be chance, and are read one by one.
        min_share: Share of the texts of a topic at a unit that a further item needs. Causes are named right about
            half the time, so small cells beside a large one are mostly the same problem labelled another way.
    """

    min_texts: int = 5
    min_share: float = 0.3


RULES = SplitRules()


@dataclass(frozen=True)
class Key:
    """What a problem is: the same key is the same problem.

    Attributes:
        topic_id: Lasting id of the topic; None where an item lost it.
        dimension: A facet: one of the SERVQUAL dimensions, `product` or `price`.
        cause: A root cause, `unknown` where the texts name none.
        unit: Branch, shop or team; None where the records name none.
    """

    topic_id: int | None
    dimension: str
    cause: str
    unit: str | None


@dataclass(frozen=True)
class Candidate:
    """A problem that the evidence of a window shows, with the segments that it rests on, in order."""

    key: Key
    segments: tuple[Segment, ...]

    @property
    def texts(self) -> frozenset[str]:
        """Feedback ids."""
        return frozenset(feedback_id for feedback_id, _ in self.segments)


def unhappy_segments(
    texts: "pd.DataFrame", mentions: "pd.DataFrame", causes: "pd.DataFrame", topics: "pd.DataFrame"
) -> "pd.DataFrame":
    """Segments that are unhappy about something and have a topic.

    Args:
        texts: One row a record; needs `feedback_id` and `unit`.
        mentions: One row a facet judged in a segment: `feedback_id`, `segment_index`, `facet`, `sentiment`,
            `probability`.
        causes: One row a cause named in a segment: `feedback_id`, `segment_index`, `cause`, `probability`.
        topics: One row a segment: `feedback_id`, `segment_index`, `topic_id` (NA where it has none).

    Returns:
        One row a segment: `feedback_id`, `segment_index`, `topic_id`, `dimension` (its most probable unhappy facet),
        `cause` (its most probable one, `unknown` where it names none), `unit` (None where unknown); in that order of
        id and index.
    """
    key = ["feedback_id", "segment_index"]
    unhappy = _most_probable(mentions[mentions["sentiment"] == Sentiment.NEGATIVE], "facet")
    frame = unhappy.rename(columns={"facet": "dimension"}).merge(_most_probable(causes, "cause"), on=key, how="left")
    frame = frame.merge(topics.loc[topics["topic_id"].notna(), [*key, "topic_id"]], on=key)
    frame = frame.merge(texts[["feedback_id", "unit"]], on="feedback_id")
    frame["cause"] = frame["cause"].astype(object).where(frame["cause"].notna(), str(RootCause.UNKNOWN))
    frame["unit"] = frame["unit"].astype(object).where(frame["unit"].notna(), None)
    return frame.sort_values(key, ignore_index=True)[[*key, "topic_id", "dimension", "cause", "unit"]]


def find_problems(segments: "pd.DataFrame", rules: SplitRules = RULES) -> list[Candidate]:
    """The problems that unhappy segments show.

    The texts of a topic at a unit are shared out among cells of dimension x cause, each text to one: the largest cell
    takes all texts in which it occurs, then the next one of what is left, as long as it is large enough by the rules
    and names a cause; what remains joins the first. So a text counts once, and a problem is not torn into pieces by
    labels that differ between its texts. A topic with too few texts at a unit is no problem there: such rests are what
    fits no topic well, not one thing that happens everywhere.

    Args:
        segments: As `unhappy_segments` gives them.
        rules: When to split.

    Returns:
        Problems in the order of topic, unit (None first) and size.
    """
    rows = [
        (int(topic), unit, (dimension, cause), (feedback_id, int(index)))
        for feedback_id, index, topic, dimension, cause, unit in segments.itertuples(index=False)
    ]
    rows.sort(key=lambda row: (row[0], row[1] is not None, row[1] or "", row[3]))
    found: list[Candidate] = []
    for (topic, unit), group in groupby(rows, key=lambda row: (row[0], row[1])):
        for (dimension, cause), own in _share_out([(cell, segment) for _, _, cell, segment in group], rules):
            found.append(Candidate(Key(topic, dimension, cause, unit), tuple(own)))
    return found


def _most_probable(labels: "pd.DataFrame", name: str) -> "pd.DataFrame":
    key = ["feedback_id", "segment_index"]
    best = labels.sort_values([*key, "probability", name], ascending=[True, True, False, True])
    return best.drop_duplicates(key)[[*key, name]]


def _share_out(rows: list[tuple[Cell, Segment]], rules: SplitRules) -> Iterator[tuple[Cell, list[Segment]]]:
    """The cells that stand, each with all segments of the texts that it takes, in their order."""
    left = {segment[0] for _, segment in rows}
    needed = max(rules.min_texts, rules.min_share * len(left))
    if len(left) < rules.min_texts:
        return
    taken: dict[Cell, set[str]] = {}
    while left:
        cell, texts = _largest(rows, left, rules)
        if taken and (len(texts) < needed or cell[1] == RootCause.UNKNOWN):
            break
        taken[cell] = texts
        left -= texts
    next(iter(taken.values())).update(left)
    for cell, texts in taken.items():
        yield cell, [segment for _, segment in rows if segment[0] in texts]


def _largest(rows: list[tuple[Cell, Segment]], left: set[str], rules: SplitRules) -> tuple[Cell, set[str]]:
    """The cell with most of the texts that are left; one without a cause only where none with a cause is an item."""
    cells: dict[Cell, set[str]] = {}
    for cell, (feedback_id, _) in rows:
        if feedback_id in left:
            cells.setdefault(cell, set()).add(feedback_id)

    def rank(cell: Cell) -> tuple[bool, int, Cell]:
        known = cell[1] != RootCause.UNKNOWN and len(cells[cell]) >= rules.min_texts
        return not known, -len(cells[cell]), cell

    best = min(cells, key=rank)
    return best, cells[best]
