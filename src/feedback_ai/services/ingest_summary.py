"""What an ingest did, in numbers."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from feedback_ai.schema import Document, RefusedRow


class Stage(StrEnum):
    """Where the time goes."""

    READ = "read"
    PREPARE = "prepare"
    ANALYZE = "analyze"
    STORE = "store"


class IngestSummary(BaseModel):
    """What an ingest did.

    Attributes:
        profile: The profile that the file was read with.
        columns: Which column became which field, by field.
        notes: What a person should know of how the file was read.
        dry_run: Whether nothing was changed; `added` then tells what would be added, and nothing is analysed.
        rows: Rows of the file, refused ones too.
        added: Records stored.
        known: Records passed over because the store, or an earlier row, has them.
        refused: Refused rows by code.
        redactions: Values redacted in the added records, by type.
        languages: Added records by language.
        uninformative: Added records that say nothing to judge.
        needs_review: Added records that a person should look at.
        seconds: Wall-clock seconds by stage.
        errors_file: Where the refused rows are told; None where there are none.
    """

    model_config = ConfigDict(frozen=True)

    path: Path
    source: str
    profile: str
    columns: dict[str, str]
    notes: tuple[str, ...]
    dry_run: bool
    rows: int
    added: int
    known: int
    refused: dict[str, int]
    redactions: dict[str, int]
    languages: dict[str, int]
    uninformative: int
    needs_review: int
    seconds: dict[Stage, float]
    errors_file: Path | None

    @property
    def n_refused(self) -> int:
        """Refused rows."""
        return sum(self.refused.values())


class Tally:
    """Counts while an ingest runs; the attributes are those of `IngestSummary`."""

    def __init__(self) -> None:
        self.rows = self.added = self.known = self.uninformative = self.needs_review = 0
        self.refused: Counter[str] = Counter()
        self.redactions: Counter[str] = Counter()
        self.languages: Counter[str] = Counter()
        self.seconds: dict[Stage, float] = dict.fromkeys(Stage, 0.0)

    def refuse(self, row: RefusedRow) -> None:
        """Count a refused row."""
        self.refused[row.code] += 1

    def add(self, document: Document) -> None:
        """Count a record that was added, or would be."""
        normalized = document.normalized
        self.added += 1
        self.languages[str(normalized.language)] += 1
        self.uninformative += not normalized.informative
        self.redactions.update(redaction.type for redaction in normalized.redactions)

    @contextmanager
    def timing(self, stage: Stage) -> Iterator[None]:
        """Add the time that the block takes to a stage."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[stage] += time.perf_counter() - start
