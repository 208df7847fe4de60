"""Discovery: which topics there are, by BERTopic over our own vectors, the same each time for the same segments."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import sqrt
from typing import Any

import numpy as np
import numpy.typing as npt

from feedback_ai.errors import TooFewError
from feedback_ai.topics.assignment import Prototypes, assign
from feedback_ai.topics.canonical import Distinct, Vectors, collapse, sample, unit
from feedback_ai.topics.terms import Terms, key_terms
from feedback_ai.topics.tokens import lang_of, tokenizer

SEED = 42
MIN_DISTINCT = 20
"""Fewer different segments are read faster than any topic."""
MAX_SAMPLE = 20_000
"""Different segments that a fit looks at; beyond, a sample stands for all."""
N_NEIGHBORS = 15
N_COMPONENTS = 10
MIN_TOPIC_SIZE = 5
SIZE_BY_ROOT = 0.3
"""Least segments of a topic, by the square root of those looked at: 12 of 1,600, 42 of 20,000."""
MAX_SHARE, MAX_BY_MIN = 0.05, 10
"""Most segments of a cluster: this share of all, or so many times the least, whichever is more. Without a limit all
reviews of one trade become one cluster as soon as another trade is in the store."""
MIN_RECORDS = 5
"""Segments of fewer records are one story told at length, not a topic."""
CUT_QUANTILE = 0.1
"""Of the segments that a topic was made of, this share is farther from the mean of the others than the cut."""


@dataclass(frozen=True)
class Discovery:
    """What a fit found.

    Attributes:
        prototypes: Unit-length vector of each topic, the largest topic first, float32 (k, dim).
        cut: Least cosine at which a segment belongs to its nearest topic.
        n_distinct: Different segments there were.
        sampled: Those of them that the fit looked at.
        tokens: Words of each.
        parameters: With which settings.
    """

    prototypes: Vectors
    cut: float
    n_distinct: int
    sampled: Distinct
    tokens: Sequence[Sequence[str]]
    parameters: dict[str, Any] = field(default_factory=dict)

    @property
    def n_sampled(self) -> int:
        """How many segments the fit looked at."""
        return len(self.sampled)

    @cached_property
    def terms(self) -> tuple[Terms, ...]:
        """Key terms of each topic by language, as long as there are no topics but these."""
        prototypes = self.as_prototypes(range(len(self.prototypes)))
        return () if prototypes is None else tuple(self.terms_under(prototypes).values())

    def as_prototypes(self, ids: Sequence[int]) -> Prototypes | None:
        """The prototypes under their lasting ids; None where no topic was found."""
        if not ids:
            return None
        order = np.argsort(ids)
        return Prototypes(np.array(ids, dtype=np.int64)[order], self.prototypes[order], self.cut)

    def terms_under(self, prototypes: Prototypes) -> dict[int, Terms]:
        """Key terms of topics by their id, from the segments that the fit looked at."""
        names = np.unique(prototypes.ids)
        given = assign(self.sampled.vectors, prototypes)
        topics = np.where(given.assigned, np.searchsorted(names, given.nearest), -1)
        found = key_terms(self.tokens, self.sampled.languages, topics, len(names))
        return {int(name): terms for name, terms in zip(names, found, strict=True)}


def discover(
    texts: Sequence[str],
    languages: Sequence[str],
    records: Sequence[str],
    vectors: Vectors,
    *,
    max_sample: int = MAX_SAMPLE,
) -> Discovery:
    """Find the topics of segments, in any order.

    Args:
        texts: Words of segments that judge something.
        languages: `Language` of each.
        records: Record of each.
        vectors: Of each, unit length, float32 (n, dim).
        max_sample: Different segments that are looked at, at most.

    Raises:
        TooFewError: If there are fewer than `MIN_DISTINCT` different segments.
    """
    distinct = collapse(texts, languages, records, vectors)
    if len(distinct) < MIN_DISTINCT:
        raise TooFewError(
            f"There are {len(distinct)} different segments that judge something.",
            hint=f"Topics need at least {MIN_DISTINCT}; add more feedback first.",
        )
    sampled = sample(distinct, max_sample)
    tokens = [
        tokenizer(lang_of(language))(text) for text, language in zip(sampled.texts, sampled.languages, strict=True)
    ]
    min_size = max(MIN_TOPIC_SIZE, round(SIZE_BY_ROOT * sqrt(len(sampled))))
    prototypes, cut = _prototypes(sampled, _clusters(sampled, tokens, min_size))
    return Discovery(
        prototypes=prototypes,
        cut=cut,
        n_distinct=len(distinct),
        sampled=sampled,
        tokens=tokens,
        parameters={
            "seed": SEED,
            "n_neighbors": N_NEIGHBORS,
            "n_components": N_COMPONENTS,
            "min_topic_size": min_size,
            "max_share": MAX_SHARE,
            "min_records": MIN_RECORDS,
            "cut_quantile": CUT_QUANTILE,
            "max_sample": max_sample,
        },
    )


def _clusters(sampled: Distinct, tokens: Sequence[Sequence[str]], min_size: int) -> npt.NDArray[np.int64]:
    """BERTopic's topic of each segment, -1 for none; int64 (n,)."""
    from threadpoolctl import threadpool_limits

    with warnings.catch_warnings(), threadpool_limits(1):
        warnings.simplefilter("ignore")
        from bertopic import BERTopic
        from bertopic.backend import BaseEmbedder
        from hdbscan import HDBSCAN
        from sklearn.feature_extraction.text import CountVectorizer
        from umap import UMAP

        model = BERTopic(
            embedding_model=BaseEmbedder(),  # null: the vectors are given
            umap_model=UMAP(
                n_neighbors=min(N_NEIGHBORS, len(sampled) - 1),
                n_components=N_COMPONENTS,
                min_dist=0.0,
                metric="cosine",
                random_state=SEED,
                n_jobs=1,
            ),
            hdbscan_model=HDBSCAN(
                min_cluster_size=min_size,
                max_cluster_size=max(MAX_BY_MIN * min_size, round(MAX_SHARE * len(sampled))),
                min_samples=1,
                core_dist_n_jobs=1,
            ),
            vectorizer_model=CountVectorizer(analyzer=str.split),
        )
        # Its term weights need two words at least; ours are computed apart, within each language.
        documents = [" ".join(words) or "- --" for words in tokens]
        topics, _ = model.fit_transform(documents, embeddings=sampled.vectors)
    return np.array(topics, dtype=np.int64)


