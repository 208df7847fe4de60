"""Numbers of identity papers: resident ids, social security, tax, passports, licences, health."""

import re

from feedback_ai.normalize.redaction.recognizers.checks import is_cn_resident_id, is_hk_id, is_tw_id
from feedback_ai.normalize.redaction.recognizers.context import is_reference
from feedback_ai.normalize.redaction.rules import AFTER, BEFORE, Family, Rule, Strength, digits_of, value_span
from feedback_ai.schema import Span

_IS = r"(?i:[ ]?(?:numbers?|no\.?|nr|num|#|id|code|号码|号|码|编号|is|was|为|是|details|:|\())*[ ]?"
_CN_CUE = r"(?:身份证|证件|公民身份|驾驶证|驾照|社保|医保|社会保障)(?:卡)?"
_HK_CUE = r"(?:身份证|证件|(?i:HKID(?: card)?|hong kong id(?:entity)?(?: card)?|id(?:entity)? card|(?<![A-Za-z])id))"
_PASSPORT_CUE = r"(?:护照|通行证|台胞证|回乡证|居住证|居留证|军官证|士兵证|(?<![A-Za-z])(?=[A-Za-z])(?i:passports?))"
_PAPER_CUE = (
    r"(?:驾驶证|驾照|社保|医保|就诊|病历|病案|住院|门诊|学生证|学|准考证|税|纳税人)(?:卡)?(?:号码|号|编号)"
    r"|(?<![A-Za-z])(?=[A-Za-z])(?i:(?:driver'?s?|driving|drivers'?) licen[cs]e|licen[cs]e (?=number|no)|tax id|tax(?:payer)? identification"
    r"|tin(?= (?:number|is|:))|itin|medical record|mrn|patient id|hospital number|medicare|medicaid|student id|alien registration"
    r"|green card (?=number|no)|state id|national id(?:entity)?|id card)(?![A-Za-z])"
)


def _cn_id(match: re.Match[str]) -> Span | None:
    return value_span(match) if is_cn_resident_id(re.sub(r"[ -]", "", match[0])) else None


def _tw_id(match: re.Match[str]) -> Span | None:
    return value_span(match) if is_tw_id(match[0]) and not is_reference(match) else None


def _hk_id(match: re.Match[str]) -> Span | None:
    return value_span(match) if is_hk_id(re.sub(r"[ ()]", "", match["value"])) else None


def _unless_reference(match: re.Match[str]) -> Span | None:
    return None if is_reference(match) else value_span(match)


def _with_digits(match: re.Match[str]) -> Span | None:
    return value_span(match) if len(digits_of(match["value"])) >= 4 else None


_RESIDENT = (
    Rule(
        name="id_cn_resident",
        entity="ID",
        strength=Strength.CHECKED,
        about="a mainland resident id of 18 characters: region, date of birth and check digit fit",
        pattern=re.compile(rf"{BEFORE}[1-8][0-9]{{5}}[ -]?(?:19|20)[0-9]{{6}}[ -]?[0-9]{{3}}[0-9Xx]{AFTER}"),
        locate=_cn_id,
    ),
    Rule(
        name="id_cn_cued",
        entity="ID",
        strength=Strength.CUED,
        about="after 身份证, 证件 or 驾照: 18 characters or the older 15 digits, check digit right or not",
        pattern=re.compile(
            rf"{_CN_CUE}{_IS}(?P<value>[1-9][0-9]{{5}}[ -]?[0-9]{{8}}[ -]?[0-9]{{3}}[0-9Xx]|[1-9][0-9]{{14}}){AFTER}"
        ),
    ),
    Rule(
        name="id_tw",
        entity="ID",
        strength=Strength.CHECKED,
        about="a Taiwan national or resident id with its check digit",
        pattern=re.compile(rf"{BEFORE}[A-Z][1289A-D][0-9]{{8}}{AFTER}"),
        locate=_tw_id,
    ),
    Rule(
        name="id_hk",
        entity="ID",
        strength=Strength.CHECKED,
        about="a Hong Kong identity card number with its check character in brackets",
        pattern=re.compile(rf"{BEFORE}(?P<value>[A-Z]{{1,2}}[0-9]{{6}}[ ]?\([0-9A]\))"),
        locate=_hk_id,
    ),
    Rule(
        name="id_card_cued",
        entity="ID",
        strength=Strength.CUED,
        about="after 身份证, 'HKID' or 'ID card': a letter or two with 6 to 9 digits",
        pattern=re.compile(rf"{_HK_CUE}{_IS}(?P<value>[A-Za-z]{{1,2}}[0-9]{{6,9}}(?:[ ]?\([0-9Aa]\)|[Aa])?){AFTER}"),
    ),
)

