"""The fishbone of a dimension, a topic or of everything that is unhappy, as data and as a drawing."""

from typing import TYPE_CHECKING, Any

from feedback_ai.errors import OptionError
from feedback_ai.measure.drill import findings
from feedback_ai.measure.fishbone import fishbone as make_fishbone
from feedback_ai.schema import Facet
from feedback_ai.schema.names import Lang, name_of
from feedback_ai.services.basis import LANGS, Names, basis, topic_names
from feedback_ai.services.evidence import Evidence, load_evidence, segment_words
from feedback_ai.services.filter_check import check_topic
from feedback_ai.services.plain import plain
from feedback_ai.settings import Settings
from feedback_ai.store import Store
from feedback_ai.store.records import EvidenceFilter

if TYPE_CHECKING:
    from feedback_ai.report.fishbone import FishBone

ALL_NAMES = {"en": "All unhappy texts", "zh": "全部不满文本"}


def fishbone(
    store: Store,
    wanted: EvidenceFilter | None = None,
    *,
    dimension: str | None = None,
    topic: int | None = None,
    settings: Settings | None = None,
) -> dict[str, Any]:
    """A fishbone, as `measure.fishbone.fishbone`.

    Args:
        store: The store.
        wanted: Of which records.
        dimension: The head: one of the seven facets.
        topic: The head: a topic's id; with a dimension, what of the topic judges it. Everything unhappy if neither is
            given. Small bones are topics, or dimensions where a topic is the head.
        settings: Settings in force; the process's own if None.

    Returns:
        `head` (with `name`), `n`, `n_unknown`, `n_without`, `small_of`, `bones` (each with its `small` bones, and these
        with their first segments in redacted words), and what it rests on.

    Raises:
        OptionError: If there is no such dimension.
        NotFoundError: If there is no such topic.
        SettingError: If the journey cannot be used.
        StoreError: If the store cannot be read.
    """
    if dimension is not None and dimension not in set(Facet):
        raise OptionError(f"There is no dimension {dimension!r}.", hint="Choose one.", options=list(Facet))
    if topic is not None:
        check_topic(store, topic)
    return _document(store, load_evidence(store, wanted, settings=settings), dimension, topic)


def bones_of(store: Store, evidence: Evidence) -> "dict[Lang, tuple[FishBone, ...]]":
    """The bones of everything that is unhappy in some evidence, for the report's drawing."""
    document = _document(store, evidence, None, None)
    return {lang: _bones(document, lang) for lang in LANGS}


def draw_fishbone(document: dict[str, Any], lang: Lang) -> str:
    """The drawing of what `fishbone` gives: an `<svg>` element that is a file of its own, too."""
    from feedback_ai.report.fishbone import fishbone_chart

    note = (document["versions_note"] or {}).get(lang, "")
    return fishbone_chart(document["head"]["name"][lang], document["n"], _bones(document, lang), lang, note)


def _document(store: Store, evidence: Evidence, dimension: str | None, topic: int | None) -> dict[str, Any]:
    found = findings(evidence.mentions, evidence.causes, evidence.topics)
    if dimension is not None:
        found = found[found["dimension"] == dimension]
    if topic is not None:
        found = found[found["topic"] == str(topic)]
    fish = make_fishbone(found, small_of="topic" if topic is None else "dimension")
    values = {small.value for bone in fish.bones for small in bone.small} if topic is None else {str(topic)}
    topics = topic_names(store, values)
    words = _quotes(store, evidence, [key for bone in fish.bones for small in bone.small for key in small.evidence])
    return {
        **basis(evidence),
        "head": {"dimension": dimension, "topic": topic, "name": _head(dimension, topic, topics)},
        **{name: getattr(fish, name) for name in ("n", "n_unknown", "n_without", "small_of")},
        "bones": [
            {
                **{name: plain(getattr(bone, name)) for name in ("cause", "n", "rate", "others", "without")},
                "rate_low": plain(bone.low),
                "rate_high": plain(bone.high),
                "name": _names(bone.cause),
                "small": [
                    {
                        "value": small.value,
                        "name": topics[small.value] if topic is None else _names(small.value),
                        "n": small.n,
                        "evidence": [words[key] for key in small.evidence],
                    }
                    for small in bone.small
                ],
            }
            for bone in fish.bones
        ],
    }


def _bones(document: dict[str, Any], lang: Lang) -> "tuple[FishBone, ...]":
    from feedback_ai.report.fishbone import FishBone, SmallBone

    return tuple(
        FishBone(
            name=bone["name"][lang],
            n=bone["n"],
            rate=bone["rate"],
            small=tuple(SmallBone(small["name"][lang], small["n"]) for small in bone["small"]),
            others=bone["others"],
        )
        for bone in document["bones"]
    )


def _head(dimension: str | None, topic: int | None, topics: dict[str, Names]) -> Names:
    parts = [_names(dimension)] if dimension is not None else []
    parts += [topics[str(topic)]] if topic is not None else []
    return {lang: " × ".join(part[lang] for part in parts) or ALL_NAMES[lang] for lang in LANGS}


def _names(label: str) -> Names:
    return {lang: name_of(label, lang) for lang in LANGS}


def _quotes(store: Store, evidence: Evidence, keys: list[tuple[str, int]]) -> dict[tuple[str, int], dict[str, Any]]:
    records = evidence.texts.set_index("feedback_id")["record_id"]
    words = segment_words(store, keys)
    return {
        key: {"feedback_id": key[0], "segment_index": key[1], "record_id": records[key[0]], "text": words[key]}
        for key in keys
    }
