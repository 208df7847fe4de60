"""Names in English that a cue introduces: my name is, Mr, a signature, the name field of a form, spoke to."""

import re
from collections.abc import Callable

from feedback_ai.normalize.redaction.rules import Family, Rule, Strength
from feedback_ai.normalize.redaction.words.english import BRANDS, GIVEN_NAMES, NOT_NAMES, SURNAMES
from feedback_ai.schema import Span

_WORD = r"[A-Za-zÀ-ɏ](?:[A-Za-zÀ-ɏ'-]{0,24}[A-Za-zÀ-ɏ])?\.?"
_CAPITAL = r"[A-ZÀ-Þ](?:[A-Za-zÀ-ɏ'-]{0,24}[A-Za-zÀ-ɏ])?\.?"
_AHEAD = rf"(?=(?P<value>{_WORD}(?:[ ]{_WORD}){{0,4}}))"
_QUOTE = r"[\"'(]?"
_THING = r"(?:account|card|booking|order|ticket|reservation|policy|file|label|parcel|bill|passport|letter|form|invoice|contract)"
_ROLE = (
    r"(?:agent|nurse|waiter|waitress|server|driver|managers?|receptionist|courier|cashier|rep|representative|advis[eo]r|consultant"
    r"|teller|engineer|technician|midwife|concierge|operator|supervisor|guy|lady|gentleman|man|woman|girl|boy|person|someone|somebody"
    r"|colleague|employee|staff member|member of staff|assistant|associate|officer|specialist|therapist|physio|doctor|dentist|surgeon"
    r"|stylist|barber|barista|bartender|chef|hostess|porter|housekeeper|cleaner|guard|clerk|teacher|instructor|trainer|coach"
    r"|salesman|saleswoman|salesperson|team leader|team member|plumber|electrician|mechanic|pharmacist)"
)
_KIN = r"(?:husband|wife|son|daughter|mother|father|mum|mom|dad|friend|partner|brother|sister|grandmother|grandfather|nan|aunt|uncle|neighbou?r)"

