"""Texts of corpora with their vectors, for the benchmark of topics."""

import gzip
import json
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from feedback_ai.analyzer import Analyzer

NO_VECTORS = np.zeros((0, 0), dtype=np.float32)


@dataclass(frozen=True)
class Texts:
    """n texts.

    Attributes:
        ids: Of each.
        texts: The words.
        languages: `Language` of each.
        labels: What the corpus says of each, empty where it was not asked.
        vectors: Unit length, float32 (n, dim); empty until `encoded`.
    """

    ids: list[str]
    texts: list[str]
    languages: list[str]
    labels: list[str] = field(default_factory=list)
    vectors: npt.NDArray[np.float32] = field(default_factory=lambda: NO_VECTORS)

    def __len__(self) -> int:
        return len(self.texts)

    def rows(self, rows: npt.NDArray[np.int64]) -> "Texts":
        """Some of the texts, in that order."""
        own = rows.tolist()
        return Texts(
            ids=[self.ids[row] for row in own],
            texts=[self.texts[row] for row in own],
            languages=[self.languages[row] for row in own],
            labels=[self.labels[row] for row in own] if self.labels else [],
            vectors=self.vectors[rows] if len(self.vectors) else NO_VECTORS,
        )

    def encoded(self, batch_size: int = 256) -> "Texts":
        """The same with vectors of the shipped model."""
        vectors = [
            analyzer().embed(self.texts[start : start + batch_size]) for start in range(0, len(self), batch_size)
        ]
        return replace(self, vectors=np.concatenate(vectors))

    def write(self, path: Path) -> None:
        """Write ids, words and languages as JSON."""
        path.write_text(json.dumps([self.ids, self.texts, self.languages]), encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> "Texts":
        """What `write` wrote."""
        return cls(*json.loads(path.read_text(encoding="utf-8")))

    @classmethod
    def joined(cls, first: "Texts", second: "Texts") -> "Texts":
        """The one behind the other, without labels."""
        has_both = len(first.vectors) and len(second.vectors)
        return cls(
            first.ids + second.ids,
            first.texts + second.texts,
            first.languages + second.languages,
            vectors=np.concatenate([first.vectors, second.vectors]) if has_both else NO_VECTORS,
        )


@cache
def analyzer() -> Analyzer:
    """The shipped model, loaded once."""
    return Analyzer()


def read_texts(
    data: Path, corpus: str, *, split: str | None = None, label: str | None = None, pairs: bool = False
) -> Texts:
    """The texts of a corpus.

    Args:
        data: The directory of corpora.
        corpus: Its name.
        split: Only of this split.
        label: The column that holds the classes; rows without one are left out.
        pairs: Whether its rows are translations: all English sentences come first, then all Chinese ones.
    """
    (path,) = data.glob(f"*/{corpus}.jsonl.gz")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows: list[dict[str, Any]] = [json.loads(line) for line in lines]
    if pairs:
        sides = [(f"{side}{number}", row[side]) for side in ("en", "zh") for number, row in enumerate(rows)]
        languages = ["en"] * len(rows) + ["zh-Hans"] * len(rows)
        return Texts([id_ for id_, _ in sides], [text for _, text in sides], languages)
    rows = [row for row in rows if split is None or row.get("split") == split]
    rows = [row for row in rows if row["text"].strip() and (label is None or row.get(label))]
    language = "en" if path.parent.name == "en" else "zh-Hans"
    return Texts(
        ids=[str(row["id"]) for row in rows],
        texts=[row["text"] for row in rows],
        languages=[language] * len(rows),
        labels=[str(row[label]) for row in rows] if label else [],
    )


def take(texts: Texts, n: int, seed: int) -> Texts:
    """At most n of them, drawn at random."""
    return texts.rows(np.sort(np.random.default_rng(seed).permutation(len(texts))[:n]))
