"""The customer's journey: touchpoints in order, and the terms that tell them where a record names none."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import get_args

from feedback_ai.errors import SettingError
from feedback_ai.schema.labels import Language
from feedback_ai.schema.names import Lang

DEFAULT = Path(__file__).with_name("journey.toml")
LANGS: tuple[str, ...] = get_args(Lang)
HINT = "Each [[touchpoint]] needs a name, and may have labels and terms by language; docs/measures.md shows one."


@dataclass(frozen=True)
class Touchpoint:
    """A step of the journey.

    Attributes:
        name: As it stands in records and tables.
        labels: Its name for people, by language (`en`, `zh`).
        patterns: What finds its terms in a text, letter case ignored, by language (`en`, `zh`).
    """

    name: str
    labels: Mapping[str, str]
    patterns: Mapping[str, re.Pattern[str]]


@dataclass(frozen=True)
class Journey:
    """Touchpoints in the order in which a customer meets them."""

    touchpoints: tuple[Touchpoint, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the touchpoints, in order."""
        return tuple(touchpoint.name for touchpoint in self.touchpoints)

    def in_order(self, names: Iterable[str]) -> list[str]:
        """Names of touchpoints as customers meet them; those that only records know follow by name, "" is last."""
        place = {name: index for index, name in enumerate(self.names)}
        return sorted(set(names), key=lambda name: (name == "", place.get(name, len(place)), name))

    def label_of(self, name: str, lang: Lang) -> str:
        """The name of a touchpoint for people; one that only records know is its own."""
        return next((known.labels[lang] for known in self.touchpoints if known.name == name), name)

    def touchpoint_of(self, text: str, language: str) -> str | None:
        """The touchpoint whose terms occur most often in a text, the earlier one on a tie; None where none does.

        Args:
            text: The redacted text.
            language: One of `Language`. Terms are looked for in English and Chinese texts only: in others the same
                letters may mean something else.
        """
        if language == Language.OTHER:
            return None
        lang = "en" if language == Language.ENGLISH else "zh"
        counts = {touchpoint.name: len(touchpoint.patterns[lang].findall(text)) for touchpoint in self.touchpoints}
        best = max(counts, key=lambda name: counts[name], default=None)
        return best if best is not None and counts[best] else None


@lru_cache(maxsize=8)
def load_journey(path: Path | None = None) -> Journey:
    """Read a journey from a TOML file; the default one (first impression, process, end) if None.

    Raises:
        SettingError: If the file cannot be read, or a touchpoint has no name or one that was there before, an unknown
            key or language, or labels and terms of the wrong form.
    """
    where = str(path or DEFAULT)
    try:
        content = tomllib.loads((path or DEFAULT).read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:  # a TOML error is a ValueError too
        raise SettingError(f"The journey {where} cannot be read: {error}.", hint=HINT) from None
    _check_keys(content, ("touchpoint",), where)
    listed = content.get("touchpoint")
    if not isinstance(listed, list) or not listed:
        raise SettingError(f"{where} has no [[touchpoint]].", hint=HINT)
    touchpoints = tuple(_touchpoint(entry, f"{where}, touchpoint {number}") for number, entry in enumerate(listed, 1))
    names = [touchpoint.name for touchpoint in touchpoints]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise SettingError(f"{where} has the touchpoint {twice!r} twice.", hint="Put all its terms in one.")
    return Journey(touchpoints)


def _touchpoint(entry: object, where: str) -> Touchpoint:
    if not isinstance(entry, dict):
        raise SettingError(f"{where} is no table.", hint=HINT)
    _check_keys(entry, ("name", "labels", "terms"), where)
    name, labels, terms = entry.get("name"), entry.get("labels", {}), entry.get("terms", {})
    if not isinstance(name, str) or not name.strip():
        raise SettingError(f"{where}: it has no name.", hint=HINT)
    for key, table in (("labels", labels), ("terms", terms)):
        if not isinstance(table, dict):
            raise SettingError(f"{where}: {key} must be a table by language.", hint=HINT, options=LANGS)
        _check_keys(table, LANGS, f"{where}, {key}")
    if not all(_is_text(label) for label in labels.values()):
        raise SettingError(f"{where}: labels must be texts.", hint=HINT)
    if not all(isinstance(words, list) and all(map(_is_text, words)) for words in terms.values()):
        raise SettingError(f"{where}: terms must be lists of texts, none of them empty.", hint=HINT)
    english, chinese = _english(terms.get("en", [])), _longest_first(terms.get("zh", []))
    patterns = {"en": _pattern(english), "zh": _pattern([*chinese, *english])}
    return Touchpoint(name, {lang: labels.get(lang, name) for lang in LANGS}, patterns)


def _english(terms: list[str]) -> list[str]:
    # Chinese around a borrowed word is no letter to \b, because the pattern is compiled with re.ASCII.
    return [rf"\b{term}s?\b" for term in _longest_first(terms)]


def _longest_first(terms: list[str]) -> list[str]:
    # The first alternative that fits is taken: "check-in desk" must stand before "check-in".
    return [re.escape(term) for term in sorted(set(terms), key=lambda term: (-len(term), term))]


def _pattern(alternatives: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(alternatives) or r"(?!)", re.IGNORECASE | re.ASCII)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _check_keys(table: Mapping[str, object], known: tuple[str, ...], where: str) -> None:
    if unknown := [key for key in table if key not in known]:
        raise SettingError(
            f"{where}: unknown key {', '.join(map(repr, unknown))}.", hint="Correct or remove it.", options=known
        )
