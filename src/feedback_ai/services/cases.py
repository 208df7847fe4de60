"""Complaints, and the team that the routing rules name for each."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import pandas as pd

from feedback_ai.errors import OptionError
from feedback_ai.schema import Facet, Intent, RootCause, Sentiment, Severity
from feedback_ai.services.case_views import CaseList, CaseView, TeamCount
from feedback_ai.services.evidence import Evidence, load_evidence
from feedback_ai.settings import Settings, get_settings
from feedback_ai.store import Store
from feedback_ai.store.cases import CaseRepository
from feedback_ai.store.records import EvidenceFilter
from feedback_ai.triage.routing import Rules, load_rules

URGENCY = (Severity.S1, Severity.S2, None, Severity.S3, Severity.S4, Severity.S0)
"""Order of cases. A text that the model could not grade may be anything: a person sees it before the moderate ones."""
KEY = ["feedback_id", "segment_index"]
FIELDS = ("unit", "touchpoint", "channel", "language")


def teams(evidence: Evidence, settings: Settings | None = None) -> "pd.Series[Any]":
    """The team of every complaint by the routing rules.

    A text is a complaint if its intent is, or if it judges any facet negative and its severity is not S0.

    Returns:
        Team or None by feedback id, in the order of `evidence.texts`; texts that are no complaint are not in it.

    Raises:
        SettingError: If the rules cannot be used.
    """
    return _routed(complaints(evidence), load_rules((settings or get_settings()).routing))


def list_cases(
    store: Store,
    wanted: EvidenceFilter | None = None,
    *,
    team: str | None = None,
    unrouted: bool = False,
    limit: int | None = 50,
    skip: int = 0,
    settings: Settings | None = None,
) -> CaseList:
    """Complaints, worst severity first (`URGENCY`), then newest, those of unknown time last.

    Args:
        store: The store.
        wanted: Of which records.
        team: Only those of this team.
        unrouted: Only those that no rule names.
        limit: At most so many, at least 1; all if None.
        skip: How many to pass over first: where the list before ended.
        settings: Settings in force; the process's own if None.

    Raises:
        OptionError: If no rule names the team, or it is given together with `unrouted`, or `limit` or `skip`
            is out of range.
        SettingError: If the rules or the journey cannot be used.
        StoreError: If the store cannot be read.
    """
    settings = settings or get_settings()
    rules = load_rules(settings.routing)
    _check(rules, team, unrouted=unrouted, limit=limit, skip=skip)
    cases = complaints(load_evidence(store, wanted, settings=settings))
    cases["team"] = _routed(cases, rules)
    shown = cases
    if unrouted:
        shown = cases[cases["team"].isna()]
    elif team is not None:
        shown = cases[cases["team"] == team]
    first = _by_urgency(shown).iloc[skip : None if limit is None else skip + limit]
    with store.reading() as session:
        texts = CaseRepository(session).texts(list(first.index))
    # A record may have been deleted since its labels were read.
    items = tuple(_view(str(id_), row, texts[str(id_)]) for id_, row in first.iterrows() if id_ in texts)
    return CaseList(items=items, total=len(shown), teams=_count(cases["team"], rules))


def routing_table(evidence: Evidence, settings: Settings | None = None) -> tuple[TeamCount, ...]:
    """How many complaints each team of the rules has, in their order; those that no rule names are last.

    Raises:
        SettingError: If the rules cannot be used.
    """
    rules = load_rules((settings or get_settings()).routing)
    return _count(_routed(complaints(evidence), rules), rules)


def complaints(evidence: Evidence) -> pd.DataFrame:
    """The complaints by feedback id, with sets of their negative facets and these segments' causes and topics.

    A text is a complaint if its intent is, or if it judges any facet negative and its severity is not S0.

    Returns:
        The columns of `evidence.texts` but the id, and `dimension`, `cause` and `topic`, a frozenset each.
    """
    texts = evidence.texts.set_index("feedback_id")
    negative = evidence.mentions[evidence.mentions["sentiment"] == Sentiment.NEGATIVE]
    judged = texts.index.isin(negative["feedback_id"]) & (texts["severity"] != Severity.S0)
    cases = texts[judged | (texts["intent"] == Intent.COMPLAINT)].copy()
    segments = negative[KEY].drop_duplicates()
    causes = evidence.causes.merge(segments, on=KEY)
    # Of an empty frame, before the first fit, pandas does not know the types of the keys.
    topics = evidence.topics.dropna(subset="topic_id").astype({"feedback_id": "str", "segment_index": "int64"})
    topics = topics.merge(segments, on=KEY)
    for name, frame, column in (
        ("dimension", negative, "facet"),
        ("cause", causes, "cause"),
        ("topic", topics, "topic_id"),
    ):
        sets: defaultdict[str, set[object]] = defaultdict(set)
        for id_, value in zip(frame["feedback_id"], frame[column], strict=True):
            sets[id_].add(value)
        found = [frozenset(sets.get(id_, ())) for id_ in cases.index]
        cases[name] = pd.Series(found, index=cases.index, dtype=object)
    return cases


def _routed(cases: pd.DataFrame, rules: Rules) -> "pd.Series[Any]":
    names = [*FIELDS, "dimension", "cause", "topic"]
    rows = cases[list(FIELDS)].astype(object).where(cases[list(FIELDS)].notna(), None)
    rows = rows.join(cases[["dimension", "cause", "topic"]])
    found = [rules.team_of(dict(zip(names, row, strict=True))) for row in rows.itertuples(index=False)]
    return pd.Series(found, index=cases.index, name="team", dtype=object)


def _by_urgency(cases: pd.DataFrame) -> pd.DataFrame:
    order = {severity: place for place, severity in enumerate(URGENCY)}
    urgency = [order[None if pd.isna(severity) else Severity(severity)] for severity in cases["severity"]]
    ordered = cases.assign(urgency=urgency).rename_axis("id").reset_index()
    ordered = ordered.sort_values(
        ["urgency", "created_at", "id"], ascending=[True, False, True], na_position="last", kind="stable"
    )
    return ordered.set_index("id")


def _count(found: "pd.Series[Any]", rules: Rules) -> tuple[TeamCount, ...]:
    counts = found.value_counts()
    named = (TeamCount(team=team, n=int(counts.get(team, 0))) for team in rules.teams)
    return (*named, TeamCount(team=None, n=int(found.isna().sum())))


def _view(id_: str, row: "pd.Series[Any]", text: str) -> CaseView:
    plain: Mapping[str, Any] = {
        name: None if pd.isna(row[name]) else row[name]
        for name in ("record_id", "source", *FIELDS, "severity", "intent", "team")
    }
    return CaseView(
        id=id_,
        created_at=None if pd.isna(row["created_at"]) else row["created_at"].to_pydatetime(),
        dimensions=tuple(facet for facet in Facet if facet in row["dimension"]),
        causes=tuple(cause for cause in RootCause if cause in row["cause"]),
        topics=tuple(sorted(int(topic) for topic in row["topic"])),
        text=text,
        **plain,
    )


def _check(rules: Rules, team: str | None, *, unrouted: bool, limit: int | None, skip: int) -> None:
    if team is not None and unrouted:
        raise OptionError("A team was named, and cases without one were asked for.", hint="Choose one of the two.")
    if team is not None and team not in rules.teams:
        raise OptionError(
            f"No routing rule names the team {team!r}.",
            hint="Name one of them." if rules.teams else "There are no rules: set FEEDBACK_AI_ROUTING.",
            options=rules.teams,
        )
    if limit is not None and limit < 1:
        raise OptionError(f"{limit} cases cannot be listed.", hint="Ask for 1 at least.")
    if skip < 0:
        raise OptionError(f"{skip} cases cannot be passed over.", hint="Pass over 0 or more.")