_SAYS = re.compile(
    rf"(?<![A-Za-z])(?=[A-Za-z])(?i:(?:my|his|her|the|their|whose|customer|full)(?: full| first| last| real| given)? name(?: on (?:the|my) {_THING})?"
    rf"(?: is|'s| was|:)|my names|name'?s(?= [A-Z])|(?:i am|i'm|is) called|i go by)[ :]+{_QUOTE}{_AHEAD}"
)
_FIELD = re.compile(
    r"(?:(?<![A-Za-z])(?=[A-Za-z])(?i:(?:full|customer|client|contact|first|last|sur|family|given|guest|patient|passenger|account|cardholder'?s?"
    r"|card ?holder|holder|lead|billing|recipient|sender|student|member|legal|complainant) ?names?|contact(?: person)?|account ?holder"
    r"|card ?holder|recipient|addressee|passenger|guest|patient|complainant|customer|client|submitted by|sent by|from)"
    rf"|(?:^|[\n.;,(|])[ ]*(?i:name))[ ]?[:=][ ]*{_QUOTE}{_AHEAD}"
)
_BOOKED = re.compile(
    r"(?<![A-Za-z])(?=[A-Za-z])(?i:in the names? of|under the names?(?: of)?|by the name of|registered to|registered in the name of|goes by"
    rf"|(?:{_THING}|booked|reserved|registered|filed|listed|appointment|room|table)(?: is| was)? under)[ ]+{_QUOTE}{_AHEAD}"
)
_PERSON = re.compile(
    rf"(?<![A-Za-z])(?=[A-Za-z])(?i:{_ROLE}(?:(?: who| that)?(?: was| is))? (?:named|called|by the name of)|{_ROLE} introduced \w+ as"
    rf"|(?:the|your|an?|my|our|his|her|their|another|this)(?: \w+)? {_ROLE}(?: was| is)?)[ ]?[,:-]?[ ]?{_QUOTE}{_AHEAD}"
)
_TITLE = re.compile(
    r"(?<![A-Za-z])(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Doctor|Nurse|Sir|Madame?|Captain|Officer|Constable|MR|MRS|DR|MISS)\.?[ ]"
    + _AHEAD
)
_LOWER_TITLE = re.compile(rf"(?<![A-Za-z])(?:mr|mrs|ms|miss|dr)\.?[ ]{_AHEAD}")
_SELF = re.compile(rf"(?<![A-Za-z])(?:I am|I'm|Im|i'm|i am|This is|this is|I AM)[ ]+{_AHEAD}")
_FORMAL = re.compile(rf"(?<![A-Za-z])I,[ ]{_AHEAD}(?=(?:[A-Z][\w'.-]*[ ]){{0,3}}[A-Z][\w'.-]*,)")
_MET = re.compile(
    r"(?<![A-Za-z])(?=[A-Za-z])(?i:(?:spoke|speaking|talked|talking|spoken|chatted|dealt|dealing) (?:to|with)|(?:served|helped|assisted|treated|seen"
    r"|greeted|welcomed|told|answered|handled|signed|looked after|processed|attended) by|thank(?:s| you)(?: so much| very much)?(?: to)?"
    r"|(?:ask|asked|asking) for|named|called|call me|introduced (?:him|her|them)sel(?:f|ves) as|dear|hi|hello|hey|on behalf of"
    rf"|made out to|attn|attention|c/o|signed|shout ?out to|credit to|kudos to|well done|(?:my|our|her|his) {_KIN}|{_ROLE}(?: was| is)?"
    rf"|(?:{_THING}|appointment|room|table|booked|reserved)(?: is| was)? for)[ ]?[,:-]?[ ]*{_QUOTE}{_AHEAD}"
)
_STAFF = re.compile(
    rf"(?<![A-Za-z'.-])(?=(?P<value>{_CAPITAL}(?:[ ]{_CAPITAL}){{0,2}})"
    r"[ ](?:here(?![a-z])|(?:from|at|in|on|of|behind) (?:the |your |our )?(?:\w+ )?(?:front desk|reception|desk|counter|bar|till|checkout"
    r"|support|service|services|billing|sales|team|department|branch|store|shop|office|accounts|complaints|customer (?:care|service))"
    r"(?![a-z])))"
)
_CLOSING = r"[ ]?(?:[,.!-]|[,.]?[ ]?\n)[ ]*\n{0,2}[ ]*"
_SIGNATURE = rf"(?P<value>{_WORD}(?:[ ]{_WORD}){{0,3}})(?=[ ]*[.!]?[ ]*(?:$|[\n<(]"
_REGARDS = re.compile(
    r"(?<![A-Za-z])(?<!this )(?<!in )(?<!with )(?i:(?:(?:kind|best|warm|warmest|kindest|many) )?regards|(?:yours |respectfully |yours very )?"
    rf"sincerely|yours(?: truly| faithfully)?|faithfully|best wishes|respectfully(?: yours)?|cordially|signed){_CLOSING}{_SIGNATURE}|,[ ]))"
)
_THANKS = re.compile(
    r"(?:(?<![A-Za-z])(?=[A-Za-z])(?i:many thanks|(?:with )?thanks(?: again| in advance)?|thank you|cheers|love|best|all the best|warmly|take care|x+)"
    rf"{_CLOSING}|(?:[.!?\n]|^)[ ]?-{{1,2}}[ ]?|\n[ ]?){_SIGNATURE}))"
)

_PARTICLES = frozenset("van von de la del der den bin al el da dos du le di mc st".split())
_MAX_WORDS = 4
_MASK = re.compile(r"[xX]{2,}")
_INTRODUCES = re.compile(r"[ ]?(?:[,.]|from|calling|writing|speaking|here|and (?:i|my|we))(?![a-z])")
_SPEAKS = re.compile(r"[ ](?:from|calling|writing|speaking|here)(?![a-z])")


def _is_initial(word: str) -> bool:
    return len(word.rstrip(".")) == 1 and word[:1].isupper()


def _bare(word: str) -> str:
    return word.removesuffix(".").split("'s")[0].lower()


def _is_capitalized(word: str, place: int) -> bool:
    """Whether a word can stand in a name: capitalized and no word of the language, or `van`, `de` inside."""
    if place and word in _PARTICLES:
        return True
    return word[0].isupper() and _bare(word) not in NOT_NAMES and not _MASK.fullmatch(_bare(word))


def _is_frequent(word: str, place: int) -> bool:
    """Whether a lower-case word is a frequent given name, or a frequent surname in a later place."""
    return _bare(word) in (SURNAMES if place else GIVEN_NAMES)


def _words(match: re.Match[str], belongs: Callable[[str, int], bool]) -> list[re.Match[str]]:
    """The first words of the value that belong to a name; a sentence's end, or the possessive, ends it."""
    kept: list[re.Match[str]] = []
    for word in re.finditer(_WORD, match["value"]):
        text = word[0]
        if len(kept) == _MAX_WORDS or not belongs(text, len(kept)):
            break
        kept.append(word)
        if text.endswith((".", "'s")) and not _is_initial(text):
            break
    while len(kept) > 1 and kept[-1][0] in _PARTICLES:
        kept.pop()
    return kept