_NATIONAL = (
    Rule(
        name="id_us_ssn",
        entity="ID",
        strength=Strength.FORMATTED,
        about="a US social security number with hyphens, of ranges that are issued",
        pattern=re.compile(rf"(?<![0-9A-Za-z-])(?!000|666|9)[0-9]{{3}}-(?!00)[0-9]{{2}}-(?!0000)[0-9]{{4}}(?![0-9A-Za-z]|-[0-9])"),
        locate=_unless_reference,
    ),
    Rule(
        name="id_us_ssn_cued",
        entity="ID",
        strength=Strength.CUED,
        about="after 'SSN', 'social security' or 'ITIN': 9 digits",
        pattern=re.compile(
            rf"(?<![A-Za-z])(?=[A-Za-z])(?i:ssn|social security|itin|tax id){_IS}(?P<value>[0-9]{{3}}[ -]?[0-9]{{2}}[ -]?[0-9]{{4}}){AFTER}"
        ),
    ),
    Rule(
        name="id_uk_nino",
        entity="ID",
        strength=Strength.FORMATTED,
        about="a UK national insurance number",
        pattern=re.compile(
            rf"{BEFORE}(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][ ]?[0-9]{{2}}[ ]?[0-9]{{2}}[ ]?[0-9]{{2}}[ ]?[A-D]{AFTER}"
        ),
    ),
    Rule(
        name="id_uk_nino_cued",
        entity="ID",
        strength=Strength.CUED,
        about="after 'national insurance' or 'NINO': its two letters, six digits and a letter",
        pattern=re.compile(
            rf"(?<![A-Za-z])(?=[A-Za-z])(?i:national insurance|nino|ni (?=n)){_IS}(?P<value>[A-Za-z]{{2}}(?:[ ]?[0-9]{{2}}){{3}}(?:[ ]?[A-Da-d])?){AFTER}"
        ),
    ),
    Rule(
        name="id_uk_nhs",
        entity="ID",
        strength=Strength.CUED,
        about="after 'NHS': a 10-digit number",
        pattern=re.compile(rf"(?<![A-Za-z])(?=[A-Za-z])(?i:nhs){_IS}(?P<value>[0-9]{{3}}[ -]?[0-9]{{3}}[ -]?[0-9]{{4}}){AFTER}"),
    ),
    Rule(
        name="id_uk_driver",
        entity="ID",
        strength=Strength.FORMATTED,
        about="a UK driving licence number of 16 characters",
        pattern=re.compile(rf"{BEFORE}[A-Z]{{2,5}}9{{0,3}}[0-9][0156][0-9][0-3][0-9]{{2}}[A-Z][A-Z9][0-9][A-Z]{{2}}{AFTER}"),
    ),
)

_CUED = (
    Rule(
        name="id_passport",
        entity="ID",
        strength=Strength.CUED,
        about="after 'passport', 护照 or 通行证: up to three letters with 6 to 10 digits",
        pattern=re.compile(rf"{_PASSPORT_CUE}{_IS}(?P<value>[A-Za-z]{{0,3}}[0-9]{{6,10}}){AFTER}"),
    ),
    Rule(
        name="id_paper_cued",
        entity="ID",
        strength=Strength.CUED,
        about="after words for a licence, tax, health or student number, in both languages: a code with at least 4 digits",
        pattern=re.compile(rf"(?:{_PAPER_CUE}){_IS}(?P<value>[A-Za-z0-9-]{{5,20}}|[0-9]{{2,4}}(?:[ ][0-9]{{2,4}}){{2,3}}){AFTER}"),
        locate=_with_digits,
    ),
)

FAMILY = Family(name="ids", gate=re.compile(r"[0-9]{2}"), rules=_RESIDENT + _NATIONAL + _CUED)
"""Identity numbers."""
