"""Hard texts of our own with what the codebook says of them; those that a bundle gets wrong are its known failures."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from feedback_ai.classify import DocumentLabels
from feedback_ai.schema import Severity
from training.data import FACET_CODES, POLARITY_CODES, Lang
from training.evaluate.model import Model
from training.evaluate.translations import judged
from training.predictions import is_flagged

PROBES = Path(__file__).parents[1] / "pairs" / "probes.jsonl"


@dataclass(frozen=True)
class Probe:
    """A text and some of its labels.

    Attributes:
        lang: `en`, or `zh` for both scripts.
        text: The text.
        why: What is hard about it.
        sentiment: Its sentiment (-1, 0, 1).
        facets: Facets with polarity that it must get, by code, as the codebook writes them.
        severity: Its severity; S1 counts as found also where a person is asked to look.
    """

    lang: Lang
    text: str
    why: str
    sentiment: int
    facets: dict[str, int]
    severity: str


def read_probes(path: Path = PROBES) -> list[Probe]:
    """The probes of a JSON Lines file."""
    return [Probe(**json.loads(line)) for line in path.read_text(encoding="utf-8").split("\n") if line]


def wrong_labels(probe: Probe, labels: DocumentLabels) -> list[str]:
    """What the labels say amiss, in words; an abstention is not amiss."""
    wrong = []
    expected, given = POLARITY_CODES[probe.sentiment], labels.sentiment.label
    if given not in {None, expected}:
        wrong.append(f"sentiment {given} instead of {expected}")
    found = judged(labels)
    for code, polarity in probe.facets.items():
        facet, sign = FACET_CODES[code], POLARITY_CODES[polarity]
        others = sorted(str(own) for name, own in found if name == facet)
        if (facet, sign) not in found:
            wrong.append(f"{facet} {'is missed' if not others else f'{others[0]} instead of {sign}'}")
    severity, grade = labels.severity.label, Severity(probe.severity)
    if grade is Severity.S1 and not is_flagged(labels):
        wrong.append(f"S1 is missed ({severity})")
    elif grade is Severity.S0 and severity not in {None, Severity.S0}:
        wrong.append(f"severity {severity} where nothing is complained of")
    return wrong


def probe(model: Model, probes: Sequence[Probe]) -> dict[str, Any]:
    """How many probes are right, and for the others what is wrong.

    Returns:
        `{"n", "right", "failures": [{"text", "why", "wrong"}]}`.
    """
    labels = {lang: iter(model.label([p.text for p in probes if p.lang == lang], lang)) for lang in _langs(probes)}
    judgements = [(own, wrong_labels(own, next(labels[own.lang]))) for own in probes]
    failures = [{"text": own.text, "why": own.why, "wrong": "; ".join(wrong)} for own, wrong in judgements if wrong]
    return {"n": len(probes), "right": len(probes) - len(failures), "failures": failures}


def _langs(probes: Sequence[Probe]) -> set[Lang]:
    return {own.lang for own in probes}
