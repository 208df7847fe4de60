"""All texts to learn from: the annotation's, those whose labels are kept in `labels/`, and our own of `written/`."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from feedback_ai.schema import Span
from training.corpora import Pair, corpus_rows, read_corpora, reserved_fingerprints
from training.data import Example, Lang, fingerprint, join_sentences, label_example, load_train, read_rows

LABELS = Path(__file__).parent / "labels"
WRITTEN = Path(__file__).parent / "written"
LANGS: tuple[Lang, ...] = ("en", "zh")
N_BUCKETS = 20
"""One of so many buckets of texts is not learned from but calibrates, beside gold dev."""


@dataclass(frozen=True)
class Labelled:
    """Labelled texts that shipped weights may learn from.

    Attributes:
        train: To learn from.
        held_out: To calibrate with; a bucket by content, the same in every run.
        n_annotated: How many texts of `train`, from the first on, are of `train.jsonl`.
        n_ours: How many of all these have their labels kept here.
        n_written: How many texts of `train` were written for this project, each language counted.
    """

    train: list[Example]
    held_out: list[Example]
    n_annotated: int
    n_ours: int
    n_written: int


def load_labelled(annotation: Path, data: Path) -> Labelled:
    """Read `train.jsonl` and the labels kept here, each text once.

    Args:
        annotation: The annotation directory: `train.jsonl`, `gold.jsonl`, `reserved_hashes.txt`.
        data: The directory of corpora with its `datasets.csv`.
    """
    reserved = reserved_fingerprints(annotation, data)
    first = {fingerprint(example.text): example for example in load_train(annotation)}
    ours = {fingerprint(example.text): example for example in load_readings(data, reserved | first.keys())}
    texts = {mark: example for mark, example in (first | ours).items() if mark not in reserved}
    written = [example for example in load_written() if fingerprint(example.text) not in reserved]
    kept_out = {mark for mark in texts if int(mark, 16) % N_BUCKETS == 0}
    return Labelled(
        train=[*(example for mark, example in texts.items() if mark not in kept_out), *written],
        held_out=[example for mark, example in texts.items() if mark in kept_out],
        n_annotated=len((first.keys() & texts.keys()) - kept_out),
        n_ours=len(ours),
        n_written=len(written),
    )


def load_readings(data: Path, reserved: set[str]) -> list[Example]:
    """The texts that the labels kept here are of, without reserved ones and without what is no longer the text read.

    Args:
        data: The directory of corpora with its `datasets.csv`.
        reserved: Fingerprints of texts that no training may read.

    Returns:
        Examples by corpus; none of a corpus whose licence keeps shipped weights from learning.
    """
    return [example for example in _laid_on_texts(data) if fingerprint(example.text) not in reserved]


def _laid_on_texts(data: Path) -> Iterator[Example]:
    wanted: dict[str, dict[str, dict[str, Any]]] = {}
    for path in sorted(LABELS.glob("*.jsonl")):
        for row in read_rows(path):
            wanted.setdefault(row["source"], {})[row["id"]] = row
    for corpus in read_corpora(data):
        own = wanted.get(corpus.name, {})
        if not own or not corpus.may_train:
            continue
        lang: Lang = "en" if corpus.lang == "en" else "zh"
        for row in corpus_rows(data, corpus):
            label = own.get(row["id"])
            if label and label["mark"] == fingerprint(row["text"]):
                spans = tuple(Span(start, end) for start, end in label["spans"])
                yield label_example(label | {"tier": corpus.tier}, lang, row["text"], spans)


def load_written() -> list[Example]:
    """The feedback written for this project: every text in English and in Chinese, the same labels on both."""
    examples = []
    for path in sorted(WRITTEN.glob("*.jsonl")):
        for number, row in enumerate(read_rows(path), 1):
            for lang in LANGS:
                label = row | {"id": f"{path.stem}-{number}-{lang}", "source": "written", "tier": "own"}
                label["labels"] = row["sentences"]
                examples.append(label_example(label, lang, *join_sentences(row[lang], lang)))
    return examples


def written_pairs() -> list[Pair]:
    """The feedback written for this project, as texts with their translations."""
    both = {lang: [example.text for example in load_written() if example.lang == lang] for lang in LANGS}
    return [Pair(english, chinese, "written") for english, chinese in zip(both["en"], both["zh"], strict=True)]


def to_line(row: dict[str, Any]) -> str:
    """One line of a file of labels: keys in the codebook's order, no text."""
    keys = ("id", "source", "mark", "spans", "sentiment", "intent", "severity", "labels")
    return json.dumps({key: row[key] for key in keys}, ensure_ascii=False, separators=(",", ":"))
