"""Exact rules beside the model: threats, dangers and quantities that a text states; docs/rules.md lists them.

They explain and may ask a person to look. They never change a label.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from feedback_ai.classify.folding import fold
from feedback_ai.classify.rules.book import LANGS, Rule, RuleBook, load_book
from feedback_ai.classify.rules.items import tokenize
from feedback_ai.schema import RuleKind, RuleMatch, Severity, Span

__all__ = ["GRADES", "LANGS", "Rule", "RuleBook", "find_rules", "load_book", "review_reasons"]

GRADES: dict[RuleKind, tuple[str, frozenset[Severity]]] = {
    RuleKind.SAFETY: ("safety_stated", frozenset({Severity.S1})),
    RuleKind.THREAT: ("threat_stated", frozenset({Severity.S1, Severity.S2})),
}
"""The review reason of a kind, and the grades that the codebook (section 4) gives to what it states: a danger to health
or safety is S1, a threat of court, regulator or press at least S2."""


def find_rules(text: str, segments: Sequence[Span]) -> tuple[RuleMatch, ...]:
    """What the rules of both languages find; customers mix them.

    Args:
        text: The normalised text.
        segments: Its segments; a match never reaches from one into the next.

    Returns:
        Matches in the order of the text; of those of one rule none overlaps another.
    """
    tokens = tokenize(fold(text))
    starts = [start for _, start, _ in tokens]
    books = [load_book(lang) for lang in LANGS]
    matches = [
        match
        for span in segments
        for book in books
        for match in book.find(tokens[bisect_left(starts, span.start) : bisect_left(starts, span.end)])
    ]
    matches.sort(key=lambda match: (match.start, -match.end, list(RuleKind).index(match.kind), match.rule))
    kept: dict[str, RuleMatch] = {}
    found = []
    for match in matches:
        if match.rule not in kept or kept[match.rule].end <= match.start:
            kept[match.rule] = match
            found.append(match)
    return tuple(found)


def review_reasons(matches: Iterable[RuleMatch], severity: Severity | None) -> tuple[str, ...]:
    """Why a person should look: what was stated is graver than the grade that the model gave, or it gave none."""
    kinds = {match.kind for match in matches}
    return tuple(reason for kind, (reason, grades) in GRADES.items() if kind in kinds and severity not in grades)
