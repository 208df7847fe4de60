"""Phone numbers of mainland China, Taiwan, Hong Kong, the United States and the United Kingdom, and international ones.

`phonenumbers` knows the numbering plans; the patterns here know how people write numbers. Toll-free and shared-cost
numbers belong to services, not to persons, and stay. Numbers reserved for fiction (07700 900...) count as numbers.
"""

import re

from phonenumbers import (
    NumberParseException,
    PhoneNumber,
    PhoneNumberType,
    is_possible_number,
    is_valid_number,
    number_type,
    parse,
)

from feedback_ai.normalize.redaction.recognizers.context import is_amount, is_hotline, is_reference, mentions_reference
from feedback_ai.normalize.redaction.rules import (
    AFTER,
    BEFORE,
    WORD,
    Family,
    Locate,
    Rule,
    Strength,
    joined,
    rule,
    shorter,
    value_span,
)
from feedback_ai.schema import Span

_START = rf"(?:{BEFORE}|(?<=[Tt]el)|(?<=[Pp]hone)|(?<=[Mm]obile))"
_EXTENSION = r"(?:[ ,]{0,2}(?:转|分机|(?i:extension|ext\.?|x)|#)[ :]{0,2}[0-9]{1,6}|-[0-9]{2,6})?"
_CUE = joined(
    rf"""
    (?:电话|手机|手提|座机|我的号码|联系方式|致电|来电|回电|传真|家里|屋企|办公室|打给我|打我|打去|拨打?|找我|联系我(?!们)
    |联络|短信|(?i:whatsapp)|{WORD}(?i:(?:tele)?phones?|tel|mobile|mob|cell|landline|fax|call(?:ed|ing)?|text|ring|dial
    |reach|contact|sms|(?:my|his|her)(?: \w+)? number|me (?:on|at|back)))(?![A-Za-z])
    """
)
_CUED_NUMBER = r"(?P<value>\(?[0-9](?:[ .()-]{0,2}[0-9]){6,11})"

_SERVICE_TYPES = frozenset(
    {PhoneNumberType.TOLL_FREE, PhoneNumberType.SHARED_COST, PhoneNumberType.PREMIUM_RATE, PhoneNumberType.UAN}
)
_SERVICE = re.compile(
    r"1?[ .-]?\(?8(?:00|88|77|66|55|44|33|22)\)?[ .-]?[0-9]{3}[ .-]?[0-9]{4}"
    r"|[48]00[ -]?[0-9]{3,4}[ -]?[0-9]{3,4}"
    r"|\(?080[089]\)?[ -]?[0-9 -]{6,9}"
    r"|0[389][0-9]{2}[ ][0-9]{3}[ ][0-9]{4}"
)
_FICTION = re.compile(r"0(?:7700[ -]?900|1632[ -]?960|1(?:1[3-8]|[2-69]1)[ -]?496[ -]?0|20[ -]?7946)[0-9 -]{2,6}")
"""Numbers that Ofcom keeps for fiction: no plan has them, people and tests write them."""

_DATE = re.compile(r"(?:19|20)[0-9]{2}[ .-]?(?:0[1-9]|1[0-2])[ .-]?(?:0[1-9]|[12][0-9]|3[01])")
_DECIMAL = re.compile(r"[0-9]+\.[0-9]{1,2}")
_RANGE = re.compile(r"([0-9]{2})[0-9]{2} ?- ?\1[0-9]{2}|(?:19|20)[0-9]{2} ?- ?(?:19|20)[0-9]{2}")
_LOCAL_REGIONS = ("CN", "TW", "HK", "US", "GB")


def _parsed(text: str, region: str | None) -> PhoneNumber | None:
    try:
        return parse(text, region)
    except NumberParseException:
        return None


def _is_personal(text: str, region: str) -> bool:
    """Whether the text is a number of the region, and not a service's.

    In the United States people write 555 for an area code, so a number of the right length is believed there.
    """
    if _SERVICE.fullmatch(text) is not None:
        return False
    number = _parsed(text, region)
    if number is None or number_type(number) in _SERVICE_TYPES:
        return False
    if region == "US":
        return is_possible_number(number)
    return is_valid_number(number) or _FICTION.fullmatch(text) is not None


def _is_international(text: str) -> bool:
    """Whether the text is a number with its country code; one outside the plan needs separators to be believed."""
    number = _parsed("+" + text[2:] if text.startswith("00") else text, None)
    if number is None or number_type(number) in _SERVICE_TYPES:
        return False
    written_as_number = re.search(r"[0-9][ .()-]+[0-9]", text) is not None
    return is_valid_number(number) or (written_as_number and is_possible_number(number))


def _international(match: re.Match[str]) -> Span | None:
    """The longest run of digit groups that is a number: what follows it may be digits of something else."""
    if is_amount(match):
        return None
    start = match.start()
    return next((Span(start, start + len(text)) for text in shorter(match[0]) if _is_international(text)), None)


def _mobile(match: re.Match[str]) -> Span | None:
    return None if is_reference(match) or is_amount(match) else value_span(match)


def _of_plan(region: str) -> Locate:
    def locate(match: re.Match[str]) -> Span | None:
        if is_reference(match) or is_hotline(match) or is_amount(match):
            return None
        return value_span(match) if _is_personal(match["number"], region) else None

    return locate


