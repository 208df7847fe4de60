"""How much of the encoder's own speed `analyze` keeps; prints the figures and writes `docs/serving.md`.

    python benchmarks/serving.py [FILE ...] [--texts 1024] [--repeat 5]

Texts come from files that `analyze` reads, the sample's of both languages if none is named; they are redacted and cut
into segments before the clock starts. *Encoder alone* is the model's forward pass on the very batches of tokens
that `analyze` reads, padded before the clock starts. Each figure is the best of the repeats, chunk by chunk, the two
taken in turn, so that other work on the machine disturbs both alike.
"""

import argparse
import platform
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from feedback_ai import ingest, pipeline
from feedback_ai.analyzer import CHUNK, Analyzer
from feedback_ai.artifacts import locate_sample
from feedback_ai.embed.reading import pad, plan_batches
from feedback_ai.schema import Document, FeedbackRecord
from feedback_ai.settings import get_settings

BAR = 0.70
"""Least share of the encoder's speed that `analyze` must keep."""
PAGE = Path(__file__).resolve().parents[1] / "docs" / "serving.md"


def read_documents(files: Iterable[Path], n_texts: int) -> list[Document]:
    """Prepared texts, the files' in turn, at most `n_texts`."""
    columns = [[row for row in ingest.read(file) if isinstance(row, FeedbackRecord)] for file in files]
    records = [record for row in zip(*columns, strict=False) for record in row]
    return [pipeline.prepare(record) for record in records[:n_texts]]


def seconds(work: Callable[[], object]) -> float:
    """How long a piece of work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def measure(analyzer: Analyzer, documents: list[Document], repeat: int) -> tuple[float, float, int]:
    """Seconds of `analyze`, seconds of the encoder alone, and the tokens read."""
    encoder = analyzer._encoder
    analyzing = encoding = 0.0
    n_tokens = 0
    for start in range(0, len(documents), CHUNK):
        chunk = documents[start : start + CHUNK]
        texts = [document.normalized.text for document in chunk]
        tokenized = encoder._tokenizer.encode_batch(texts, add_special_tokens=False)
        ids = [encoded.ids for encoded in tokenized]
        n_tokens += sum(map(len, ids))
        batches = [pad(batch, encoder._special) for batch in plan_batches(ids)]
        pairs = [
            (
                seconds(lambda: [a.model_dump(mode="json") for a in analyzer.analyze_documents(chunk)]),  # noqa: B023
                seconds(lambda: [encoder._model(*batch) for batch in batches]),  # noqa: B023
            )
            for _ in range(repeat)
        ]
        analyzing += min(pair[0] for pair in pairs)
        encoding += min(pair[1] for pair in pairs)
    return analyzing, encoding, n_tokens


def page(analyzer: Analyzer, n_texts: int, n_tokens: int, analyzing: float, encoding: float) -> str:
    """The Markdown page."""
    share = encoding / analyzing
    threads = get_settings().model_threads or "all"
    return "\n".join(
        [
            "<!-- made by benchmarks/serving.py; do not edit -->",
            "# Speed of analyze beside its encoder",
            "",
            f"{analyzer.model_info.name} {analyzer.model_info.version} ({type(analyzer._encoder._model).__name__}) on "
            f"{platform.machine()} with {threads} threads, Python {platform.python_version()}; {n_texts} texts of "
            f"{n_tokens / n_texts:.0f} tokens on average, redacted and cut into segments before.",
            "",
            "| what | texts/s | tokens/s |",
            "|---|---|---|",
            f"| encoder alone on the same token batches | {n_texts / encoding:.0f} | {n_tokens / encoding:.0f} |",
            f"| analyze | {n_texts / analyzing:.0f} | {n_tokens / analyzing:.0f} |",
            f"| share that analyze keeps (bar: {BAR:.0%}) | {share:.1%} | |",
            "",
        ]
    )


def main() -> None:
    """Entry point."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="*", help="files that `analyze` reads; the sample's if none")
    parser.add_argument("--texts", type=int, default=1024, help="how many texts at most")
    parser.add_argument("--repeat", type=int, default=5, help="times each chunk is read; the best counts")
    arguments = parser.parse_args()
    files = arguments.files or sorted(locate_sample().glob("feedback_*"))
    documents = read_documents(files, arguments.texts)
    analyzer = Analyzer()
    analyzing, encoding, n_tokens = measure(analyzer, documents, arguments.repeat)
    content = page(analyzer, len(documents), n_tokens, analyzing, encoding)
    print(content)
    PAGE.write_text(content, encoding="utf-8")


if __name__ == "__main__":
    main()
