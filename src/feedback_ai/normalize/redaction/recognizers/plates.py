"""Number plates of vehicles."""

import re

from feedback_ai.normalize.redaction.recognizers.context import preceding
from feedback_ai.normalize.redaction.rules import (
    AFTER,
    BEFORE,
    WORD,
    Family,
    Locate,
    Rule,
    Strength,
    digits_of,
    joined,
    rule,
    value_span,
)
from feedback_ai.schema import Span

_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_ZH_CUE = r"(?:车牌|牌照|车号|号牌)(?:号码|号)?[ ]?(?:是|为|:)?[ ]?[\"'(【《]?"
_EN_CUE = joined(
    rf"""
    {WORD}(?i:(?:licen[cs]e|number|registration|reg|car|vehicle|van|taxi|truck) (?:plates?|tags?)|plates?|registration
    |reg|tag)(?![A-Za-z])(?i:[ ,]{{1,2}}(?:numbers?|no\.?|is|was|reads?|ending|of|the|said|marked))*[ ]?
    [:#.(\"']{{0,2}}[ ]?
    """
)
_VEHICLE = joined(
    rf"""
    {WORD}(?i:cars?|vans?|vehicles?|taxi|cab|truck|lorry|motorbike|bus|uber|courier|driver)(?![A-Za-z])
    [^0-9\n.!?]{{0,24}}
    """
)
_NEAR = re.compile(
    joined(
        rf"""
        {WORD}(?i:cars?|vans?|vehicles?|taxi|cab|truck|lorry|motorbike|driver|parking|parked|reg|registration|plates?)
        (?![A-Za-z])
        """
    )
)
_NEAR_WINDOW = 120
_MIN_DIGITS = 2
_MANY_DIGITS = 4


def _cn_plate(match: re.Match[str]) -> Span | None:
    return value_span(match) if len(digits_of(match["value"])) >= _MIN_DIGITS else None


def _cued_plate(match: re.Match[str]) -> Span | None:
    """Letters and digits both, or at least four digits."""
    value = match["value"]
    mixed = any(char.isdigit() for char in value) and any(char.isalpha() for char in value)
    return value_span(match) if mixed or len(digits_of(value)) >= _MANY_DIGITS else None


def _near_vehicle(match: re.Match[str]) -> Span | None:
    return value_span(match) if _NEAR.search(preceding(match, window=_NEAR_WINDOW)) else None


def _rule(name: str, strength: Strength, about: str, pattern: str, locate: Locate = value_span) -> Rule:
    return rule("PLATE", name, strength, about, pattern, locate)


FAMILY = Family(
    name="plates",
    gate=re.compile(r"[0-9]"),
    rules=(
        # 新 of Xinjiang is also 'new': what makes it 'the newest' is excluded.
        _rule(
            "plate_cn",
            Strength.FORMATTED,
            "a mainland plate: province, letter, 5 characters, or 6 for new-energy vehicles",
            rf"""
            (?<![最全崭更])(?P<value>[{_PROVINCES}][ ]?[A-HJ-Za-hj-z][·. -]?[A-HJ-NP-Za-hj-np-z0-9]{{4}}
            (?:[A-HJ-NP-Za-hj-np-z0-9]{{1,2}}|[挂学警港澳领])){AFTER}
            """,
            _cn_plate,
        ),
        _rule(
            "plate_cued_zh",
            Strength.CUED,
            "after 车牌 or 车号: a Taiwan or Hong Kong plate",
            rf"{_ZH_CUE}(?P<value>[A-Za-z0-9]{{2,4}}[ -]?[A-Za-z0-9]{{2,4}}){AFTER}",
            _cued_plate,
        ),
        _rule(
            "plate_uk",
            Strength.CUED,
            "after a vehicle, a plate or a registration: a UK plate",
            rf"""
            (?:{_VEHICLE}|{_EN_CUE})(?P<value>[A-Za-z]{{2}}[0-9]{{2}}[ ]?[A-Za-z]{{3}}
            |[A-Z][0-9]{{1,3}}[ ]?[A-Z]{{3}}){AFTER}
            """,
        ),
        _rule(
            "plate_uk_nearby",
            Strength.CUED,
            "up to 120 characters after a vehicle or a plate: a UK plate in capitals with its space",
            rf"{BEFORE}[A-Z]{{2}}[0-9]{{2}}[ ][A-Z]{{3}}{AFTER}",
            _near_vehicle,
        ),
        _rule(
            "plate_cued_en",
            Strength.CUED,
            "after 'plate', 'registration' or 'tag': 4 to 8 capitals and digits (US, Taiwan, Hong Kong)",
            rf"{_EN_CUE}(?P<value>(?:[A-Z]{{2}}[ ])?[A-Z0-9]{{1,4}}[ -]?[A-Z0-9]{{2,7}}){AFTER}",
            _cued_plate,
        ),
    ),
)
"""Number plates."""
