"""What is answered where a store has too little, or the same, or no times: `docs/topics.md` holds the same messages."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from topic_fakes import MatterAnalyzer, add, texts_of

from feedback_ai.errors import FeedbackError
from feedback_ai.ingest import read
from feedback_ai.schema import Language
from feedback_ai.services import topics
from feedback_ai.services.topics_backtest import backtest_store
from feedback_ai.store import Store
from feedback_ai.store.tables import FeedbackRow

PAGE = Path(__file__).resolve().parents[2] / "docs" / "topics.md"
END = datetime(2026, 6, 30, 12, tzinfo=UTC)
NAMES = ("fit", "discover", "list", "emerging", "candidates", "backtest")
ROW = re.compile(
    r"^\| (?P<store>[^|]+) " + "".join(rf"\| (?P<{name}>[^|]+) " for name in NAMES) + r"\|$",
    re.MULTILINE,
)


def _english() -> list[tuple[str, Language]]:
    return [own for own in texts_of(n=24) if own[1] is Language.ENGLISH]


def _over_time(store: Store, words: list[tuple[str, Language]]) -> None:
    for place, one in enumerate(words):
        add(store, [one], at=END - timedelta(days=2 * place), prefix=f"r{place}-")


def _discovered(store: Store, folder: Path) -> int:
    """Topics of a file with the texts of the store."""
    source = folder / "texts.jsonl"
    with store.reading() as session:
        rows = [{"id": text.record_id, "text": text.text} for text in session.scalars(select(FeedbackRow))]
    source.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    with read(str(source), format="jsonl") as reading:
        return topics.discover_file(MatterAnalyzer(), reading, str(source), str(folder / "out.jsonl")).n_topics


STORES: dict[str, Callable[[Store], object]] = {
    "no text": lambda store: None,
    "1 text": lambda store: add(store, texts_of(["parcel"], 1), at=END),
    "20 texts": lambda store: _over_time(store, texts_of(n=5)),
    "one language": lambda store: _over_time(store, _english()),
    "all texts the same": lambda store: _over_time(store, texts_of(["parcel"], 1) * 40),
    "no dates": lambda store: add(store, texts_of()),
    "all on one day": lambda store: add(store, texts_of(), at=END),
}


def _answers(store: Store, folder: Path) -> dict[str, str]:
    """The first words of what each command says."""
    calls: dict[str, Callable[[], object]] = {
        "fit": lambda: topics.fit(store, MatterAnalyzer()),
        "discover": lambda: _discovered(store, folder),
        "list": lambda: topics.list_topics(store),
        "emerging": lambda: topics.emerging(store),
        "candidates": lambda: topics.candidates(store),
        "backtest": lambda: backtest_store(store, false_alarms=0.25),
    }
    told = {}
    for name, call in calls.items():
        try:
            found = call()
        except FeedbackError as error:
            told[name] = f'"{error.what}"'
        else:
            told[name] = (
                "topics" if name in {"fit", "discover", "list"} and found else "an answer" if found else "nothing"
            )
    return told


@pytest.mark.parametrize("kind", STORES)
def test_each_is_answered_as_the_page_says(store: Store, tmp_path: Path, kind: str) -> None:
    STORES[kind](store)
    rows = {row["store"].strip(): row.groupdict() for row in ROW.finditer(PAGE.read_text(encoding="utf-8"))}
    told = _answers(store, tmp_path)
    for name, answer in told.items():
        expected = rows[kind][name].strip()
        assert expected == answer, name
