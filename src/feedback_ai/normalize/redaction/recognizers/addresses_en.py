"""Addresses in English, read as a chain of parts: flat, house, street, town, postcode.

A chain is an address if it has a house on a street and a postcode or ZIP code, or follows a cue (I live at, deliver to).
A street without a house number stays, and so does a house on a street that no cue calls an address: it may be a shop.
"""

import re

from feedback_ai.normalize.redaction.rules import AFTER, BEFORE, Family, Rule, Strength, value_span
from feedback_ai.normalize.redaction.words.english import NOT_NAMES
from feedback_ai.normalize.redaction.words.places import STATES, STREET_SUFFIXES
from feedback_ai.schema import Span

_NAME = r"(?:[A-Z0-9À-Þ](?:[A-Za-z0-9À-ɏ'-]|\.(?=[A-Za-z])){0,20}+(?:(?<=[ .,][A-Z])\.|(?<=[ ,]St)\.|(?<=[ ,]Mt)\.)?)"
_WORD = r"[A-Za-z0-9À-ɏ'.-]{1,21}+"
_SUFFIX = rf"(?i:{'|'.join(STREET_SUFFIXES)})(?![A-Za-z])\.?"
_SURE_SUFFIX = r"(?i:street|road|rd|avenue|ave|lane|drive|boulevard|blvd|crescent|court|terrace)(?![A-Za-z])\.?"
_HOUSE = r"(?i:(?:no\.?|number|house)[ ]?)?[0-9]{1,6}(?:[ ]?[-/][ ]?[0-9]{1,4})?[A-Za-z]?,?"
_DIRECTION = r"(?:[ ](?:[NSEW]|NE|NW|SE|SW|North|South|East|West|Central)(?![A-Za-z]))?"
_STREET = (
    rf"{_HOUSE}(?:(?:[ ]{_NAME}){{1,4}}?[ ]{_SUFFIX}{_DIRECTION}|(?:[ ]{_WORD}){{1,2}}?[ ]{_SURE_SUFFIX}"
    r"|[ ](?:Broadway|The[ ][A-Z][a-z]+))"
)
_POSTCODE = r"(?:GIR ?0AA|[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][ABD-HJLNP-UW-Z]{2})"
_EUROPEAN = (
    r"(?:[0-9]{1,4},?[ ](?:(?:bis|ter)[ ])?(?i:rue|avenue|boulevard|place|chemin|quai|all[ée]e|impasse|via|viale|piazza|corso|calle|avenida|plaza|rua)"
    rf"(?:[ ](?:de|du|des|della|del|di|da|la|le|les|los|las|l'|d'))*(?:[ ]?{_NAME}){{1,3}}"
    r"|[A-ZÄÖÜ][a-zäöüß-]{2,24}(?:stra(?:ße|sse)|str\.|allee|weg|platz|gasse|ring|damm|ufer|straat|laan|gracht)[ ][0-9]{1,4}[a-z]?)"
)
_STATE_CODE = r"(?:NSW|VIC|QLD|WA|SA|TAS|ACT|NT),?[ ][0-9]{4}|[A-Z][0-9][A-Z][ ]?[0-9][A-Z][0-9]|[0-9]{5}[ ][A-ZÄÖÜÉ][a-zà-ÿ-]{2,20}"
_ZIP = rf"(?:{'|'.join(STATES)})[ ,]{{1,2}}[0-9]{{5}}(?:-[0-9]{{4}})?"
_CODE = rf"(?:(?i:{_POSTCODE})|{_ZIP}|{_STATE_CODE}){AFTER}"
_UNIT = (
    r"(?:(?i:flat|apartment|apt|unit|suite|ste|room|rm|block|blk|tower|building|bldg|floor|section|sec|lane|alley|level|lot|p\.?o\.? box)"
    r"\.?[ ]?#?(?:[0-9]{1,5}[A-Za-z]?|[A-Z](?:[0-9]{1,4})?)(?![A-Za-z0-9])|\#[0-9A-Z-]{1,6}|[0-9]{1,2}(?:/F|(?:st|nd|rd|th)[ ](?i:floor)))"
)
_NAMED = rf"(?:{_NAME}[ ]){{1,4}}?(?i:house|court|tower|building|block|mansions?|estate|gardens?|{'|'.join(STREET_SUFFIXES)})(?![A-Za-z])\.?{_DIRECTION}"
_TOWN = rf"{_NAME}(?:[ ]{_NAME}){{0,2}}"
_PART = rf"(?>{_EUROPEAN}|{_STREET}|{_UNIT}|{_CODE}|{_NAMED}|{_TOWN})"
_SEPARATOR = r"(?:,[ ]?\n?|[ ]|\n)"
_CHAIN = rf"(?P<value>{_PART}(?:{_SEPARATOR}{_PART}){{0,9}})"
_HAS_STREET = re.compile(rf"{_EUROPEAN}|{_STREET}")
_HAS_BOX = re.compile(r"(?i:p\.?o\.? box)")
_HAS_CODE = re.compile(_CODE)
_HAS_UNIT = re.compile(_UNIT)
_HAS_NAMED = re.compile(_NAMED)
_LAST_WORD = re.compile(r"[ ,\n]+([A-Za-z]+)(?:'[a-z]+)?$")

