"""Is a text in Latin letters English, or another language?

Two witnesses: words that English cannot do without, and a statistical identifier (py3langid). On one to three words
both guess; such a text is left open unless the evidence is clear.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

SHORT_WORDS = 4
"""Texts of fewer words are too short for the identifier."""

# Frequent in English feedback and rare in other languages written with the same letters.
_COMMON_WORDS = """
the and is are was were be been being am has have had having does did didn't don't doesn't can't couldn't won't
i i'm i've it's its you your they them their this that these those there here what which who when where why how
my our we his her she not but because with without from for of to at by about after before again than then just
very too so much many more most would could should will can may only also even never always still all any some
every everything nothing good bad great nice best worst better poor excellent terrible awful horrible friendly
helpful rude slow quick fast clean dirty easy hard cheap expensive staff service thanks thank please need want
get got give gave go went come came take took make made use used work works worked time money day days hours
minutes people customer customers bank food room app phone call told said asked waiting wait waited pay paid
lovely awesome amazing love like happy disappointed wrong problem if
"""
COMMON_WORDS = frozenset(_COMMON_WORDS.split())
_COMMON_SHARE = 0.2
"""From this share of common words on (and two of them) a text is English without asking the identifier."""

# English, and the languages that customers write in Latin letters; fewer rivals make fewer false alarms.
_CANDIDATES = (
    *("en", "af", "ca", "cs", "da", "de", "es", "fi", "fr", "hr", "hu", "id"),
    *("it", "ms", "nl", "no", "pl", "pt", "ro", "sv", "sw", "tl", "tr", "vi"),
)
# Measured on customers' texts: foreign sentences get a probability of English below 0.02 (most below 0.001), English
# ones with typos, names and slang above it; a word or two of English may fall as low as 0.005.
_FOREIGN_BELOW = 0.02
_SHORT_FOREIGN_BELOW = 0.002
_IDENTIFIED_CHARS = 1_000
"""The identifier reads only the beginning of a long text."""


def is_english(text: str, words: Sequence[str]) -> bool | None:
    """Tell whether a text in Latin letters is English.

    Args:
        text: The text without placeholders and addresses.
        words: Its words in Latin letters, lower case, at least one.

    Returns:
        None where the text is too short to tell.
    """
    common = _count_common_words(words)
    if common >= min(2, len(words)) and common >= _COMMON_SHARE * len(words):
        return True
    probability = dict(_identifier().rank(text[:_IDENTIFIED_CHARS].lower()))["en"]
    if len(words) >= SHORT_WORDS:
        return bool(probability >= _FOREIGN_BELOW)
    return False if probability < _SHORT_FOREIGN_BELOW else None


def has_common_words(words: Iterable[str]) -> bool:
    """Tell whether one of the lower-case words is a common English one."""
    return _count_common_words(words) > 0


def _count_common_words(words: Iterable[str]) -> int:
    return sum(word.replace("’", "'") in COMMON_WORDS for word in words)


@lru_cache(maxsize=1)
def _identifier() -> "LanguageIdentifier":
    """The identifier of py3langid, loaded late: it takes a second and most texts do not need it."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(_CANDIDATES)
    return identifier
