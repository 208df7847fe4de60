"""The demonstration: the sample into a store of its own, from the first row to backlog and report."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from feedback_ai.measure.servqual import servqual_scores
from feedback_ai.schema import SERVQUAL, Facet
from feedback_ai.services import backlog, report, topics
from feedback_ai.services.demo_fixes import FixSummary, Merged, merge_topics, verify_fixes
from feedback_ai.services.evidence import load_evidence
from feedback_ai.services.ingest import ingest_file
from feedback_ai.services.ingest_summary import IngestSummary
from feedback_ai.settings import Settings
from feedback_ai.store import Store
from feedback_ai.store.overview import OverviewRepository, Quote

if TYPE_CHECKING:
    import pandas as pd

    from feedback_ai.analyzer import Analyzer

SAMPLE_FILES = ("feedback_en.jsonl", "feedback_zh.csv")
SOURCE = "sample"
OWN_FILES = {"routing": "routing.toml", "journey": "journey.toml"}
"""Settings of the sample, and the files beside it."""
PERIOD = "2026Q3"
"""The sample's second quarter, which can be compared with its first."""
N_CRITICAL = 5
N_GROWING = 3
N_ITEMS = 5


@dataclass(frozen=True)
class DimensionSummary:
    """What customers say of one SERVQUAL dimension.

    Attributes:
        negative: Texts that judge it negative.
        positive: Texts that judge it positive.
        worst_unit: The unit with most negative texts, and how many.
        examples: One English and one Chinese complaint, where there are any.
    """

    dimension: Facet
    negative: int
    positive: int
    worst_unit: tuple[str, int] | None
    examples: tuple[Quote, ...]


@dataclass(frozen=True)
class Overview:
    """A store at a glance; dimensions with the most complaints first."""

    n_texts: int
    dimensions: tuple[DimensionSummary, ...]
    n_critical: int
    critical: tuple[Quote, ...]


@dataclass(frozen=True)
class Improvements:
    """What follows from the labels.

    Attributes:
        n_topics: Topics that were found.
        merged: Those that were merged afterwards, being one matter.
        growing: The fastest-growing ones, over the last four weeks against those before.
        n_items: Open items of the backlog.
        items: The first of them.
        reports: The report of the last quarter in each language.
        fixes: What came of the two fixes that the sample holds.
    """

    n_topics: int
    merged: tuple[Merged, ...]
    growing: tuple[topics.Growth, ...]
    n_items: int
    items: tuple[backlog.ItemView, ...]
    reports: tuple[Path, ...]
    fixes: tuple[FixSummary, ...]


def load_sample(
    store: Store,
    analyzer: "Analyzer",
    directory: Path,
    work: Path,
    *,
    settings: Settings,
    on_progress: Callable[[int], None],
) -> list[IngestSummary]:
    """Ingest both files of the sample; refused rows are told in files under `work`."""
    work.mkdir(parents=True, exist_ok=True)
    return [
        ingest_file(
            store,
            analyzer,
            directory / name,
            source=SOURCE,
            errors=work / f"{name}.errors.jsonl",
            settings=settings,
            on_progress=on_progress,
        )
        for name in SAMPLE_FILES
    ]


def overview(store: Store) -> Overview:
    """What customers are unhappy about, with their words; counts as the measures have them."""
    evidence = load_evidence(store)
    scores = servqual_scores(evidence.texts, evidence.mentions).set_index("dimension")
    counts = scores[["negative", "positive"]].to_dict("index")
    by_unit = servqual_scores(evidence.texts, evidence.mentions, by="unit")
    with store.reading() as session:
        repository = OverviewRepository(session)
        dimensions = [
            DimensionSummary(
                dimension=dimension,
                negative=counts[dimension]["negative"],
                positive=counts[dimension]["positive"],
                worst_unit=_worst_unit(by_unit[by_unit["dimension"] == dimension]),
                examples=tuple(
                    quote
                    for chinese in (False, True)
                    for quote in repository.complaints(dimension, chinese=chinese, limit=1)
                ),
            )
            for dimension in SERVQUAL
        ]
        n_critical, critical = repository.critical(N_CRITICAL)
    return Overview(
        n_texts=len(evidence.texts),
        dimensions=tuple(sorted(dimensions, key=lambda dimension: -dimension.negative)),
        n_critical=n_critical,
        critical=tuple(critical),
    )


def _worst_unit(scores: "pd.DataFrame") -> tuple[str, int] | None:
    """The named unit with most negative texts, the first by name of several."""
    named = scores[(scores["group"] != "") & (scores["negative"] > 0)]
    if named.empty:
        return None
    worst = named.sort_values(["negative", "group"], ascending=[False, True]).iloc[0]
    return str(worst["group"]), int(worst["negative"])


def improve(store: Store, analyzer: "Analyzer", directory: Path, work: Path, *, settings: Settings) -> Improvements:
    """From labels to topics, backlog and report, by the sample's own routing and journey.

    Args:
        store: A store with the sample.
        analyzer: The model that labelled it.
        directory: Of the sample.
        work: Where the reports go.
        settings: Settings in force.

    Raises:
        TooFewError: If the store holds too little for topics.
        OutputError: If a report cannot be written.
        StoreError: If the store fails.
    """
    own = {name: directory / file for name, file in OWN_FILES.items() if (directory / file).exists()}
    settings = settings.model_copy(update=own)
    fit = topics.fit(store, analyzer, settings=settings)
    merged = merge_topics(store, directory)
    backlog.build(store, actor="demo", settings=settings)
    items = backlog.list_items(store)
    reports = []
    for lang in ("en", "zh"):
        path = work / f"report-{PERIOD}-{lang}.html"
        report.write_report(store, period=PERIOD, lang=lang, format="html", output=path, settings=settings)
        reports.append(path)
    return Improvements(
        n_topics=fit.n_topics,
        merged=merged,
        growing=tuple(topics.emerging(store, limit=N_GROWING)),
        n_items=len(items),
        items=tuple(items[:N_ITEMS]),
        reports=tuple(reports),
        fixes=verify_fixes(store, directory, settings=settings),
    )
