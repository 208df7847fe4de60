import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from feedback_ai.errors import StoreError, StoreNewerError, StoreOutdatedError
from feedback_ai.store import Store, revisions, upgrade
from feedback_ai.store.tables import Table

TABLES = {table.name for table in Table.metadata.sorted_tables} | {"alembic_version"}


def set_revision(url: str, revision: str) -> None:
    with Store.open(url) as store, store.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})


def open_and_close(url: str) -> None:
    Store.open(url).close()


def test_an_empty_database_is_created_on_open(empty_url: str) -> None:
    with Store.open(empty_url) as store:
        assert set(inspect(store.engine).get_table_names()) == TABLES


def test_the_migrations_make_the_tables_that_the_code_declares(empty_url: str) -> None:
    with Store.open(empty_url) as store, store.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Table.metadata) == []


def test_opening_again_finds_the_same_store(store_url: str) -> None:
    with Store.open(store_url) as store, store.writing() as session:
        session.execute(text("INSERT INTO job VALUES ('1', 'bulk', 'me', '2026-01-01 00:00:00.000000', 0, '[]')"))
    with Store.open(store_url, create=False) as store, store.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM job")) == 1


def test_without_create_an_empty_database_stays_empty(empty_url: str) -> None:
    with pytest.raises(StoreError, match="feedback-ai db upgrade"):
        Store.open(empty_url, create=False)
    assert Store.find(empty_url) is None


def test_without_create_no_file_appears(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'none' / 'store.sqlite'}"
    with pytest.raises(StoreError, match="There is no store"):
        Store.open(url, create=False)
    assert Store.find(url) is None
    assert list(tmp_path.iterdir()) == []


def test_find_opens_a_store_that_is_there(store_url: str) -> None:
    Store.open(store_url).close()
    found = Store.find(store_url)
    assert found is not None
    found.close()


def test_a_directory_that_is_missing_is_made_for_the_owner_alone(tmp_path: Path) -> None:
    Store.open(f"sqlite:///{tmp_path / 'home' / 'store.sqlite'}").close()
    assert (tmp_path / "home").stat().st_mode & 0o777 == 0o700


def test_a_store_from_a_newer_version_is_refused(empty_url: str) -> None:
    set_revision(empty_url, "9999")
    for use in (Store.open, upgrade, Store.find):
        with pytest.raises(StoreNewerError, match="newer version"):
            use(empty_url)


def test_an_older_store_says_how_to_upgrade(store_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    Store.open(store_url).close()
    monkeypatch.setattr(revisions, "head", lambda: "9998")
    with pytest.raises(StoreOutdatedError, match="feedback-ai db upgrade"):
        Store.open(store_url)


def test_upgrade_creates_and_can_be_repeated(empty_url: str) -> None:
    assert upgrade(empty_url) == upgrade(empty_url) == revisions.head()
    Store.open(empty_url, create=False).close()


def test_an_upgrade_that_fails_leaves_nothing_behind(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    migrations = revisions.command.upgrade

    def fail_at_the_end(*args: object) -> None:
        migrations(*args)
        raise RuntimeError("power cut")

    monkeypatch.setattr(revisions.command, "upgrade", fail_at_the_end)
    with pytest.raises(RuntimeError):
        upgrade(empty_url)
    monkeypatch.undo()
    with Store.open(empty_url) as store:
        assert set(inspect(store.engine).get_table_names()) == TABLES


def test_many_may_open_an_empty_database_at_once(empty_url: str) -> None:
    with ThreadPoolExecutor(6) as pool:
        for store in pool.map(Store.open, [empty_url] * 6):
            store.check()
            store.close()


def test_processes_may_open_an_empty_database_at_once(empty_url: str) -> None:
    forking = multiprocessing.get_context("fork")
    processes = [forking.Process(target=open_and_close, args=(empty_url,)) for _ in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0, 0, 0]


def test_the_way_down_removes_every_table(empty_url: str) -> None:
    with Store.open(empty_url) as store:
        with store.engine.begin() as connection:
            revisions.command.downgrade(revisions.config(connection), "base")
        assert set(inspect(store.engine).get_table_names()) == {"alembic_version"}


def test_sqlite_writes_ahead_and_keeps_references(tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{tmp_path / 'store.sqlite'}") as store, store.reading() as session:
        assert session.scalar(text("PRAGMA journal_mode")) == "wal"
        assert session.scalar(text("PRAGMA foreign_keys")) == 1
        assert session.scalar(text("PRAGMA busy_timeout")) == 30_000
