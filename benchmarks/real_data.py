"""Carries real corpora into one store and writes `docs/real-data.md` from what happened.

    python benchmarks/real_data.py DATA_DIRECTORY --store real.sqlite [--sample 50]

The texts stay where they are: the page holds counts only. `--sample` prints random results for a person to judge; what
that person found stands in `docs/real-data-judged.md` and is taken into the page.
"""

import argparse
import json
import platform
import random
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from real_insights import Insights, carry_on, section
from sqlalchemy import select

from feedback_ai.analyzer import Analyzer
from feedback_ai.schema import Facet, Sentiment, Severity
from feedback_ai.services import ingest as service
from feedback_ai.services.ingest_summary import IngestSummary, Stage, Tally
from feedback_ai.settings import get_settings
from feedback_ai.store import Store
from feedback_ai.store.feedback import FeedbackRepository
from feedback_ai.store.labels import LabelKind
from feedback_ai.store.tables import FeedbackRow, LabelRow

CORPORA = (
    "en/cfpb_narratives.jsonl.gz",
    "en/nhs_fft_v6.jsonl.gz",
    "zh/waimai_10k.jsonl.gz",
    "zh/teddycup2020_gov_messages.jsonl.gz",
)
ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "real-data.md"
JUDGED = ROOT / "docs" / "real-data-judged.md"


class MeasuredTally(Tally):
    """Also keeps the peak resident memory of each stage, in bytes (Linux: the peak can be reset)."""

    @contextmanager
    def timing(self, stage: Stage) -> Iterator[None]:
        """As in `Tally`."""
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
        try:
            with super().timing(stage):
                yield
        finally:
            status = Path("/proc/self/status").read_text(encoding="ascii")
            peak = int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) * 1024  # type: ignore[index]
            PEAKS[stage] = max(PEAKS.get(stage, 0), peak)


PEAKS: dict[Stage, int] = {}


def ingest(store: Store, analyzer: Analyzer, path: Path) -> dict[str, Any]:
    """Ingest one corpus; returns the summary with the peaks."""
    PEAKS.clear()
    name = path.name.removesuffix(".jsonl.gz")
    errors = Path(get_settings().home) / f"{name}.errors.jsonl"
    summary: IngestSummary = service.ingest_file(
        store, analyzer, path, source=name, errors=errors, on_progress=lambda rows: print(name, rows, flush=True)
    )
    return {**summary.model_dump(mode="json"), "peaks": {str(stage): PEAKS[stage] for stage in Stage if stage in PEAKS}}


def label_shares(store: Store, source: str) -> dict[str, Any]:
    """Shares of texts by facet and sentiment, by severity and by abstention, in [0, 1]."""
    judged: dict[tuple[str, str], set[str]] = {}
    severities: Counter[str | None] = Counter()
    with store.reading() as session:
        rows = session.execute(
            select(LabelRow.feedback_id, LabelRow.kind, LabelRow.name, LabelRow.sentiment, LabelRow.abstained)
            .join(FeedbackRow, FeedbackRow.id == LabelRow.feedback_id)
            .where(FeedbackRow.source == source)
        )
        for feedback_id, kind, name, sentiment, abstained in rows:
            if kind == LabelKind.SEVERITY:
                severities[name] += 1
            elif kind == LabelKind.FACET and not abstained:
                judged.setdefault((name, sentiment), set()).add(feedback_id)
    total = max(severities.total(), 1)
    return {
        "facets": {f: {s: len(judged.get((f, s), ())) / total for s in map(str, Sentiment)} for f in map(str, Facet)},
        "severities": {s: severities[s] / total for s in map(str, Severity)},
        "no_severity": severities[None] / total,
    }


