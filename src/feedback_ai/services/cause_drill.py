"""Down from dimension to cause to topic to the words of customers."""

from typing import Any

import pandas as pd

from feedback_ai.measure.drill import LEVELS, NO_TOPIC, NONE_NAMED, chosen, findings, level_counts, next_level
from feedback_ai.schema.names import name_of
from feedback_ai.services.basis import LANGS, Names, basis, topic_names
from feedback_ai.services.evidence import Evidence, load_evidence, segment_words
from feedback_ai.services.filter_check import check_topic
from feedback_ai.services.plain import named, plain_rows
from feedback_ai.settings import Settings
from feedback_ai.store import Store
from feedback_ai.store.records import EvidenceFilter

NONE_NAMES: dict[str, tuple[str, str]] = {
    "cause": ("No cause named", "未指出原因"),
    "topic": ("No topic", "无主题"),
}
LEVEL_NAMES: dict[str, tuple[str, str]] = {
    "dimension": ("Dimension", "维度"),
    "cause": ("Root cause", "根因"),
    "topic": ("Topic", "主题"),
    "evidence": ("Evidence", "证据"),
}
MAX_EVIDENCE = 50
"""Segments that are quoted if nothing else is asked for."""


def drill(
    store: Store,
    wanted: EvidenceFilter | None = None,
    *,
    dimension: str | None = None,
    cause: str | None = None,
    topic: str | None = None,
    limit: int = MAX_EVIDENCE,
    settings: Settings | None = None,
) -> dict[str, Any]:
    """What is below a dimension, a cause, a topic, as `measure.drill` counts it.

    Args:
        store: The store.
        wanted: Of which records.
        dimension: One of the seven facets.
        cause: A root cause, or `measure.drill.NONE_NAMED`; needs a dimension.
        topic: A topic's id, or `measure.drill.NO_TOPIC`; needs a cause.
        limit: So many segments are quoted at most where all three are chosen.
        settings: Settings in force; the process's own if None.

    Returns:
        `path` (what was chosen, with names), `level` (what the rows are of: "dimension", "cause", "topic" or
        "evidence"), `n` and `texts` (findings and texts under the path), `rows` (empty at the end), `evidence` (the
        newest segments first, only at the end), and what it rests on.

    Raises:
        OptionError: If there is no such dimension or cause, or a level above the one chosen is open.
        NotFoundError: If there is no such topic.
        SettingError: If the journey cannot be used.
        StoreError: If the store cannot be read.
    """
    path = {"dimension": dimension, "cause": cause, "topic": topic}
    if topic is not None and topic.isdecimal():
        check_topic(store, int(topic))
    evidence = load_evidence(store, wanted, settings=settings)
    found = chosen(findings(evidence.mentions, evidence.causes, evidence.topics), path)
    level = next_level(path)
    rows = [] if level is None else plain_rows(level_counts(found, level))
    values = {row["value"] for row in rows} if level == "topic" else set()
    topics = topic_names(store, (values | {topic or NO_TOPIC}) - {NO_TOPIC})
    return {
        **basis(evidence),
        "path": [
            {"level": one, "level_name": named(LEVEL_NAMES, one), "value": value, "name": _name(one, value, topics)}
            for one, value in ((one, path[one]) for one in LEVELS)
            if value is not None
        ],
        "level": level or "evidence",
        "level_name": named(LEVEL_NAMES, level or "evidence"),
        "n": len(found),
        "texts": found["feedback_id"].nunique(),
        "rows": [row | {"name": _name(str(level), row["value"], topics)} for row in rows],
        "evidence": [] if level else quoted(store, evidence, found, limit),
    }


def quoted(store: Store, evidence: Evidence, found: pd.DataFrame, limit: int) -> list[dict[str, Any]]:
    """Segments of findings in their redacted words, the newest first, at most so many."""
    texts = evidence.texts.set_index("feedback_id")
    place = {id_: at for at, id_ in enumerate(texts.index)}
    keys = {(str(id_), int(index)) for id_, index in found[["feedback_id", "segment_index"]].itertuples(index=False)}
    shown = sorted(keys, key=lambda key: (-place[key[0]], key[1]))[:limit]
    words = segment_words(store, shown)
    about = texts.loc[[id_ for id_, _ in shown], ["record_id", "source", "unit", "created_at"]]
    return [
        {"feedback_id": id_, "segment_index": index, **row, "text": words[id_, index]}
        for (id_, index), row in zip(shown, plain_rows(about), strict=True)
    ]


def _name(level: str, value: str, topics: dict[str, Names]) -> Names:
    if level == "topic":
        return named(NONE_NAMES, "topic") if value == NO_TOPIC else topics[value]
    return named(NONE_NAMES, "cause") if value == NONE_NAMED else {lang: name_of(value, lang) for lang in LANGS}
