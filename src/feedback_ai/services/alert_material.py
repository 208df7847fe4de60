"""The texts that a check of alerts looks at, as rules and incidents ask for them."""

from datetime import datetime
from typing import Any, NamedTuple

import pandas as pd

from feedback_ai.notify.signals import Text
from feedback_ai.services.cases import complaints
from feedback_ai.services.evidence import load_evidence, without_hidden
from feedback_ai.settings import Settings
from feedback_ai.store import Store
from feedback_ai.store.alerts import AlertRepository
from feedback_ai.store.records import EvidenceFilter
from feedback_ai.triage.incidents import Case


class Material(NamedTuple):
    """What was written in a stretch of time.

    Attributes:
        texts: All texts by feedback id; one of unknown time counts as written when it was stored.
        complaints: Ids of the complaints among them.
        cases: The complaints whose time is known.
        times: When all texts of known time were written, in order.
    """

    texts: dict[str, Text]
    complaints: frozenset[str]
    cases: list[Case]
    times: list[datetime]


def load_material(store: Store, start: datetime, end: datetime, settings: Settings) -> Material:
    """Read the texts from a moment up to another one, exclusive; nothing later is looked at.

    Raises:
        StoreError: If the store cannot be read.
        SettingError: If the journey's file cannot be used.
    """
    wanted = EvidenceFilter(created_from=start, created_to=end, undated=True)
    evidence = without_hidden(store, load_evidence(store, wanted, settings=settings))
    with store.reading() as session:
        stored_at = AlertRepository(session).stored_at(list(evidence.texts["feedback_id"]))
    found = complaints(evidence)
    about: dict[str, Any] = {
        str(id_): row for id_, row in found[["dimension", "cause", "topic"]].to_dict("index").items()
    }
    columns = evidence.texts[["feedback_id", "created_at", "unit", "channel", "severity"]]
    texts: dict[str, Text] = {}
    cases: list[Case] = []
    times: list[datetime] = []
    for id_, created_at, *rest in columns.itertuples(index=False, name=None):
        if id_ not in stored_at:
            continue  # deleted meanwhile
        known = None if pd.isna(created_at) else created_at.to_pydatetime()
        at = known or stored_at[id_]
        if not start <= at < end:
            continue
        unit, channel, severity = (None if pd.isna(value) else str(value) for value in rest)
        row = about.get(id_, {})
        topics = frozenset(int(topic) for topic in row.get("topic", ()))
        dimensions = frozenset(map(str, row.get("dimension", ())))
        texts[id_] = Text(id_, at, stored_at[id_], unit, channel, severity, dimensions, topics)
        if known is None:
            continue
        times.append(known)
        if row:
            cases.append(Case(id_, known, unit, severity, topics, frozenset(map(str, row["cause"])), dimensions))
    return Material(texts, frozenset(about) & texts.keys(), cases, sorted(times))
