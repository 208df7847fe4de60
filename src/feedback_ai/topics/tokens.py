"""Words of a text for key terms: English by letters, Chinese by jieba, both without what says nothing."""

import threading
from collections.abc import Callable
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Literal

import regex

from feedback_ai.schema import Span

if TYPE_CHECKING:
    import jieba

Lang = Literal["en", "zh"]
LANGS: tuple[Lang, ...] = ("en", "zh")
"""Languages that have key terms of their own."""

_PLACEHOLDER = regex.compile(r"</?[A-Za-z][^<>]*>")
"""Redaction placeholders, and tags of texts that came as HTML."""
_HAN = regex.compile(r"\p{Han}")
_ANY_WORD = regex.compile(r"\p{Han}+|[[\p{L}\p{N}\p{M}]--\p{Han}]+(?:['’][[\p{L}\p{N}]--\p{Han}]+)*", regex.V1)
_ENGLISH_WORD = regex.compile(r"[a-z][a-z0-9]*(?:[-'’][a-z0-9]+)*")
_CHINESE_WORD = regex.compile(r"\p{Han}{2,}|[a-z]{2}[a-z0-9]*")
_CHINESE_NUMBER = regex.compile(
    r"第?[零一二三四五六七八九十百千万两几半多]+(?:多|来|余|几)?(?:个|天|点|次|分|分钟|小时|位|名|张|条|根|趟|笔|日|月|年|句|遍|块|元|家|层|号|件|份|只|人|周|星期|礼拜|秒)?"
    r"(?:多|半|钟|月|小时|分|来)?"
)
_CLITIC = regex.compile(r"['’](?:s|d|m|re|ve|ll)$")
_NUMBERED = regex.compile(r"\d{3}|^([a-z])\1+$")
"""Order numbers and the like, and masks such as `xxxx`."""

_SUFFIXES = ("ing", "ed", "es", "s")


def lang_of(language: str) -> Lang:
    """The language of the key terms of a text whose `Language` is given; scripts of Chinese are one."""
    return "zh" if language.startswith("zh") else "en"


def tokenizer(lang: Lang) -> Callable[[str], list[str]]:
    """The function that gives the words of a text, in order, stop words left out."""
    return english_words if lang == "en" else chinese_words


def english_words(text: str) -> list[str]:
    """Lower-case words without clitics, numbers, stop words and redaction placeholders."""
    stop = _stop_words("en")
    found = _ENGLISH_WORD.findall(_PLACEHOLDER.sub(" ", text).lower().replace("’", "'"))
    words = (_CLITIC.sub("", word) for word in found)
    return [word for word in words if len(word) > 1 and word not in stop and not _is_number(word)]


def chinese_words(text: str) -> list[str]:
    """Words of two or more characters in Simplified script, and the Latin ones between them (`app`, `esim`)."""
    stop = _stop_words("zh") | _stop_words("en")
    plain = _simplified(_PLACEHOLDER.sub(" ", text))
    words = (word.lower() for word in _segmenter().cut(plain))
    return [word for word in words if _CHINESE_WORD.fullmatch(word) and word not in stop and not _is_number(word)]


def word_spans(text: str) -> list[Span]:
    """Where the words of a text stand, in order and none left out; Chinese in either script is cut by jieba."""
    spans: list[Span] = []
    for run in _ANY_WORD.finditer(text):
        place = run.start()
        for word in _cut_chinese(run[0]) if _HAN.match(run[0]) else [run[0]]:
            spans.append(Span(place, place + len(word)))
            place += len(word)
    return spans


def _cut_chinese(run: str) -> list[str]:
    # jieba's dictionary is of Simplified words; a conversion that changes the length would move the offsets.
    plain = _simplified(run)
    return list(_segmenter().cut(plain if len(plain) == len(run) else run))


def _is_number(word: str) -> bool:
    return bool(_NUMBERED.search(word) or _CHINESE_NUMBER.fullmatch(word))


def stem(word: str) -> str:
    """What the inflected forms of an English word share, for telling forms apart only, never for showing."""
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3 and not word.endswith("ss"):
            word = word[: -len(suffix)]
            break
    word = word.removesuffix("e")
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] else word


@lru_cache(maxsize=2)
def _stop_words(lang: Lang) -> frozenset[str]:
    own = resources.files("feedback_ai.topics").joinpath("words", f"{lang}.txt").read_text(encoding="utf-8")
    words = {word for line in own.splitlines() if not line.startswith("#") for word in line.split()}
    if lang == "en":
        from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

        words |= ENGLISH_STOP_WORDS
    return frozenset(words)


_lock = threading.Lock()


def _segmenter() -> "jieba.Tokenizer":
    with _lock:
        return _load_segmenter()


@lru_cache(maxsize=1)
def _load_segmenter() -> "jieba.Tokenizer":
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library's own source is old
        import jieba
    segmenter = jieba.Tokenizer()
    # Its `initialize` would log, and keep the dictionary in a file under /tmp that any user can write.
    segmenter.FREQ, segmenter.total = segmenter.gen_pfdict(segmenter.get_dict_file())
    segmenter.initialized = True
    return segmenter


@lru_cache(maxsize=1)
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


def _simplified(text: str) -> str:
    converted: str = _converter().convert(text)
    return converted
