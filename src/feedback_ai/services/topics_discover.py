"""Stateless discovery: the topics of a file, nothing stored."""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from feedback_ai.ingest import Reading
from feedback_ai.schema import FeedbackRecord, Language
from feedback_ai.services.file_rows import FileSummary, batches, refused_to, told
from feedback_ai.services.output import open_output

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from feedback_ai.analyzer import Analyzer
    from feedback_ai.pipeline import Labelled
    from feedback_ai.topics import Assignments, Discovery

TOPICS_SUFFIX = ".topics.json"
EXAMPLES = 3
"""Example segments of each topic, a language."""


@dataclass
class DiscoverSummary(FileSummary):
    """What was done, with what was found.

    Attributes:
        assigned: How many records have a topic.
        n_topics: Topics found.
        topics_file: Where the topics are told.
    """

    assigned: int = 0
    n_topics: int = 0
    topics_file: Path | None = None


@dataclass
class _Segments:
    """Segments of all records of a file that say something, and the record of each."""

    ids: list[str] = field(default_factory=list)
    owners: list[int] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    vectors: "list[npt.NDArray[np.float32]]" = field(default_factory=list)

    @property
    def records(self) -> list[str]:
        """Which record each segment is of: its place in the file, since ids may repeat."""
        return [str(record) for record in self.owners]

    def add(self, labelled: "Labelled") -> None:
        """Add a record: its segments that judge something, or else all of them."""
        analysis = labelled.analysis
        record = len(self.ids)
        self.ids.append(analysis.id)
        if not analysis.informative or analysis.language is Language.OTHER:
            return
        own = [segment for segment in analysis.segments if segment.facets] or analysis.segments
        for segment in own:
            self.owners.append(record)
            self.texts.append(analysis.text[segment.start : segment.end])
            self.languages.append(analysis.language)
            self.vectors.append(labelled.vectors[segment.index])


def discover_file(
    analyzer: "Analyzer",
    reading: Reading,
    source: str,
    output: str,
    *,
    errors: Path | None = None,
    on_progress: Callable[[int], None] = lambda rows: None,
) -> DiscoverSummary:
    """Find the topics of a file and write one JSON line a record, in input order.

    Topics are made of the segments that judge something; a record none of whose segments does is taken as a whole.
    A record's topic is that of its segment nearest to its prototype.

    Args:
        analyzer: The model.
        reading: The opened input.
        source: Its path, or `-`.
        output: Path of the result; the topics go beside it, into `FILE.topics.json`.
        errors: Where to tell refused rows; `FILE.errors.jsonl` beside the input if None, or standard error for `-`.
        on_progress: Called with the number of rows done after each batch.

    Raises:
        OptionError: If two of the files are the same.
        TooFewError: If there are too few different segments.
        OutputError: If a file cannot be written.
    """
    topics_file = Path(f"{output}{TOPICS_SUFFIX}")
    summary = DiscoverSummary(topics_file=topics_file)
    segments = _Segments()
    with refused_to(source, output, errors, topics=topics_file) as errors_file:
        for records in batches(reading, summary, errors_file, on_progress):
            for labelled in _label(analyzer, records):
                segments.add(labelled)
        found, assignments = _discover(segments)
        lines, chosen = _lines(segments, assignments)
        summary.n_topics, summary.assigned = len(found.prototypes), sum(line["assigned"] for line in lines)
        with open_output(output) as stream, open_output(str(topics_file)) as beside:
            stream.writelines(json.dumps(line, ensure_ascii=False).encode() + b"\n" for line in lines)
            beside.write(
                json.dumps(_topics(found, segments, assignments, chosen), ensure_ascii=False, indent=2).encode()
            )
    summary.errors_file = told(errors_file)
    return summary


def _label(analyzer: "Analyzer", records: Sequence[FeedbackRecord]) -> "list[Labelled]":
    from feedback_ai.pipeline import prepare

    return analyzer.label_documents([prepare(record) for record in records])


def _discover(segments: _Segments) -> "tuple[Discovery, Assignments | None]":
    import numpy as np

    from feedback_ai.topics import assign, discover

    vectors = np.array(segments.vectors, dtype=np.float32) if segments.vectors else np.zeros((0, 0), dtype=np.float32)
    found = discover(segments.texts, segments.languages, segments.records, vectors)
    prototypes = found.as_prototypes(range(1, len(found.prototypes) + 1))
    return found, None if prototypes is None else assign(vectors, prototypes)


def _lines(segments: _Segments, assignments: "Assignments | None") -> tuple[list[dict[str, Any]], dict[int, int]]:
    """One line a record, and the segment that decided it by record."""
    chosen: dict[int, int] = {}
    if assignments is not None:
        for row, record in enumerate(segments.owners):
            if record not in chosen or assignments.similarity[row] > assignments.similarity[chosen[record]]:
                chosen[record] = row
    lines = []
    for record, id_ in enumerate(segments.ids):
        decided = chosen.get(record)
        topic = None if decided is None or assignments is None else assignments.topic_of(decided)
        similarity = None if decided is None or assignments is None else float(assignments.similarity[decided])
        lines.append({"id": id_, "topic": topic, "similarity": similarity, "assigned": topic is not None})
    return lines, chosen


def _topics(
    found: "Discovery", segments: _Segments, assignments: "Assignments | None", chosen: dict[int, int]
) -> dict[str, Any]:
    from feedback_ai.topics import LANGS, label_of, lang_of, nearest_examples

    ids, examples = range(1, len(found.prototypes) + 1), {}
    sizes: Counter[int | None] = Counter()
    if assignments is not None:
        examples = nearest_examples(assignments, segments.records, segments.texts, segments.languages)
        sizes.update(assignments.topic_of(row) for row in chosen.values())
    return {
        "cut": found.cut,
        "n_segments": len(segments.owners),
        "n_distinct": found.n_distinct,
        "n_sampled": found.n_sampled,
        "parameters": found.parameters,
        "topics": [
            {
                "id": id_,
                "n_records": sizes[id_],
                "labels": {lang: label_of(terms, lang) for lang in LANGS},
                "terms": terms,
                "examples": {
                    lang: [
                        {"id": segments.ids[segments.owners[row]], "text": " ".join(segments.texts[row].split())}
                        for row in examples.get(id_, ())
                        if lang_of(segments.languages[row]) == lang
                    ][:EXAMPLES]
                    for lang in LANGS
                },
            }
            for id_, terms in zip(ids, found.terms, strict=True)
        ],
    }
