from pathlib import Path

import pytest
from backlog_fakes import NOW, complaints, file

from feedback_ai.services import cases
from feedback_ai.services.evidence import load_evidence
from feedback_ai.services.routing import rules_in_force
from feedback_ai.settings import Settings
from feedback_ai.store import Store
from feedback_ai.store.topic_registry import RegistryRepository
from feedback_ai.triage.routing import load_rules


def routed(settings: Settings, tmp_path: Path, rule: str) -> Settings:
    rules = tmp_path / "routing.toml"
    rules.write_text(f'[[rule]]\nteam = "eSIM"\n{rule}\n', encoding="utf-8")
    return settings.model_copy(update={"routing": rules})


@pytest.mark.parametrize(
    ("rule", "kind", "detail", "team"),
    [
        ("topic = 1", "merge", {"into": 2}, "eSIM"),
        ("topic = 1\nparts = false", "merge", {"into": 2}, "eSIM"),
        ("topic = 1", "split", {"new": 2}, "eSIM"),
        ("topic = 1\nparts = false", "split", {"new": 2}, None),
        ("topic = 3", "split", {"new": 2}, None),
    ],
)
def test_a_rule_on_a_topic_goes_where_its_topic_went(
    store: Store, settings: Settings, tmp_path: Path, rule: str, kind: str, detail: dict[str, int], team: str | None
) -> None:
    file(store, complaints(2, "E", topic=2))
    settings = routed(settings, tmp_path, rule)
    assert {case.team for case in cases.list_cases(store, settings=settings).items} == {None}
    with store.writing() as session:
        RegistryRepository(session).add_act(1, NOW, "ann", kind, detail)
    listed = cases.list_cases(store, settings=settings)
    assert {case.team for case in listed.items} == {team}
    assert listed.teams == cases.routing_table(load_evidence(store), rules_in_force(store, settings))


def test_rules_that_name_no_topic_are_those_of_the_file(store: Store, settings: Settings, tmp_path: Path) -> None:
    settings = routed(settings, tmp_path, 'unit = "east"')
    assert rules_in_force(store, settings) == load_rules(settings.routing)
