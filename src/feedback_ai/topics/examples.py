"""Segments that show what a topic is about."""

from collections.abc import Sequence

import numpy as np

from feedback_ai.topics.assignment import Assignments
from feedback_ai.topics.canonical import words_of
from feedback_ai.topics.tokens import LANGS, lang_of

PER_LANGUAGE = 8
"""More than are shown: records may be deleted later."""


def nearest_examples(
    assignments: Assignments, records: Sequence[str], texts: Sequence[str], languages: Sequence[str]
) -> dict[int, list[int]]:
    """The segments nearest to the prototype of their topic: of each record one, no words twice.

    Args:
        assignments: Of the segments.
        records: Record of each segment.
        texts: Words of each.
        languages: `Language` of each.

    Returns:
        Rows by topic, nearest first within each language, English first; at most `PER_LANGUAGE` a language.
    """
    found: dict[tuple[int, str], list[int]] = {}
    seen: set[tuple[int, str]] = set()
    rows: list[int] = np.flatnonzero(assignments.assigned).tolist()
    for row in sorted(rows, key=lambda row: (-assignments.similarity[row], words_of(texts[row]), records[row])):
        topic, words = int(assignments.nearest[row]), words_of(texts[row])
        own = found.setdefault((topic, lang_of(languages[row])), [])
        if len(own) < PER_LANGUAGE and not {(topic, words), (topic, records[row])} & seen:
            own.append(row)
            seen |= {(topic, words), (topic, records[row])}
    topics = sorted({topic for topic, _ in found})
    return {topic: [row for lang in LANGS for row in found.get((topic, lang), [])] for topic in topics}
