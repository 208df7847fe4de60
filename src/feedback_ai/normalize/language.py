"""Which language and script a text is in: English, Simplified or Traditional Chinese, or another."""

import regex

from feedback_ai.normalize.english import has_common_words, is_english
from feedback_ai.normalize.script import (
    ScriptCounts,
    count_chinese_variants,
    count_scripts,
    has_traditional_usage,
    without_asides,
)
from feedback_ai.schema import Language

# Makes the amounts of Chinese and English comparable. A Chinese word has about 1.5 characters; a little less is
# counted, because Chinese texts borrow English words far more often than English ones borrow Chinese.
_HAN_PER_WORD = 1.3
_LETTERS_PER_WORD = 5
# Chinese beside so much of other writing is a quotation in a text of that writing.
_DOMINANT = 4

_MIXED_SHARE = 0.25
_MIXED_WORDS = 3
_MIXED_CHARACTERS = 3

_LATIN_RUN = regex.compile(r"[\p{Latin}\p{M}'’]+(?:[\s,.!?&-]+[\p{Latin}\p{M}'’]+)*")

_NAMED = {
    "english": Language.ENGLISH,
    "eng": Language.ENGLISH,
    "chinese": Language.SIMPLIFIED,
    "chi": Language.SIMPLIFIED,
    "zho": Language.SIMPLIFIED,
    "simplified chinese": Language.SIMPLIFIED,
    "traditional chinese": Language.TRADITIONAL,
    "中文": Language.SIMPLIFIED,
    "简体中文": Language.SIMPLIFIED,
    "繁體中文": Language.TRADITIONAL,
    "yue": Language.TRADITIONAL,
}
_TRADITIONAL_TAGS = ("zh-hant", "zh-tw", "zh-hk", "zh-mo")


def detect(text: str, hint: str | None = None) -> tuple[Language, bool]:
    """Detect the main language of a text.

    Args:
        text: A clean text; redaction placeholders in it are ignored.
        hint: The source's own language tag (BCP 47, or a name such as "English"). It decides only where the text is
            too short to tell.

    Returns:
        The language, and whether the text is mixed: English and Chinese both carry a substantial part of it, or
        Simplified and Traditional characters are both clearly present.
    """
    text = without_asides(text)
    counts = count_scripts(text)
    hinted = _language_of(hint)
    chinese = counts.han / _HAN_PER_WORD
    others = (counts.kana + counts.hangul + counts.other) / _LETTERS_PER_WORD
    if _is_foreign_script(counts) or others > max(chinese, len(counts.latin)):
        return Language.OTHER, False
    if not counts.han and not counts.latin:
        return hinted or Language.OTHER, False

    english = _count_english_words(text) if counts.han else len(counts.latin)
    mixed = _is_mixed(chinese, english)
    if counts.han and chinese >= english and len(counts.latin) < _DOMINANT * chinese:
        script, mixed_script = _chinese_script(text, hinted)
        return script, mixed or mixed_script
    told = is_english(text, counts.latin)
    if told is None:
        told = hinted is not Language.OTHER
    return (Language.ENGLISH, mixed) if told else (Language.OTHER, False)


def _is_foreign_script(counts: ScriptCounts) -> bool:
    """Japanese and Korean mix their syllables with Chinese characters; a quarter of them is enough."""
    syllables = counts.kana + counts.hangul
    return syllables >= 2 and syllables >= 0.25 * (syllables + counts.han) and syllables >= len(counts.latin)


def _count_english_words(text: str) -> int:
    """Count the words of those Latin stretches that are English, not brands and abbreviations inside Chinese."""
    runs = (regex.findall(r"[\p{Latin}\p{M}'’]+", run.lower()) for run in _LATIN_RUN.findall(text))
    return sum(len(words) for words in runs if has_common_words(words))


def _is_mixed(chinese: float, english: int) -> bool:
    smaller = min(chinese, english)
    return smaller >= _MIXED_SHARE * (chinese + english) and english >= _MIXED_WORDS and chinese >= _MIXED_WORDS / 2


def _chinese_script(text: str, hinted: Language | None) -> tuple[Language, bool]:
    simplified, traditional = count_chinese_variants(text)
    smaller = min(simplified, traditional)
    mixed = smaller >= _MIXED_CHARACTERS and smaller >= _MIXED_SHARE * (simplified + traditional)
    if simplified != traditional:
        return (Language.SIMPLIFIED if simplified > traditional else Language.TRADITIONAL), mixed
    if hinted in (Language.SIMPLIFIED, Language.TRADITIONAL):
        return hinted, mixed
    return (Language.TRADITIONAL if has_traditional_usage(text) else Language.SIMPLIFIED), mixed


def _language_of(hint: str | None) -> Language | None:
    """Read a language tag; None if it is none."""
    tag = (hint or "").strip().lower().replace("_", "-")
    if tag in _NAMED:
        return _NAMED[tag]
    primary = tag.split("-")[0]
    if not regex.fullmatch("[a-z]{2,3}", primary) or primary == "und":
        return None
    if primary == "en":
        return Language.ENGLISH
    if primary == "zh":
        return Language.TRADITIONAL if tag.startswith(_TRADITIONAL_TAGS) else Language.SIMPLIFIED
    return Language.OTHER
