"""Parts of the benchmark of topics: each takes the corpora and a share of their texts to read, and gives figures."""

import subprocess
import sys
import tempfile
import warnings
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score, v_measure_score
from topics_texts import Texts, read_texts, take

from feedback_ai.services.topics_placing import ABSENT, place
from feedback_ai.store.topic_registry import KnownTopic
from feedback_ai.topics import Assignments, Discovery, Prototypes, assign, discover, groups
from feedback_ai.topics.canonical import collapse

SEED = 7
SHUFFLES = 5
PLANTED = 30
"""Texts of a planted topic."""
TRIES = 5
"""Topics that are planted, one after the other."""
N_REFIT = 4_000
"""Texts of banking77 that are fitted twice for each of them."""


def fit(texts: Texts) -> Discovery:
    """Topics of texts, as a store finds them."""
    return discover(texts.texts, texts.languages, texts.ids, texts.vectors)


def given_by(found: Discovery, texts: Texts) -> Assignments:
    """The nearest topic of each text, and whether it is near enough."""
    prototypes = found.as_prototypes(range(len(found.prototypes)))
    assert prototypes is not None, "no topics"
    return assign(texts.vectors, prototypes)


def topics_of(found: Discovery, texts: Texts) -> np.ndarray[Any, Any]:
    """Topic of each text, -1 for none."""
    given = given_by(found, texts)
    return np.where(given.assigned, given.nearest, -1)


def shuffled(data: Path, share: float) -> dict[str, Any]:
    """Fit the same texts in five orders and batch sizes, each in a new process, encoding among it."""
    english = take(read_texts(data, "banking77", split="train"), round(3000 * share), SEED)
    chinese = take(read_texts(data, "teddycup2020_gov_messages"), round(1000 * share), SEED)
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "texts.json"
        Texts.joined(english, chinese).write(path)
        program = Path(__file__).with_name("topics_digest.py")
        digests = [
            subprocess.run(
                [sys.executable, program, path, str(seed)], check=True, capture_output=True, text=True
            ).stdout
            for seed in range(SHUFFLES)
        ]
    return {"n_texts": len(english) + len(chinese), "orders": SHUFFLES, "different": len(set(digests))}


def refit(data: Path, share: float) -> dict[str, Any]:
    """Fit banking77, then again with a tenth more: a new topic and the other half of one that was hardly there."""
    texts = take(read_texts(data, "banking77", split="train", label="intent").encoded(), round(N_REFIT * share), SEED)
    # What is smaller than a planted topic could not be a topic of its own among so many texts.
    intents = sorted(label for label, n in Counter(texts.labels).items() if n >= PLANTED * share)
    rng = np.random.default_rng(SEED)
    rows = [_refit_once(texts, *rng.choice(len(intents), 2, replace=False), intents, rng) for _ in range(TRIES)]
    return {
        "n_texts": len(texts),
        "tries": TRIES,
        "new topic found": float(np.mean([row["new"] for row in rows])),
        "split found": float(np.mean([row["split"] for row in rows])),
        "other topics that keep their id": float(np.mean([row["kept"] for row in rows])),
        "ARI of shared texts": {
            "mean": float(np.mean([row["ari"] for row in rows])),
            "least": float(min(row["ari"] for row in rows)),
        },
        "ARI of a fit anew": float(np.mean([row["anew"] for row in rows])),
        "new topics that nobody planted": float(np.mean([row["stray"] for row in rows])),
    }


