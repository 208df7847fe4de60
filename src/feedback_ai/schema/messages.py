"""What errors and refused rows say in Chinese; `messages.toml` holds the words.

Errors are written in English where they are raised. A Chinese reader is told the heading of the code, which says what
kind of error it is and what to do about it, and the exact English; of the commonest errors the exact words in Chinese.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from feedback_ai.errors import FeedbackError
from feedback_ai.schema.names import NAMES, Lang

PLACE = re.compile(r"\{(?:word)?\}")
"""Where a sentence has a value: `{}` is told as it is, `{word}` is a word of ours."""


@dataclass(frozen=True)
class Catalogue:
    """All Chinese words of errors and refused rows.

    Attributes:
        errors: Headings by `FeedbackError.code`.
        refused: Headings by `RefusedRow.code`.
        words: Words that sentences name, by the English ones.
        sentences: Sentences by their English, with the same places for values.
    """

    errors: Mapping[str, str]
    refused: Mapping[str, str]
    words: Mapping[str, str]
    sentences: Mapping[str, str]


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    """The words."""
    text = files(__package__).joinpath("messages.toml").read_text(encoding="utf-8")
    return Catalogue(**tomllib.loads(text))


def error_line(error: FeedbackError, lang: Lang) -> str:
    """An error as one line for people, its code in brackets."""
    if lang == "en":
        return f"error {error}"
    what, hint = in_chinese(error.what), in_chinese(error.hint)
    exact = " ".join(own for own, chinese in ((error.what, what), (error.hint, hint)) if chinese is None)
    told = f"{what or heading(error.code)}{hint or ''}" + (f"（{exact}）" if exact else "")
    valid = f"有效值：{'、'.join(error.options)}。" if error.options else ""
    return f"错误 [{error.code}] {told}{valid}"


def heading(code: str) -> str:
    """What kind of error it is, and what to do, in Chinese."""
    return catalogue().errors[code]


def kind(code: str) -> str:
    """What kind of error it is, in Chinese, for people who cannot do anything about it."""
    return heading(code).partition("。")[0] + "。"


def refusal(code: str, lang: Lang) -> str:
    """Why a row was refused: the code in English, which scripts know too, with its meaning before it in Chinese."""
    return code if lang == "en" else f"{catalogue().refused[code]}（{code}）"


def in_chinese(sentence: str) -> str | None:
    """A sentence in Chinese; None where the catalogue does not have it."""
    for pattern, marked, chinese in _patterns():
        if found := pattern.fullmatch(sentence):
            places = zip(marked, found.groups(), strict=True)
            return chinese.format(*(_words()[value] if is_word else value for is_word, value in places))
    return None


@lru_cache(maxsize=1)
def _words() -> dict[str, str]:
    return {str(label): names[1] for label, names in NAMES.items()} | dict(catalogue().words)


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[re.Pattern[str], list[bool], str]]:
    """A pattern of each sentence, which of its places are words, and its Chinese; the most exact first."""
    one_of = "|".join(re.escape(word) for word in sorted(_words(), key=len, reverse=True))
    made = []
    for english, chinese in sorted(catalogue().sentences.items(), key=lambda one: -len(PLACE.sub("", one[0]))):
        marked = [place == "{word}" for place in PLACE.findall(english)]
        between = [re.escape(part) for part in PLACE.split(english)]
        groups = [f"({one_of})" if is_word else "(.+?)" for is_word in marked]
        pattern = "".join(part + group for part, group in zip(between, [*groups, ""], strict=True))
        made.append((re.compile(pattern, re.DOTALL), marked, chinese))
    return made
