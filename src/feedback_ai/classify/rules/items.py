"""A text as a row of items: phrases of the rules' lists, other words, and marks that end a clause."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from feedback_ai.classify.folding import fold

WORD, MARK, NUMBER, HALF = "other", ".", "number", "half"
"""Labels of a word of no list, of a mark, of a number in digits or words, and of what may follow it (and a half)."""

_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_TOKEN = re.compile(rf"\n|[{_HAN}]|\d+(?:[.,]\d+)*|[^\W\d_{_HAN}]+(?:'[^\W\d_{_HAN}]+)*|\S")
_MARKS = frozenset("\n,.;:!?…，。；：！？()（）")


class Item(NamedTuple):
    """One item.

    Attributes:
        label: The list that it belongs to, or `WORD`, `MARK`.
        start: Where it begins in the text.
        end: Where it ends, exclusive.
        value: Its entry in the list: of a number its value, of a unit the size and the name ("60 minutes"), else "".
    """

    label: str
    start: int
    end: int
    value: str


Token = tuple[str, int, int]
"""A token of a folded text with its offsets."""


class Phrase(NamedTuple):
    """A phrase of a list, token by token."""

    tokens: tuple[str, ...]
    label: str
    value: str


def tokenize(text: str) -> list[Token]:
    """Tokens of a folded text: words, numbers, single Chinese characters, single marks."""
    return [(match[0], *match.span()) for match in _TOKEN.finditer(text)]


class Lexicon:
    """Finds the phrases of lists in a text."""

    def __init__(self, lists: Mapping[str, Mapping[str, Iterable[str]]]) -> None:
        """Take lists.

        Args:
            lists: Phrases by list and value; a list without values has the one value "".

        Raises:
            ValueError: If a phrase stands in two lists or under two values.
        """
        seen: dict[tuple[str, ...], Phrase] = {}
        for label, values in lists.items():
            for value, phrases in values.items():
                for phrase in phrases:
                    tokens = tuple(token for token, _, _ in tokenize(fold(phrase)))
                    known = seen.setdefault(tokens, Phrase(tokens, label, value))
                    if (known.label, known.value) != (label, value):
                        raise ValueError(f"{phrase!r} stands in the lists {known.label!r} and {label!r}")
        self._by_first: dict[str, list[Phrase]] = {}
        for known in sorted(seen.values(), key=lambda phrase: -len(phrase.tokens)):
            self._by_first.setdefault(known.tokens[0], []).append(known)
        self._labels = {first: {phrase.label for phrase in own} for first, own in self._by_first.items()}

    def labels_at_most(self, tokens: Sequence[Token]) -> set[str]:
        """The labels that `items` may give, told quickly by the first tokens of phrases."""
        words = {token for token, _, _ in tokens}
        labels = {label for word in words & self._labels.keys() for label in self._labels[word]}
        return labels | {NUMBER} if any(word[0].isdecimal() for word in words) else labels

    def items(self, tokens: Sequence[Token]) -> list[Item]:
        """The items of a row of tokens; at each place the longest phrase that begins there."""
        words = [token for token, _, _ in tokens]
        items: list[Item] = []
        place = 0
        while place < len(tokens):
            token, start, end = tokens[place]
            phrase = self._phrase_at(words, place)
            if phrase is not None:
                place += len(phrase.tokens)
                items.append(Item(phrase.label, start, tokens[place - 1][2], phrase.value))
                continue
            place += 1
            if token.count(".") < 2 and token[0].isdecimal():
                items.append(Item(NUMBER, start, end, token))
            elif token in _MARKS:
                items.append(Item(MARK, start, end, ""))
            elif token[0].isalnum():  # a version such as 4.1.2 counts nothing
                items.append(Item(WORD, start, end, ""))
            # Quotes, emoji and the like part nothing.
        return items

    def _phrase_at(self, words: Sequence[str], place: int) -> Phrase | None:
        for phrase in self._by_first.get(words[place], ()):
            size = len(phrase.tokens)
            if size == 1 or tuple(words[place : place + size]) == phrase.tokens:
                return phrase
        return None
