from pathlib import Path

import pytest

from feedback_ai.connect.trackers import Trackers, load_trackers
from feedback_ai.errors import NotFoundError, SettingError

JIRA = """
[[tracker]]
name = "jira-ops"
kind = "jira"
url = "https://acme.atlassian.net/"
project = "OPS"
user = "bot@acme.example"
token_env = "JIRA_TOKEN"
"""
GITHUB = '[[tracker]]\nname = "gh"\nkind = "github"\nrepo = "acme/service"\ntoken_env = "GH_TOKEN"\n'


def load(tmp_path: Path, text: str) -> Trackers:
    file = tmp_path / f"{abs(hash(text))}.toml"
    file.write_text(text, encoding="utf-8")
    return load_trackers(file)


def test_without_a_file_there_are_none() -> None:
    assert load_trackers(None).tracker == ()


def test_a_file_is_read_with_its_defaults(tmp_path: Path) -> None:
    found = load(tmp_path, JIRA + GITHUB + 'unit = "east"\nmin_priority = 40\n')
    jira, github = found.tracker
    assert found.names == ("jira-ops", "gh")
    assert (jira.url, jira.place) == ("https://acme.atlassian.net", "https://acme.atlassian.net OPS")
    assert (github.url, github.user, github.quotes, github.lang) == ("https://api.github.com", None, 0, "en")
    assert jira.wants(state="plan", priority=0, unit=None)
    assert not jira.wants(state="closed", priority=99, unit=None)
    assert github.wants(state="do", priority=40, unit="east")
    assert not github.wants(state="do", priority=39.9, unit="east")
    assert not github.wants(state="do", priority=99, unit=None)
    with pytest.raises(NotFoundError, match="jira-ops, gh"):
        found.named("x")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (JIRA.replace('"jira"', '"redmine"'), "kind: there is no such value.*jira, github, servicenow, webhook"),
        (JIRA + 'projct = "x"\n', "there is no such key.*project"),
        (JIRA.replace('"OPS"', '"ops 1"'), "jira needs project"),
        (JIRA.replace("https:", "http:"), "travel readable"),
        (JIRA.replace("https://", "https://me:pw@"), "no user, password"),
        (JIRA.replace("jira-ops", "Jira Ops"), "small letters"),
        (JIRA.replace('"JIRA_TOKEN"', '"ATATT3xFf-secret"'), "never stands in the file"),
        (JIRA + 'token = "secret"\n', "there is no such key"),
        (JIRA + JIRA, "there twice"),
        (JIRA + 'repo = "a/b"\n', "repo is for github, not for jira"),
        (JIRA + 'state = "done"\n', "there is no such value.*plan, do, check, act, closed"),
        (JIRA + '[tracker.states]\nreview = "x"\n', "there is no such key.*plan, do, check"),
        (JIRA + "quotes = 21\n", "quotes"),
        (GITHUB + '[tracker.states]\ndo = "started"\n', "GitHub has no state 'started'"),
        (GITHUB.replace("acme/service", "acme"), "github needs repo"),
        (GITHUB.replace("github", "servicenow").replace("repo", "table").replace("acme/service", "x_tab"), "url"),
        (
            '[[tracker]]\nname = "s"\nkind = "servicenow"\nurl = "https://a.example"\ntable = "problem"\n'
            'token_env = "T"\n',
            "a table other than incident",
        ),
        ("[[tracker]\n", "cannot be read"),
    ],
)
def test_what_is_wrong_is_told_by_key(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(SettingError, match=told):
        load(tmp_path, text)


def test_the_page_s_example_is_a_file_that_works(tmp_path: Path) -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "trackers.md").read_text(encoding="utf-8")
    blocks = [part.split("```", 1)[0] for part in page.split("```toml\n")[1:]]
    found = load(tmp_path, "\n".join(blocks))
    assert {one.kind for one in found.tracker} == {"jira", "github", "servicenow", "webhook"}
