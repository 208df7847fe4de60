"""A file into the store: read, redact, analyse, and commit batch by batch.

Each batch is one transaction, and a record's id follows from its source and its own id. So an ingest that was killed
can be repeated: what is stored is passed over, the rest is added, and the store ends as if nothing had happened.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from feedback_ai import ingest as room
from feedback_ai.errors import OptionError
from feedback_ai.pipeline import prepare
from feedback_ai.schema import Document, FeedbackRecord, RefusedRow
from feedback_ai.services.errors_file import ErrorsFile, errors_path
from feedback_ai.services.ingest_summary import IngestSummary, Stage, Tally
from feedback_ai.services.labelled import store_labelled
from feedback_ai.services.output import check_distinct
from feedback_ai.services.preparation import prepare_to_store, storable
from feedback_ai.services.privacy import Privacy
from feedback_ai.services.secret_key import find_secret_key, secret_key
from feedback_ai.settings import Settings, get_settings
from feedback_ai.store import Store
from feedback_ai.store.feedback import FeedbackRepository

if TYPE_CHECKING:
    from feedback_ai.analyzer import Analyzer

MAX_SOURCE_CHARS = 100
"""As `FeedbackRecord.source` has it."""


def ingest_file(
    store: Store | None,
    analyzer: "Analyzer | None",
    path: Path,
    *,
    source: str,
    format: str = "auto",
    profile: str = "auto",
    columns: room.ColumnMap | None = None,
    encoding: str | None = None,
    day_first: bool | None = None,
    dry_run: bool = False,
    errors: Path | None = None,
    settings: Settings | None = None,
    on_progress: Callable[[int], None] = lambda rows: None,
) -> IngestSummary:
    """Put the records of a file into the store; those that are there already stay as they are.

    Args:
        store: The store; in a dry run it is only read, and None is an empty one.
        analyzer: The model; not used in a dry run.
        path: The file.
        source: Name of the system or file family, for all records.
        format: As `ingest.read` takes it, like the four that follow.
        profile: Profile of the file.
        columns: Which column is which field.
        encoding: Encoding of the text.
        day_first: Order of dates such as 03/04/2026.
        dry_run: Read and redact only; nothing is written anywhere.
        errors: Where to tell refused rows; `FILE.errors.jsonl` beside the file if None, and nowhere for `-`.
        settings: Settings in force; the process's own if None.
        on_progress: Called with the number of rows done after each batch.

    Raises:
        OptionError: If the source has no usable name, or the errors would overwrite the input.
        InputError: If the file cannot be read; what was committed before is kept, as for all that follow.
        StoreError: If the store fails.
        OutputError: If the refused rows cannot be written.
        SettingError: If a customer id needs a secret key and none can be made.
    """
    settings = settings or get_settings()
    _check_source(source)
    check_distinct(input=path, errors=errors)
    # A dry run must not make a key; without one the store holds no ids that depend on it.
    id_key = find_secret_key(settings) or b"" if dry_run else secret_key(settings)
    with ErrorsFile(None if dry_run else errors or errors_path(path)) as errors_file:
        run = _Run(store, analyzer, source, Privacy(settings), errors_file, dry_run=dry_run)
        with run.tally.timing(Stage.READ):
            reading = room.read(
                path,
                format=format,
                profile=profile,
                columns=columns,
                encoding=encoding,
                source=source,
                day_first=day_first,
                id_key=id_key,
            )
        with reading:
            rows = iter(reading)
            while batch := run.read(rows, settings.batch_size):
                run.take(batch)
                on_progress(run.tally.rows)
    return IngestSummary(
        path=path,
        source=source,
        profile=reading.profile,
        columns=dict(reading.columns),
        notes=tuple(reading.notes),
        dry_run=dry_run,
        errors_file=errors_file.path if errors_file.written else None,
        **vars(run.tally),
    )


def _check_source(source: str) -> None:
    if not 0 < len(source.strip()) <= MAX_SOURCE_CHARS:
        raise OptionError(
            f"The source has {len(source.strip())} characters.", hint=f"Name it with 1 to {MAX_SOURCE_CHARS}."
        )


class _Run:
    """One ingest: where its rows go, and what it has counted."""

    def __init__(
        self,
        store: Store | None,
        analyzer: "Analyzer | None",
        source: str,
        privacy: Privacy,
        errors: ErrorsFile,
        *,
        dry_run: bool,
    ) -> None:
        self.tally = Tally()
        self._store, self._analyzer, self._source = store, analyzer, source
        self._privacy, self._errors, self._dry_run = privacy, errors, dry_run
        self._seen: set[str] = set()
        self._texts: dict[str, int] = {}  # a hash by id, so that a large file stays small in memory

    def read(self, rows: Iterator[room.Row], size: int) -> list[room.Row]:
        """The next rows of the file."""
        with self.tally.timing(Stage.READ):
            return list(islice(rows, size))

    def take(self, rows: Sequence[room.Row]) -> None:
        """Refuse, pass over or add each row of a batch."""
        records = []
        for number, read in enumerate(rows, start=self.tally.rows + 1):
            row = read if isinstance(read, RefusedRow) else self._tell_repeated(storable(read), number)
            if isinstance(row, RefusedRow):
                self.tally.refuse(row)
                self._errors.add(row)
            else:
                records.append(row)
        fresh = self._fresh(records)
        added = self._prepare(fresh) if self._dry_run else self._add(fresh)
        self.tally.rows += len(rows)
        self.tally.known += len(records) - len(added)
        for document in added:
            self.tally.add(document)

    def _tell_repeated(self, record: FeedbackRecord, number: int) -> room.Row:
        """The record; refused if an earlier row of the file gave its id to another text, which would be lost unseen."""
        text = hash(record.text)
        if self._texts.setdefault(record.id, text) == text:
            return record
        reason = "An earlier row has the same id and another text. Give each text an id of its own."
        return room.refuse(number, "id_repeated", reason, "id")

    def _fresh(self, records: Iterable[FeedbackRecord]) -> list[FeedbackRecord]:
        """The records that neither the store nor an earlier row has."""
        by_id: dict[str, FeedbackRecord] = {}
        for record in records:
            by_id.setdefault(record.id, record)
        known = self._seen & by_id.keys()
        if self._store is not None:
            with self.tally.timing(Stage.STORE), self._store.reading() as session:
                known |= FeedbackRepository(session).known(self._source, by_id)
        if self._dry_run:
            self._seen.update(by_id)  # where a real run would find them in the store
        return [record for id_, record in by_id.items() if id_ not in known]

    def _prepare(self, records: Iterable[FeedbackRecord]) -> list[Document]:
        with self.tally.timing(Stage.PREPARE):
            return [prepare(record) for record in records]

    def _add(self, records: Sequence[FeedbackRecord]) -> list[Document]:
        """Store records with their labels, in one transaction; gives those that another process did not add first."""
        if not records:
            return []
        if self._store is None or self._analyzer is None:
            raise AssertionError("only a dry run does without store and analyzer")
        with self.tally.timing(Stage.PREPARE):
            prepared = [prepare_to_store(record, self._privacy) for record in records]
        with self.tally.timing(Stage.ANALYZE):
            labelled = self._analyzer.label_documents([document for document, _ in prepared])
        labels = {feedback.id: own for (_, feedback), own in zip(prepared, labelled, strict=True)}
        with self.tally.timing(Stage.STORE), self._store.writing() as session:
            added = FeedbackRepository(session).add(feedback for _, feedback in prepared)
            store_labelled(session, {id_: labels[id_] for id_ in added})
        self.tally.needs_review += sum(labels[id_].analysis.needs_review for id_ in added)
        return [document for document, feedback in prepared if feedback.id in added]
