"""What a redaction rule is: a pattern, where its value lies, how sure it is, and a phrase that explains it.

Rules match on the folded copy of a text (`folding.fold`): ASCII digits, letters and punctuation, Simplified characters.
They mark the borders of a value with look-arounds on ASCII letters and digits, never with a word boundary: to a regular
expression a Chinese character is a word character, so a word boundary misses every value that touches one.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from feedback_ai.schema import Span

Locate = Callable[[re.Match[str]], Span | None]
"""Finds the span of the value in a candidate; None where the candidate is none."""

BEFORE = r"(?<![0-9A-Za-z])"
"""Nothing of ASCII letters and digits stands before."""

AFTER = r"(?![0-9A-Za-z])"
"""Nothing of ASCII letters and digits stands after."""

WORD = r"(?<![A-Za-z])(?=[A-Za-z])"
"""An English word begins here; the second half lets a pattern fail fast on other characters."""

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
    return Span(*match.span("value" if "value" in match.re.groupindex else 0))


@dataclass(frozen=True, slots=True)
class Rule:
    """One way in which one kind of value is recognized.

    Attributes:
        entity: The type that stands in the text afterwards, as in `<PHONE>`.
        name: Stable snake_case name; explanations and docs/redaction.md use it.
        strength: How sure the rule is.
        about: What it covers, one phrase; explanations and docs/redaction.md use it.
        pattern: Candidates, on the folded text.
        locate: The value's span in a candidate.
        needs: Found in every text that holds such a value and quick to look for: a text without it is skipped.
    """

    entity: str
    name: str
    strength: Strength
    about: str
    pattern: re.Pattern[str]
    locate: Locate = value_span
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


def rule(
    entity: str,
    name: str,
    strength: Strength,
    about: str,
    pattern: str,
    locate: Locate = value_span,
    needs: str | None = None,
) -> Rule:
    """A rule whose patterns are written as text, over several lines where they are long (see `joined`)."""
    quick = re.compile(needs) if needs is not None else None
    return Rule(entity, name, strength, about, re.compile(joined(pattern)), locate, quick)


def joined(pattern: str) -> str:
    """A pattern written over several lines, without breaks and indentation; a space at an edge is written `[ ]`."""
    return "".join(line.strip() for line in pattern.splitlines())


def one_of(words: Iterable[str]) -> str:
    """A pattern for any of the words."""
    return f"(?:{'|'.join(words)})"


def digits_of(text: str) -> str:
    """The ASCII digits of a text, joined."""
    return "".join(char for char in text if "0" <= char <= "9")


def shorter(text: str) -> Iterator[str]:
    """A run of digit groups, then the same without its last group, and so on: digits may follow a value."""
    yield text
    while (cut := re.search(r"[^0-9]+[0-9]+$", text)) is not None:
        text = text[: cut.start()]
        yield text
