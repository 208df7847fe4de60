"""A same-length copy of a text on which rules match, so that offsets hold in both.

Folded are full-width and mathematical letters and digits, the many dashes, spaces and dots, and Traditional characters:
one rule then reads 電話：０９１２－３４５－６７８ and 电话:0912-345-678 alike.
"""

import unicodedata
from functools import cache

_DASHES = "‐‑‒–—―−﹣"
_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_DOTS = "•‧∙・･"
_QUOTES = "‘’ʼ＇"
_DOUBLE_QUOTES = "“”„「」『』"
_COMPATIBLE_RANGES = ((0xFF01, 0xFF5E), (0x1D400, 0x1D7FF))
_HAN_RANGE = (0x4E00, 0x9FFF)


def fold(text: str) -> str:
    """Return a copy of the same length in code points, in ASCII forms and Simplified characters where there are any."""
    return text if text.isascii() else text.translate(_table())


@cache
def _table() -> dict[int, str]:
    table = {ord(char): "-" for char in _DASHES}
    table |= {ord(char): " " for char in _SPACES}
    table |= {ord(char): "·" for char in _DOTS}
    for first, last in _COMPATIBLE_RANGES:
        for code in range(first, last + 1):
            compatible = unicodedata.normalize("NFKC", chr(code))
            if len(compatible) == 1:
                table[code] = compatible
    table |= {ord(char): "'" for char in _QUOTES}
    table |= {ord(char): '"' for char in _DOUBLE_QUOTES}
    return table | _simplified()


def _simplified() -> dict[int, str]:
    from opencc import OpenCC

    chars = [chr(code) for code in range(_HAN_RANGE[0], _HAN_RANGE[1] + 1)]
    converted = OpenCC("t2s").convert("\n".join(chars)).split("\n")
    return {
        ord(char): simple for char, simple in zip(chars, converted, strict=True) if char != simple and len(simple) == 1
    }