def _cued(match: re.Match[str]) -> Span | None:
    """After a cue the shape may be loose, but the number must be one that can be dialled somewhere we know."""
    text = match["value"]
    if (
        any(shape.fullmatch(text) for shape in (_SERVICE, _DATE, _DECIMAL, _RANGE))
        or is_reference(match, "value")
        or is_amount(match, "value")
    ):
        return None
    lead = match.string[match.start() : match.start("value")]
    if mentions_reference(lead) or is_hotline(match, "value"):
        return None
    numbers = (_parsed(text, region) for region in _LOCAL_REGIONS)
    possible = any(number is not None and is_possible_number(number) for number in numbers)
    return value_span(match) if possible else None


_CN_AREA = r"0(?:10|2[0-9]|[3-9][0-9]{2})"
_CN_MOBILE = joined(
    r"""
    1[3-9](?:[0-9]{9}|[0-9][ -][0-9]{4}[ -]?[0-9]{4}|[0-9]{5}[ -][0-9]{4}|[0-9][ -][0-9]{3}[ -][0-9]{5}
    |[0-9]{2}[ -][0-9]{3}[ -][0-9]{4})
    """
)
_UK_NUMBER = joined(
    r"""
    \(?07[0-9]{3}\)?[ -]?[0-9]{3}[ -]?[0-9]{3}|07[0-9]{2}[ -][0-9]{4}[ -][0-9]{3}
    |\(?02[0-9]\)?[ -]?[0-9]{4}[ -]?[0-9]{4}|\(?02[0-9]{2}\)?[ -][0-9]{3}[ -]?[0-9]{4}
    |\(?01[0-9]{2}\)?[ -]?[0-9]{3}[ -]?[0-9]{4}|\(?01[0-9]{3}\)?[ -]?[0-9]{2,3}[ -]?[0-9]{3}
    """
)
_MINE_EN = r"is (?:my|his|her|the best) [a-z ]{0,10}(?:number|phone|mobile|cell|landline)"
_MINE_ZH = r"[,(]?(?:这)?(?:是|为)(?:我|本人|家里|单位)?的?(?:电话|手机|号码|座机|联系方式)"


def _planned(name: str, about: str, pattern: str, locate: Locate) -> Rule:
    return rule("PHONE", name, Strength.CHECKED, about, pattern, locate)


FAMILY = Family(
    name="phone",
    gate=re.compile(r"[0-9零〇一二三四五六七八九幺]{3}|[+0-9(][0-9]"),
    rules=(
        _planned(
            "phone_international",
            "a number with country code, after + or 00, of the world's numbering plans",
            rf"(?<![0-9A-Za-z+])(?:\+|00)(?:[ .()-]{{0,2}}[0-9]){{7,15}}(?![0-9]){_EXTENSION}",
            _international,
        ),
        _planned(
            "phone_cn_mobile",
            "a mainland mobile number: 11 digits from 13 to 19, with separators or without",
            rf"{_START}(?:\(?\+?86\)?[ -]?)?{_CN_MOBILE}{AFTER}",
            _mobile,
        ),
        rule(
            "PHONE",
            "phone_cn_mobile_spelled",
            Strength.FORMATTED,
            "a mainland mobile number spelled in Chinese numerals",
            r"[一幺][三四五六七八九][零〇一幺二三四五六七八九]{9}(?![零〇一幺二三四五六七八九])",
        ),
        _planned(
            "phone_cn_landline",
            "a mainland landline with its area code, extension included",
            rf"""
            {_START}(?P<number>(?:\({_CN_AREA}\)|{_CN_AREA})[ -]{{0,3}}[2-8][0-9]{{2,3}}[ -]?[0-9]{{4}})
            (?![0-9]){_EXTENSION}
            """,
            _of_plan("CN"),
        ),
        _planned(
            "phone_tw",
            "a Taiwan mobile or landline number with its leading 0",
            rf"""
            {_START}(?P<number>09[0-9]{{2}}[ -]?[0-9]{{3}}[ -]?[0-9]{{3}}
            |(?:\(0[2-8][0-9]{{0,2}}\)|0[2-8][0-9]{{0,2}})[ -]?[0-9]{{3,4}}[ -]?[0-9]{{3,4}})(?![0-9]){_EXTENSION}
            """,
            _of_plan("TW"),
        ),
        _planned(
            "phone_us",
            "a North American number in its usual 3-3-4 groups, extension included",
            rf"""
            {_START}(?P<number>(?:\+?1[ .-]?)?(?:\([2-9][0-9]{{2}}\)[ -]?|[2-9][0-9]{{2}}[ .-])
            [2-9][0-9]{{2}}[ .-][0-9]{{4}})(?![0-9]){_EXTENSION}
            """,
            _of_plan("US"),
        ),
        _planned(
            "phone_uk",
            "a United Kingdom mobile or geographic number with its leading 0",
            rf"{_START}(?P<number>{_UK_NUMBER})(?![0-9]){_EXTENSION}",
            _of_plan("GB"),
        ),
        rule(
            "PHONE",
            "phone_cued",
            Strength.CUED,
            "after a cue such as 'call me on', 电话: a local number of 7 to 12 digits (Hong Kong, bare US numbers)",
            rf"{_CUE}[^0-9\n.!?;。<>]{{0,16}}{_CUED_NUMBER}(?![0-9A-Za-z%])",
            _cued,
        ),
        rule(
            "PHONE",
            "phone_cued_after",
            Strength.CUED,
            "before 'is my number' or 是我的电话: a local number of 7 to 12 digits",
            rf"(?<![0-9A-Za-z.-]){_CUED_NUMBER}[ ]?(?:{_MINE_EN}|{_MINE_ZH})",
            _cued,
        ),
    ),
)
"""Phone numbers."""
