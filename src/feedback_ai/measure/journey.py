"""The customer's journey: touchpoints in order, and the terms that tell them where a record names none."""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from feedback_ai.errors import SettingError

DEFAULT = Path(__file__).with_name("journey.toml")


@dataclass(frozen=True)
class Touchpoint:
    """A step of the journey.

    Attributes:
        name: As it stands in records and tables.
        labels: Its name for people, by language (`en`, `zh`).
        pattern: Finds its terms, letter case ignored.
    """

    name: str
    labels: dict[str, str]
    pattern: re.Pattern[str]


@dataclass(frozen=True)
class Journey:
    """Touchpoints in the order in which a customer meets them."""

    touchpoints: tuple[Touchpoint, ...]

    def touchpoint_of(self, text: str, language: str) -> str | None:
        """The touchpoint whose terms occur most often in a text, the earlier one on a tie; None where none does."""
        counts = {touchpoint.name: len(touchpoint.pattern.findall(text)) for touchpoint in self.touchpoints}
        best = max(counts, key=lambda name: counts[name], default=None)
        return best if best is not None and counts[best] else None


@lru_cache(maxsize=8)
def load_journey(path: Path | None = None) -> Journey:
    """Read a journey from a TOML file; the default one (first impression, process, end) if None.

    Raises:
        SettingError: If the file cannot be read or lacks something.
    """
    try:
        listed = tomllib.loads((path or DEFAULT).read_text(encoding="utf-8"))["touchpoint"]
        return Journey(tuple(_touchpoint(entry) for entry in listed))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise SettingError(
            f"The journey {path} cannot be used: {error}.",
            hint="Each [[touchpoint]] needs a name, and terms by language; docs/measures.md shows one.",
        ) from None


def _touchpoint(entry: dict[str, object]) -> Touchpoint:
    name, terms = entry["name"], entry["terms"]
    if not isinstance(name, str) or not isinstance(terms, dict):
        raise ValueError("name is a text, terms a table")
    labels = entry.get("labels", {})
    words = [*(rf"\b{re.escape(term)}\b" for term in terms.get("en", ())), *map(re.escape, terms.get("zh", ()))]
    pattern = re.compile("|".join(words) or r"(?!)", re.IGNORECASE)
    return Touchpoint(name, {"en": name, "zh": name, **(labels if isinstance(labels, dict) else {})}, pattern)
