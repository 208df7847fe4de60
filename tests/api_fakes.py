"""Models for the tests of the API."""

import threading
from collections.abc import Callable, Sequence

from fakes import FakeAnalyzer
from fastapi.testclient import TestClient

from feedback_ai.pipeline import prepare
from feedback_ai.schema import Analysis, Document, FeedbackRecord

MakeClient = Callable[..., TestClient]
"""Store, scopes of the client's key, `analyzer`, and changes of settings."""


class RedactingAnalyzer(FakeAnalyzer):
    """Prepares records as the real one does."""

    def analyze_records(self, records: Sequence[FeedbackRecord]) -> list[Analysis]:
        return self.analyze_documents([prepare(record) for record in records])


class GatedAnalyzer(RedactingAnalyzer):
    """Waits inside the model until the test lets it go on."""

    def __init__(self) -> None:
        super().__init__()
        self.entered, self.gate = threading.Event(), threading.Event()

    def analyze_documents(self, documents: Sequence[Document]) -> list[Analysis]:
        self.entered.set()
        assert self.gate.wait(60)
        return super().analyze_documents(documents)


class FailingAnalyzer(RedactingAnalyzer):
    """Fails with a message that quotes the customer, as libraries do."""

    def analyze_documents(self, documents: Sequence[Document]) -> list[Analysis]:
        raise ValueError(documents[0].record.text)
