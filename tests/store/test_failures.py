import errno
import sqlite3
import traceback
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest
from fakes import limit_pages, new_feedback
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError

from feedback_ai.errors import StoreBusyError, StoreError, StoreFullError
from feedback_ai.store import Store
from feedback_ai.store.failures import translate
from feedback_ai.store.feedback import FeedbackRepository
from feedback_ai.store.urls import parse_url

POSTGRES = parse_url("postgresql://me:s3cret@host/db")


def test_a_full_disk_is_told_and_what_was_committed_is_kept(tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{tmp_path / 'store.sqlite'}") as store:
        limit_pages(store, 40)
        with store.writing() as session:
            FeedbackRepository(session).add([new_feedback("1", "kept")])
        with pytest.raises(StoreFullError, match="disk"), store.writing() as session:
            FeedbackRepository(session).add([new_feedback(str(number), "x" * 50_000) for number in range(2, 9)])
        with store.reading() as session:
            assert FeedbackRepository(session).known("test", map(str, range(9))) == {"1"}


def test_a_locked_store_is_told(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    with Store.open(f"sqlite:///{path}?timeout=0.01") as store:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusyError, match="locked"), store.writing():
            pass
        other.close()
        with store.writing():
            pass


def test_readers_go_on_while_a_writer_holds_the_lock(tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{tmp_path / 'store.sqlite'}?timeout=0.01") as store, store.writing() as writing:
        FeedbackRepository(writing).add([new_feedback("1", "new")])
        with store.reading() as reading:
            assert FeedbackRepository(reading).known("test", ["1"]) == set()


def test_an_unreachable_server_is_told_without_the_password() -> None:
    url = "postgresql://me:s3cret@127.0.0.1:1/db"
    with pytest.raises(StoreError, match="cannot be used") as caught:
        Store.open(url)
    assert "s3cret" not in "".join(traceback.format_exception(caught.value))


def test_a_missing_database_is_told(postgres_server: object) -> None:
    with pytest.raises(StoreError, match="does not exist"):
        Store.open(postgres_server.url("nowhere"))  # type: ignore[attr-defined]


def test_a_file_that_is_no_store_is_told(tmp_path: Path) -> None:
    (tmp_path / "letter.sqlite").write_text("Dear Sir or Madam, " * 100)
    with pytest.raises(StoreError, match="not a SQLite database"):
        Store.open(f"sqlite:///{tmp_path / 'letter.sqlite'}")


def test_a_directory_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="cannot be used"):
        Store.open(f"sqlite:///{tmp_path / 'file' / 'store.sqlite'}")


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (psycopg.errors.DiskFull(), StoreFullError),
        (psycopg.errors.LockNotAvailable(), StoreBusyError),
        (psycopg.errors.DeadlockDetected(), StoreBusyError),
        (psycopg.errors.AdminShutdown(), StoreError),
        (psycopg.errors.InvalidPassword("password s3cret is wrong"), StoreError),
        (psycopg.errors.ReadOnlySqlTransaction(), StoreError),
        (psycopg.OperationalError("connection refused"), StoreError),
    ],
)
def test_each_failure_of_postgresql_has_its_error(error: psycopg.Error, expected: type[StoreError]) -> None:
    told = translate(OperationalError("SELECT 1", {}, error), POSTGRES)
    assert type(told) is expected
    assert "s3cret" not in str(told)


def test_a_full_file_system_is_told() -> None:
    assert isinstance(translate(OSError(errno.ENOSPC, "No space left on device"), POSTGRES), StoreFullError)


def test_mistakes_of_ours_are_not_dressed_up_and_show_no_values(store: Store) -> None:
    with pytest.raises(IntegrityError) as caught, store.writing() as session:
        FeedbackRepository(session).add([new_feedback("1", "a secret text", job_id="no such job")])
    assert "a secret text" not in str(caught.value)


def test_a_block_that_raises_keeps_nothing(store: Store) -> None:
    def fail_after_adding() -> None:
        with store.writing() as session:
            FeedbackRepository(session).add([new_feedback("1", "text")])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_after_adding()
    with store.reading() as session:
        assert FeedbackRepository(session).known("test", ["1"]) == set()
        assert session.scalar(text("SELECT count(*) FROM segment")) == 0


def test_a_process_without_a_free_connection_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store.open(f"sqlite:///{tmp_path / 'store.sqlite'}") as store, ExitStack() as held:
        monkeypatch.setattr(store.engine.pool, "_timeout", 0)
        for _ in range(15):
            held.enter_context(store.engine.connect())
        with pytest.raises(StoreBusyError, match="in use"):
            store.check()
