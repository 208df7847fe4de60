import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_ai.artifacts import locate_sample
from feedback_ai.errors import SettingError
from feedback_ai.schema import Facet, Language, RootCause
from feedback_ai.triage.routing import CONDITIONS, Rule, Rules, load_rules

DOCS = Path(__file__).parents[2] / "docs"
VALUES = {
    "unit": st.sampled_from(["east", "west"]),
    "touchpoint": st.sampled_from(["arrival", "payment"]),
    "channel": st.sampled_from(["hotline", "web"]),
    "language": st.sampled_from(list(map(str, Language))),
    "dimension": st.sampled_from(list(map(str, Facet))),
    "cause": st.sampled_from(list(map(str, RootCause))),
    "topic": st.integers(1, 3),
}
SETS = ("dimension", "cause", "topic")
CASES = st.fixed_dictionaries(
    {name: st.frozensets(value, max_size=3) if name in SETS else st.none() | value for name, value in VALUES.items()}
)
CONDITION_SETS = st.fixed_dictionaries(
    {}, optional={name: st.frozensets(value, min_size=1, max_size=2) for name, value in VALUES.items()}
)
RULES = st.lists(st.builds(Rule, st.sampled_from("ABC"), CONDITION_SETS), max_size=5).map(lambda own: Rules(tuple(own)))


def load(tmp_path: Path, content: str) -> Rules:
    file = tmp_path / "routing.toml"
    file.write_text(content, encoding="utf-8")
    return load_rules(file)


def test_without_a_file_there_are_no_rules() -> None:
    assert load_rules(None) == Rules()
    assert Rules().team_of({"unit": "east"}) is None


def test_the_first_rule_that_fits_decides(tmp_path: Path) -> None:
    rules = load(
        tmp_path,
        """
        [[rule]]
        team = "east desk"
        unit = "east"
        dimension = ["empathy", "assurance"]
        [[rule]]
        team = "中文组"
        language = ["zh-Hans", "zh-Hant"]
        [[rule]]
        team = "topic three"
        topic = 3
        [[rule]]
        team = " the rest of the east "
        unit = ["east"]
        """,
    )
    assert rules.teams == ("east desk", "中文组", "topic three", "the rest of the east")
    for case, team in [
        ({"unit": "east", "dimension": {"empathy"}, "language": "zh-Hans"}, "east desk"),
        ({"unit": "east", "dimension": {"price"}, "language": "zh-Hant"}, "中文组"),
        ({"unit": "west", "dimension": {"empathy"}, "language": "en"}, None),
        ({"unit": "west", "topic": {1, 3}}, "topic three"),
        ({"unit": "east", "dimension": set(), "language": "en"}, "the rest of the east"),
        ({"unit": None}, None),
        ({}, None),
    ]:
        assert rules.team_of(case) == team, case


def test_a_rule_without_conditions_takes_the_rest(tmp_path: Path) -> None:
    rules = load(tmp_path, '[[rule]]\nteam = "a"\nunit = "x"\n[[rule]]\nteam = "rest"\n')
    assert (rules.team_of({"unit": "x"}), rules.team_of({})) == ("a", "rest")


@given(RULES, CASES)
def test_the_team_is_that_of_the_first_rule_of_which_all_conditions_hold(rules: Rules, case: dict[str, object]) -> None:
    def holds(name: str, wanted: frozenset[object]) -> bool:
        found = case[name]
        return bool(found & wanted) if isinstance(found, frozenset) else found in wanted

    fitting = [rule.team for rule in rules.rules if all(holds(*condition) for condition in rule.conditions.items())]
    assert rules.team_of(case) == (fitting[0] if fitting else None)


@given(RULES, CASES, st.sampled_from(CONDITIONS))
def test_a_case_without_a_value_fulfils_no_condition_of_it(rules: Rules, case: dict[str, object], name: str) -> None:
    without = Rules(tuple(rule for rule in rules.rules if name not in rule.conditions))
    lacking = {key: value for key, value in case.items() if key != name}
    assert rules.team_of(lacking) == rules.team_of(lacking | {name: None}) == without.team_of(lacking)


@pytest.mark.parametrize(
    ("content", "told", "option"),
    [
        ("", "has no [[rule]]", None),
        ("rule = 3", "has no [[rule]]", None),
        ("[[rule]\n", "cannot be read", None),
        ("[[rules]]\nteam = 'a'", "unknown key 'rules'", "rule"),
        ("[[rule]]\nunit = 'x'", "rule 1: it names no team", None),
        ("[[rule]]\nteam = ''", "rule 1: it names no team", None),
        ("[[rule]]\nteam = 'a'\nseverity = 'S1'", "rule 1: unknown key 'severity'", "touchpoint"),
        ("[[rule]]\nteam = 'a'\nunit = 'x'\n[[rule]]\nteam='b'\ndimension = ['speed']", "rule 2", "responsiveness"),
        ("[[rule]]\nteam = 'a'\ncause = 'man'", "there is no cause 'man'", "people"),
        ("[[rule]]\nteam = 'a'\nlanguage = 'zh'", "there is no language 'zh'", "zh-Hant"),
        ("[[rule]]\nteam = 'a'\nunit = 5", "unit must be one or a list of texts", None),
        ("[[rule]]\nteam = 'a'\nunit = []", "unit must be one or a list of texts", None),
        ("[[rule]]\nteam = 'a'\ntopic = 'queue'", "topic must be one or a list of topic numbers", None),
        ("[[rule]]\nteam = 'a'\nunit = 'x'\nparts = false", "parts is true or false", None),
        ("[[rule]]\nteam = 'a'\ntopic = 1\nparts = 'no'", "parts is true or false", None),
        ("[[rule]]\nteam = 'a'\ntopic = true", "topic must be one or a list of topic numbers", None),
        ("[[rule]]\nteam = 'a'\n[[rule]]\nteam = 'b'\nunit = 'x'", "rule 2: it can never apply", None),
    ],
)
def test_what_is_wrong_is_told_with_what_would_be_valid(
    tmp_path: Path, content: str, told: str, option: str | None
) -> None:
    with pytest.raises(SettingError) as caught:
        load(tmp_path, content)
    assert told in str(caught.value)
    assert option is None or option in caught.value.options


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="cannot be read"):
        load_rules(tmp_path / "none.toml")


def test_the_rules_of_the_documentation_and_of_the_sample_can_be_used(tmp_path: Path) -> None:
    (block,) = re.findall(
        r"```toml\n(\[\[rule.*?)```", (DOCS / "routing.md").read_text(encoding="utf-8"), flags=re.DOTALL
    )
    assert len(load(tmp_path, block).rules) > 1
    sample = load_rules(locate_sample() / "routing.toml")
    assert sample.team_of({"unit": "bank-riverside", "touchpoint": "payment"}) == "Payments desk"
    # A rest is left to be seen.
    assert sample.team_of({"unit": "mobile-shop", "touchpoint": "service"}) is None
