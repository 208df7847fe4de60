"""Reads the corpora: unlabelled feedback, what their authors say of it, and sentence pairs; reserved texts stay out."""

import csv
import gzip
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from training.data import Lang, fingerprint, reserved_by
from training.reserved import committed

HELD_OUT_SPLITS = frozenset({"dev", "test"})
"""Splits of public corpora that score models: no model reads their texts, from whatever corpus."""
NOT_SCORED = frozenset({"asap_sample", "opinion_target_reviews"})
"""Corpora whose splits score nothing here; `train.jsonl` has texts of all splits of `asap_sample`."""
TEST_PAIRS = ("tico19",)
"""Sentence pairs kept for tests as a whole."""
BUCKETED_PAIRS = "tatoeba_cmn"
N_BUCKETS = 20
"""One of so many buckets of sentence groups of `BUCKETED_PAIRS` is kept for tests."""


@dataclass(frozen=True)
class Corpus:
    """One line of `datasets.csv`: name, language (`en`, `zh` or `en-zh`) and licence tier."""

    name: str
    lang: str
    tier: str

    @property
    def may_train(self) -> bool:
        """Whether shipped weights may learn from it."""
        return self.tier != "research"


@dataclass(frozen=True)
class Feedback:
    """One text of a corpus.

    Attributes:
        source: The corpus.
        lang: `en`, or `zh` for both scripts.
        text: The text.
        said: What the corpus says of it: classes by question (`nhs_phase1.issue`), none where it does not ask.
    """

    source: str
    lang: Lang
    text: str
    said: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Pair:
    """An English sentence and its Chinese translation, in either script."""

    english: str
    chinese: str
    source: str


@dataclass(frozen=True)
class Pairs:
    """Sentence pairs to learn from, and those kept for tests by name."""

    train: list[Pair]
    test: dict[str, list[Pair]]


def read_corpora(data: Path) -> list[Corpus]:
    """The corpora that `datasets.csv` names and that lie in `data`."""
    with (data / "datasets.csv").open(encoding="utf-8", newline="") as lines:
        corpora = [Corpus(row["name"], row["language"], row["tier"]) for row in csv.DictReader(lines)]
    return [corpus for corpus in corpora if _path(data, corpus).exists()]


def read_licences(data: Path) -> dict[str, str]:
    """What `datasets.csv` says of each corpus' licence."""
    with (data / "datasets.csv").open(encoding="utf-8", newline="") as lines:
        return {row["name"]: row.get("licence") or "none stated" for row in csv.DictReader(lines)}


def _path(data: Path, corpus: Corpus) -> Path:
    directory = {"en": "en", "zh": "zh"}.get(corpus.lang, "parallel")
    return data / directory / f"{corpus.name}.jsonl.gz"


def corpus_rows(data: Path, corpus: Corpus) -> Iterator[dict[str, Any]]:
    """The rows of a corpus as they stand in its file."""
    with gzip.open(_path(data, corpus), "rt", encoding="utf-8", newline="\n") as lines:
        for line in lines:
            yield json.loads(line)


def read_split(data: Path, name: str, split: str) -> list[dict[str, Any]]:
    """Rows of one split of a corpus; none where the corpus is not in `data`."""
    found = [corpus for corpus in read_corpora(data) if corpus.name == name]
    return [row for corpus in found for row in corpus_rows(data, corpus) if row.get("split") == split]


def scored_fingerprints(data: Path) -> set[str]:
    """Hashes of the texts of public corpora that score models."""
    scored = [corpus for corpus in read_corpora(data) if corpus.lang != "en-zh" and corpus.name not in NOT_SCORED]
    rows = (row for corpus in scored for row in corpus_rows(data, corpus))
    return {fingerprint(row["text"]) for row in rows if row.get("split") in HELD_OUT_SPLITS}


def reserved_fingerprints(annotation: Path, data: Path) -> set[str]:
    """Hashes of all texts that no training may read: gold, benchmarks, and the scored splits of public corpora."""
    return reserved_by(annotation) | scored_fingerprints(data)


