"""A rule book: lists, patterns and rules of one language, read from its TOML file."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Literal, get_args

from feedback_ai.classify.rules.items import HALF, MARK, NUMBER, Item, Lexicon, Token
from feedback_ai.classify.rules.numbers import quantity
from feedback_ai.schema import Quantity, RuleKind, RuleMatch

if TYPE_CHECKING:
    from spacy.matcher import Matcher
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

Lang = Literal["en", "zh"]
LANGS: tuple[Lang, ...] = get_args(Lang)
FOUND, BARRED = "found", "barred"
"""Keys of a rule's matcher: what it finds, and the same behind one of `not_after`."""
_ELEMENT = re.compile(r"~(?P<gap>\d+)|(?P<name>[a-z_]+)(?P<often>[?+]?)")


@dataclass(frozen=True)
class Rule:
    """One rule.

    Attributes:
        kind: What it finds.
        name: Its name, unique within its language; both languages share names.
        about: What it finds, in words.
        patterns: Rows of list names.
        not_after: Patterns which must not stand right before a match.
        most: Greatest value of a quantity.
        examples: Texts that it matches.
        counterexamples: Texts that it does not match.
    """

    kind: RuleKind
    name: str
    about: str
    patterns: tuple[str, ...]
    not_after: tuple[str, ...] = ()
    most: float | None = None
    examples: tuple[str, ...] = ()
    counterexamples: tuple[str, ...] = ()


class RuleBook:
    """The rules of one language; safe to share between threads.

    Attributes:
        rules: The rules, in the order of the file.
        lists: Phrases by list and value ("" in lists without values).
    """

    def __init__(self, content: Mapping[str, Any], *, short_tail: bool) -> None:
        """Take the content of a file.

        Args:
            content: Parsed TOML; en.toml explains it.
            short_tail: How numbers end, see `numbers.quantity`.

        Raises:
            ValueError: If a pattern names a list that is not there, or a phrase stands in two lists.
        """
        from spacy.attrs import IS_PUNCT
        from spacy.vocab import Vocab

        self.rules = tuple(_rule(entry) for entry in content["rule"])
        plain = {name: {"": phrases} for name, phrases in content["lists"].items()}
        numbers = {NUMBER: content["numbers"], HALF: content["halves"]}
        self.lists: dict[str, dict[str, list[str]]] = {**plain, **numbers, **content["units"]}
        self._lexicon = Lexicon(self.lists)
        self._short_tail = short_tail
        self._vocab = Vocab(lex_attr_getters={IS_PUNCT: lambda word: word == MARK})
        self._needed = [{_needed(pattern, self.lists) for pattern in rule.patterns} for rule in self.rules]
        self._matchers = [_matcher(rule, self._vocab) for rule in self.rules]

    def find(self, tokens: Sequence[Token]) -> Iterator[RuleMatch]:
        """Matches in the tokens of a segment, a rule at a time."""
        # Most segments lack some list of every pattern: they need neither items nor a matcher.
        possible = self._possible(self._lexicon.labels_at_most(tokens), range(len(self.rules)))
        if not possible:
            return
        items = self._lexicon.items(tokens)
        possible = self._possible({item.label for item in items}, possible)
        if not possible:
            return
        from spacy.tokens import Doc

        # The document's words are the labels: a few dozen, whatever customers write, so the vocabulary never grows.
        document = Doc(self._vocab, words=[item.label for item in items])
        for index in possible:
            yield from self._match(index, document, items)

    def _possible(self, labels: set[str], among: Iterable[int]) -> list[int]:
        """Those of some rules of which a pattern has all its lists."""
        return [index for index in among if any(map(labels.issuperset, self._needed[index]))]

    def _match(self, index: int, document: "Doc", items: Sequence[Item]) -> Iterator[RuleMatch]:
        rule = self.rules[index]
        found: dict[str, list[tuple[int, int]]] = {FOUND: [], BARRED: []}
        for key, start, end in self._matchers[index](document):
            found[self._vocab.strings[key]].append((start, end))
        for start, end in sorted(found[FOUND]):
            if any(low <= start and end <= high for low, high in found[BARRED]):
                continue
            stated: Quantity | None = None
            if rule.kind is RuleKind.QUANTITY:
                stated = quantity(items[start:end], short_tail=self._short_tail, most=rule.most)
                if stated is None:
                    continue
            yield RuleMatch(
                kind=rule.kind, rule=rule.name, start=items[start].start, end=items[end - 1].end, quantity=stated
            )


def _matcher(rule: Rule, vocab: "Vocab") -> "Matcher":
    from spacy.matcher import Matcher

    matcher = Matcher(vocab)
    matcher.add(FOUND, [_compile(pattern) for pattern in rule.patterns], greedy="LONGEST")
    barred = [f"{before} {pattern}" for before in rule.not_after for pattern in rule.patterns]
    if barred:
        matcher.add(BARRED, [_compile(pattern) for pattern in barred], greedy="LONGEST")
    return matcher


@cache
def load_book(lang: Lang) -> RuleBook:
    """The rules that are shipped for a language."""
    text = resources.files("feedback_ai.classify.rules").joinpath(f"{lang}.toml").read_text(encoding="utf-8")
    return RuleBook(tomllib.loads(text), short_tail=lang == "zh")


def _rule(entry: Mapping[str, Any]) -> Rule:
    values: dict[str, Any] = {key: tuple(own) if isinstance(own, list) else own for key, own in entry.items()}
    return Rule(**values | {"kind": RuleKind(entry["kind"])})


def _elements(pattern: str) -> Iterator[re.Match[str]]:
    for element in pattern.split():
        match = _ELEMENT.fullmatch(element)
        if match is None:
            raise ValueError(f"{element!r} in the pattern {pattern!r} is neither the name of a list nor a gap")
        yield match


def _needed(pattern: str, lists: Mapping[str, object]) -> frozenset[str]:
    """The lists without which a pattern cannot match."""
    names = [(element["name"], element["often"]) for element in _elements(pattern) if element["name"]]
    unknown = [name for name, _ in names if name not in lists]
    if unknown:
        raise ValueError(f"no list {unknown[0]!r}, which the pattern {pattern!r} names")
    return frozenset(name for name, often in names if often != "?")


def _compile(pattern: str) -> list[dict[str, Any]]:
    tokens: list[dict[str, Any]] = []
    for element in _elements(pattern):
        if element["gap"]:
            tokens.append({"IS_PUNCT": False, "OP": f"{{0,{element['gap']}}}"})
        else:
            tokens.append({"ORTH": element["name"], **({"OP": element["often"]} if element["often"] else {})})
    return tokens
