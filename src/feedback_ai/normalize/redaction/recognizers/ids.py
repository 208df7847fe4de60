"""Numbers of identity papers: resident ids, social security, tax, passports, licences, health."""

import re

from feedback_ai.normalize.redaction.recognizers.checks import is_cn_resident_id, is_hk_id, is_tw_id
from feedback_ai.normalize.redaction.recognizers.context import is_reference
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

_IS = r"(?i:[ ]?(?:numbers?|no\.?|nr|num|#|id|code|号码|号|码|编号|is|was|为|是|details|[:,(]))*[ ]?"
_CN_PAPER = r"(?:身份证|证件|公民身份|驾驶证|驾照|社保|医保|社会保障)(?:卡)?"
_ID_CARD = rf"(?:身份证|证件|{WORD}(?i:HKID(?: card)?|hong kong id(?:entity)?(?: card)?|id(?:entity)? card|id))"
_PASSPORT = rf"(?:护照|通行证|台胞证|回乡证|居住证|居留证|军官证|士兵证|{WORD}(?i:passports?))"
_PAPER = joined(
    rf"""
    (?:(?:驾驶证|驾照|社保|医保|就诊|病历|病案|住院|门诊|学生证|学|准考证|税|纳税人)(?:卡)?(?:号码|号|编号)
    |{WORD}(?i:(?:driver'?s?|driving|drivers'?) licen[cs]e|licen[cs]e (?=number|no)|tax id
    |tax(?:payer)? identification|tin(?= (?:number|is|:))|itin|medical record|mrn|patient id|hospital number|medicare
    |medicaid|student id|alien registration|green card (?=number|no)|state id|national id(?:entity)?|id card)
    (?![A-Za-z]))
    """
)
_NINO = joined(
    r"""
    (?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]
    (?:[0-9]{6}|[ ][0-9]{6}[ ]|[ ]?[0-9]{2}[ ][0-9]{2}[ ][0-9]{2}[ ]?)[A-D]
    """
)
_MIN_DIGITS = 4


def _cn_id(match: re.Match[str]) -> Span | None:
    return value_span(match) if is_cn_resident_id(re.sub(r"[ -]", "", match[0])) else None


def _tw_id(match: re.Match[str]) -> Span | None:
    return value_span(match) if is_tw_id(match[0]) and not is_reference(match) else None


def _hk_id(match: re.Match[str]) -> Span | None:
    return value_span(match) if is_hk_id(re.sub(r"[ ()]", "", match[0])) else None


def _unless_reference(match: re.Match[str]) -> Span | None:
    return None if is_reference(match) else value_span(match)


def _with_digits(match: re.Match[str]) -> Span | None:
    return value_span(match) if len(digits_of(match["value"])) >= _MIN_DIGITS else None


def _rule(name: str, strength: Strength, about: str, pattern: str, locate: Locate = value_span) -> Rule:
    return rule("ID", name, strength, about, pattern, locate)


FAMILY = Family(
    name="ids",
    gate=re.compile(r"[0-9]{2}"),
    rules=(
        _rule(
            "id_cn_resident",
            Strength.CHECKED,
            "a mainland resident id of 18 characters: region, date of birth and check digit fit",
            rf"{BEFORE}[1-8][0-9]{{5}}[ -]?(?:19|20)[0-9]{{6}}[ -]?[0-9]{{3}}[0-9Xx]{AFTER}",
            _cn_id,
        ),
        _rule(
            "id_cn_cued",
            Strength.CUED,
            "after 身份证, 证件 or 驾照: 18 characters or the older 15 digits, check digit right or not",
            rf"""
            {_CN_PAPER}{_IS}(?P<value>[1-9][0-9]{{5}}[ -]?[0-9]{{8}}[ -]?[0-9]{{3}}[0-9Xx]|[1-9][0-9]{{14}}){AFTER}
            """,
        ),
        _rule(
            "id_tw",
            Strength.CHECKED,
            "a Taiwan national or resident id with its check digit",
            rf"{BEFORE}[A-Z][1289A-D][0-9]{{8}}{AFTER}",
            _tw_id,
        ),
        _rule(
            "id_hk",
            Strength.CHECKED,
            "a Hong Kong identity card number with its check character in brackets",
            rf"{BEFORE}[A-Z]{{1,2}}[0-9]{{6}}[ ]?\([0-9A]\)",
            _hk_id,
        ),
        _rule(
            "id_card_cued",
            Strength.CUED,
            "after 身份证, 'HKID' or 'ID card': a letter or two with 6 to 9 digits",
            rf"{_ID_CARD}{_IS}(?P<value>[A-Za-z]{{1,2}}[0-9]{{6,9}}(?:[ ]?\([0-9Aa]\)|[Aa])?){AFTER}",
        ),
        _rule(
            "id_us_ssn",
            Strength.FORMATTED,
            "a US social security number with hyphens, of ranges that are issued",
            r"(?<![0-9A-Za-z-])(?!000|666|9)[0-9]{3}-(?!00)[0-9]{2}-(?!0000)[0-9]{4}(?![0-9A-Za-z]|-[0-9])",
            _unless_reference,
        ),
        _rule(
            "id_us_ssn_cued",
            Strength.CUED,
            "after 'SSN', 'social security' or 'ITIN': 9 digits",
            rf"""
            {WORD}(?i:ssn|social security|itin|tax id){_IS}(?P<value>[0-9]{{3}}[ -]?[0-9]{{2}}[ -]?[0-9]{{4}}){AFTER}
            """,
        ),
        _rule("id_uk_nino", Strength.FORMATTED, "a UK national insurance number", BEFORE + _NINO + AFTER),
        _rule(
            "id_uk_nino_cued",
            Strength.CUED,
            "after 'national insurance' or 'NINO': two letters, six digits and a letter",
            rf"""
            {WORD}(?i:national insurance|nino|ni (?=n)){_IS}
            (?P<value>[A-Za-z]{{2}}(?:[ ]?[0-9]{{2}}){{3}}(?:[ ]?[A-Da-d])?){AFTER}
            """,
        ),
        _rule(
            "id_uk_nhs",
            Strength.CUED,
            "after 'NHS': a 10-digit number",
            rf"{WORD}(?i:nhs){_IS}(?P<value>[0-9]{{3}}[ -]?[0-9]{{3}}[ -]?[0-9]{{4}}){AFTER}",
        ),
        _rule(
            "id_uk_driver",
            Strength.FORMATTED,
            "a UK driving licence number of 16 characters",
            rf"{BEFORE}[A-Z]{{2,5}}9{{0,3}}[0-9][0156][0-9][0-3][0-9]{{2}}[A-Z][A-Z9][0-9][A-Z]{{2}}{AFTER}",
        ),
        _rule(
            "id_passport",
            Strength.CUED,
            "after 'passport', 护照 or 通行证: up to three letters with 6 to 10 digits",
            rf"{_PASSPORT}{_IS}(?P<value>[A-Za-z]{{0,3}}[0-9]{{6,10}}){AFTER}",
        ),
        _rule(
            "id_paper",
            Strength.CUED,
            "after words for a licence, tax, health or student number: a code with at least 4 digits",
            rf"{_PAPER}{_IS}(?P<value>[A-Za-z0-9-]{{5,20}}|[0-9]{{2,4}}(?:[ ][0-9]{{2,4}}){{2,3}}){AFTER}",
            _with_digits,
        ),
    ),
)
"""Identity numbers."""