def page(results: list[dict[str, Any]], shares: dict[str, Any], insights: Insights, model: str) -> str:
    """The Markdown page."""
    parts = [
        "<!-- made by benchmarks/real_data.py; do not edit -->",
        "# Real data, carried through",
        "",
        f"Four public corpora into one SQLite store, with {model}, on {platform.machine()} with 2 cores, "
        f"Python {platform.python_version()}. Counts only: the texts stay with their owners.",
        "",
        "## Rows",
        "",
        "| corpus | rows | added | already there | refused | says nothing | needs review | languages |",
        "|---|---|---|---|---|---|---|---|",
        *[_rows_line(result) for result in results],
        "",
        "## Personal data replaced",
        "",
        *_redaction_table(results),
        "",
        "## What the texts judge",
        "",
        "Share of texts with a segment that judges the facet (negative / neutral / positive).",
        "",
        "| facet | " + " | ".join(shares) + " |",
        "|---" * (1 + len(shares)) + "|",
        *[_facet_line(str(facet), shares) for facet in Facet],
        "",
        "| severity | " + " | ".join(shares) + " |",
        "|---" * (1 + len(shares)) + "|",
        *[_severity_line(str(severity), shares) for severity in Severity],
        "| not given | " + " | ".join(f"{own['no_severity']:.1%}" for own in shares.values()) + " |",
        "",
        "## Seconds and peak memory by stage",
        "",
        "| corpus | " + " | ".join(f"{stage} s | {stage} MB" for stage in map(str, Stage)) + " | rows/s |",
        "|---" * (2 + 2 * len(Stage)) + "|",
        *[_cost_line(result) for result in results],
        *section(insights),
        "",
    ]
    judged = JUDGED.read_text(encoding="utf-8") if JUDGED.exists() else ""
    return "\n".join(parts) + "\n" + judged


def _rows_line(result: dict[str, Any]) -> str:
    refused = ", ".join(f"{n} {code}" for code, n in result["refused"].items()) or "0"
    languages = ", ".join(f"{n} {language}" for language, n in sorted(result["languages"].items()))
    cells = [result["source"], result["rows"], result["added"], result["known"], refused]
    return "| " + " | ".join(map(str, [*cells, result["uninformative"], result["needs_review"], languages])) + " |"


def _redaction_table(results: list[dict[str, Any]]) -> list[str]:
    kinds = sorted({kind for result in results for kind in result["redactions"]})
    head = "| corpus | " + " | ".join(kinds) + " |"
    lines = ["| " + " | ".join([r["source"], *(str(r["redactions"].get(k, 0)) for k in kinds)]) + " |" for r in results]
    return [head, "|---" * (1 + len(kinds)) + "|", *lines]


def _facet_line(facet: str, shares: dict[str, Any]) -> str:
    cells = [" / ".join(f"{own['facets'][facet][s]:.1%}" for s in map(str, Sentiment)) for own in shares.values()]
    return f"| {facet} | " + " | ".join(cells) + " |"


def _severity_line(severity: str, shares: dict[str, Any]) -> str:
    return f"| {severity} | " + " | ".join(f"{own['severities'][severity]:.1%}" for own in shares.values()) + " |"


def _cost_line(result: dict[str, Any]) -> str:
    cells = [f"{result['seconds'][s]:.1f} | {result['peaks'].get(s, 0) / 1e6:.0f}" for s in map(str, Stage)]
    total = sum(result["seconds"].values())
    return f"| {result['source']} | " + " | ".join(cells) + f" | {result['rows'] / max(total, 0.1):.0f} |"


def print_sample(store: Store, n: int) -> None:
    """Print random results, one JSON line each, for a person to judge; never for a committed file."""
    with store.reading() as session:
        ids = sorted(session.scalars(select(FeedbackRow.id)))
        for chosen in random.Random(11).sample(ids, n):
            stored = FeedbackRepository(session).get(chosen)
            if stored is not None and stored.analysis is not None:
                print(json.dumps(stored.analysis.model_dump(mode="json"), ensure_ascii=False))


def main() -> None:
    """Entry point."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="directory with en/ and zh/")
    parser.add_argument("--store", default="real.sqlite", help="SQLite file; remove it to begin anew")
    parser.add_argument("--sample", type=int, help="only print this many random results of an existing store")
    arguments = parser.parse_args()
    url = f"sqlite:///{arguments.store}"
    if arguments.sample:
        with Store.open(url, create=False) as store:
            print_sample(store, arguments.sample)
        return
    service.Tally = MeasuredTally  # type: ignore[attr-defined, misc]
    analyzer = Analyzer()
    results_file = Path(f"{arguments.store}.results.json")
    results = json.loads(results_file.read_text(encoding="utf-8")) if results_file.exists() else []
    with Store.open(url) as store:
        for corpus in CORPORA[len(results) :]:  # a run that was cut off goes on with the next corpus
            results.append(ingest(store, analyzer, arguments.data / corpus))
            results_file.write_text(json.dumps(results), encoding="utf-8")
        shares = {result["source"]: label_shares(store, result["source"]) for result in results}
        languages = {result["source"]: corpus[:2] for result, corpus in zip(results, CORPORA, strict=True)}
        insights = carry_on(store, analyzer, results_file.parent, languages)
    model = f"{analyzer.model_info.name} {analyzer.model_info.version}"
    PAGE.write_text(page(results, shares, insights, model), encoding="utf-8")


if __name__ == "__main__":
    main()
