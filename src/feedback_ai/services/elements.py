"""Causes rolled up to hardware, software and people, and which units need training."""

from typing import Any

from feedback_ai.measure.elements import ELEMENT_OF, element_rates, training_needs
from feedback_ai.measure.journey import load_journey
from feedback_ai.measure.register import ELEMENT_NAMES
from feedback_ai.measure.servqual import group_name
from feedback_ai.schema.names import name_of
from feedback_ai.services.basis import LANGS, basis, topic_names
from feedback_ai.services.evidence import load_evidence
from feedback_ai.services.plain import named, plain_rows
from feedback_ai.settings import Settings, get_settings
from feedback_ai.store import Store
from feedback_ai.store.records import EvidenceFilter


def elements(
    store: Store, wanted: EvidenceFilter | None = None, *, by: str | None = "unit", settings: Settings | None = None
) -> dict[str, Any]:
    """How many unhappy texts name a cause of which element of service, as `measure.elements.element_rates`.

    Args:
        store: The store.
        wanted: Of which records.
        by: One of `measure.servqual.GROUPS`, or None.
        settings: Settings in force; the process's own if None.

    Returns:
        `by`, `causes` (which belong to which element), `rows` and what they rest on.

    Raises:
        OptionError: If `by` is unknown.
        SettingError: If the journey cannot be used.
        StoreError: If the store cannot be read.
    """
    settings = settings or get_settings()
    evidence = load_evidence(store, wanted, settings=settings)
    rows = plain_rows(element_rates(evidence.texts, evidence.mentions, evidence.causes, by))
    label = load_journey(settings.journey).label_of if by == "touchpoint" else lambda name, lang: name
    for row in rows:
        row["name"] = named(ELEMENT_NAMES, row["element"])
        group = str(row.setdefault("group", None))
        row["group_name"] = None if by is None else {lang: group_name(label(group, lang), lang) for lang in LANGS}
    return {
        **basis(evidence),
        "by": by,
        "causes": {
            element: [str(cause) for cause, of in ELEMENT_OF.items() if of == element] for element in ELEMENT_NAMES
        },
        "rows": rows,
    }


def training(store: Store, wanted: EvidenceFilter | None = None, *, settings: Settings | None = None) -> dict[str, Any]:
    """Which units need training and of what, as `measure.elements.training_needs`.

    Args:
        store: The store.
        wanted: Of which records.
        settings: Settings in force; the process's own if None.

    Returns:
        `n_without_unit` (texts left out), `rows` (dimensions and topics with their names) and what they rest on.

    Raises:
        SettingError: If the journey cannot be used.
        StoreError: If the store cannot be read.
    """
    evidence = load_evidence(store, wanted, settings=settings)
    table = training_needs(evidence.texts, evidence.mentions, evidence.causes, evidence.topics)
    names = topic_names(store, {id_ for topics in table["topics"] for id_, _ in topics})
    rows = plain_rows(table)
    for row in rows:
        row["dimensions"] = [
            {"dimension": facet, "name": {lang: name_of(facet, lang) for lang in LANGS}, "n": n}
            for facet, n in row["dimensions"]
        ]
        row["topics"] = [{"topic": int(id_), "name": names[id_], "n": n} for id_, n in row["topics"]]
    return {
        **basis(evidence),
        "n_without_unit": len(evidence.texts) - int(table["n_texts"].sum()),
        "rows": rows,
    }
