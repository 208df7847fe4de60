"""Which labels are taken for which, how often, and the rule of the codebook that parts them."""

from collections.abc import Iterator, Sequence
from typing import Any

from feedback_ai.schema import Facet, RootCause, Severity
from training.data import CAUSES, FACETS, POLARITIES, SEVERITIES, Example
from training.predictions import Predictions

WORST = 0.1
"""Share of the kinds of confusion that the report names."""
MIN_ROWS = 5
N_IDS = 3
NONE = "none"

_F, _C, _S = Facet, RootCause, Severity
RULES: dict[frozenset[str], str] = {
    frozenset({_F.RELIABILITY, _F.RESPONSIVENESS}): "1.1: late against a promise or schedule, else slow",
    frozenset({_F.ASSURANCE, _F.EMPATHY}): "1.2: manners, unless attentive to this person's own needs",
    frozenset({_F.RESPONSIVENESS, _F.EMPATHY}): "1.3: not answered, against not cared for",
    frozenset({_F.ASSURANCE, _F.RELIABILITY}): "1.4: could not solve it, against said and not done; 1.10",
    frozenset({_F.TANGIBLES, _F.ASSURANCE}): "1.5: dirt and noise, against danger to safety",
    frozenset({_F.PRODUCT, _F.RELIABILITY}): "1.6: quality of goods, against not as promised",
    frozenset({_F.PRODUCT, _F.ASSURANCE}): "1.6: quality of goods, against trust broken",
    frozenset({_F.TANGIBLES, _F.RELIABILITY}): "1.7: hard to use, against crashes and errors",
    frozenset({_F.TANGIBLES, _F.PRODUCT}): "1.7: hard to use, against a missing function; 5: packaging",
    frozenset({_F.TANGIBLES, _F.RESPONSIVENESS}): "1.7: hard to use, against slow; 5: ease of a process",
    frozenset({_F.TANGIBLES, _F.EMPATHY}): "1.9: location and parking, against hours that suit",
    frozenset({_F.RELIABILITY, _F.EMPATHY}): "1.8: refused contrary to terms, against unbending",
    frozenset({_F.PRICE, _F.RELIABILITY}): "1 (PC): price level, against a wrong charge",
    frozenset({_F.PRICE, _F.ASSURANCE}): "1 (PC): price level, against a hidden or deceptive fee",
    frozenset({_F.PRICE, _F.PRODUCT}): "1 (PR, PC): the thing, against what it costs",
    frozenset({_F.ASSURANCE, _F.RESPONSIVENESS}): "5: unhelpful or ignored, against the tone judged",
    frozenset({_C.PEOPLE, _C.METHOD}): "2: a person's doing, against procedure; waiting without a reason is method",
    frozenset({_C.MACHINE, _C.METHOD}): "2: waiting is method unless a system is blamed",
    frozenset({_C.MATERIAL, _C.METHOD}): "2: product not good is material, price too high is method",
    frozenset({_C.PEOPLE, _C.MEASUREMENT}): "2: a slip is people, wrong data or bill is measurement",
    frozenset({_C.METHOD, _C.MEASUREMENT}): "2: policy, against wrong record, bill or information",
    frozenset({_C.MACHINE, _C.MATERIAL}): "2: equipment of the provider, against goods sold",
    frozenset({_C.MACHINE, _C.MEASUREMENT}): "2: a system fails, against its data being wrong",
    frozenset({_C.ENVIRONMENT, _C.MATERIAL}): "2: premises, against goods and consumables",
    frozenset({_C.ENVIRONMENT, _C.MACHINE}): "2: premises, against equipment",
    frozenset({_C.PEOPLE, _C.MATERIAL}): "2: a person's slip, against the goods",
    frozenset({_C.ENVIRONMENT, _C.METHOD}): "2: premises, against procedure",
    frozenset({_C.PEOPLE, _C.ENVIRONMENT}): "2: people, against premises",
    frozenset({_S.S1, _S.S2}): "4, 5: S1 only where danger, crime, discrimination or a breach is stated",
    frozenset({_S.S2, _S.S3}): "4, 5: core service failed and unresolved, against a partial failure",
    frozenset({_S.S3, _S.S4}): "4: real inconvenience, against a small flaw",
    frozenset({_S.S4, _S.S0}): "4: a small flaw, against no complaint at all",
    frozenset({_S.S3, _S.S0}): "4: a real inconvenience, against no complaint at all",
}
"""Section and rule of the codebook that parts two labels."""
PRESENCE = {
    "facet": "1: context alone has no facet; 1.11 and 5: a verdict on the whole has none",
    "cause": "2: only where a facet is negative and the text itself gives the reason",
}
POLARITY = "5: mixed poles and 'ok' are 0 unless one dominates; sarcasm by its meaning"
BY_GRADES = "4: grades of severity, two or more apart"

