"""The words of promises and outcomes of one language, read from its TOML file."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from feedback_ai.classify.rules.book import Lang
from feedback_ai.classify.rules.items import HALF, NUMBER, Item, Lexicon, tokenize
from feedback_ai.classify.rules.promises.weights import with_weights


@dataclass(frozen=True)
class Words:
    """Words of a language.

    Attributes:
        lexicon: The lists.
        more_is_better: Words near which more is better than less.
        lists: The phrases of the file's own lists.
    """

    lexicon: Lexicon
    more_is_better: tuple[str, ...]
    lists: Mapping[str, Sequence[str]]

    def items(self, text: str) -> list[Item]:
        """The items of a folded text."""
        return with_weights(self.lexicon.items(tokenize(text)), text)


@cache
def load_words(lang: Lang) -> Words:
    """The words that are shipped for a language; numbers are those of the exact rules."""
    rules, own = (
        tomllib.loads(resources.files("feedback_ai.classify.rules").joinpath(path).read_text(encoding="utf-8"))
        for path in (f"{lang}.toml", f"promises/{lang}.toml")
    )
    lists = {name: {"": phrases} for name, phrases in own["lists"].items()}
    units = {"unit": own["units"], "fixed": own["fixed"]}
    numbers = {NUMBER: rules["numbers"] | own.get("numbers", {}), HALF: rules["halves"]}
    return Words(Lexicon({**lists, **units, **numbers}), tuple(own["better"]["more"]), own["lists"])
