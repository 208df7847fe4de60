import pytest

from feedback_ai.schema import Severity
from tests.training.evaluate.model_fakes import FakeModel, labels
from training.data import SEVERITIES, label_example
from training.evaluate.rules import TITLES, rule_figures, rule_table

TEXTS = {
    "The charger caught fire.": ("S1", "S3"),
    "My identity was stolen.": ("S1", "S1"),
    "I will report you to Ofcom.": ("S2", "S3"),
    "Slow but fine.": ("S3", "S3"),
}
"""Each text with its grade in gold and the one that the model gives."""


def example(text, severity):
    row = {"id": text, "source": "toy", "tier": "declared", "labels": []}
    row |= {"sentiment": -1, "intent": "complaint", "severity": severity}
    return label_example(row, "en", text, ())


class RulesModel(FakeModel):
    def label(self, texts, lang):
        """Labels with one segment that covers the text."""
        given = [labels(severity=TEXTS[text][1]) for text in texts]
        whole = [one.segments[0].model_copy(update={"end": len(text)}) for one, text in zip(given, texts, strict=True)]
        return [
            type(one)(one.sentiment, one.intent, one.severity, (segment,), one.review_reasons)
            for one, segment in zip(given, whole, strict=True)
        ]


@pytest.fixture
def figures(tmp_path):
    return rule_figures(RulesModel(tmp_path), [example(text, gold) for text, (gold, _) in TEXTS.items()])


def values(figures, which):
    return {name: one["value"] for name, one in figures["all"][which].items()}


def test_rules_find_what_the_model_graded_too_low_at_the_price_of_review(figures):
    assert figures["all"]["n_s1"] == 2
    assert SEVERITIES[-1] is Severity.S1
    assert values(figures, "without") == {
        "critical_recall": 0.5, "critical_flagged": 0.25, "major_recall": 0.0, "reviewed": 0.0,
    }  # fmt: skip
    assert values(figures, "with") == {
        "critical_recall": 1.0, "critical_flagged": 0.5, "major_recall": 1.0, "reviewed": 0.5,
    }  # fmt: skip


def test_a_language_without_texts_is_left_out(figures):
    assert set(figures) == {"all", "en"}


def test_the_table_has_a_row_a_language_and_figure(figures):
    table = rule_table(figures)
    assert table.count("\n| en |") == table.count("\n| all |") == len(TITLES)
    assert "0.500" in table
