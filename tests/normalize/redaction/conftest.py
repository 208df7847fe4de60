"""Reads texts with the rules alone: the engine, which takes seconds to load, is tested in its own file."""

import pytest

from feedback_ai.normalize.redaction.folding import fold
from feedback_ai.normalize.redaction.recognizers import FAMILIES
from feedback_ai.normalize.redaction.redactor import Finding, choose


def _candidates(folded):
    for family in FAMILIES:
        if family.gate.search(folded):
            for rule in family.rules:
                for span in rule.find(folded):
                    yield Finding(span.start, span.end, rule.entity, rule.strength.value)


@pytest.fixture(scope="session")
def marked():
    """`marked(text)` is the text with each value found written as `[[TYPE value]]`."""

    def mark(text):
        folded = fold(text)
        for finding in reversed(choose(folded, _candidates(folded))):
            value = f"[[{finding.entity} {text[finding.start : finding.end]}]]"
            text = text[: finding.start] + value + text[finding.end :]
        return text

    return mark


@pytest.fixture(scope="session")
def assert_marked(marked):
    """`assert_marked(expected)` strips the marks, reads the text and compares."""

    def check(expected):
        text = expected
        while (start := text.find("[[")) >= 0:
            end = text.index("]]", start)
            text = text[:start] + text[start + 2 : end].split(" ", 1)[1] + text[end + 2 :]
        assert marked(text) == expected

    return check
