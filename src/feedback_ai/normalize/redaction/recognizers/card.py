"""Payment card numbers: an issuer's prefix, a length it uses, and the Luhn check digit."""

import re

from feedback_ai.normalize.redaction.recognizers.context import is_reference, preceding
from feedback_ai.normalize.redaction.rules import (
    AFTER,
    BEFORE,
    Family,
    Strength,
    digits_of,
    joined,
    rule,
    shorter,
    value_span,
)
from feedback_ai.schema import Span

_ISSUERS = re.compile(
    r"4(?:[0-9]{12}|[0-9]{15}|[0-9]{18})"  # Visa
    r"|(?:5[1-5][0-9]{2}|222[1-9]|22[3-9][0-9]|2[3-6][0-9]{2}|27[01][0-9]|2720)[0-9]{12}"  # Mastercard
    r"|3[47][0-9]{13}"  # American Express
    r"|3(?:0[0-5]|[689][0-9])[0-9]{11}"  # Diners Club
    r"|35(?:2[89]|[3-8][0-9])[0-9]{12}"  # JCB
    r"|(?:6011|64[4-9][0-9]|65[0-9]{2})[0-9]{12}(?:[0-9]{3})?"  # Discover
    r"|6[02][0-9]{14,17}"  # UnionPay, and debit cards of Chinese banks
    r"|(?:95[5-9][0-9]|9[68][0-9]{2}|8[18][0-9]{2})[0-9]{12,15}"  # older debit cards of Chinese banks
    r"|(?:50|5[6-8]|6[37])[0-9]{14,17}"  # Maestro
)
_CUE = joined(
    r"""
    (?:银行卡|信用卡|借记卡|储蓄卡|(?i:(?:credit|debit|bank) card))
    (?i:[ ]?(?:卡号|号码|号|numbers?|no\.?|is|是|为|:|#))*[ ]?
    """
)
_SHORTEST_GROUP = 4
_OLD_VISA_LENGTH = 13
_CARD_WORD = re.compile(r"(?i:card|visa)|卡")


def has_luhn_digit(digits: str) -> bool:
    """Whether the last digit is the Luhn check digit of the others (ISO/IEC 7812-1)."""
    doubled = [int(digit) * 2 for digit in digits[-2::-2]]
    total = sum(int(digit) for digit in digits[-1::-2]) + sum(value - 9 if value > 9 else value for value in doubled)
    return total % 10 == 0


def _is_card(text: str) -> bool:
    digits = digits_of(text)
    grouped = all(len(group) >= _SHORTEST_GROUP for group in re.split(r"[ -]", text)[:-1])
    return grouped and _ISSUERS.fullmatch(digits) is not None and len(set(digits)) > 1 and has_luhn_digit(digits)


def _card(match: re.Match[str]) -> Span | None:
    """The longest run of digit groups that is a card number: an expiry date may follow it."""
    if is_reference(match):
        return None
    if len(digits_of(match[0])) == _OLD_VISA_LENGTH and not _CARD_WORD.search(preceding(match, window=24)):
        return None
    return next((Span(match.start(), match.start() + len(text)) for text in shorter(match[0]) if _is_card(text)), None)


def _card_after_cue(match: re.Match[str]) -> Span | None:
    return value_span(match) if _ISSUERS.fullmatch(digits_of(match["value"])) else None


FAMILY = Family(
    name="card",
    gate=re.compile(r"[0-9]{4}"),
    rules=(
        rule(
            "CARD",
            "card_number",
            Strength.CHECKED,
            "a payment card number (Visa, Mastercard, Amex, UnionPay, JCB ...) with its Luhn digit, grouped or not",
            rf"{BEFORE}(?<![0-9]{{4}}[ -])[2-9](?:[ -]?[0-9]){{12,18}}{AFTER}",
            _card,
        ),
        rule(
            "CARD",
            "card_cued",
            Strength.CUED,
            "after 'credit card', 银行卡, 信用卡: an issuer's prefix and length, check digit right or not",
            rf"{_CUE}(?P<value>[2-9](?:[ -]?[0-9]){{14,18}}){AFTER}",
            _card_after_cue,
        ),
    ),
)
"""Payment cards."""