def _span(match: re.Match[str], words: list[re.Match[str]], *, with_cue: bool = False) -> Span:
    base = match.start("value")
    last = words[-1][0]
    kept = last if _is_initial(last) else last.removesuffix(".").removesuffix("'s")
    return Span(match.start() if with_cue else base + words[0].start(), base + words[-1].start() + len(kept))


def _after_strong_cue(match: re.Match[str]) -> Span | None:
    """Capitalized words, or lower-case ones that begin with a frequent given name and go on with a surname."""
    words = _words(match, _is_capitalized) or _words(match, _is_frequent)
    return _span(match, words) if words else None


def _after_role(match: re.Match[str]) -> Span | None:
    """Capitalized words, unless all is in capitals, where capitals say nothing."""
    words = _words(match, _is_capitalized)
    shouted = bool(words) and len(words[0][0]) > 1 and words[0][0].isupper()
    return _span(match, words) if words and (not shouted or _bare(words[0][0]) in GIVEN_NAMES) else None


def _after_title(match: re.Match[str]) -> Span | None:
    """Title and name together, except where they are a brand or a saying (Dr Pepper, Mr Right)."""
    words = _words(match, _is_capitalized)
    if not words or _bare(words[0][0]) in BRANDS or words[0][0].lower() in BRANDS:
        return None
    return _span(match, words, with_cue=True)


def _after_lower_title(match: re.Match[str]) -> Span | None:
    words = _words(match, lambda word, _: _bare(word) in SURNAMES)
    return _span(match, words, with_cue=True) if words else None


def _after_weak_cue(match: re.Match[str]) -> Span | None:
    """Capitalized words of which the first is a given name; 'I called Virgin' and 'spoke to Customer Care' are none."""
    words = _words(match, _is_capitalized)
    if not words or _bare(words[0][0]) not in GIVEN_NAMES:
        return None
    return _span(match, words)


def _after_self(match: re.Match[str]) -> Span | None:
    """'I am First Last': a given name with a surname, or a name followed by words that go with one."""
    words = _words(match, _is_capitalized)
    if not words:
        return None
    span = _span(match, words)
    follows = _INTRODUCES if match[0][:1] in "Ii" else _SPEAKS
    introduced = follows.match(match.string, span.end) is not None
    if _bare(words[0][0]) in GIVEN_NAMES:
        return span if len(words) > 1 or introduced else None
    return span if len(words) > 1 and introduced and not words[0][0].isupper() else None


def _rule(name: str, about: str, pattern: re.Pattern[str], locate: Callable[[re.Match[str]], Span | None]) -> Rule:
    return Rule(name, "NAME", Strength.CUED, about, pattern, locate)


FAMILY = Family(
    name="names_en",
    gate=re.compile(r"[A-Za-z]{2}"),
    rules=(
        _rule("name_en_says", "after 'my name is', 'the name on the card is'", _SAYS, _after_strong_cue),
        _rule("name_en_field", "after a form's label: 'Name:', 'Passenger:', 'Account holder:'", _FIELD, _after_strong_cue),
        _rule("name_en_booked", "after 'in the name of', 'booked under', 'registered to'", _BOOKED, _after_strong_cue),
        _rule("name_en_formal", "between 'I,' and a comma", _FORMAL, _after_role),
        _rule("name_en_title", "Mr, Mrs, Ms, Miss, Dr ... with a capitalized name, except brands (Dr Pepper)", _TITLE, _after_title),
        _rule("name_en_lower_title", "a lower-case title and a frequent surname", _LOWER_TITLE, _after_lower_title),
        _rule(
            "name_en_self",
            "after 'I am' or 'this is': a frequent given name with a surname, or a name followed by 'from', 'calling' ...",
            _SELF,
            _after_self,
        ),
        _rule("name_en_role", "after a person's role: 'the driver, Marek', 'an agent named Dina'", _PERSON, _after_role),
        _rule("name_en_met", "after 'spoke to', 'thanks to', 'dear', 'my wife' ...: a frequent given name", _MET, _after_weak_cue),
        _rule("name_en_staff", "a frequent given name before 'from your billing team', 'at the desk', 'here'", _STAFF, _after_weak_cue),
        _rule("name_en_regards", "after 'Regards,' or 'Yours sincerely,' at the end of a line", _REGARDS, _after_strong_cue),
        _rule(
            "name_en_signed",
            "after 'Thanks,' and other light closings, a dash or on the last line: a frequent given name",
            _THANKS,
            _after_weak_cue,
        ),
    ),
)
"""Names in English."""
