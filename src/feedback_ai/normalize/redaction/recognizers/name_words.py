"""Which of the words after an English cue belong to a name, and whether they are one."""

import re
from collections.abc import Callable

from feedback_ai.normalize.redaction.words import words_of
from feedback_ai.normalize.redaction.words.english import BRANDS, GIVEN_NAMES, NOT_NAMES, SURNAMES
from feedback_ai.schema import Span

_WORD = r"[A-Za-zÀ-ɏ](?:[A-Za-zÀ-ɏ'-]{0,24}[A-Za-zÀ-ɏ])?\.?"
_CAPITAL = r"[A-ZÀ-Þ](?:[A-Za-zÀ-ɏ'-]{0,24}[A-Za-zÀ-ɏ])?\.?"

AHEAD = rf"(?=(?P<value>{_WORD}(?:[ ]{_WORD}){{0,4}}))"
"""The words that follow a cue; looked at, not consumed, so that the next cue may stand among them."""

CAPITALS = rf"(?P<value>{_CAPITAL}(?:[ ]{_CAPITAL}){{0,2}})"
"""One to three capitalized words."""

SIGNATURE = rf"(?P<value>{_WORD}(?:[ ]{_WORD}){{0,3}})"
"""The words of a signature; the pattern says where its line ends."""

_PARTICLES = frozenset(words_of("en_particles"))
_MAX_WORDS = 4
_LONGEST_ACRONYM = 3
_MASK = re.compile(r"[xX]{2,}")
_INTRODUCES = re.compile(r"[ ]?(?:[,.]|from|calling|writing|speaking|here|and (?:i|my|we))(?![a-z])")
_SPEAKS = re.compile(r"[ ](?:from|calling|writing|speaking|here)(?![a-z])")
_STATED = re.compile(r"[ ]?(?:[,.!;(]|$|\n)")
_PAUSED = re.compile(r"[ ]([a-z'-]{3,20})(?=[,.;!?\n]|$|[ ](?:and|from|here|i|i'm)(?![a-z]))")
_BRAND_GOES_ON = re.compile(r"[ ]?&[ ]?[A-Z]\w+'s")


def after_strong_cue(match: re.Match[str]) -> Span | None:
    """Capitalized words, or lower-case ones that begin with a frequent given name and go on with a surname."""
    words = _words(match, _is_capitalized) or _lower_case(match)
    return None if not words or _is_acronym(words) or _goes_on_as_brand(match, words) else _span(match, words)


def after_weak_cue(match: re.Match[str]) -> Span | None:
    """Capitalized words, the first a given name; 'I called Virgin' and 'spoke to Customer Care' are none."""
    words = _words(match, _is_capitalized)
    if not words or _bare(words[0][0]) not in GIVEN_NAMES or _goes_on_as_brand(match, words):
        return None
    return _span(match, words)


def after_role(match: re.Match[str]) -> Span | None:
    """Capitalized words, unless all is in capitals, where capitals say nothing."""
    words = _words(match, _is_capitalized)
    if not words or (_is_shouted(words) and _bare(words[0][0]) not in GIVEN_NAMES):
        return None
    return _span(match, words)


def after_title(match: re.Match[str]) -> Span | None:
    """Title and name together, except where they are a brand or a saying (Dr Pepper, Mr Right)."""
    words = _words(match, _is_capitalized)
    if not words or _bare(words[0][0]) in BRANDS or words[0][0].lower() in BRANDS:
        return None
    return _span(match, words, with_cue=True)


def after_lower_title(match: re.Match[str]) -> Span | None:
    """Title and frequent surname together."""
    words = _words(match, lambda word, _: _bare(word) in SURNAMES)
    return _span(match, words, with_cue=True) if words else None


def after_self(match: re.Match[str]) -> Span | None:
    """'I am First Last': a given name with a surname, or a name followed by words that go with one."""
    words = _words(match, _is_capitalized)
    if not words:
        return None
    span = _span(match, words)
    first_person = match[0].lower().startswith(("i am", "i'm", "im"))
    if match[0].lower().startswith("it") and not _STATED.match(match.string, span.end):
        return None
    introduced = (_INTRODUCES if first_person else _SPEAKS).match(match.string, span.end) is not None
    if _bare(words[0][0]) in GIVEN_NAMES:
        return span if len(words) > 1 or introduced else None
    return span if len(words) > 1 and introduced and not _is_shouted(words) else None


def _words(match: re.Match[str], belongs: Callable[[str, int], bool]) -> list[re.Match[str]]:
    """The first words of the value that belong to a name; a sentence's end, or the possessive, ends it."""
    kept: list[re.Match[str]] = []
    for word in re.finditer(_WORD, match["value"]):
        text = word[0]
        if len(kept) == _MAX_WORDS or not belongs(text, len(kept)):
            break
        kept.append(word)
        if text.endswith((".", "'s")) and not _is_initial(text):
            break
    while len(kept) > 1 and kept[-1][0] in _PARTICLES:
        kept.pop()
    return kept


def _lower_case(match: re.Match[str]) -> list[re.Match[str]]:
    """A frequent given name in small letters, and frequent names after it or one word before a pause."""
    words = _words(match, _is_frequent)
    if len(words) == 1 and (surname := _PAUSED.match(match.string, match.start("value") + words[0].end())):
        words += [word for word in re.finditer(_WORD, match["value"]) if word.start() == words[0].end() + 1]
        return words if _bare(surname[1]) not in NOT_NAMES else words[:1]
    return words


def _span(match: re.Match[str], words: list[re.Match[str]], *, with_cue: bool = False) -> Span:
    base = match.start("value")
    last = words[-1][0]
    kept = last if _is_initial(last) else last.removesuffix(".").removesuffix("'s")
    return Span(match.start() if with_cue else base + words[0].start(), base + words[-1].start() + len(kept))


def _bare(word: str) -> str:
    return word.removesuffix(".").split("'s")[0].lower()


def _is_initial(word: str) -> bool:
    return len(word.rstrip(".")) == 1 and word[:1].isupper()


def _is_shouted(words: list[re.Match[str]]) -> bool:
    return len(words[0][0]) > 1 and words[0][0].isupper()


def _is_acronym(words: list[re.Match[str]]) -> bool:
    """Whether all is one word of up to three capitals (BA, DHL), or a single letter."""
    only = words[0][0].rstrip(".")
    return len(words) == 1 and len(only) <= _LONGEST_ACRONYM and only.isupper() and only.lower() not in GIVEN_NAMES


def _goes_on_as_brand(match: re.Match[str], words: list[re.Match[str]]) -> bool:
    """Whether it is the first half of a company (Ben & Jerry's)."""
    return _BRAND_GOES_ON.match(match.string, match.start("value") + words[-1].end()) is not None


def _is_capitalized(word: str, place: int) -> bool:
    """Whether a word can stand in a name: capitalized and no word of the language, or `van`, `de` inside."""
    if place and word in _PARTICLES:
        return True
    bare = _bare(word)
    return word[0].isupper() and NOT_NAMES.isdisjoint((bare, bare.split("'")[0])) and not _MASK.fullmatch(bare)


def _is_frequent(word: str, place: int) -> bool:
    """Whether a lower-case word is a frequent given name, or in a later place a frequent name of either kind."""
    return _bare(word) in (SURNAMES | GIVEN_NAMES if place else GIVEN_NAMES)
