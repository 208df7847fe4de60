"""The words of report and charts in English and Chinese; `words.toml` has them all."""

import tomllib
from functools import lru_cache
from pathlib import Path

from feedback_ai.schema.names import Lang

FILE = Path(__file__).with_name("words.toml")


def word(key: str, lang: Lang) -> str:
    """The words of a key, with places for `str.format` in braces."""
    return catalogue()[key][lang]


@lru_cache(maxsize=1)
def catalogue() -> dict[str, dict[str, str]]:
    """All words, by key and language."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))
