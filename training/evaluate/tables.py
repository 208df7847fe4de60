"""Tables of the card: figures with their intervals, by language, domain and length."""

from collections.abc import Mapping, Sequence
from typing import Any

TASKS = {
    "facets": "facet of a sentence, macro-F1 over seven",
    "facets_micro": "facet of a sentence, micro-F1",
    "servqual": "SERVQUAL dimensions only, macro-F1 over five",
    "servqual_with_polarity": "SERVQUAL dimensions with polarity (negative, positive)",
    "product": "facet product, F1",
    "price": "facet price, F1",
    "root_causes": "root cause, macro-F1 of classes with 20 positives",
    "root_causes_micro": "root cause, micro-F1 over six",
    "expectation": "stated expectation, F1",
    "sentiment": "sentiment of a text, macro-F1",
    "sentiment_accuracy": "sentiment, accuracy",
    "intent": "intent of a text, macro-F1",
    "intent_accuracy": "intent, accuracy",
    "severity": "severity of a text, macro-F1",
    "severity_accuracy": "severity, accuracy",
    "critical_recall": "S1 texts labelled S1 or sent to a person",
    "critical_flagged": "texts labelled S1 or sent to a person as possibly critical",
    "calibration_error": "calibration error of facets",
    "calibration_error_if_calibrated": "the same if every confidence were true",
    "sentiment_coverage": "texts given a sentiment",
    "sentiment_where_given": "sentiment, accuracy where given",
    "intent_coverage": "texts given an intent",
    "intent_where_given": "intent, accuracy where given",
    "severity_coverage": "texts given a severity",
    "severity_where_given": "severity, accuracy where given",
}
"""Figures of the tables, in order."""
GROUPED = ("servqual", "facets_micro", "root_causes_micro", "sentiment_accuracy", "severity_accuracy")
"""Figures by domain and length, where classes are too few for macro figures of causes and texts."""
COMPARED = ("servqual", "servqual_with_polarity", "facets_micro", "root_causes", "expectation", "sentiment", "intent")


def figure(figures: Mapping[str, Any], name: str) -> str:
    """A figure with its interval, or a dash where there is none."""
    if name not in figures:
        return "-"
    entry = figures[name]
    return f"{entry['value']:.3f} ({entry['low']:.2f}-{entry['high']:.2f})"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])


def gold_tables(title: str, split: Mapping[str, Any]) -> str:
    """Everything about one split of gold."""
    columns = {
        "en": split["product"].get("en", {}),
        "zh": split["product"].get("zh", {}),
        "both": split["pooled"],
        "en, annotated sentences": split["sentences"].get("en", {}),
        "zh, annotated sentences": split["sentences"].get("zh", {}),
    }
    rows = [(title, *(figure(own, name) for own in columns.values())) for name, title in TASKS.items()]
    n = ("texts", *(str(own.get("n_texts", 0)) for own in columns.values()))
    parts = [f"### {title}", table(("figure", *columns), [n, *rows])]
    for group, what in (("domains", "domain"), ("lengths", "length")):
        head = (what, "texts", *(TASKS[name] for name in GROUPED))
        own = split[group].items()
        parts.append(table(head, [(k, str(v["n_texts"]), *(figure(v, name) for name in GROUPED)) for k, v in own]))
    labels = [
        (group, label, f"{entry['f1']:.3f}", str(entry["n"]))
        for group, entries in split["details"].items()
        for label, entry in entries.items()
    ]
    parts.append(table(("kind", "label, both languages", "F1", "in gold"), labels))
    return "\n\n".join(parts)


def baseline_tables(split: Mapping[str, Any], name: str) -> str:
    """The bundle beside every baseline, a table a language."""
    names = (*COMPARED, "severity")
    parts = []
    for lang in ("en", "zh"):
        rows = [("this bundle", *(figure(split["sentences"].get(lang, {}), one) for one in names))]
        rows += [
            (own["title"], *(figure(own[lang], one) for one in names))
            for own in split["baselines"].values()
            if lang in own
        ]
        parts.append(table((f"{name}, {lang}", *(TASKS[one] for one in names)), rows))
    return "\n\n".join(parts)
