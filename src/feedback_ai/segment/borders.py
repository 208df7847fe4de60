"""Where sentences end: spaCy's starts, put right at quotes, emoji, lists and lines."""

import regex

from feedback_ai.segment.tokens import CLOSERS, sentence_starts

# Possessive, because a skin tone is an emoji too and could otherwise be read in two ways.
_EMOJI = r"(?:(?:\p{Emoji_Presentation}|[☺☹❤♥]|\p{Extended_Pictographic}\ufe0f)[\ufe0f\u200d\p{Emoji_Modifier}]*+)"

# What stands on the wrong side of a start.
_BELONGS_BEFORE = regex.compile(rf"[{CLOSERS}]*[~～]*(?:\s|{_EMOJI})*+")
_BELONGS_AFTER = regex.compile(r"(?<=\s)[-–—•·*\"'“‘(\[]+\s*$")

# Starts that are none.
_NUMBERED = regex.compile(r"\b(?:nos?|tel|ext|fig|vol|min|art|sec|p|pp)\.\s*$", regex.IGNORECASE)
_PAUSE = regex.compile(r"(?:\.\.|…|;|\betc\.)\s*$", regex.IGNORECASE)
_MARKER = regex.compile(r"\s*[(（]?(?:\p{N}{1,2}|[a-zA-Z])[.．)）、]\s*")

# Borders that are no sentence marks.
_LINE_END = regex.compile(r"\n\s*")
_EMOJI_END = regex.compile(rf"(?<=[\p{{L}}\p{{N}}!！~～)）]\s?){_EMOJI}(?:\s*{_EMOJI})*+\s*+(?=\p{{Han}}|\p{{Lu}})")
_TILDE_END = regex.compile(r"(?<=\p{Han})(?:[~～]{2,}|[~～](?![一二三四五六七八九十周上下早中晚]))\s*(?=\p{L})")
_ABBREVIATION_END = regex.compile(
    rf"\b(?:[ap]\.m|U\.[SK]|Inc|Ltd|Corp|Co|Jr)\.[{CLOSERS}]*\s+"
    r"(?=(?:The|We|I|He|She|They|It|This|That|There|My|Our|You|Your|When|After|And|But|So|No|Not|Then|If|Still|Nobody)\b)"
)
_LIST_MARKER = regex.compile(
    r"(?<=^|[\s。！？!?；;：:，,、）)])[(（]?(?:(?P<number>\d{1,2})[.．)）、](?!\d)|[①-⑳])\s*", regex.MULTILINE
)

_WRAPPED_LINE_CHARS = 50
"""A line this long that ends in a word and goes on in lower case was wrapped by a mail program."""
_LOOK_BACK = 16


def sentence_borders(text: str) -> list[int]:
    """Offsets strictly inside the text at which one sentence ends and the next one starts, ascending."""
    markers = _list_markers(text)
    inside_markers = {end for _, end in markers}
    extra = {match.end() for pattern in (_EMOJI_END, _TILDE_END, _ABBREVIATION_END) for match in pattern.finditer(text)}
    extra |= _line_borders(text) | {start for start, _ in markers}
    candidates = {_settle(text, start) for start in sentence_starts(text)} - inside_markers
    borders: list[int] = []
    previous = len(text) - len(text.lstrip())
    for border in sorted(candidates | extra):
        if previous < border < len(text) and (border in extra or _is_sentence_start(text, previous, border)):
            borders.append(border)
            previous = border
    return borders


def _settle(text: str, start: int) -> int:
    """Move a start behind closing quotes, emoji and space, or before an opening quote or dash."""
    opening = _BELONGS_AFTER.search(text, max(0, start - _LOOK_BACK), start)
    if opening:
        return int(opening.start())
    closing = _BELONGS_BEFORE.match(text, start)
    return int(closing.end()) if closing else start


def _is_sentence_start(text: str, previous: int, border: int) -> bool:
    if _MARKER.fullmatch(text, previous, border):
        return False
    before = text[max(previous, border - _LOOK_BACK) : border]
    following = text[border]
    if following.islower() and _PAUSE.search(before):
        return False
    names_a_number = following.isdigit() or following in "#<"
    return not (names_a_number and _NUMBERED.search(before))


def _line_borders(text: str) -> set[int]:
    """The starts of lines, save those that only go on a wrapped sentence."""
    borders = set()
    line_start = 0
    for match in _LINE_END.finditer(text):
        line = text[line_start : match.start()].rstrip()
        following = text[match.end() : match.end() + 1]
        wrapped = len(line) >= _WRAPPED_LINE_CHARS and (line[-1].islower() or line[-1] == ",") and following.islower()
        if not wrapped:
            borders.add(match.end())
        line_start = match.end()
    return borders


def _list_markers(text: str) -> list[tuple[int, int]]:
    """Places of "1.", "2)", ③ that belong to a list: the number before or after it must be marked likewise."""
    found = [(int(match["number"]) if match["number"] else 0, match.span()) for match in _LIST_MARKER.finditer(text)]
    numbers = [number for number, _ in found]
    return [
        span
        for i, (number, span) in enumerate(found)
        if not number or number + 1 in numbers[i + 1 : i + 2] or (i and number - 1 == numbers[i - 1])
    ]
