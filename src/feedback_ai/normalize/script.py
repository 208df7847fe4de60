"""What a text is written in: counts of scripts, and which Chinese characters tell Simplified from Traditional."""

from functools import lru_cache
from importlib import resources
from typing import NamedTuple

import regex

# Placeholders, addresses of the net and handles are written in Latin letters whatever the language around them.
_ASIDES = regex.compile(r"<[A-Z]+>|https?://\S+|www\.\S+|(?<![\w.+-])[\w.+-]{0,64}@\w[\w.-]{0,64}", regex.ASCII)

_HAN = regex.compile(r"\p{Han}")
_HANGUL = regex.compile(r"\p{Hangul}")
# Without の and the letters that Chinese writers use in faces such as (づ￣3￣)づ and ¯\_(ツ)_/¯.
_KANA = regex.compile(r"[[\p{Hiragana}\p{Katakana}]--[のノツづっシヾヽゞヘへミ]]", regex.V1)
_LATIN_WORD = regex.compile(r"\p{Latin}[\p{Latin}\p{M}'’]*")
_OTHER_LETTER = regex.compile(r"[\p{L}--[\p{Han}\p{Hangul}\p{Hiragana}\p{Katakana}\p{Latin}\p{Lm}]]", regex.V1)

# Variants that one standard calls Simplified (or Traditional) and that people on the other side write all the same.
_WRITTEN_BY_BOTH = set("后里台面才只干系制余谷松云霉痴雇肴虱脚却昇麽傢佈妳祂牠")

# Spoken Cantonese and Taiwanese usage, in characters that both scripts share.
_TRADITIONAL_USAGE = regex.compile(r"[嘅咗哋冇唔嘢喺咁嚟啲佢乜]|(?i:cp)值")


class ScriptCounts(NamedTuple):
    """How much of a text each script carries.

    Attributes:
        han: Chinese characters.
        kana: Japanese syllables, those used as ornament in Chinese texts left out.
        hangul: Korean syllables.
        other: Letters of any further script (Cyrillic, Arabic, Thai, ...).
        latin: The words in Latin letters, lower case.
    """

    han: int
    kana: int
    hangul: int
    other: int
    latin: tuple[str, ...]


def without_asides(text: str) -> str:
    """Blank out what says nothing about the language: redaction placeholders, URLs, e-mail addresses, handles."""
    return str(_ASIDES.sub(" ", text))


def count_scripts(text: str) -> ScriptCounts:
    """Count the scripts of a text."""
    return ScriptCounts(
        han=len(_HAN.findall(text)),
        kana=len(_KANA.findall(text)),
        hangul=len(_HANGUL.findall(text)),
        other=len(_OTHER_LETTER.findall(text)),
        latin=tuple(word.lower() for word in _LATIN_WORD.findall(text)),
    )


def count_chinese_variants(text: str) -> tuple[int, int]:
    """Count the characters that exist only in Simplified, and those that exist only in Traditional Chinese."""
    simplified, traditional = _distinguishing_characters()
    return sum(c in simplified for c in text), sum(c in traditional for c in text)


def has_traditional_usage(text: str) -> bool:
    """Tell whether words of Hong Kong or Taiwan occur that are written with shared characters."""
    return _TRADITIONAL_USAGE.search(text) is not None


@lru_cache(maxsize=1)
def _distinguishing_characters() -> tuple[frozenset[str], frozenset[str]]:
    """Characters of one script only, from OpenCC's conversion tables.

    A character counts as Simplified if it converts to Traditional but is neither a Traditional character itself
    (后, 里) nor a Taiwan or Hong Kong variant (床, 群); and the other way round.
    """
    to_traditional = _read_table("STCharacters.txt")
    to_simplified = _read_table("TSCharacters.txt")
    regional = _read_table("TWVariants.txt"), _read_table("HKVariants.txt")
    variants = {c for table in regional for forms in table.values() for c in forms}
    shared = _WRITTEN_BY_BOTH | (to_traditional.keys() & to_simplified.keys())
    simplified = {c for c, forms in to_traditional.items() if c not in forms} - shared - variants
    traditional = {c for c, forms in to_simplified.items() if c not in forms} - shared
    return frozenset(simplified), frozenset(traditional)


def _read_table(name: str) -> dict[str, list[str]]:
    lines = resources.files("opencc").joinpath("dictionary", name).read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if "\t" in line)
    return {source: targets.split() for source, targets in pairs}
