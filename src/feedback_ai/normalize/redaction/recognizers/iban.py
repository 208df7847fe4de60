"""International bank account numbers."""

import re

from feedback_ai.normalize.redaction.rules import BEFORE, Family, Strength, rule
from feedback_ai.schema import Span

_LENGTHS = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BI": 27, "BR": 29,
    "BY": 28, "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DJ": 27, "DK": 18, "DO": 28, "EE": 20, "EG": 29,
    "ES": 24, "FI": 18, "FK": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28,
    "HN": 28, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20,
    "LB": 28, "LC": 32, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "LY": 25, "MC": 27, "MD": 24, "ME": 22, "MK": 19,
    "MN": 20, "MR": 27, "MT": 31, "MU": 30, "NI": 28, "NL": 18, "NO": 15, "OM": 23, "PK": 24, "PL": 28, "PS": 29,
    "PT": 25, "QA": 29, "RO": 24, "RS": 22, "RU": 33, "SA": 24, "SC": 31, "SD": 18, "SE": 24, "SI": 19, "SK": 24,
    "SM": 27, "SO": 23, "ST": 25, "SV": 28, "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24, "XK": 20,
    "YE": 30,
}  # fmt: skip
"""Characters of an IBAN by country (SWIFT IBAN registry)."""

_REMAINDER = 1
_LONGEST = 34
_GROUP_BEFORE = re.compile(r"[A-Za-z0-9]{4}[ -]$")
_NEXT = re.compile(r"[ -]?(?P<char>[A-Za-z0-9])")


def has_iban_check(value: str) -> bool:
    """Whether the two check digits of an IBAN without separators are right (ISO 13616, modulo 97)."""
    return int("".join(str(int(char, 36)) for char in value[4:] + value[:4])) % 97 == _REMAINDER


def _iban(match: re.Match[str]) -> Span | None:
    """As many characters as the country's IBANs have, or the whole run of groups where people write one too long."""
    length = _LENGTHS.get(match["country"].upper())
    if length is None:
        return None
    inside_a_run = _GROUP_BEFORE.search(match.string[max(0, match.start() - 5) : match.start()]) is not None
    for limit in (length,) if inside_a_run else (length, _LONGEST):
        characters, end = _read(match.string, match.start(), limit)
        if len(characters) >= length and has_iban_check(characters):
            return Span(match.start(), end)
    return None


def _read(text: str, start: int, limit: int) -> tuple[str, int]:
    """Up to `limit` letters and digits from `start`, and where they end; nothing if they go on without a space."""
    characters, end = "", start
    while len(characters) < limit and (step := _NEXT.match(text, end)):
        characters += step["char"]
        end = step.end()
    return ("", start) if _NEXT.match(text, end, end + 1) else (characters, end)


FAMILY = Family(
    name="iban",
    gate=re.compile(r"[A-Za-z]{2}[ ]?[0-9]{2}"),
    rules=(
        rule(
            "IBAN",
            "iban",
            Strength.CHECKED,
            "an international bank account number of its country's length with its check digits",
            rf"(?:{BEFORE}|(?<=IBAN))(?P<country>[A-Za-z]{{2}})[0-9]{{2}}",
            _iban,
        ),
    ),
)
"""International bank account numbers."""
