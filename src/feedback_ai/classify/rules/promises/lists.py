"""The words of promises and outcomes of one language, read from its TOML files."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from feedback_ai.classify.rules.book import Lang
from feedback_ai.classify.rules.items import HALF, NUMBER, Item, Lexicon, tokenize
from feedback_ai.classify.rules.promises.weights import with_weights

BETTER: dict[Lang, tuple[Lang, ...]] = {"en": ("en",), "zh": ("zh", "en")}
"""Whose words tell directions: Chinese texts mix in English ones."""


@dataclass(frozen=True)
class Words:
    """Words of a language.

    Attributes:
        lexicon: The lists.
        directions: The words that tell whether less or more is better, by group of kinds.
        lists: The phrases of the language's own lists; those of directions are called "time.less".
    """

    lexicon: Lexicon
    directions: Mapping[str, Lexicon]
    lists: Mapping[str, Sequence[str]]

    def items(self, text: str) -> list[Item]:
        """The items of a folded text."""
        return with_weights(self.lexicon.items(tokenize(text)), text)


@cache
def load_words(lang: Lang) -> Words:
    """The words that are shipped for a language; numbers are those of the exact rules."""
    rules, own = _read(f"{lang}.toml"), _read(f"promises/{lang}.toml")
    lists = {name: {"": phrases} for name, phrases in own["lists"].items()}
    units = {"unit": own["units"], "fixed": own["fixed"]}
    numbers = {NUMBER: rules["numbers"] | own.get("numbers", {}), HALF: rules["halves"]}
    ways = {f"{group}.{name}": phrases for group, part in _better(lang).items() for name, phrases in part.items()}
    return Words(Lexicon({**lists, **units, **numbers}), _directions(lang), own["lists"] | ways)


def _directions(lang: Lang) -> dict[str, Lexicon]:
    files = [_better(one) for one in BETTER[lang]]
    return {
        group: Lexicon(_merged(lists for file in files for lists in (file["bound"], file[group])))
        for group in files[0]
        if group != "bound"
    }


def _merged(parts: Iterable[Mapping[str, Sequence[str]]]) -> dict[str, dict[str, list[str]]]:
    merged: dict[str, dict[str, list[str]]] = {}
    for lists in parts:
        for name, phrases in lists.items():
            merged.setdefault(name, {"": []})[""].extend(phrases)
    return merged


def _better(lang: Lang) -> dict[str, dict[str, list[str]]]:
    return _read(f"promises/better_{lang}.toml")


def _read(path: str) -> dict[str, Any]:
    return tomllib.loads(resources.files("feedback_ai.classify.rules").joinpath(path).read_text(encoding="utf-8"))
