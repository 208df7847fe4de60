"""Finds promises in texts that are stored already: needed once after an upgrade, and when the extractor changed."""

from typing import NamedTuple

from feedback_ai.classify.rules.promises import find_promises
from feedback_ai.store import Store
from feedback_ai.store.promises import PromiseRepository

BATCH = 500


class Found(NamedTuple):
    """What reading some texts anew brought.

    Attributes:
        read: How many were read.
        changed: Of how many the promises changed.
        last: The last one's feedback id, behind which to go on; None where there are no more.
    """

    read: int
    changed: int
    last: str | None


def find_again(store: Store) -> tuple[int, int]:
    """Read all analysed texts anew, a batch a transaction; repeating it changes nothing.

    Returns:
        How many texts were read, and of how many the promises changed.

    Raises:
        StoreError: If the store fails; what was committed before is kept.
    """
    last: str | None = ""
    n_read = n_changed = 0
    while last is not None:
        read, changed, last = find_next(store, last, BATCH)
        n_read, n_changed = n_read + read, n_changed + changed
    return n_read, n_changed


def find_next(store: Store, after: str, limit: int) -> Found:
    """Read the next analysed texts anew, in one transaction; repeating it changes nothing.

    Args:
        store: The store.
        after: The feedback id to begin behind; empty for the first one.
        limit: Most texts.

    Raises:
        StoreError: If the store fails; nothing is changed then.
    """
    with store.writing() as session:
        repository = PromiseRepository(session)
        rows = repository.texts(after, limit)
        found = {id_: [one.model_dump(mode="json") for one in find_promises(text)] for id_, text, _ in rows}
        changed = {id_: found[id_] for id_, _, known in rows if found[id_] != known}
        repository.renew(changed)
    return Found(len(rows), len(changed), rows[-1][0] if len(rows) == limit else None)
