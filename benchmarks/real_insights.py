"""The second half of the way for real corpora: topics, backlog and report of the store that `real_data.py` filled.

Called by `real_data.py`. Each corpus is made a unit of its own, as if each were a company's branch, so that the backlog
tells its problems apart; topics are of all corpora together, as they would be in one company's store.
"""

import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, update

from feedback_ai.analyzer import Analyzer
from feedback_ai.services import backlog, report, topics
from feedback_ai.services.evidence import load_evidence
from feedback_ai.store import Store
from feedback_ai.store.tables import BacklogEvidenceRow, FeedbackRow

WEEKS = 520
"""Ten years: the corpora are old and of different years."""
N_TOPICS, N_ITEMS = 10, 5
PERIOD = "2022"


@dataclass
class Insights:
    """What came out, ready for the page.

    Attributes:
        costs: Seconds and peak memory in bytes, by stage.
        topics: The largest topics of each corpus: label in its language, texts, share of its texts.
        items: The first items of each corpus: title, texts, priority.
        figures: Single figures, by name.
    """

    costs: dict[str, tuple[float, int]] = field(default_factory=dict)
    topics: dict[str, list[tuple[str, int, float]]] = field(default_factory=dict)
    items: dict[str, list[tuple[str, int, float]]] = field(default_factory=dict)
    figures: dict[str, int] = field(default_factory=dict)


def carry_on(store: Store, analyzer: Analyzer, work: Path, languages: dict[str, str]) -> Insights:
    """Fit topics, build the backlog, write the report.

    Args:
        store: A store with the corpora.
        analyzer: The model that labelled them.
        work: Where the reports go; they quote customers and are never committed.
        languages: `en` or `zh` of each corpus.
    """
    found = Insights()
    with store.writing() as session:
        session.execute(update(FeedbackRow).where(FeedbackRow.unit.is_(None)).values(unit=FeedbackRow.source))
    fit = _measured(found, "topics fit", lambda: topics.fit(store, analyzer))
    built = _measured(found, "backlog build", lambda: backlog.build(store, weeks=WEEKS, actor="benchmark"))
    for lang in ("en", "zh"):
        path = work / f"report-{PERIOD}-{lang}.html"
        _measured(found, f"report {lang}", lambda lang=lang, path=path: _write(store, lang, path))
    found.figures = {
        "segments that judge something": fit.n_segments,
        "different ones": fit.n_distinct,
        "looked at by the fit": fit.n_sampled,
        "topics": fit.n_topics,
        "segments in no topic": fit.n_unassigned,
        "items": len(built.added),
        "texts in items": built.n_in_items,
        "unhappy texts with a topic": built.n_unhappy,
    }
    _count_topics(store, found, languages)
    _list_items(store, found, languages)
    return found


def section(found: Insights) -> list[str]:
    """The part of the page, as Markdown lines."""
    lines = ["", "## Topics, backlog, report", "", "| figure | value |", "|---|---|"]
    lines += [f"| {name} | {value:,} |" for name, value in found.figures.items()]
    lines += ["", "| stage | s | peak MB |", "|---|---|---|"]
    lines += [f"| {stage} | {seconds:.1f} | {peak / 1e6:.0f} |" for stage, (seconds, peak) in found.costs.items()]
    for corpus, listed in found.topics.items():
        lines += ["", f"### {corpus}", "", "| largest topics | texts | share |", "|---|---|---|"]
        lines += [f"| {label} | {n} | {share:.1%} |" for label, n, share in listed]
        lines += ["", "| first items | texts | priority |", "|---|---|---|"]
        lines += [f"| {title} | {n} | {priority} |" for title, n, priority in found.items[corpus]]
    return lines


def _count_topics(store: Store, found: Insights, languages: dict[str, str]) -> None:
    labels = {topic.id: topic.labels for topic in topics.list_topics(store)}
    evidence = load_evidence(store)
    source = evidence.texts.set_index("feedback_id")["source"]
    assigned = evidence.topics.dropna(subset="topic_id").drop_duplicates(["feedback_id", "topic_id"])
    for corpus, lang in languages.items():
        of_corpus = assigned[assigned["feedback_id"].map(source) == corpus]
        total = int((source == corpus).sum())
        counts = Counter(of_corpus["topic_id"].astype(int))
        found.topics[corpus] = [(labels[id_][lang], n, n / total) for id_, n in counts.most_common(N_TOPICS)]


def _list_items(store: Store, found: Insights, languages: dict[str, str]) -> None:
    """Items are of a unit, and units of one corpus, so an item's first segment tells its corpus."""
    with store.reading() as session:
        rows = session.execute(
            select(BacklogEvidenceRow.item_id, func.min(FeedbackRow.source))
            .join(FeedbackRow, FeedbackRow.id == BacklogEvidenceRow.feedback_id)
            .group_by(BacklogEvidenceRow.item_id)
        )
        corpus_of = {item_id: source for item_id, source in rows}  # noqa: C416 - a Result is no mapping
    items = backlog.list_items(store)
    for corpus, lang in languages.items():
        of_corpus = [item for item in items if corpus_of[item.id] == corpus][:N_ITEMS]
        found.items[corpus] = [(_title(item, corpus, lang), item.n_texts, item.priority) for item in of_corpus]


def _title(item: backlog.ItemView, corpus: str, lang: str) -> str:
    """Without the unit where that is only the corpus."""
    title: str = getattr(item.title, lang)
    return title.replace(f" ({corpus})", "").replace(f"（{corpus}）", "")


def _write(store: Store, lang: str, path: Path) -> None:
    report.write_report(store, period=PERIOD, lang=lang, format="html", output=path)


def _measured(found: Insights, stage: str, work: Callable[[], Any]) -> Any:
    """Do the work; keep its seconds and its peak resident memory (Linux: the peak can be reset)."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    start = time.perf_counter()
    result = work()
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) * 1024  # type: ignore[index]
    found.costs[stage] = (time.perf_counter() - start, peak)
    return result
