"""Addresses in English, read as a chain of parts: flat, house, street, town, postcode.

A chain is an address if it has a house on a street and a postcode or ZIP code, or follows a cue (I live at).
A street without a house number stays, and so does a house on a street that no cue calls an address: it may be a shop.
"""

import re

from feedback_ai.normalize.redaction.rules import (
    AFTER,
    BEFORE,
    WORD,
    Family,
    Locate,
    Rule,
    Strength,
    joined,
    one_of,
    rule,
    value_span,
)
from feedback_ai.normalize.redaction.words import words_of
from feedback_ai.normalize.redaction.words.english import NOT_NAMES
from feedback_ai.schema import Span

_NAME = joined(
    r"""
    (?:[A-Z0-9À-Þ](?:[A-Za-z0-9À-ɏ'-]|\.(?=[A-Za-z])){0,20}+(?:(?<=[ .,][A-Z])\.|(?<=[ ,]St)\.|(?<=[ ,]Mt)\.)?)
    """
)
_LOWER = r"[A-Za-z0-9À-ɏ'.-]{1,21}+"
_ANY_SUFFIX = one_of(words_of("en_street_suffixes"))
_SUFFIX = rf"(?i:{_ANY_SUFFIX})(?![A-Za-z])\.?"
_SURE_SUFFIX = r"(?i:street|road|rd|avenue|ave|lane|drive|boulevard|blvd|crescent|court|terrace)(?![A-Za-z])\.?"
_HOUSE = r"(?i:(?:no\.?|number|house)[ ]?)?[0-9]{1,6}(?:[ ]?[-/][ ]?[0-9]{1,4})?[A-Za-z]?,?"
_DIRECTION = r"(?:[ ](?:[NSEW]|NE|NW|SE|SW|North|South|East|West|Central)(?![A-Za-z]))?"
_STREET = joined(
    rf"""
    {_HOUSE}(?:(?:[ ]{_NAME}){{1,4}}?[ ]{_SUFFIX}{_DIRECTION}|(?:[ ]{_LOWER}){{1,2}}?[ ]{_SURE_SUFFIX}
    |[ ](?:Broadway|The[ ][A-Z][a-z]+))
    """
)
_EUROPEAN = joined(
    rf"""
    (?:[0-9]{{1,4}},?[ ](?:(?:bis|ter)[ ])?(?i:rue|avenue|boulevard|place|chemin|quai|all[ée]e|impasse|via|viale|piazza
    |corso|calle|avenida|plaza|rua)(?:[ ](?:de|du|des|della|del|di|da|la|le|les|los|las|l'|d'))*(?:[ ]?{_NAME}){{1,3}}
    |[A-ZÄÖÜ][a-zäöüß-]{{2,24}}(?:stra(?:ße|sse)|str\.|allee|weg|platz|gasse|ring|damm|ufer|straat|laan|gracht)
    [ ][0-9]{{1,4}}[a-z]?)
    """
)
_POSTCODE = r"(?:GIR ?0AA|[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][ABD-HJLNP-UW-Z]{2})"
_CODE = joined(
    rf"""
    (?:(?i:{_POSTCODE})|{one_of(words_of("us_states"))}[ ,]{{1,2}}[0-9]{{5}}(?:-[0-9]{{4}})?
    |(?:NSW|VIC|QLD|WA|SA|TAS|ACT|NT),?[ ][0-9]{{4}}|[A-Z][0-9][A-Z][ ]?[0-9][A-Z][0-9]
    |[0-9]{{5}}[ ][A-ZÄÖÜÉ][a-zà-ÿ-]{{2,20}}){AFTER}
    """
)
"""Postcodes of the UK, the US, Australia and Canada, and five digits with a town."""

_UNIT = joined(
    r"""
    (?:(?i:flat|apartment|apt|unit|suite|ste|room|rm|block|blk|tower|building|bldg|floor|section|sec|lane|alley|level
    |lot|p\.?o\.? box)(?:\.?[ ]?#?[0-9]{1,5}[A-Za-z]?|\.?[ ]#?[A-Z][0-9]{0,4})(?![A-Za-z0-9])|\#[0-9A-Z-]{1,6}
    |[0-9]{1,2}(?:/?F(?![A-Za-z])|(?:st|nd|rd|th)[ ](?i:floor))|(?i:no)\.?[ ]?[0-9]{1,4}(?![0-9A-Za-z]))
    """
)
_NAMED = joined(
    rf"""
    (?:{_NAME}[ ]){{1,4}}?(?i:house|cottage|farm|lodge|barn|mill|hall|court|tower|building|block|mansions?|estate
    |gardens?|district|{_ANY_SUFFIX})(?![A-Za-z])\.?{_DIRECTION}
    """
)
"""A building or a street by its name alone."""

_PART = rf"(?>{_EUROPEAN}|{_STREET}|{_UNIT}|{_CODE}|{_NAMED}|{_NAME}(?:[ ]{_NAME}){{0,2}})"
_NEXT = rf"(?:(?:,[ ]?\n?|[ ]|\n){_PART})"
_CHAIN = rf"(?P<value>{_PART}{_NEXT}{{0,9}})"
_HAS_STREET = re.compile(rf"{_EUROPEAN}|{_STREET}")
_HAS_BOX = re.compile(r"(?i:p\.?o\.? box)")
_HAS_CODE = re.compile(_CODE)
_HAS_UNIT = re.compile(BEFORE + _UNIT)
_HAS_NAMED = re.compile(_NAMED)
_LAST_WORD = re.compile(r"[ ,\n]+([A-Za-z]+)(?:'[a-z]+)?$")

