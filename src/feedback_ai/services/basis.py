"""What figures rest on, and what topics are called, as JSON takes it."""

from collections.abc import Iterable
from typing import Any, get_args

from feedback_ai.measure.causes import unhappy_segments
from feedback_ai.measure.mixed import mixed_note
from feedback_ai.schema.names import Lang
from feedback_ai.services.evidence import Evidence, label_versions
from feedback_ai.store import Store
from feedback_ai.store.topics import TopicRepository

LANGS: tuple[Lang, ...] = get_args(Lang)
Names = dict[str, str]


def basis(evidence: Evidence) -> dict[str, Any]:
    """How many texts there are, how many are unhappy, which versions gave the labels, and a warning if several did."""
    versions = [f"{model} / {labels}" for model, labels in sorted(label_versions(evidence))]
    return {
        "n_texts": len(evidence.texts),
        "n_complaining": unhappy_segments(evidence.mentions)["feedback_id"].nunique(),
        "versions": versions,
        "versions_note": mixed_note(versions),
    }


def topic_names(store: Store, ids: Iterable[str]) -> dict[str, Names]:
    """Names of topics by id as text, also of those left behind or hidden; one in a language without is "topic 7"."""
    wanted = set(ids)
    with store.reading() as session:
        known = {str(topic.id): topic.labels for topic in TopicRepository(session).all(retired=True, hidden=True)}
    without = {"en": "topic {}", "zh": "主题 {}"}
    return {id_: {lang: known.get(id_, {}).get(lang) or without[lang].format(id_) for lang in LANGS} for id_ in wanted}
