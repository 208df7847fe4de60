"""One form for all ways to write a word: case, script, width and quotes; offsets stay."""

import unicodedata
from functools import cache
from importlib import resources

_FULL_WIDTH = range(0xFF01, 0xFF5F)
_KEPT = frozenset("！（），：；？～￥")
"""Full-width forms that the rules know as they are."""


def fold(text: str) -> str:
    """A copy of the same length in lower case, Simplified characters, half-width letters and digits, plain quotes."""
    lower = text.lower()
    # A capital such as İ grows in lower case; offsets must hold.
    if len(lower) != len(text):
        lower = "".join(low if len(low := character.lower()) == 1 else character for character in text)
    return lower if lower.isascii() else lower.translate(_folded())


@cache
def simplified_of() -> dict[int, str]:
    """Simplified character by the code point of its Traditional one, from OpenCC's table."""
    table = resources.files("opencc").joinpath("dictionary", "TSCharacters.txt").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if "\t" in line)
    first = {traditional: simplified.split()[0] for traditional, simplified in rows}
    return {ord(own): other for own, other in first.items() if own != other and len(own) == len(other) == 1}


@cache
def _folded() -> dict[int, str]:
    table = dict(simplified_of())
    table |= {code: unicodedata.normalize("NFKC", chr(code)) for code in _FULL_WIDTH if chr(code) not in _KEPT}
    return table | {ord(quote): "'" for quote in "‘’ʼ＇"}
