"""Which problem is known already: a re-build continues open items and never files a problem twice."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from feedback_ai.backlog.items import Candidate, Key, Segment

MIN_SHARED = 0.5
"""Share of its segments with which a problem is the same as an item of its unit, though labelled another way."""


@dataclass(frozen=True)
class Known:
    """An item as the store has it.

    Attributes:
        segments: What it rests on.
        closed_at: When it was closed last; None while it is open.
    """

    id: int
    key: Key
    segments: frozenset[Segment]
    closed_at: datetime | None = None


@dataclass(frozen=True)
class Match:
    """A problem and the item that it continues.

    Attributes:
        problem: What the evidence shows, without what was written before the same problem was closed.
        item: The open item that it continues; None where it is new.
        closed: The closed item that was about the same; None where none was.
    """

    problem: Candidate
    item: Known | None
    closed: Known | None


def match(
    problems: Sequence[Candidate],
    items: Sequence[Known],
    written: Callable[[str], datetime | None],
    min_texts: int,
) -> list[Match]:
    """Match problems with items, open ones and closed ones.

    An item is about the same problem if it has the same key or, at the same unit, holds at least half of the problem's
    segments: labels and topics may have moved since. Problems that continue the same item become one. Of a problem
    that was closed only what was written since then counts, and it needs `min_texts` texts to be filed anew.

    Args:
        problems: What the evidence of a window shows.
        items: All items of the store.
        written: When a record was written, by feedback id; None where unknown.
        min_texts: Texts that a new item needs.

    Returns:
        The problems that are to be filed or continued, in the order in which they came.
    """
    opened = [item for item in items if item.closed_at is None]
    closed = [item for item in items if item.closed_at is not None]
    merged: dict[int, Match] = {}
    matches: list[Match] = []
    for problem in problems:
        item, before = _same(problem, opened), _same(problem, closed)
        since = _written_since(problem, before, written)
        if not since.segments or (item is None and len(since.texts) < min_texts):
            continue
        if item is None:
            matches.append(Match(since, None, before))
        elif item.id in merged:
            merged[item.id] = _joined(merged[item.id], since)
        else:
            merged[item.id] = Match(since, item, before)
            matches.append(merged[item.id])
    return [found if found.item is None else merged[found.item.id] for found in matches]


def _same(problem: Candidate, items: Sequence[Known]) -> Known | None:
    """The item about the same problem: by key, else the one that holds most of it; the newest one on a tie."""
    own = frozenset(problem.segments)
    shared: Mapping[int, float] = {
        item.id: 2.0 if item.key == problem.key else len(own & item.segments) / len(own)
        for item in items
        if item.key.unit == problem.key.unit
    }
    best = max((item for item in items if item.id in shared), key=lambda item: (shared[item.id], item.id), default=None)
    return best if best is not None and shared[best.id] >= MIN_SHARED else None


def _written_since(problem: Candidate, closed: Known | None, written: Callable[[str], datetime | None]) -> Candidate:
    if closed is None or closed.closed_at is None:
        return problem
    since = closed.closed_at
    left = [segment for segment in problem.segments if (at := written(segment[0])) is not None and at > since]
    return Candidate(problem.key, tuple(left))


def _joined(first: Match, more: Candidate) -> Match:
    """Two problems that continue one item, as one; it keeps the key of the item where either has it."""
    larger = max(first.problem, more, key=lambda one: len(one.texts))
    key = first.item.key if first.item and first.item.key in (first.problem.key, more.key) else larger.key
    return Match(
        Candidate(key, tuple(sorted({*first.problem.segments, *more.segments}))),
        first.item,
        first.closed,
    )
