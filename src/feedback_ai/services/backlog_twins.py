"""Which open item is about the same problem as a closed one, so that no problem is worked on twice."""

from collections.abc import Mapping

from feedback_ai.services.backlog_views import key_of
from feedback_ai.store.backlog import BacklogRepository, StoredItem


def open_twin(repository: BacklogRepository, item: StoredItem) -> int | None:
    """Id of the open item about the problem of a closed one, by its key or as filed after it; None where none is."""
    before = repository.predecessors()
    for other in sorted(repository.items(open_only=True), key=lambda one: one.id):
        if key_of(other) == key_of(item) or item.id in _line(other.id, before) or other.id in _line(item.id, before):
            return other.id
    return None


def _line(item_id: int, before: Mapping[int, int]) -> list[int]:
    """The closed items that an item came after, one after the other."""
    found: list[int] = []
    earlier = before.get(item_id)
    while earlier is not None:
        found.append(earlier)
        earlier = before.get(earlier)
    return found
