"""What a redaction rule is: a pattern, where its value lies, how sure it is, and a sentence that explains it.

Rules match on the folded copy of a text (`folding.fold`): ASCII digits, letters and punctuation, Simplified characters.
They mark the borders of a value with look-arounds on ASCII letters and digits, never with a word boundary: to a regular
expression a Chinese character is a word character, so a word boundary misses every value that touches one.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum

from feedback_ai.schema import Span

BEFORE = r"(?<![0-9A-Za-z])"
"""Nothing of ASCII letters and digits stands before."""

AFTER = r"(?![0-9A-Za-z])"
"""Nothing of ASCII letters and digits stands after."""

HAN = r"[\u3400-\u4dbf\u4e00-\u9fff]"
"""One Chinese character."""


class Strength(Enum):
    """How sure a rule is; its value is the score that presidio carries. The stronger of two overlapping spans wins."""

    CHECKED = 1.0
    """Confirmed by more than its shape: a checksum, a numbering plan, an address or URL parser."""

    FORMATTED = 0.8
    """Of a shape that hardly anything else has."""

    CUED = 0.6
    """Introduced by words that say what follows."""


def value_span(match: re.Match[str]) -> Span | None:
    """The span of the group `value`, or of the whole match where the pattern has no such group."""
    group = "value" if "value" in match.re.groupindex else 0
    return Span(*match.span(group))


@dataclass(frozen=True, slots=True)
class Rule:
    """One way in which one kind of value is recognized.

    Attributes:
        name: Stable snake_case name; explanations and docs/redaction.md use it.
        entity: The type that stands in the text afterwards, as in `<PHONE>`.
        strength: How sure the rule is.
        about: What it covers, one phrase; explanations and docs/redaction.md use it.
        pattern: Candidates, on the folded text.
        locate: The value's span in a candidate, or None where the candidate is none.
        needs: Found in every text that holds such a value and quick to look for: a text without it is skipped.
    """

    name: str
    entity: str
    strength: Strength
    about: str
    pattern: re.Pattern[str]
    locate: Callable[[re.Match[str]], Span | None] = value_span
    needs: re.Pattern[str] | None = None

    def find(self, folded: str) -> Iterator[Span]:
        """The spans of the rule's values in a folded text, in order."""
        if self.needs is not None and self.needs.search(folded) is None:
            return
        for match in self.pattern.finditer(folded):
            span = self.locate(match)
            if span is not None and span.start < span.end:
                yield span


@dataclass(frozen=True, slots=True)
class Family:
    """The rules of one kind of value, run together as one recognizer.

    Attributes:
        name: Name of the recognizer.
        gate: Found in every text that holds such a value: a text without it is skipped.
        rules: The rules.
    """

    name: str
    gate: re.Pattern[str]
    rules: tuple[Rule, ...]


def digits_of(text: str) -> str:
    """The ASCII digits of a text, joined."""
    return "".join(char for char in text if "0" <= char <= "9")


def shorter(text: str) -> Iterator[str]:
    """A run of digit groups, then the same without its last group, and so on: what follows a value may be digits too."""
    yield text
    while (cut := re.search(r"[^0-9]+[0-9]+$", text)) is not None:
        text = text[: cut.start()]
        yield text
