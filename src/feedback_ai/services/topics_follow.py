"""What a number of a topic stands for now: merged topics lead to the one that stays, split ones to all their parts."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from feedback_ai.store.topic_history import HistoryRepository
from feedback_ai.store.topic_registry import RegistryRepository


@dataclass(frozen=True)
class Move:
    """A topic that went into another one, or a part of it that became one.

    Attributes:
        at: When.
        source: The topic.
        target: The other one.
        part: Whether only a part went there, and the topic goes on.
    """

    at: datetime
    source: int
    target: int
    part: bool


@dataclass(frozen=True)
class Succession:
    """What became of topics.

    Attributes:
        moves: In order of time.
        in_use: Topics that are not left behind.
    """

    moves: Sequence[Move]
    in_use: frozenset[int]

    def heirs(self, topic_id: int, *, parts: bool = True) -> frozenset[int]:
        """The topic, and all that it went into.

        A part that left a topic before another one was merged into it is none of that other one's.

        Args:
            topic_id: The topic.
            parts: With what was split off.
        """
        found = {topic_id}
        for move in self.moves:
            if move.source in found and (parts or not move.part):
                found.add(move.target)
        return frozenset(found)

    def now(self, topic_id: int) -> int:
        """The topic that stands for it now; the same where it is in use, or nothing goes on with it."""
        if topic_id in self.in_use:
            return topic_id
        found = topic_id
        for move in self.moves:
            if move.source == found and not move.part:
                found = move.target
        return found if found in self.in_use else topic_id

    def stands_for(self, topic_id: int) -> frozenset[int]:
        """The topics that went into this one, as `now` tells it."""
        return frozenset(move.source for move in self.moves if not move.part and self._leads(move.source, topic_id))

    def _leads(self, source: int, topic_id: int) -> bool:
        return source != topic_id and self.now(source) == topic_id

    def followed(self, topic_ids: Collection[int], *, parts: bool) -> tuple[int, ...]:
        """The heirs of all of these, ascending."""
        return tuple(sorted(frozenset[int]().union(*(self.heirs(id_, parts=parts) for id_ in topic_ids))))


def succession(session: Session) -> Succession:
    """What people and fits did to topics, from the registry.

    A fit moves a topic that it retires into the one that got half of its segments or more, and splits one where it
    makes a topic of a fifth or more of its segments: what `topics lineage` tells. A topic that a later fit brings back
    stands for itself again, and is a part of the one that it was taken from.
    """
    from feedback_ai.topics.lineage import PART, WHOLE

    registry, history = RegistryRepository(session), HistoryRepository(session)
    # An act is kept of both topics; that of the one it began with names the other one so.
    moves = [
        Move(act.at, act.topic_id, int(act.detail[name]), part=act.kind == "split")
        for act in registry.shaping_acts()
        for name in ("into", "new")
        if name in act.detail
    ]
    at = {fit.id: fit.created_at for fit in history.fits()}
    lineage = history.of_kinds(("retired", "split", "new", "returned"))
    added = {(one.fit_id, one.topic_id) for one in lineage if one.kind in ("new", "returned")}
    back = {one.topic_id: one.fit_id for one in lineage if one.kind == "returned"}  # the last time
    for one in lineage:
        for flow in one.went_to:
            target, share = int(flow["topic_id"]), flow["share"]
            if one.kind == "retired" and share >= WHOLE and one.fit_id > back.get(one.topic_id, 0):
                moves.append(Move(at[one.fit_id], one.topic_id, target, part=False))
            if one.kind == "split" and share >= PART and (one.fit_id, target) in added:
                moves.append(Move(at[one.fit_id], one.topic_id, target, part=True))
    return Succession(sorted(moves, key=lambda move: move.at), frozenset(registry.in_use()))
