"""Number plates of vehicles."""

import re

from feedback_ai.normalize.redaction.recognizers.context import preceding
from feedback_ai.normalize.redaction.rules import AFTER, Family, Rule, Strength, digits_of, value_span
from feedback_ai.schema import Span

_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_CN_CUE = r"(?:车牌|牌照|车号|号牌)(?:号码|号)?[ ]?(?:是|为|:)?[ ]?[\"'(【《]?"
_EN_CUE = (
    r"(?<![A-Za-z])(?=[A-Za-z])(?i:(?:licen[cs]e|number|registration|reg|car|vehicle|van|taxi|truck) (?:plates?|tags?)|plates?|registration|reg"
    r"|tag)(?![A-Za-z])(?i:[ ,]{1,2}(?:numbers?|no\.?|is|was|reads?|ending|of|the|said|marked))*[ ]?[:#.(\"']{0,2}[ ]?"
)
_VEHICLE = r"(?<![A-Za-z])(?=[A-Za-z])(?i:cars?|vans?|vehicles?|taxi|cab|truck|lorry|motorbike|bus|uber|courier|driver)(?![A-Za-z])[^0-9\n.!?]{0,24}"
_VEHICLE_WORD = re.compile(
    r"(?<![A-Za-z])(?=[A-Za-z])(?i:cars?|vans?|vehicles?|taxi|cab|truck|lorry|motorbike|driver|parking|parked|reg|registration|plates?)(?![A-Za-z])"
)
_MIN_DIGITS = 2


def _cn_plate(match: re.Match[str]) -> Span | None:
    """A plate has digits; the character 新 of Xinjiang is also 'new', so what makes it 'the newest' is excluded."""
    return value_span(match) if len(digits_of(match["value"])) >= _MIN_DIGITS else None


def _cued_plate(match: re.Match[str]) -> Span | None:
    value = match["value"]
    has_both = any(char.isdigit() for char in value) and any(char.isalpha() for char in value)
    return value_span(match) if has_both or len(digits_of(value)) >= 4 else None


def _near_vehicle(match: re.Match[str]) -> Span | None:
    return value_span(match) if _VEHICLE_WORD.search(preceding(match, window=120)) else None


FAMILY = Family(
    name="plates",
    gate=re.compile(r"[0-9]"),
    rules=(
        Rule(
            name="plate_cn",
            entity="PLATE",
            strength=Strength.FORMATTED,
            about="a mainland plate: province, letter, 5 characters, or 6 for new-energy vehicles",
            pattern=re.compile(
                rf"(?<![最全崭更])(?P<value>[{_PROVINCES}][ ]?[A-HJ-Za-hj-z][·. -]?[A-HJ-NP-Za-hj-np-z0-9]{{4}}"
                rf"(?:[A-HJ-NP-Za-hj-np-z0-9]{{1,2}}|[挂学警港澳领])){AFTER}"
            ),
            locate=_cn_plate,
        ),
        Rule(
            name="plate_cued_zh",
            entity="PLATE",
            strength=Strength.CUED,
            about="after 车牌 or 车号: a Taiwan or Hong Kong plate",
            pattern=re.compile(rf"{_CN_CUE}(?P<value>[A-Za-z0-9]{{2,4}}[ -]?[A-Za-z0-9]{{2,4}}){AFTER}"),
            locate=_cued_plate,
        ),
        Rule(
            name="plate_uk",
            entity="PLATE",
            strength=Strength.CUED,
            about="after a vehicle, a plate or a registration: a UK plate",
            pattern=re.compile(rf"(?:{_VEHICLE}|{_EN_CUE})(?P<value>[A-Za-z]{{2}}[0-9]{{2}}[ ]?[A-Za-z]{{3}}|[A-Z][0-9]{{1,3}}[ ]?[A-Z]{{3}}){AFTER}"),
        ),
        Rule(
            name="plate_uk_nearby",
            entity="PLATE",
            strength=Strength.CUED,
            about="up to 120 characters after a vehicle or a plate: a UK plate in capitals with its space",
            pattern=re.compile(
                r"(?<![0-9A-Za-z])(?P<value>[A-Z]{2}[0-9]{2} [A-Z]{3})(?![0-9A-Za-z])"
            ),
            locate=_near_vehicle,
        ),
        Rule(
            name="plate_cued_en",
            entity="PLATE",
            strength=Strength.CUED,
            about="after 'plate', 'registration' or 'tag': 4 to 8 capitals and digits (US, Taiwan, Hong Kong)",
            pattern=re.compile(rf"{_EN_CUE}(?P<value>(?:[A-Z]{{2}}[ ])?[A-Z0-9]{{1,4}}[ -]?[A-Z0-9]{{2,7}}){AFTER}"),
            locate=_cued_plate,
        ),
    ),
)
"""Number plates."""
