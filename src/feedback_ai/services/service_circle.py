"""The service circle: dimensions by touchpoint in the journey's order, and the moments of truth."""

from typing import Any

import pandas as pd

from feedback_ai.measure.journey import Journey, load_journey
from feedback_ai.measure.service_circle import MIN_CELL, heat_map, moments_of_truth
from feedback_ai.schema.names import Lang, name_of
from feedback_ai.services.basis import LANGS, Names, basis
from feedback_ai.services.evidence import load_evidence
from feedback_ai.services.plain import plain_rows
from feedback_ai.settings import Settings, get_settings
from feedback_ai.store import Store
from feedback_ai.store.records import EvidenceFilter


def service_circle(
    store: Store, wanted: EvidenceFilter | None = None, *, settings: Settings | None = None
) -> dict[str, Any]:
    """What is judged where, as `measure.service_circle`.

    Args:
        store: The store.
        wanted: Of which records.
        settings: Settings in force; the process's own if None.

    Returns:
        `minimum_n`, `n_without_touchpoint`, `touchpoints` (in order, each with its net, the net of the others, p, q and
        whether it is a moment of truth), `moments` (the names of these, the worst net first), `cells` (a dimension and
        touchpoint each) and what they rest on.

    Raises:
        SettingError: If the journey cannot be used.
        StoreError: If the store cannot be read.
    """
    settings = settings or get_settings()
    journey = load_journey(settings.journey)
    evidence = load_evidence(store, wanted, settings=settings)
    places = moments_of_truth(evidence.texts, evidence.mentions, journey.names)
    cells = heat_map(evidence.texts, evidence.mentions, journey.names)
    worst = places[places["moment"]].sort_values("net", kind="stable")
    return {
        **basis(evidence),
        "minimum_n": MIN_CELL,
        "n_without_touchpoint": int(evidence.texts["touchpoint"].isna().sum()),
        "touchpoints": [row | {"name": _place(journey, row["touchpoint"])} for row in plain_rows(places)],
        "moments": list(worst["touchpoint"]),
        "cells": [
            row
            | {"name": {lang: name_of(row["dimension"], lang) for lang in LANGS}}
            | {"touchpoint_name": _place(journey, row["touchpoint"])}
            for row in plain_rows(cells)
        ],
    }


def draw_circle(document: dict[str, Any], lang: Lang) -> str:
    """The heat map of what `service_circle` gives: an `<svg>` element that is a file of its own, too."""
    from feedback_ai.report.heat_map import heat_map_chart

    names = {place["touchpoint"]: place["name"][lang] for place in document["touchpoints"]}
    cells = pd.DataFrame(document["cells"], columns=["dimension", "touchpoint", "n", "net", "net_low", "net_high"])
    note = (document["versions_note"] or {}).get(lang, "")
    return heat_map_chart(cells, names, lang, moments=document["moments"], minimum_n=document["minimum_n"], note=note)


def _place(journey: Journey, touchpoint: str) -> Names:
    return {lang: journey.label_of(touchpoint, lang) for lang in LANGS}
