"""Finds promises in texts that are stored already: needed once after an upgrade, and when the extractor changed."""

from feedback_ai.classify.rules.promises import find_promises
from feedback_ai.store import Store
from feedback_ai.store.promises import PromiseRepository

BATCH = 500


def find_again(store: Store) -> tuple[int, int]:
    """Read all analysed texts anew, a batch a transaction; repeating it changes nothing.

    Returns:
        How many texts were read, and of how many the promises changed.

    Raises:
        StoreError: If the store fails; what was committed before is kept.
    """
    last, n_read, n_changed = "", 0, 0
    while True:
        with store.writing() as session:
            repository = PromiseRepository(session)
            rows = repository.texts(last, BATCH)
            if not rows:
                return n_read, n_changed
            found = {id_: [one.model_dump(mode="json") for one in find_promises(text)] for id_, text, _ in rows}
            changed = {id_: found[id_] for id_, _, known in rows if found[id_] != known}
            repository.renew(changed)
        last, n_read, n_changed = rows[-1][0], n_read + len(rows), n_changed + len(changed)