Confusion = tuple[str, str, str]
"""Kind of label, what gold says, what is given; `none` where there is nothing."""


def rule_of(confusion: Confusion) -> str:
    """The rule that a confusion breaks."""
    kind, gold, given = confusion
    if NONE in {gold, given}:
        return PRESENCE[kind]
    if kind == "polarity":
        return POLARITY
    fallback = BY_GRADES if kind == "severity" else f"{1 if kind == 'facet' else 2}: definitions of the two"
    return RULES.get(frozenset({gold, given}), fallback)


def _pairs(kind: str, gold: set[str], given: set[str]) -> Iterator[Confusion]:
    """A label missed beside a false one was taken for it; alone, it was missed or made up."""
    missed, extra = sorted(gold - given), sorted(given - gold)
    if missed and extra:
        yield from ((kind, one, other) for one in missed for other in extra)
    else:
        yield from ((kind, one, NONE) for one in missed)
        yield from ((kind, NONE, other) for other in extra)


def confusions(examples: Sequence[Example], predictions: Predictions) -> dict[Confusion, list[str]]:
    """Ids of the texts in which each confusion happens, an id a sentence."""
    found: dict[Confusion, list[str]] = {}
    row = 0
    for text, example in enumerate(examples):
        for sentence in range(len(example.spans)):
            own, other = example.facets[sentence], predictions.facets[row]
            pairs = list(_pairs("facet", _named(FACETS, own), _named(FACETS, other)))
            pairs += [
                ("polarity", f"{facet} {POLARITIES[own[c] - 1]}", f"{facet} {POLARITIES[other[c] - 1]}")
                for c, facet in enumerate(FACETS)
                if own[c] and other[c] and own[c] != other[c]
            ]
            pairs += _pairs("cause", _named(CAUSES, example.causes[sentence]), _named(CAUSES, predictions.causes[row]))
            for pair in pairs:
                found.setdefault(pair, []).append(example.id)
            row += 1
        if example.severity != predictions.severity[text]:
            grades = "severity", str(SEVERITIES[example.severity]), str(SEVERITIES[predictions.severity[text]])
            found.setdefault(grades, []).append(example.id)
    return found


def _named(names: Sequence[str], row: Any) -> set[str]:
    return {str(name) for name, there in zip(names, row, strict=True) if there}


def worst(examples: Sequence[Example], predictions: Predictions) -> dict[str, Any]:
    """The most frequent tenth of the kinds of confusion: of labels taken for others, and of labels missed or made up.

    Returns:
        `{"n_kinds", "n", "worst": [{"kind", "gold", "given", "n", "rule", "ids"}]}`; no text is in it.
    """
    found = confusions(examples, predictions)
    ordered = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    alone = [item for item in ordered if NONE in item[0]]
    taken = [item for item in ordered if NONE not in item[0]]
    rows = [
        {
            "kind": confusion[0],
            "gold": confusion[1],
            "given": confusion[2],
            "n": len(ids),
            "rule": rule_of(confusion),
            "ids": list(dict.fromkeys(ids))[:N_IDS],
        }
        for own in (taken, alone)
        for confusion, ids in own[: max(round(WORST * len(own)), MIN_ROWS)]
    ]
    return {"n_kinds": len(ordered), "n": sum(map(len, found.values())), "worst": rows}
