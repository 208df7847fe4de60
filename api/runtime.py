"""What all requests of a process share: settings, store, model and worker."""

import logging
from typing import TYPE_CHECKING

from api.limits import ModelGate
from feedback_ai.errors import FeedbackError, ModelNotFoundError
from feedback_ai.jobs.in_process import InProcessWorker
from feedback_ai.settings import Settings
from feedback_ai.store import Store

if TYPE_CHECKING:
    from feedback_ai.analyzer import Analyzer

logger = logging.getLogger(__name__)


class Runtime:
    """The state of one process; `start` before the first request, `close` after the last.

    Attributes:
        settings: Settings in force.
        gate: The way to the model.
    """

    def __init__(self, settings: Settings, store: Store | None, analyzer: "Analyzer | None") -> None:
        """Take what is there already; what is None is made by `start` (and a store so made is closed by `close`)."""
        self.settings = settings
        self.gate = ModelGate(settings.max_waiting)
        self._store, self._owns_store = store, store is None
        self._analyzer = analyzer
        self._worker: InProcessWorker | None = None
        self._no_model: FeedbackError = ModelNotFoundError("The model is not loaded.", hint="Start the server first.")

    def start(self) -> None:
        """Open the store, load the model, and go on with the bulk requests that an earlier process left undone.

        Without a usable model the server starts all the same: what is stored can be read, and `/readyz` tells.

        Raises:
            StoreError: If the store cannot be used; without it no key can be checked.
        """
        if self._store is None:
            self._store = _open(self.settings)
        try:
            self._analyzer = self._analyzer or _load(self.settings)
        except FeedbackError as error:
            logger.error("Nothing can be analysed: %s", error)
            self._no_model = error
            return
        self._worker = InProcessWorker(self._store, self._analyzer, self.settings)
        self._worker.resume()

    def close(self) -> None:
        """End the worker after the batch in progress, and close the store if it was opened here."""
        if self._worker is not None:
            self._worker.close()
        if self._owns_store and self._store is not None:
            self._store.close()

    @property
    def store(self) -> Store:
        """The open store."""
        if self._store is None:
            raise AssertionError("the server was not started")
        return self._store

    @property
    def analyzer(self) -> "Analyzer":
        """The loaded model.

        Raises:
            ModelNotFoundError: If there is none.
            ModelCorruptError: If it is damaged.
        """
        if self._analyzer is None:
            raise self._no_model
        return self._analyzer

    @property
    def worker(self) -> InProcessWorker:
        """What analyses bulk requests.

        Raises:
            ModelNotFoundError: If there is no model.
            ModelCorruptError: If it is damaged.
        """
        if self._worker is None:
            raise self._no_model
        return self._worker

    def failures(self) -> dict[str, FeedbackError]:
        """What keeps requests from being answered: `store` or `model`, each with its error; empty if nothing does."""
        found: dict[str, FeedbackError] = {}
        for name, check in (("store", self.store.check), ("model", lambda: self.analyzer)):
            try:
                check()
            except FeedbackError as error:
                found[name] = error
        return found


def _open(settings: Settings) -> Store:
    try:
        return Store.open(settings.store_url)
    except FeedbackError as error:
        logger.error("The server cannot start: %s", error)
        raise


def _load(settings: Settings) -> "Analyzer":
    from feedback_ai.analyzer import Analyzer

    analyzer = Analyzer(settings.model)
    analyzer.analyze(["Warm-up", "预热"])  # so that no request waits for what else is loaded on first use
    return analyzer