def _refit_once(
    texts: Texts, planted: int, half: int, intents: list[str], rng: np.random.Generator
) -> dict[str, float]:
    """The first fit lacks an intent and nearly another one; the second has these and a tenth of the other texts too."""
    labels = np.array(texts.labels)
    late = rng.random(len(texts)) < 0.1
    late[labels == intents[planted]] = True
    late[np.flatnonzero(labels == intents[half])[5:]] = True
    first = texts.rows(np.flatnonzero(~late))
    order = np.concatenate([np.flatnonzero(~late), np.flatnonzero(late)])
    both = texts.rows(order)
    known_fit, found = fit(first), fit(both)
    known = [
        KnownTopic(id_, False, False, False, {}, {}, vector[None]) for id_, vector in enumerate(known_fit.prototypes)
    ]
    before = np.concatenate([topics_of(known_fit, first), np.full(len(both) - len(first), ABSENT)])
    recent = np.arange(len(both)) >= len(first)
    # Texts get a topic when they come in, before the second fit.
    before[recent] = topics_of(known_fit, both.rows(np.flatnonzero(recent)))
    after, new = _after(known, known_fit, found, both, before, recent, anew=False)
    afresh, _ = _after(known, known_fit, found, both, before, recent, anew=True)
    names = np.array(both.labels)
    own = [_mostly(after, names, topic) for topic in new]
    stays = {topic for topic in set(before[~recent]) - {-1} if (after == topic).any()}
    return {
        "new": float(intents[planted] in own),
        "split": float(intents[half] in own),
        "kept": len(stays) / max(len(known), 1),
        "ari": adjusted_rand_score(before[~recent], after[~recent]),
        "anew": adjusted_rand_score(before[~recent], afresh[~recent]),
        "stray": float(sum(name not in (intents[planted], intents[half]) for name in own)),
    }


def _after(
    known: list[KnownTopic],
    first: Discovery,
    found: Discovery,
    texts: Texts,
    before: np.ndarray[Any, Any],
    recent: np.ndarray[Any, Any],
    *,
    anew: bool,
) -> tuple[np.ndarray[Any, Any], list[int]]:
    """Topic of each text after a second fit, as `topics fit` gives it, and which ids are new."""
    placing = place(known, found, texts.vectors, before, recent, anew=anew)
    new = {len(known) + number: found.prototypes[cluster] for number, cluster in enumerate(placing.new)}
    vectors = {id_: known[id_].vectors[0] for id_ in placing.stays}
    vectors |= {id_: found.prototypes[cluster] for id_, cluster in placing.continued.items()} | new
    ids = sorted(vectors)
    cut = found.cut if anew else first.cut
    given = assign(texts.vectors, Prototypes(np.array(ids), np.array([vectors[id_] for id_ in ids]), cut))
    return np.where(given.assigned, given.nearest, -1), sorted(new)


def _mostly(topics: np.ndarray[Any, Any], labels: np.ndarray[Any, Any], topic: int) -> str | None:
    """The label that most texts of a topic have."""
    own = Counter(labels[topics == topic])
    return own.most_common(1)[0][0] if own else None


def clusters(data: Path, share: float) -> dict[str, Any]:
    """Agreement with the corpus' own classes, beside BERTopic's defaults and k-means, on the same vectors."""
    found = {}
    for corpus, label, split in (("banking77", "intent", "train"), ("nhs_phase1", "issue", None)):
        texts = read_texts(data, corpus, split=split, label=label)
        texts = take(texts, round(len(texts) * share), SEED).encoded()
        ours = given_by(fit(texts), texts)
        k = len(set(ours.nearest[ours.assigned]))
        classes = len(set(texts.labels))
        rows = {
            "ours": (np.where(ours.assigned, ours.nearest, -1), ours.nearest),
            "BERTopic, defaults": _bertopic(texts),
            f"k-means, {k}": _k_means(texts, k),
            f"k-means, {classes} (told the number)": _k_means(texts, classes),
        }
        found[corpus] = {
            "n_texts": len(texts),
            "classes": classes,
            "ways": {name: _agreement(texts.labels, *own) for name, own in rows.items()},
        }
    return found


