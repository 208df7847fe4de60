from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from feedback_ai.connect.github import markdown, marker
from feedback_ai.connect.issue import Section, key_of, one_line, plain
from feedback_ai.connect.jira import document

FILED = datetime(2026, 9, 30, 12, 0, 0, 123456, tzinfo=UTC)


def test_a_key_is_the_same_for_ever_and_another_one_elsewhere() -> None:
    assert key_of(7, FILED) == key_of(7, FILED)
    assert len({key_of(7, FILED), key_of(8, FILED), key_of(7, FILED + timedelta(microseconds=1))}) == 3
    assert key_of(7, FILED).startswith("fai-7-")


@given(st.text(), st.text())
def test_nothing_that_people_wrote_acts_in_markdown(title: str, line: str) -> None:
    text = markdown([Section(title, (line,))])
    assert "<!--" not in text
    assert "<" not in text
    assert marker("fai-1-x") not in text
    assert not any(text[at] in "@#" and text[at + 1].isalnum() for at in range(len(text) - 1))


def test_sections_keep_their_words_in_every_form() -> None:
    sections = [Section("", ("State: Plan",)), Section("客户原话", ("等了很久",))]
    assert plain(sections) == "State: Plan\n\n客户原话\n等了很久"
    assert markdown(sections) == "- State: Plan\n\n### 客户原话\n- 等了很久"
    kinds = [part["type"] for part in document(sections)["content"]]
    assert kinds == ["bulletList", "heading", "bulletList"]
    assert document([])["content"]
    assert document([Section("", ("",))])["content"][0]["content"][0]["content"][0]["content"][0]["text"]


def test_a_long_line_is_cut() -> None:
    assert one_line("a\n b" * 100, 10) == "a ba ba b…"
