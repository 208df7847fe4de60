"""Pieces of a size that one label fits: long sentences cut at clauses, scraps joined to their neighbour."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

import regex

from feedback_ai.schema import Language, Span

HARD_LIMIT = 400
"""No segment has more characters than this, whatever the text."""


class Sizes(NamedTuple):
    """How long segments may be, in characters.

    Attributes:
        longest: A sentence of more characters is cut at clause marks.
        target: Its pieces are filled up to this.
        least: No cut leaves a piece with fewer, where it can be avoided.
        scrap: A sentence of fewer visible characters joins the one before it on its line.
        marks: Where clauses end, strongest first; the cut is at the end of a match.
    """

    longest: int
    target: int
    least: int
    scrap: int
    marks: tuple["regex.Pattern[str]", ...]


CHINESE = Sizes(
    longest=60,
    target=50,
    least=15,
    scrap=4,
    marks=(
        regex.compile(r"[；;，]\s*|(?<!\d),\s*|,(?!\d)\s*|(?<=\p{Han})\s+(?=\p{Han})"),
        regex.compile(r"、\s*|[：:](?!\d)\s*|(?<!\p{Latin})\s+|(?<=\s)(?=\P{Latin})"),
        regex.compile(
            "(?=但是|可是|不过|不過|然而|而且|并且|並且|然后|然後|后来|後來|结果|結果|因为|因為|所以|于是|於是|另外|还有|還有|希望)"
        ),
    ),
)
ENGLISH = Sizes(
    longest=250,
    target=200,
    least=40,
    scrap=8,
    marks=(
        regex.compile(r";\s+|\s[-–—]+\s+|,\s+(?=(?:but|and|so|because|however|then|while|although|which)\b)"),
        regex.compile(r"(?<=\s)(?=(?:but|however|and then|because|then i|then they)\b)|,\s+", regex.IGNORECASE),
        regex.compile(r"(?<=\s)(?=(?:and|so|which|when|who)\b)", regex.IGNORECASE),
    ),
)

_IDEOGRAPH = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}]")
# One visible character with its marks, or a redaction placeholder: what is never torn apart.
_UNIT = regex.compile(r"<[A-Z]{2,10}>|\X")
_LONGEST_UNIT = 32
_GOES_ON = regex.compile(r"[\p{GCB=Extend}\p{GCB=ZWJ}\p{GCB=SpacingMark}]|(?<=\u200d).")


def sizes_for(text: str, language: Language) -> Sizes:
    """The sizes for a text: Chinese and Japanese say in one character what English says in several."""
    if language == Language.ENGLISH:
        return ENGLISH
    if language in (Language.SIMPLIFIED, Language.TRADITIONAL):
        return CHINESE
    return CHINESE if 4 * len(_IDEOGRAPH.findall(text)) > len(text) else ENGLISH


def join_scraps(text: str, spans: Iterable[Span], sizes: Sizes) -> list[Span]:
    """Join sentences of hardly any visible characters to the one before them, unless a line break stands between."""
    joined: list[Span] = []
    for span in spans:
        visible = len(text[span.start : span.end].strip())
        fits = joined and span.end - joined[-1].start <= sizes.target
        if fits and visible < sizes.scrap and "\n" not in _trailing_space(text, joined[-1]):
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return joined


def cut_clauses(text: str, span: Span, sizes: Sizes) -> list[Span]:
    """Cut a sentence that is too long at the strongest clause marks that make its pieces short enough."""
    pieces = [span]
    for mark in sizes.marks:
        pieces = [
            part
            for piece in pieces
            for part in ([piece] if piece.end - piece.start <= sizes.longest else _cut_at(text, piece, mark, sizes))
        ]
    return pieces


def bound(text: str, span: Span) -> list[Span]:
    """Cut a span at spaces, or else between characters, so that no part exceeds the hard limit."""
    cuts = [span.start]
    while span.end - cuts[-1] > HARD_LIMIT:
        cuts.append(cuts[-1] + _length_of_part(text[cuts[-1] : cuts[-1] + HARD_LIMIT + _LONGEST_UNIT]))
    return spans_between([*cuts, span.end])


def spans_between(offsets: Sequence[int]) -> list[Span]:
    """The spans between ascending offsets."""
    return [Span(start, end) for start, end in pairwise(offsets)]


def is_inside_character(text: str, offset: int) -> bool:
    """Tell whether a cut at the offset would tear a character from its marks (accents, skin tones, joined emoji)."""
    return _GOES_ON.match(text, offset) is not None


def _cut_at(text: str, span: Span, mark: "regex.Pattern[str]", sizes: Sizes) -> list[Span]:
    """Fill pieces up to the target size, each ending at a mark."""
    cuts: list[int] = []
    begin = span.start
    last = begin
    for match in mark.finditer(text, span.start, span.end):
        position = match.end()
        if is_inside_character(text, position) or span.end - position < sizes.least:
            continue
        if position - begin > sizes.target and last > begin:
            cuts.append(last)
            begin = last
        if position - begin >= sizes.least:
            last = position
    if last > begin and span.end - begin > sizes.target:
        cuts.append(last)
    return spans_between([span.start, *cuts, span.end])


def _length_of_part(window: str) -> int:
    """How much of a window over the limit makes one part: up to the last space, or else to the last whole unit."""
    after_space = after_unit = 0
    for unit in _UNIT.finditer(window):
        if unit.end() > HARD_LIMIT:
            break
        after_unit = unit.end()
        if unit.group().isspace():
            after_space = after_unit
    # A single character with hundreds of marks exceeds the limit by itself; it is torn after all.
    return after_space or after_unit or HARD_LIMIT


def _trailing_space(text: str, span: Span) -> str:
    content = text[span.start : span.end]
    return content[len(content.rstrip()) :]
