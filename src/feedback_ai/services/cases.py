"""Complaints, the team that the routing rules name for each, and how their handling stands."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from feedback_ai.errors import OptionError
from feedback_ai.measure.complaints import is_complaint
from feedback_ai.schema import Facet, RootCause, Sentiment, Severity
from feedback_ai.services.case_standing import Labels, Standing, standings
from feedback_ai.services.case_views import CaseList, CaseView, Order, PriorityPart, TeamCount
from feedback_ai.services.evidence import Evidence, load_evidence
from feedback_ai.services.routing import rules_in_force
from feedback_ai.settings import Settings, get_settings
from feedback_ai.store import Store
from feedback_ai.store.cases import CaseRepository
from feedback_ai.store.records import EvidenceFilter
from feedback_ai.triage.clocks import Status
from feedback_ai.triage.routing import Rules
from feedback_ai.triage.states import CaseState

URGENCY = (Severity.S1, Severity.S2, None, Severity.S3, Severity.S4, Severity.S0)
"""Order of cases. A text that the model could not grade may be anything: a person sees it before the moderate ones."""
KEY = ["feedback_id", "segment_index"]
FIELDS = ("unit", "touchpoint", "channel", "language")


def teams(evidence: Evidence, rules: Rules) -> "pd.Series[Any]":
    """The team of every complaint by the routing rules.

    A text is a complaint if its intent is, or if it judges any facet negative and its severity is not S0.

    Args:
        evidence: The records.
        rules: As `services.routing.rules_in_force` gives them.

    Returns:
        Team or None by feedback id, in the order of `evidence.texts`; texts that are no complaint are not in it.
    """
    return _routed(complaints(evidence), rules)


def list_cases(
    store: Store,
    wanted: EvidenceFilter | None = None,
    *,
    team: str | None = None,
    unrouted: bool = False,
    state: CaseState | None = None,
    clock: Status | None = None,
    assignee: str | None = None,
    order: Order = "severity",
    limit: int | None = 50,
    skip: int = 0,
    settings: Settings | None = None,
    now: datetime | None = None,
) -> CaseList:
    """Complaints, and texts that somebody made a case.

    By `severity` the worst come first (`URGENCY`), then the newest, those of unknown time last; by `queue` those of the
    highest priority.

    Args:
        store: The store.
        wanted: Of which records.
        team: Only those of this team.
        unrouted: Only those that no rule names.
        state: Only those in this state.
        clock: Only those whose next clock stands so.
        assignee: Only those that this person deals with.
        order: What comes first.
        limit: At most so many, at least 1; all if None.
        skip: How many to pass over first: where the list before ended.
        settings: Settings in force; the process's own if None.
        now: The moment at which clocks are read; the present if None.

    Raises:
        OptionError: If no rule names the team, or it is given together with `unrouted`, or `limit` or `skip`
            is out of range.
        SettingError: If rules, journey, profile of deadlines or order of the queue cannot be used.
        StoreError: If the store cannot be read.
    """
    settings = settings or get_settings()
    rules = rules_in_force(store, settings)
    _check(rules, team, unrouted=unrouted, limit=limit, skip=skip)
    evidence = load_evidence(store, wanted, settings=settings)
    at = now or datetime.now(UTC)
    with store.reading() as session:
        repository = CaseRepository(session)
        opened = repository.opened()
        cases = complaints(evidence, opened)
        cases["team"] = _routed(cases, rules)
        shown = _by_urgency(cases[_chosen(cases, team, unrouted=unrouted)])
        if state is not None:
            states = [opened[id_].state if id_ in opened else CaseState.RECEIVED for id_ in shown.index]
            shown = shown[[one == state for one in states]]
        if assignee is not None:
            shown = shown[[id_ in opened and opened[id_].assignee == assignee for id_ in shown.index]]
        if clock is not None or order == "queue":
            found = standings(session, _labels(shown), settings, at)
            shown = shown[[id_ in found and clock in (None, found[id_].clock) for id_ in shown.index]]
            if order == "queue":
                shown = shown.loc[sorted(shown.index, key=lambda id_: -found[id_].priority.value)]
        first = shown.iloc[skip : None if limit is None else skip + limit]
        texts = repository.texts(list(first.index))
        found = standings(session, _labels(first), settings, at)
    # A record may have been deleted since its labels were read.
    items = tuple(
        _view(str(id_), row, texts[str(id_)], found[str(id_)]) for id_, row in first.iterrows() if id_ in found
    )
    return CaseList(items=items, total=len(shown), teams=_count(cases["team"], rules))


def view_case(store: Store, feedback_id: str, settings: Settings, now: datetime) -> tuple[CaseView, Standing] | None:
    """One analysed record as a case, and how it stands; whether it is a complaint does not matter. None if it is gone.

    Raises:
        SettingError: As `list_cases`.
    """
    evidence = load_evidence(store, of=[feedback_id], settings=settings)
    cases = complaints(evidence, {feedback_id})
    cases["team"] = _routed(cases, rules_in_force(store, settings))
    with store.reading() as session:
        found = standings(session, _labels(cases), settings, now)
        texts = CaseRepository(session).texts(list(found))
    for id_, row in cases.iterrows():
        if id_ in texts:
            return _view(str(id_), row, texts[str(id_)], found[str(id_)]), found[str(id_)]
    return None


def routing_table(evidence: Evidence, rules: Rules) -> tuple[TeamCount, ...]:
    """How many complaints each team of the rules has, in their order; those that no rule names are last."""
    return _count(_routed(complaints(evidence), rules), rules)


def complaints(evidence: Evidence, opened: Collection[str] = ()) -> pd.DataFrame:
    """The complaints by feedback id, with sets of their negative facets and these segments' causes and topics.

    A text is a complaint if its intent is, or if it judges any facet negative and its severity is not S0.

    Args:
        evidence: The records.
        opened: Ids of texts that are cases whatever their labels say.

    Returns:
        The columns of `evidence.texts` but the id, and `dimension`, `cause` and `topic`, a frozenset each.
    """
    texts = evidence.texts.set_index("feedback_id")
    negative = evidence.mentions[evidence.mentions["sentiment"] == Sentiment.NEGATIVE]
    complaining = is_complaint(evidence.texts, evidence.mentions).to_numpy()
    cases = texts[complaining | texts.index.isin(list(opened))].copy()
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


def _chosen(cases: pd.DataFrame, team: str | None, *, unrouted: bool) -> "pd.Series[bool]":
    if unrouted:
        return cases["team"].isna()
    return cases["team"] == team if team is not None else pd.Series(True, index=cases.index)


def _labels(cases: pd.DataFrame) -> dict[str, Labels]:
    rows = zip(cases.index, cases["severity"], cases["sentiment"], strict=True)
    return {
        str(id_): Labels(None if pd.isna(severity) else severity, None if pd.isna(sentiment) else sentiment)
        for id_, severity, sentiment in rows
    }


def _view(id_: str, row: "pd.Series[Any]", text: str, standing: Standing) -> CaseView:
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
        state=standing.state,
        assignee=None if standing.case is None else standing.case.assignee,
        assigned_unit=None if standing.case is None else standing.case.unit,
        due_at=None if standing.next_clock is None else standing.next_clock.due_at,
        clock=standing.clock,
        priority=standing.priority.value,
        parts={name: PriorityPart.model_validate(part) for name, part in standing.priority.parts.items()},
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