_THING = r"(?: (?:it|them|this|that|off|(?:my|the|our|a|an)(?: \w+)? \w+))?"
_CUE = (
    r"(?<![A-Za-z])(?=[A-Za-z])(?i:(?:i|we|she|he|they|who|also) (?:live[sd]?|reside[sd]?|stay(?:s|ed)?|moved)|living|residing|resident"
    r"|address(?:ed)?|deliver(?:ed|y|ies|ing)?|(?:sent|send|sending|ship|shipped|shipping|post(?:ed)?|mail(?:ed)?|left|dropped|dispatched)"
    rf"{_THING}|(?:my|our|his|her|their) (?:home|house|flat|property|apartment|place|parents|mother|mum|mom|neighbour|neighbor)"
    r"|property|house|flat|home|apartment|lives?|(?:pick|picked|collect|collected)(?: \w+)? (?:up )?from|neighbou?rs?|come|came|visit(?:ed)?|engineer"
    r"|install\w*|(?:return|label|parcel|invoice|billing|bill|letter|statement|key|package)s?(?: label| address)?(?: goes| went| going| should go)?|(?:lady|man|guy|woman|family|people|couple|person|friend|parents|tenant|owner)s?|go(?:ing|es)? to|went to|brought to|based)"
    rf"(?i:{_THING}[ ]?(?:is|was|to|at|in|on|for|of|as|outside|near|not|on file|instead of|now|:|-|,|\())*[ \n]{{0,2}}"
)


def _trimmed(match: re.Match[str]) -> Span | None:
    """The chain without the words of the next sentence that begin with a capital."""
    span = value_span(match)
    if span is None:
        return None
    start, end = span
    while (last := _LAST_WORD.search(match.string[start:end])) is not None and last[1].lower() in NOT_NAMES:
        end = start + last.start()
    return Span(start, end)


def _with_code(match: re.Match[str]) -> Span | None:
    """From the house or flat to the last postcode."""
    codes = list(_HAS_CODE.finditer(match.string, *match.span("value")))
    housed = any(part.search(match["value"]) for part in (_HAS_STREET, _HAS_NAMED, _HAS_BOX))
    if not codes or not housed:
        return None
    return Span(match.start("value"), codes[-1].end())


def _after_cue(match: re.Match[str]) -> Span | None:
    """A house on a street, a flat in a named building, or words up to a postcode."""
    chain = match["value"]
    housed = _HAS_STREET.search(chain) or (_HAS_UNIT.search(chain) and _HAS_NAMED.search(chain)) or _HAS_CODE.search(chain)
    return _trimmed(match) if housed else None


FAMILY = Family(
    name="addresses_en",
    gate=re.compile(r"[0-9]"),
    rules=(
        Rule(
            name="address_en_code",
            entity="ADDRESS",
            strength=Strength.FORMATTED,
            about="a house and street, or a named building, followed by a UK postcode or a US ZIP code",
            pattern=re.compile(rf"{BEFORE}(?=[0-9]|(?i:flat|apartment|apt|unit|suite|room|rm|no\.|number|p\.?o\.? box)[ .]|[A-ZÄÖÜ][a-zäöüß-]{{2,24}}(?:stra(?:ße|sse)|str\.|allee|weg|platz)[ ]){_CHAIN}"),
            locate=_with_code,
        ),
        Rule(
            name="address_en_floor",
            entity="ADDRESS",
            strength=Strength.FORMATTED,
            about="a flat and floor in the Hong Kong manner (Flat B, 12/F, ...), a section in the Taiwan manner (No. 7, Sec. 5, ...)",
            pattern=re.compile(
                rf"{BEFORE}(?P<value>(?:(?i:flat|room|rm|unit)\.?[ ]?[0-9A-Za-z]{{1,5}},?[ ][0-9]{{1,2}}/F|[0-9]{{1,2}}/F"
                rf"|(?i:no)\.?[ ]?[0-9]{{1,4}},[ ](?i:sec|section|lane|alley)\.?[ ][0-9]{{1,4}})(?:{_SEPARATOR}{_PART}){{1,9}})"
            ),
            locate=_trimmed,
        ),
        Rule(
            name="address_en_cued",
            entity="ADDRESS",
            strength=Strength.CUED,
            about="after 'I live at', 'my address is', 'delivered to' ...: a house and street, a flat in a building, or a postcode",
            pattern=re.compile(_CUE + _CHAIN),
            locate=_after_cue,
        ),
        Rule(
            name="address_en_postcode_cued",
            entity="ADDRESS",
            strength=Strength.CUED,
            about="after 'postcode': a UK postcode",
            pattern=re.compile(
                rf"(?<![A-Za-z])(?=[A-Za-z])(?i:post ?code)(?i:[ ]?(?:is|was|:|-))*[ ]?(?P<value>(?i:{_POSTCODE})){AFTER}"
            ),
        ),
    ),
)
"""Addresses in English."""
