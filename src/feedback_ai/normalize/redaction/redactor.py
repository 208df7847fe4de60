"""Replace personal values by their types.

A text is read until nothing more is found: a value may hide behind one that overlaps it, and only then does a redacted
text stay as it is when it is redacted again.
"""

import re
from collections import deque
from collections.abc import Iterable
from typing import NamedTuple

from feedback_ai.normalize.redaction.folding import fold
from feedback_ai.schema import Redaction

TYPES = ("PHONE", "EMAIL", "CARD", "ID", "PLATE", "SOCIAL", "IP", "IBAN", "URL", "NAME", "ADDRESS")
"""The types that may stand in a redacted text, as `<TYPE>`."""

_MOST_READINGS = 8
"""Texts of people need two or three; the bound keeps the time linear for one that was made to need thousands."""

_FULL_NAME = re.compile(r"[\u4e00-\u9fff]{3,4}|[A-Z][\w'-]+(?: [A-Z][\w'.-]*)+")
"""Long enough that the same characters elsewhere in the text are the same person, not a word."""

_REPEATED = 0.1
"""Score of a repeated name: below whatever a recognizer finds there."""

_PLACEHOLDER = re.compile(rf"<(?:{'|'.join(TYPES)})>")


class Finding(NamedTuple):
    """A value found in a text: `text[start:end]` is of the type `entity`; `score` says how sure that is (0-1)."""

    start: int
    end: int
    entity: str
    score: float


def redact(text: str) -> tuple[str, tuple[Redaction, ...]]:
    """Replace every personal value of a text by `<TYPE>`.

    Safe to call from several threads. The first call of a process loads the recognizers, which takes seconds.

    Args:
        text: Any text; placeholders that it holds already stay and are not counted.

    Returns:
        The redacted text, and the places of the replacements in it, in order.
    """
    redactions: tuple[Redaction, ...] = ()
    for _ in range(_MOST_READINGS):
        findings = find(text)
        if not findings:
            break
        text, redactions = _replace(text, findings, redactions)
    return text, redactions


def find(text: str) -> list[Finding]:
    """The personal values of a text that do not overlap, in order."""
    from feedback_ai.normalize.redaction.engine import LANGUAGES, get_engine

    folded = fold(text)
    results = get_engine().analyze(folded, language=LANGUAGES[0])
    found = [Finding(one.start, one.end, one.entity_type, one.score) for one in results]
    chosen = choose(folded, found)
    return choose(folded, [*chosen, *_repeated(folded, chosen)])


def _repeated(folded: str, chosen: Iterable[Finding]) -> Iterable[Finding]:
    """The other places of full names: a cue introduces a person once, and the text then goes on without it."""
    names = {folded[one.start : one.end] for one in chosen if one.entity == "NAME"}
    for name in sorted(filter(_FULL_NAME.fullmatch, names)):
        for place in re.finditer(rf"(?<![A-Za-z]){re.escape(name)}(?![A-Za-z])", folded):
            yield Finding(*place.span(), "NAME", _REPEATED)


def choose(folded: str, candidates: Iterable[Finding]) -> list[Finding]:
    """Of candidates that overlap the surer one, then the longer one; none that touches a placeholder. In order."""
    taken = bytearray(len(folded))
    for placeholder in _PLACEHOLDER.finditer(folded):
        taken[slice(*placeholder.span())] = b"x" * len(placeholder[0])
    chosen: list[Finding] = []
    for finding in sorted(candidates, key=lambda one: (-one.score, one.start - one.end, one.start, one.entity)):
        place = slice(finding.start, finding.end)
        if not any(taken[place]):
            taken[place] = b"x" * (finding.end - finding.start)
            chosen.append(finding)
    return sorted(chosen)


def _replace(text: str, findings: list[Finding], earlier: tuple[Redaction, ...]) -> tuple[str, tuple[Redaction, ...]]:
    """The text with the findings replaced, and the places of these and of earlier replacements in it."""
    pieces: list[str] = []
    redactions: list[Redaction] = []
    waiting = deque(earlier)
    read = written = 0
    for finding in findings:
        while waiting and waiting[0].start < finding.start:
            redactions.append(_moved(waiting.popleft(), written - read))
        placeholder = f"<{finding.entity}>"
        pieces += (text[read : finding.start], placeholder)
        written += finding.start - read
        redactions.append(Redaction(type=finding.entity, start=written, end=written + len(placeholder)))
        read, written = finding.end, written + len(placeholder)
    redactions.extend(_moved(redaction, written - read) for redaction in waiting)
    pieces.append(text[read:])
    return "".join(pieces), tuple(redactions)


def _moved(redaction: Redaction, by: int) -> Redaction:
    return Redaction(type=redaction.type, start=redaction.start + by, end=redaction.end + by)