def _prototypes(sampled: Distinct, topics: npt.NDArray[np.int64]) -> tuple[Vectors, float]:
    """The mean of each topic's members, the largest topic first, and the cut."""
    members: dict[int, list[str]] = {}
    for row in np.flatnonzero(topics >= 0):
        members.setdefault(int(topics[row]), []).extend(sampled.records[row])
    names = [topic for topic, records in members.items() if len(set(records)) >= MIN_RECORDS]
    if not names:
        return np.zeros((0, sampled.vectors.shape[1]), dtype=np.float32), 1.0
    names.sort(key=lambda topic: (-len(members[topic]), int(np.argmax(topics == topic))))
    means = unit(np.array([sampled.vectors[topics == topic].mean(axis=0, dtype=np.float64) for topic in names]))
    to_others = np.concatenate([_to_others(unit(sampled.vectors[topics == topic])) for topic in names])
    return means, round(float(np.quantile(to_others, CUT_QUANTILE)), 4)


def _to_others(members: Vectors) -> npt.NDArray[np.float64]:
    """Cosine of each member to the mean of the others, which is how near a later segment of the topic would be.

    To a mean that holds it itself a member is nearer, most in a small topic; a cut made of that would turn away later
    segments, and every topic would seem to shrink after its fit.
    """
    rows = members.astype(np.float64)
    others = unit(rows.sum(axis=0) - rows)
    return np.asarray((rows * others).sum(axis=1))
