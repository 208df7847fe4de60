"""Does a text judge anything, or does it only fill a required field?"""

import unicodedata
from functools import lru_cache

import regex

from feedback_ai.normalize.script import without_asides
from feedback_ai.normalize.uninformative import CHINESE, CHINESE_AROUND, ENGLISH, ENGLISH_AROUND, OTHER

_MAX_CHARS = 60
"""Longer texts say something; the bound also keeps the patterns cheap."""

_MAX_PARTS = 3
"""An empty answer may be said twice or wrapped in courtesies; without a bound the patterns would be exponential."""

_EMOJI = regex.compile(r"\p{Emoji_Presentation}|[☺☹❤♥]|\p{Extended_Pictographic}\ufe0f")
_FACE = regex.compile(r"(?<!\S)[:;=8][-']?[()DPpO|/\\](?!\S)")
"""Not `:3`: with eyes of 8 it is a number, and a text of digits and punctuation says nothing."""
_APOSTROPHE = regex.compile(r"['’`´]")
_SEPARATORS = regex.compile(r"[\W_]+")
_LETTER = regex.compile(r"\p{L}")
_ONE_LATIN_LETTER = regex.compile(r"(\p{Latin})\1*(?: \1+)*")


def is_informative(text: str) -> bool:
    """Tell whether a text judges something.

    False for answers such as "no comment", "n/a", 没有意见 or a platform's default review, for keyboard tests, and for
    texts of nothing but digits, punctuation, links or redaction placeholders. A lone "ok", 好 or 👍 does judge.
    """
    if _EMOJI.search(text) or _FACE.search(text):
        return True
    folded = _fold(without_asides(text))
    if not _LETTER.search(folded):
        return False
    if len(folded) > _MAX_CHARS:
        return True
    by_words, by_characters = _patterns()
    return not (
        _ONE_LATIN_LETTER.fullmatch(folded)
        or by_words.fullmatch(folded)
        or by_characters.fullmatch(folded.replace(" ", ""))
    )


def _fold(text: str) -> str:
    """Unify what does not matter here: width, case, apostrophes, punctuation, runs of space."""
    text = unicodedata.normalize("NFKC", text).casefold()
    return str(_SEPARATORS.sub(" ", _APOSTROPHE.sub("", text))).strip()


@lru_cache(maxsize=1)
def _patterns() -> tuple["regex.Pattern[str]", "regex.Pattern[str]"]:
    """The patterns of whole answers, word by word and character by character."""
    few = f"{{0,{_MAX_PARTS}}}"
    words = f"{ENGLISH}|{OTHER}"
    return (
        regex.compile(rf"(?:(?:{ENGLISH_AROUND}) ){few}(?:{words})(?: (?:{words}|{ENGLISH_AROUND})){few}"),
        regex.compile(rf"(?:{CHINESE_AROUND}){few}(?:{CHINESE})(?:{CHINESE}|{CHINESE_AROUND}){few}"),
    )
