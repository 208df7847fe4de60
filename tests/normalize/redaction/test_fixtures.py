"""The bars that redaction must clear on texts written for it (tests/fixtures/redaction/README.md)."""

import json
from pathlib import Path

import pytest

from feedback_ai.normalize.redaction.redactor import find

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "redaction"
CUED = {"NAME", "ADDRESS"}
SHAPED = {"PHONE", "EMAIL", "CARD", "ID", "PLATE", "SOCIAL", "IP", "IBAN", "URL"}
COVERED = 0.8
"""Share of a value that must be redacted for it to count as caught."""


class Reading:
    """A fixture text with what was found in it."""

    def __init__(self, row):
        self.text, self.hits, self.lookalikes = row["text"], row["hits"], row["lookalikes"]
        self.findings = find(self.text)
        self.redacted = {index for one in self.findings for index in range(one.start, one.end)}

    def _span(self, value):
        start = self.text.index(value)
        return range(start, start + len(value))

    def caught(self, hit):
        span = self._span(hit["value"])
        typed = any(
            one.entity == hit["type"] and one.start < span.stop and span.start < one.end for one in self.findings
        )
        return typed and len(self.redacted.intersection(span)) >= COVERED * len(span)

    def touched(self, lookalike):
        return not self.redacted.isdisjoint(self._span(lookalike))


@pytest.fixture(scope="module", params=["en", "zh"])
def readings(request):
    lines = (FIXTURES / f"{request.param}.jsonl").read_text(encoding="utf-8").splitlines()
    return [Reading(json.loads(line)) for line in lines]


def _recall(readings, types):
    results = [(one.caught(hit), hit) for one in readings for hit in one.hits if hit["type"] in types]
    missed = [hit for caught, hit in results if not caught]
    return 1 - len(missed) / len(results), missed


def test_there_are_300_texts_with_as_many_lookalikes_as_hits_or_so(readings):
    n_hits, n_lookalikes = (sum(len(getattr(one, name)) for one in readings) for name in ("hits", "lookalikes"))
    assert len(readings) == 300
    assert {hit["type"] for one in readings for hit in one.hits} == SHAPED | CUED
    assert n_lookalikes >= 0.9 * n_hits


def test_checked_and_formatted_values_are_caught(readings):
    recall, missed = _recall(readings, SHAPED)
    assert recall >= 0.95, missed


def test_cued_names_and_addresses_are_caught(readings):
    recall, missed = _recall(readings, CUED)
    assert recall >= 0.80, missed


def test_lookalikes_stay(readings):
    lookalikes = [(one.touched(value), value) for one in readings for value in one.lookalikes]
    touched = [value for was_touched, value in lookalikes if was_touched]
    assert len(touched) <= 0.01 * len(lookalikes), touched