_THING = r"(?: (?:it|them|this|that|off|(?:my|the|our|a|an)(?: \w+)? \w+))?"
_CUE = joined(
    rf"""
    {WORD}(?i:(?:i|we|she|he|they|who|also) (?:live[sd]?|reside[sd]?|stay(?:s|ed)?|moved)|living|residing|resident
    |address(?:ed)?|deliver(?:ed|y|ies|ing)?|(?:sent|send|resend|re-send|sending|forward(?:ed)?|redirect(?:ed)?|ship
    |shipped|shipping|post(?:ed)?|mail(?:ed)?|left|dropped|dispatched){_THING}
    |(?:my|our|his|her|their) (?:home|house|flat|property|apartment|place|parents|mother|mum|mom|neighbou?r)
    |property|house|flat|home|apartment|lives?|(?:pick|picked|collect|collected)(?: \w+)? (?:up )?from|neighbou?rs?
    |come|came|visit(?:ed)?|engineer|install\w*|(?:lady|man|guy|woman|family|people|couple|person|friend|parents|tenant
    |owner)s?|(?:return|label|parcel|invoice|billing|bill|letter|statement|key|package)s?(?: label| address)?
    (?: goes| went| going| should go)?|go(?:ing|es)? to|went to|brought to|based)
    (?i:{_THING}[ ]?(?:is|was|to|at|in|on|for|of|as|outside|near|not|on file|instead of|now|:|-|,|\())*[ \n]{{0,2}}
    """
)
_BEGINS = joined(
    r"""
    (?=[0-9]|The[ ][A-Z]|(?i:flat|apartment|apt|unit|suite|room|rm|no\.|number|p\.?o\.? box)[ .]
    |[A-ZÄÖÜ][a-zäöüß-]{2,24}(?:stra(?:ße|sse)|str\.|allee|weg|platz)[ ])
    """
)
_FLAT_AND_FLOOR = joined(
    r"""
    (?:(?i:flat|room|rm|unit)\.?[ ]?[0-9A-Za-z]{1,5},?[ ][0-9]{1,2}/F|[0-9]{1,2}/F
    |(?i:no)\.?[ ]?[0-9]{1,4},[ ](?i:sec|section|lane|alley)\.?[ ][0-9]{1,4})
    """
)


def _trimmed(match: re.Match[str]) -> Span:
    """The chain without the words of the next sentence that begin with a capital."""
    start, end = match.span("value")
    while (last := _LAST_WORD.search(match.string[start:end])) is not None and last[1].lower() in NOT_NAMES:
        end = start + last.start()
    return Span(start, end)


def _with_code(match: re.Match[str]) -> Span | None:
    """From the house or flat to the last postcode."""
    codes = list(_HAS_CODE.finditer(match.string, *match.span("value")))
    housed = any(part.search(match["value"]) for part in (_HAS_STREET, _HAS_NAMED, _HAS_BOX))
    return Span(match.start("value"), codes[-1].end()) if codes and housed else None


def _after_cue(match: re.Match[str]) -> Span | None:
    """A house on a street, a flat in a named building, or words up to a postcode."""
    chain = match["value"]
    unit = _HAS_UNIT.search(chain)
    named = _HAS_NAMED.search(chain, unit.end() if unit else 0)
    housed = _HAS_STREET.search(chain) or (named and (unit or _HAS_CODE.search(chain)))
    return _trimmed(match) if housed and any(char.isdigit() for char in chain) else None


def _rule(name: str, strength: Strength, about: str, pattern: str, locate: Locate = value_span) -> Rule:
    return rule("ADDRESS", name, strength, about, pattern, locate)


FAMILY = Family(
    name="addresses_en",
    gate=re.compile(r"[0-9]"),
    rules=(
        _rule(
            "address_en_code",
            Strength.FORMATTED,
            "a house and street, a named building or a PO box, up to a postcode or ZIP code",
            BEFORE + _BEGINS + _CHAIN,
            _with_code,
        ),
        _rule(
            "address_en_floor",
            Strength.FORMATTED,
            "a flat and floor as in Hong Kong (Flat B, 12/F, ...), a section as in Taiwan (No. 7, Sec. 5, ...)",
            rf"{BEFORE}(?P<value>{_FLAT_AND_FLOOR}{_NEXT}{{1,9}})",
            _trimmed,
        ),
        _rule(
            "address_en_cued",
            Strength.CUED,
            "after 'I live at', 'my address is', 'delivered to' ...: a house and street, or a flat in a building",
            _CUE + _CHAIN,
            _after_cue,
        ),
        _rule(
            "address_en_postcode",
            Strength.CUED,
            "after 'my postcode': a UK postcode",
            rf"{WORD}(?i:(?:my|our|home) post ?code)(?i:[ ]?(?:is|was|:|-))*[ ]?(?P<value>(?i:{_POSTCODE})){AFTER}",
        ),
    ),
)
"""Addresses in English."""