def _agreement(labels: list[str], topics: np.ndarray[Any, Any], nearest: np.ndarray[Any, Any]) -> dict[str, float]:
    """Of all texts by their nearest topic, of all with those without a topic as one group, and of those with one."""
    has, own = topics >= 0, np.array(labels)
    return {
        "topics": len(set(topics[has])),
        "unassigned": float(1 - has.mean()),
        "V-measure, nearest": float(v_measure_score(own, nearest)),
        "ARI, nearest": float(adjusted_rand_score(own, nearest)),
        "V-measure": float(v_measure_score(own, topics)),
        "ARI": float(adjusted_rand_score(own, topics)),
        "NMI, assigned": float(normalized_mutual_info_score(own[has], topics[has])),
        "ARI, assigned": float(adjusted_rand_score(own[has], topics[has])),
    }


def _k_means(texts: Texts, k: int) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    labels = KMeans(k, n_init=3, random_state=SEED).fit(texts.vectors).labels_
    return labels, labels


def _bertopic(texts: Texts) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Topics by its defaults, and those after its own way to give each outlier the nearest topic."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from bertopic import BERTopic
        from bertopic.backend import BaseEmbedder

        model = BERTopic(embedding_model=BaseEmbedder())
        topics, _ = model.fit_transform(texts.texts, embeddings=texts.vectors)
        nearest = model.reduce_outliers(texts.texts, topics, strategy="embeddings", embeddings=texts.vectors)
    return np.array(topics), np.array(nearest)


def pools(data: Path, share: float) -> dict[str, Any]:
    """Texts without a topic, and how many of a planted topic's are found together among them."""
    banking = read_texts(data, "banking77", split="train", label="intent")
    banking = take(banking, round(len(banking) * share), SEED).encoded()
    intents = sorted(set(banking.labels))[:TRIES]
    found = {}
    for corpus, split in (("banking77", "train"), ("nhs_fft_v6", None), ("teddycup2020_gov_messages", None)):
        texts = banking if corpus == "banking77" else read_texts(data, corpus, split=split)
        if corpus != "banking77":
            texts = take(texts, round(len(texts) * share), SEED).encoded()
        topics = topics_of(fit(texts), texts)
        labels, planted = np.array(banking.labels), []
        for intent in intents:
            new = banking.rows(np.flatnonzero(labels == intent)[:PLANTED])
            old = texts.rows(np.flatnonzero(labels != intent)) if corpus == "banking77" else texts
            planted.append(_found_together(old, new))
        found[corpus] = {
            "n_texts": len(texts),
            "topics": len(set(topics) - {-1}),
            "unassigned": float((topics < 0).mean()),
            "planted": len(planted),
            "recall": {"mean": float(np.mean(planted)), "median": float(np.median(planted))},
        }
    return found


def _found_together(old: Texts, new: Texts) -> float:
    """Share of a planted topic's texts that are in one group of those without a topic."""
    found = fit(old)
    both = Texts.joined(old, new)
    pool = both.rows(np.flatnonzero(topics_of(found, both) < 0))
    # Ids tell which texts were planted, whatever became of their order.
    distinct = collapse(pool.texts, pool.languages, pool.ids, pool.vectors)
    members = groups(distinct, found.cut).members
    planted = set(new.ids)
    own = Counter[int]()
    for group, records in zip(members.tolist(), distinct.records, strict=True):
        own[group] += len(planted & set(records)) if group >= 0 else 0
    return max(own.values(), default=0) / max(len(new), 1)


def translations(data: Path, share: float) -> dict[str, Any]:
    """Sentences and their translations, fitted together: how often both have one topic, where either has one."""
    pairs = read_texts(data, "tico19", pairs=True)
    n = round(len(pairs) // 2 * share)
    texts = pairs.rows(np.concatenate([np.arange(n), len(pairs) // 2 + np.arange(n)])).encoded()
    topics = topics_of(fit(texts), texts)
    english, chinese = topics[:n], topics[n:]
    either = (english >= 0) | (chinese >= 0)
    both = (english >= 0) & (chinese >= 0)
    return {
        "pairs": n,
        "either assigned": int(either.sum()),
        "same": float((english == chinese)[either].mean()),
        "same, both assigned": float((english == chinese)[both].mean()),
    }
