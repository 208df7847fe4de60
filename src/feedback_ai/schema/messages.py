"""What errors and refused rows say in Chinese; `messages.toml` holds the words.

Errors are written in English where they are raised, and a Chinese reader is told the same in Chinese. Of what the
catalogue does not have, such as another software's words, the heading of the code says what kind of error it is and
what to do about it, and the exact English follows.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from feedback_ai.errors import FeedbackError
from feedback_ai.schema.names import NAMES, Lang

PLACE = re.compile(r"\{(?:word|sentence|place|option)?\}")
"""Where a sentence has a value: `{}` is told as it is, `{word}` is a word of ours, `{sentence}` another sentence,
`{place}` where in a configuration file something stands, `{option}` an option of a command."""
ENTRY = re.compile(r", (\w+)(?= \d)")
"""An entry of a configuration file, as in "rules.toml, rule 2"."""


@dataclass(frozen=True)
class Catalogue:
    """All Chinese words of errors and refused rows.

    Attributes:
        errors: Headings by `FeedbackError.code`.
        refused: Headings by `RefusedRow.code`.
        words: Words that sentences name, by the English ones.
        libraries: Sentences of libraries by their English, which stand within ours.
        sentences: Sentences by their English, with the same places for values.
    """

    errors: Mapping[str, str]
    refused: Mapping[str, str]
    words: Mapping[str, str]
    libraries: Mapping[str, str]
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
    line = f"{what or heading(error.code)}{hint or ''}" + (f"（{exact}）" if exact else "")
    valid = f"有效值：{'、'.join(error.options)}。" if error.options else ""
    return f"错误 [{error.code}] {line}{valid}"


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
    for pattern, kinds, chinese in _patterns():
        if found := pattern.fullmatch(sentence):
            values = [_value(kind, value) for kind, value in zip(kinds, found.groups(), strict=True)]
            if None not in values:
                return chinese.format(*values)
    return None


def told(sentence: str, lang: Lang) -> str:
    """A sentence for people: in Chinese where that is asked for and the catalogue has it."""
    return sentence if lang == "en" else in_chinese(sentence) or sentence


def _value(kind: str, value: str) -> str | None:
    """What stands in a place of a sentence, in Chinese; None where that is not known."""
    if kind == "word":
        return _words()[value]
    if kind == "sentence":
        return in_chinese(value)
    if kind == "place":
        return ENTRY.sub(lambda entry: f"，{_words().get(entry[1], entry[1])}", value).replace(", ", "，")
    return value


@lru_cache(maxsize=1)
def _words() -> dict[str, str]:
    return {str(label): names[1] for label, names in NAMES.items()} | dict(catalogue().words)


def _generality(english: str) -> tuple[int, int]:
    """How little a sentence says itself; of two that say as much, one with a sentence of ours in it is more exact."""
    return -len(PLACE.sub("", english)), -english.count("{sentence}")


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[re.Pattern[str], list[str], str]]:
    """A pattern of each sentence, what its places hold, and its Chinese; the most exact first."""
    one_of = "|".join(re.escape(word) for word in sorted(_words(), key=len, reverse=True))
    forms = {"word": f"({one_of})", "option": r"(--[a-z-]+)"}
    made = []
    sentences = {**catalogue().libraries, **catalogue().sentences}
    for english, chinese in sorted(sentences.items(), key=lambda one: _generality(one[0])):
        kinds = [place[1:-1] for place in PLACE.findall(english)]
        between = [re.escape(part) for part in PLACE.split(english)]
        groups = [forms.get(kind, "(.+?)") for kind in kinds]
        pattern = "".join(part + group for part, group in zip(between, [*groups, ""], strict=True))
        made.append((re.compile(pattern, re.DOTALL), kinds, chinese))
    return made
