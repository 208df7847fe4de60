"""Killing an ingest at any point and running it again ends in the same store as one clean run."""

import json
import multiprocessing
import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from fakes import FakeAnalyzer
from sqlalchemy import event, text

from feedback_ai.services.errors_file import errors_path
from feedback_ai.services.ingest import IngestSummary, ingest_file
from feedback_ai.settings import Settings
from feedback_ai.store import Store

N_ROWS, N_RECORDS, BATCH = 60, 53, 10
TABLES = ("feedback", "segment", "analysis", "label")
# A fork has everything imported already, so that each run takes as long as its work and no longer.
forking = multiprocessing.get_context("fork")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "inbox.jsonl"
    path.write_text("".join(line(number) + "\n" for number in range(N_ROWS)))
    return path


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", batch_size=BATCH, metadata_keys=["visits"])


def line(number: int) -> str:
    """Records with and without ids, some twice, some refused."""
    if number % 13 == 0:
        return '{"text": ""}'
    words = f"Visit {number % 29}: we waited {number % 7} hours, then 没有人理我 at anna@example.com."
    record = {"text": words, "customer_id": f"c-{number % 5}", "metadata": {"visits": number}}
    return json.dumps(record | ({"id": str(number % 50)} if number % 3 else {}))


def ingest(
    url: str, file: Path, settings: Settings, arm: Callable[[Store], None] = lambda store: None
) -> IngestSummary:
    with Store.open(url) as store:
        arm(store)
        return ingest_file(store, FakeAnalyzer(), file, source="inbox", settings=settings)


def dump(url: str) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables, without the time of storing."""
    with Store.open(url) as store, store.reading() as session:
        rows = {table: session.execute(text(f"SELECT * FROM {table}")).mappings().all() for table in TABLES}
    return {
        table: sorted(tuple(str(value) for name, value in row.items() if name != "stored_at") for row in found)
        for table, found in rows.items()
    }


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def nth(n: int, point: Callable[[str], bool]) -> Callable[[Store], None]:
    """Kills the process before the n-th statement that the point names."""

    def arm(store: Store) -> None:
        left = n

        @event.listens_for(store.engine, "before_cursor_execute")
        def count(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            nonlocal left
            left -= point(statement)
            if left == 0:
                die()

    return arm


def nth_commit(n: int) -> Callable[[Store], None]:
    """Kills the process when the n-th transaction is about to be committed."""

    def arm(store: Store) -> None:
        commits = iter(range(1, 10_000))
        event.listen(store.engine, "commit", lambda _: die() if next(commits) == n else None)

    return arm


POINTS = {
    "before anything is written": nth(1, lambda sql: sql.startswith("INSERT INTO feedback")),
    "between a record and its segments": nth(1, lambda sql: sql.startswith("INSERT INTO segment")),
    "between a record and its analysis": nth(3, lambda sql: sql.startswith("INSERT INTO analysis")),
    "between an analysis and its labels": nth(2, lambda sql: sql.startswith("INSERT INTO label")),
    "before a commit": nth_commit(4),
    "after a commit": nth(3, lambda sql: sql.startswith("SELECT feedback.record_id")),
    "before the last commit": nth_commit(12),
}


def run_and_kill(*arguments: object, after: float | None = None) -> int | None:
    process = forking.Process(target=ingest, args=arguments)
    process.start()
    process.join(after)
    if process.is_alive() and after is not None:
        process.kill()
    process.join()
    return process.exitcode


@pytest.mark.parametrize("point", POINTS)
def test_killed_at_a_point_and_repeated(
    fresh_url: Callable[[], str], file: Path, settings: Settings, point: str
) -> None:
    clean, killed = fresh_url(), fresh_url()
    assert run_and_kill(killed, file, settings, POINTS[point]) == -signal.SIGKILL
    ingest(killed, file, settings)
    told = errors_path(file).read_text()
    ingest(clean, file, settings)
    assert dump(killed) == dump(clean)
    assert len(dump(clean)["feedback"]) == N_RECORDS
    assert errors_path(file).read_text() == told
    assert sorted(path.name for path in file.parent.glob("inbox*")) == ["inbox.jsonl", "inbox.jsonl.errors.jsonl"]


def test_killed_again_and_again_at_any_time(fresh_url: Callable[[], str], file: Path, settings: Settings) -> None:
    clean, killed = fresh_url(), fresh_url()
    started = time.monotonic()
    ingest(clean, file, settings)
    whole = time.monotonic() - started
    dice = random.Random(2026)
    for _ in range(8):
        run_and_kill(killed, file, settings, after=dice.uniform(0, whole))
    ingest(killed, file, settings)
    assert dump(killed) == dump(clean)


def test_two_at_once_end_in_the_same_store(fresh_url: Callable[[], str], file: Path, settings: Settings) -> None:
    clean, shared = fresh_url(), fresh_url()
    both = [forking.Process(target=ingest, args=(shared, file, settings)) for _ in range(2)]
    for process in both:
        process.start()
    for process in both:
        process.join()
    assert [process.exitcode for process in both] == [0, 0]
    ingest(clean, file, settings)
    assert dump(shared) == dump(clean)