def read_feedback(data: Path, reserved: set[str]) -> list[Feedback]:
    """Every text that shipped weights may learn from, once, in the order of `datasets.csv`.

    Args:
        data: The directory of corpora with its `datasets.csv`.
        reserved: From `reserved_fingerprints`; the committed list is refused whatever it says.
    """
    seen = reserved | committed()
    feedback = []
    for corpus in read_corpora(data):
        if corpus.lang == "en-zh" or not corpus.may_train:
            continue
        lang: Lang = "en" if corpus.lang == "en" else "zh"
        for row in corpus_rows(data, corpus):
            mark = fingerprint(row["text"])
            if mark not in seen:
                seen.add(mark)
                feedback.append(Feedback(corpus.name, lang, row["text"], _said(corpus.name, row)))
    return feedback


def _said(source: str, row: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    """The answers of one row; polarity is one question to all corpora, the others are each corpus' own."""
    said: dict[str, tuple[str, ...]] = {}
    if row.get("sentiment"):
        said["sentiment"] = (str(row["sentiment"]),)
    for question in (
        "issue",
        "sub_issue",
        "intent",
        "complaint",
        "criticality",
        "product",
        "sentiment5",
        "recommended",
    ):
        if row.get(question) is not None:
            said[f"{source}.{question}"] = (str(row[question]),)
    if row.get("labels"):
        said[f"{source}.labels"] = tuple(row["labels"])
    if row.get("aspects"):
        aspects = {f"{a['category']} {a.get('polarity')}" for a in row["aspects"] if a.get("category")}
        said |= {f"{source}.aspects": tuple(sorted(aspects))} if aspects else {}
    for aspect, stars in (row.get("aspect_ratings") or {}).items():
        if stars is not None and stars != 3:
            said[f"{source}.{aspect}"] = ("good" if stars > 3 else "bad",)
    return said


def _test_bucket(group: str) -> bool:
    return int(hashlib.sha256(group.encode()).hexdigest(), 16) % N_BUCKETS == 0


def sentence_groups(pairs: Sequence[Pair]) -> list[str]:
    """A group's name for every pair; pairs that share an English or a Chinese sentence, even in a chain, are one group.

    Scripts count as one: a sentence in Traditional characters equals itself in Simplified ones.
    """
    from opencc import OpenCC

    simplify = OpenCC("t2s").convert
    parents: dict[str, str] = {}

    def root(name: str) -> str:
        while parents.setdefault(name, name) != name:
            parents[name] = parents[parents[name]]
            name = parents[name]
        return name

    for pair in pairs:
        # The smaller name becomes the root, so that names do not depend on the order of the pairs.
        ends = sorted((root("e" + fingerprint(pair.english)), root("z" + fingerprint(simplify(pair.chinese)))))
        parents[ends[1]] = ends[0]
    return [root("e" + fingerprint(pair.english)) for pair in pairs]


def read_pairs(data: Path, reserved: set[str]) -> Pairs:
    """Sentence pairs; those kept for tests share no sentence with those to learn from.

    Args:
        data: The directory of corpora with its `datasets.csv`.
        reserved: From `reserved_fingerprints`; pairs with such a sentence are left out everywhere.

    Returns:
        Pairs to learn from, and for tests `TEST_PAIRS`, the test bucket of `BUCKETED_PAIRS` and, since corpora for
        research may score, those.
    """
    reserved = reserved | committed()
    train: list[Pair] = []
    test: dict[str, list[Pair]] = {}
    for corpus in (corpus for corpus in read_corpora(data) if corpus.lang == "en-zh"):
        pairs = [Pair(row["en"], row["zh"], corpus.name) for row in corpus_rows(data, corpus)]
        pairs = [pair for pair in pairs if not _marks(pair) & reserved]
        if corpus.name in TEST_PAIRS or not corpus.may_train:
            test[corpus.name] = pairs
        elif corpus.name == BUCKETED_PAIRS:
            held = [_test_bucket(group) for group in sentence_groups(pairs)]
            test[corpus.name] = [pair for pair, kept in zip(pairs, held, strict=True) if kept]
            train += [pair for pair, kept in zip(pairs, held, strict=True) if not kept]
        else:
            train += pairs
    kept_out = {mark for pairs in test.values() for pair in pairs for mark in _marks(pair)}
    return Pairs([pair for pair in train if not _marks(pair) & kept_out], test)


def _marks(pair: Pair) -> set[str]:
    return {fingerprint(pair.english), fingerprint(pair.chinese)}
